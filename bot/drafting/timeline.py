"""The timeline: which messages a reader must not miss, and in whose company they stand."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.domain.draft import TimelineEntry
from bot.drafting.content_terms import terms_in
from bot.drafting.importance import Importance, kind_of
from bot.drafting.phrasing import joined, verifiable
from bot.drafting.reading import Note, Reading, marks_in
from bot.drafting.signals import BY_NAME

MOST = 28
LEAST = 12
SHARE = 0.34
WORDS = 22
_ROOM = 9
_LEAST_WEIGHT = 1.6
_NO_EVENT = frozenset(("confirmed", "supposed", "told"))
_ALL_CLEAR = re.compile(r"(?i)^\W*(?:resolved|recovered|ok)\b\W*")

_Told = tuple[Note, str]
"""A note, and what an entry says of it."""


@dataclass(frozen=True)
class _Candidate:
    note: Note
    weight: float


def timeline(
    reading: Reading, importance: Importance, since: datetime | None = None, most: int = MOST
) -> tuple[TimelineEntry, ...]:
    """A third of the messages at most, between 12 and `most` entries, fewer where the channel holds less, in order of time;
    with `since`, of what was said after it."""
    candidates = [
        _Candidate(note, importance.of(note))
        for note in reading.notes
        if (note.said or note.code) and not note.is_chatter and note.place not in reading.listed.whole
    ]
    candidates = [each for each in candidates if since is None or each.note.item.at > since]
    candidates.sort(key=lambda candidate: (-candidate.weight, candidate.note.place))
    room = min(most, max(LEAST, round(len(reading) * SHARE)))
    chosen: list[tuple[_Candidate, list[_Told]]] = []
    taken: set[int] = set()
    for candidate in candidates:
        if len(chosen) >= room or candidate.weight < _LEAST_WEIGHT:
            break
        if candidate.note.place in taken:
            continue
        company = [
            note
            for note in _company(candidate.note, reading)
            if note.place not in taken and (since is None or note.item.at > since)
        ]
        told = _told(candidate.note, company, reading)
        taken.update(note.place for note, _ in told)
        chosen.append((candidate, told))
    heaviest = max((candidate.weight for candidate, _ in chosen), default=1.0)
    entries = [_entry(candidate, told, reading, heaviest) for candidate, told in chosen]
    return tuple(sorted((entry for entry in entries if entry), key=lambda entry: (entry.at, entry.evidence)))


def _company(note: Note, reading: Reading) -> list[Note]:
    """Up to two messages that belong to the same moment: what the person went on to say, or had just said, or the answer."""
    found = [
        other
        for other in reading.run(note)[1:3]
        if other.seconds - note.seconds <= 150 and not other.is_question and not other.is_chatter
    ]
    if not found:
        before = reading.before(note)
        if before and before.by == note.by and note.seconds - before.seconds <= 90 and not before.is_chatter:
            found = [before]
    found = found or [answer for answer in reading.answers(note) if _adds(answer, note)][:1]
    return [other for other in found if other.place not in reading.listed.whole]


def _adds(answer: Note, note: Note) -> bool:
    """Whether the answer belongs to what it answers, and is no event of its own."""
    people = answer.by != note.by and not answer.is_bot and not note.is_bot
    soon = people and answer.seconds - note.seconds <= 240 and not answer.marks - _NO_EVENT
    return soon and not answer.is_question and not answer.is_chatter and len(answer.terms) >= 3


def _entry(candidate: _Candidate, told: list[_Told], reading: Reading, most: float) -> TimelineEntry | None:
    for parts in (sorted(told, key=lambda each: each[0].place), told[:1]):
        text, cited = joined([words for _, words in parts if words]), tuple(note.ts for note, _ in parts)
        if text and verifiable(text, reading.items(cited)):
            importance = round(max(0.05, min(1.0, candidate.weight / most)), 2)
            at, kind = candidate.note.item.at, kind_of(candidate.note)
            return TimelineEntry(text=text, evidence=cited, at=at, kind=kind, importance=importance)
    return None


def _told(note: Note, company: list[Note], reading: Reading) -> list[_Told]:
    """The note with its most telling sentence, and those of its company for whose first words there is room beside it; the
    others may be an entry of their own."""
    told = [(note, opening(note, reading, WORDS))]
    left = WORDS - len(told[0][1].split())
    for each in company:
        if note.cleared or left < _ROOM:
            break
        told.append((each, telling_sentence(each, reading, min(left, 10))))
        left -= len(told[-1][1].split())
    return told


def opening(note: Note, reading: Reading, most: int) -> str:
    """The note's telling sentence; of an alarm that was edited into an all-clear, that it was one, and until when."""
    sentence = telling_sentence(note, reading, most)
    if not note.cleared:
        return sentence
    alarm = _ALL_CLEAR.sub("", sentence)
    return f"Alarm, edited to resolved at {note.cleared:%H:%M} UTC: {alarm}" if alarm else ""


def telling_sentence(note: Note, reading: Reading, most: int) -> str:
    """The note's sentence with the heaviest signals; its first line of code where it has no prose."""
    best, weight = "", -1.0
    for line in note.lines[:12]:
        low = line.lower().replace("’", "'")
        heavy = sum(BY_NAME[name].weight for name in marks_in(low, note.is_bot)) - (1.0 if low.endswith("?") else 0.0)
        heavy += 0.3 * min(6, len(terms_in(low)))
        if (
            heavy > weight
            and (sentence := reading.wording.sentence(line, most))
            and len(sentence.split()) >= min(3, len(low.split()))
        ):
            best, weight = sentence, heavy
    if best:
        return best
    for line in note.code[:3]:
        if sentence := reading.wording.sentence(line, min(most, 14)):
            return sentence
    return ""
