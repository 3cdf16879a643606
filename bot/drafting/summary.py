"""The summary: first sign, likeliest cause, end, and how much was read. No surer than its evidence."""

from bot.domain.draft import Cause, Claim
from bot.domain.transcript import SUBTYPE
from bot.drafting.course import Course
from bot.drafting.phrasing import shortened, verifiable
from bot.drafting.reading import Note, Reading
from bot.drafting.timeline import opening

WORDS = 26
CAUSE_WORDS = 34


def summary(reading: Reading, course: Course, causes: tuple[Cause, ...]) -> tuple[Claim, ...]:
    """At most four claims and about 120 words."""
    found: list[Claim] = []
    if course.first is None:
        found.append(Claim(text="The channel shows no sign of an incident that these rules recognise.", absence=True))
    else:
        found += _moment("The first sign came", course.first, reading)
    likeliest = next((cause for cause in causes if cause.status != "rejected"), None)
    if likeliest:
        lead = f"Probable cause ({likeliest.likelihood}):"
        text = f"{lead} {shortened(likeliest.text, CAUSE_WORDS)}"
        if verifiable(text, reading.items(likeliest.evidence)):
            found.append(Claim(text=text, evidence=likeliest.evidence, computed=(lead,)))
    else:
        found.append(Claim(text="The channel does not establish a cause.", absence=True))
    if course.ended:
        found += _moment("The channel reports recovery", course.ended, reading)
    found += _extent(reading)
    return tuple(found)


def _moment(lead: str, note: Note, reading: Reading) -> list[Claim]:
    sentence = opening(note, reading, WORDS)
    said_at = f"{lead} at {note.item.at:%H:%M} UTC on {note.item.at:%Y-%m-%d}:"
    text = f"{said_at} {sentence}"
    return (
        [Claim(text=text, evidence=(note.ts,), computed=(said_at,))]
        if sentence and verifiable(text, [note.item])
        else []
    )


def _extent(reading: Reading) -> list[Claim]:
    """How much there was to read, worked out from the whole channel and shown by its first and last message."""
    items = [note.item for note in reading.notes] or list(reading.evidence)
    if not items:
        return []
    people = len({item.author.id for item in items if not item.author.is_bot})
    first, last = items[0], items[-1]
    spoken = sum(item.subtype == SUBTYPE for item in items)
    written = sum("#" not in item.ts for item in items)
    count = f"{written} message{'' if written == 1 else 's'}"
    if spoken:
        count += f" and {spoken} spoken line{'' if spoken == 1 else 's'}"
    counts = (count, *([f"{people} people"] if people > 1 else []))
    text = f"Read: {' by '.join(counts)}, {first.at:%Y-%m-%d %H:%M} to {last.at:%Y-%m-%d %H:%M} UTC."
    return [Claim(text=text, evidence=tuple(dict.fromkeys((first.ts, last.ts))), computed=(text, *counts))]
