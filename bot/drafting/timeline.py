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
    chosen: list[tuple[_Candidate, list[Note]]] = []
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
        company = _with_room(candidate.note, company, reading)
        taken.update(note.place for note in [candidate.note, *company])
        chosen.append((candidate, company))
    heaviest = max((candidate.weight for candidate, _ in chosen), default=1.0)
    entries = [_entry(candidate, company, reading, heaviest) for candidate, company in chosen]
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
        text=text, evidence=cited, at=candidate.note.item.at, kind=kind_of(candidate.note), importance=importance
    )


def _with_room(note: Note, company: list[Note], reading: Reading) -> list[Note]:
    """Those of its company for whose words there is room in the note's entry; the others may be one of their own."""
    left = WORDS - len(opening(note, reading, WORDS).split())
    kept: list[Note] = []
    for each in company:
        if note.cleared or left < _ROOM:
            break
        kept.append(each)
        left -= len(telling_sentence(each, reading, min(left, 10)).split())
    return kept


def _words(note: Note, company: list[Note], reading: Reading) -> str:
    """The note's most telling sentence, and the first words of its company's."""
    parts = {note.place: opening(note, reading, WORDS)}
    left = WORDS - len(parts[note.place].split())
    for each in company:
        parts[each.place] = telling_sentence(each, reading, min(left, 10))
        left -= len(parts[each.place].split())
    return joined([parts[place] for place in sorted(parts) if parts[place]])


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
