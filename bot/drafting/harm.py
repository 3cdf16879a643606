"""How bad it is: what people said lately of who and what is hit, in their own numbers."""

import re
from datetime import datetime, timedelta

from bot.domain.draft import Claim
from bot.drafting.action_words import COMMITS, NEEDS
from bot.drafting.course import Course
from bot.drafting.phrasing import verifiable
from bot.drafting.reading import Note, Reading
from bot.drafting.timeline import telling_sentence
from bot.drafting.vocabulary import IMPACT, phrases

MOST = 3
WORDS = 20
_LEAST = 1.6
_FRESH = timedelta(hours=1)
_NO_HARM = frozenset(
    ("acted", "undone", "deployed", "changed", "recovered", "resolved", "supposed", "handed_over", "decided")
)
_HARMED = phrases(r"""
    twice | double\w* | more than once | charged | lost\b | fail\w* | affected | stuck | delayed | missing | wrong\w* | down\b
    too much | leaked | unable | can't | cannot | error\w* | impacted | refused | exposed
""")
COUNTED = phrases(r"""
    \d[\d.,]*\s?(?:%|percent|k\b)?\s?(?:of (?:the |our )?)?(?:\w+ ){0,2}(?:customers?|users?|people|tenants?|accounts?|merchants)
    \d[\d.,]*\s?(?:%|percent|k\b)?\s?(?:of (?:the |our )?)?(?:\w+ ){0,2}(?:orders?|bookings?|payments?|requests?|tickets?)
    \d+ (?:in|of|out of) \d+ | [£$€]\s?\d | (?:all|every|no)(?: of)?(?: our| the)? (?:\w+ )?(?:customers?|users?|tenants?)
""")
_OWN_WORK = re.compile(r"\W*(?:i|we|let's)\b")
_MONEY = re.compile(r"[£$€]\s?\d")
_TOTAL = re.compile(r"\W*(?:final|in total|total|all in all)\b")


def harm(reading: Reading, course: Course, now: datetime) -> list[Claim]:
    """At most three lines in order of time, the newest and best counted ones, and the last declaration of how grave it is."""
    kept: list[tuple[Note, Claim]] = []
    for note, line in [*_declared(reading, course), *_scored(reading, course, now)]:
        alike = any(
            note is other or len(note.terms & other.terms) >= 0.6 * max(1, len(note.terms)) for other, _ in kept
        )
        text = reading.wording.sentence(line, WORDS)
        if len(kept) < MOST and not alike and len(text.split()) >= 3 and verifiable(text, reading.items((note.ts,))):
            kept.append((note, Claim(text=text, evidence=(note.ts,))))
    return [claim for _, claim in sorted(kept, key=lambda pair: pair[0].place)]


def _declared(reading: Reading, course: Course) -> list[tuple[Note, str]]:
    """What somebody said last when they raised or called it, with the reason in their words."""
    for note in reversed(reading.notes):
        if "declared" in note.marks and not note.is_question and not course.is_before(note) and len(note.terms) >= 3:
            why = "symptom" in note.marks or IMPACT.search(note.low) or _HARMED.search(note.low)
            return [(note, telling_sentence(note, reading, WORDS))] if why else []
    return []


def _scored(reading: Reading, course: Course, now: datetime) -> list[tuple[Note, str]]:
    scored = []
    for note in reading.notes:
        if note is course.first or course.is_before(note) or note.marks & _NO_HARM or not _may_tell(note):
            continue
        fresh = max(0.0, 1 - (now - note.item.at) / _FRESH)
        for line in note.lines[:6]:
            low = line.lower()
            counted, harmed = COUNTED.search(low), _HARMED.search(low)
            if low.endswith("?") or _OWN_WORK.match(low) or not (IMPACT.search(low) or (counted and harmed)):
                continue
            worth = (1.4 if counted else 0.4 if re.search(r"\d", low) else 0.0) + (0.8 if harmed else 0.0)
            worth += (
                (0.5 if _MONEY.search(low) else 0.0)
                + (1.5 if _TOTAL.match(low) else 0.0)
                + (0.4 if "symptom" in note.marks else 0.0)
            )
            worth += 0.6 * course.topicality(note) + 1.2 * fresh
            if worth >= _LEAST:
                scored.append((-worth, -note.place, note, line))
    return [(note, line) for _, _, note, line in sorted(scored, key=lambda entry: entry[:2])]


def _may_tell(note: Note) -> bool:
    if note.is_question or COMMITS.search(note.low) or NEEDS.search(note.low):
        return False
    return not note.is_bot or bool(note.marks & {"alarm", "symptom"})
