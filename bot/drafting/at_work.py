"""Who is at work on the incident, and with what, from what each of them said of it last."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.domain.draft import Claim
from bot.domain.evidence import Person
from bot.domain.incident import Incident
from bot.drafting.action_words import COMMITS
from bot.drafting.attempts import is_deed
from bot.drafting.course import Course
from bot.drafting.phrasing import verifiable
from bot.drafting.reading import Note, Reading
from bot.drafting.timeline import telling_sentence

MOST, MOST_NAMES = 4, 6
WORDS = 18
_RECENT = timedelta(minutes=60)
_NOW = timedelta(minutes=20)
_SIGNS = frozenset(("investigating", "escalated"))
_DOING = re.compile(
    r"(?:\W|i'?m |i am |ok |now |just )*(?!(?:some|any|every|no)?thing\b|morning|evening|during|being|indeed|need\w*|agreed)"
    r"[a-z]{2,}(?:ing|ed)\b"
)


def people(reading: Reading, course: Course, incident: Incident, now: datetime) -> tuple[Claim, ...]:
    """What each of them does, whoever leads first, and one line with the names of who else spoke lately."""
    doing: dict[str, Note] = {}
    spoke: dict[str, Note] = {}
    for note in reading.notes:
        if note.is_bot or not note.said or (course.first and note.place < course.first.place):
            continue
        if "handed_over" in note.marks:
            doing.pop(note.by, None)
            spoke.pop(note.by, None)
        elif now - note.item.at <= _RECENT:
            spoke[note.by] = note
            if _at_work(note) or (note.by == incident.lead and len(note.terms) >= 4 and not note.is_question):
                doing[note.by] = note
    ranked = sorted(doing.values(), key=lambda note: (note.by != incident.lead, -note.place))
    found = [claim for note in ranked[:MOST] for claim in _line(note, reading, incident, now)]
    told = {ts for claim in found for ts in claim.evidence}
    rest = [spoke[by] for by in spoke if by not in doing or doing[by].ts not in told]
    return (*found, *_others(rest, bool(found)))


def known_name(person: Person) -> str:
    """What people call somebody; an id is no name."""
    return person.name if person.name and person.name != person.id else "someone"


def _at_work(note: Note) -> bool:
    if note.is_question or len(note.low.split()) < 2:
        return False
    return bool(is_deed(note) or note.marks & _SIGNS or COMMITS.search(note.low) or _DOING.match(note.low))


def _line(note: Note, reading: Reading, incident: Incident, now: datetime) -> Iterator[Claim]:
    name = known_name(note.item.author) + (" (lead)" if note.by == incident.lead else "")
    doing = note.lines[0] if note.lines and _DOING.match(note.lines[0].lower()) else None
    sentence = reading.wording.sentence(doing, WORDS) if doing else telling_sentence(note, reading, WORDS)
    if not sentence or not verifiable(sentence, [note.item]):
        return
    going_on = sentence.split(" ", 1)[0].endswith("ing") and now - note.item.at <= _NOW
    text = f"{name} is {sentence[0].lower()}{sentence[1:]}" if going_on else f"{name}: {sentence}"
    yield Claim(text=text, evidence=(note.ts,))


def _others(notes: list[Note], after_some: bool) -> Iterator[Claim]:
    """Who else is there. Each name is borne out by a message of theirs."""
    newest = sorted(notes, key=lambda note: -note.place)[:MOST_NAMES]
    if newest:
        names = ", ".join(known_name(note.item.author) for note in newest)
        lead = "Also here" if after_some else "Here"
        yield Claim(text=f"{lead}: {names}.", evidence=tuple(note.ts for note in newest))
