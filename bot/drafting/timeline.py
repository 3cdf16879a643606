"""The timeline: which messages a reader must not miss, and in whose company they stand."""

import math
from dataclasses import dataclass

from bot.domain.draft import TimelineEntry
from bot.drafting.course import Course
from bot.drafting.phrasing import joined, verifiable
from bot.drafting.reading import Note, Reading, marks_in
from bot.drafting.signals import BY_NAME
from bot.drafting.vocabulary import IMPACT

MOST = 26
LEAST = 12
SHARE = 0.34
WORDS = 22
_LEAST_WEIGHT = 1.6
# What a denial says did not happen.
_DENIED = frozenset(("deployed", "changed", "recovered"))
_HUMAN_BOOST = frozenset(("found", "undone", "recovered", "resolved", "deployed", "acted", "changed"))


@dataclass(frozen=True)
class _Candidate:
    note: Note
    weight: float
    kind: str


def timeline(reading: Reading, course: Course) -> tuple[TimelineEntry, ...]:
    """Eight to 26 entries, fewer where the channel holds less, in order of time."""
    candidates = [candidate for note in reading.notes if (candidate := _candidate(note, reading, course))]
    candidates.sort(key=lambda candidate: (-candidate.weight, candidate.note.place))
    room = min(MOST, max(LEAST, round(len(reading) * SHARE)))
    chosen: list[tuple[_Candidate, list[Note]]] = []
    taken: set[str] = set()
    for candidate in candidates:
        if len(chosen) >= room or candidate.weight < _LEAST_WEIGHT:
            break
        if candidate.note.ts in taken:
            continue
        company = [note for note in _company(candidate.note, reading) if note.ts not in taken]
        taken.update(note.ts for note in [candidate.note, *company])
        chosen.append((candidate, company))
    most = max((candidate.weight for candidate, _ in chosen), default=1.0)
    entries = [_entry(candidate, company, reading, most) for candidate, company in chosen]
    return tuple(sorted((entry for entry in entries if entry), key=lambda entry: (entry.at, entry.evidence)))


def _candidate(note: Note, reading: Reading, course: Course) -> _Candidate | None:
    if note.is_chatter or not (note.said or note.code):
        return None
    named = note.marks - _DENIED if "rejected" in note.marks else note.marks
    named -= {"alarm", "symptom"} if note.is_bot and note.marks & {"recovered", "resolved"} else frozenset()
    marks = sorted((BY_NAME[name] for name in named), key=lambda signal: (-signal.weight, signal.name))
    weight = sum(signal.weight * share for signal, share in zip(marks, (1.0, 0.45, 0.25, 0.15), strict=False))
    kind = marks[0].kind if marks else "status"
    weight += 1.6 * course.topicality(note) + _standing(note, reading)
    if note.is_question:
        weight -= 1.5 if "decided" not in note.marks else 0.8
    if note.marks and note.marks <= {"supposed", "decided", "rejected", "told"}:
        weight -= 0.5
    if "supposed" in note.marks:
        weight -= 0.5
    if course.is_before(note) and not (
        note.marks & {"deployed", "changed"} and course.first and course.first.seconds - note.seconds < 7200
    ):
        weight -= 3.0
    elif course.is_after(note):
        weight -= 1.0
    return _Candidate(note, weight, kind)


def _standing(note: Note, reading: Reading) -> float:
    """What others made of the message, and how much it says."""
    weight = 0.0
    replies = len(reading.replies(note)) if note.item.thread_ts == note.ts else 0
    weight += min(0.8, 0.2 * replies)
    weight += min(0.6, 0.2 * sum(reaction.count for reaction in note.item.reactions))
    if note.is_bot and "alarm" not in note.marks:
        weight += 0.3
    if note.code:
        weight += 0.7
    if IMPACT.search(note.low):
        weight += 0.4
    if "/pull/" in note.low or "/merge_requests/" in note.low or "/commit/" in note.low:
        weight += 1.0
    if note.item.files:
        weight += 0.3
    if any(answer.by != note.by and answer.agrees for answer in reading.answers(note)):
        weight += 0.4
    length = len(note.low.split())
    if length < 4 and not note.marks & _HUMAN_BOOST:
        weight -= 0.8
    return weight + min(0.5, 0.15 * math.log1p(length))


def _company(note: Note, reading: Reading) -> list[Note]:
    """Up to two messages that belong to the same moment: what the person went on to say, or who agreed."""
    found = [
        other
        for other in reading.run(note)[1:3]
        if other.seconds - note.seconds <= 150 and not other.is_question and not other.is_chatter
    ]
    if not found:
        before = reading.before(note)
        if before and before.by == note.by and note.seconds - before.seconds <= 90 and not before.is_chatter:
            found = [before]
    return found[:2]


def _entry(candidate: _Candidate, company: list[Note], reading: Reading, most: float) -> TimelineEntry | None:
    notes = sorted([candidate.note, *company], key=lambda note: note.place)
    text = _words(candidate.note, company, reading)
    cited = tuple(note.ts for note in notes)
    if not text or not verifiable(text, reading.items(cited)):
        text, cited = _words(candidate.note, [], reading), (candidate.note.ts,)
        if not text or not verifiable(text, reading.items(cited)):
            return None
    importance = round(max(0.05, min(1.0, candidate.weight / most)), 2)
    return TimelineEntry(
        text=text, evidence=cited, at=candidate.note.item.at, kind=candidate.kind, importance=importance
    )


def _words(note: Note, company: list[Note], reading: Reading) -> str:
    """The note's most telling sentence, and the first of its company's while there is room."""
    parts = []
    left = WORDS
    for each in sorted([note, *company], key=lambda other: other.place):
        share = left if each is note else min(left, 10)
        if share < 5:
            break
        sentence = telling_sentence(each, reading, share)
        if sentence:
            parts.append(sentence)
            left -= len(sentence.split())
    return joined(parts)


def telling_sentence(note: Note, reading: Reading, most: int) -> str:
    """The note's sentence with the heaviest signals; its first line of code where it has no prose."""
    best, weight = "", -1.0
    for line in note.lines[:12]:
        low = line.lower().replace("’", "'")
        heavy = sum(BY_NAME[name].weight for name in marks_in(low, note.is_bot)) - (1.0 if low.endswith("?") else 0.0)
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
