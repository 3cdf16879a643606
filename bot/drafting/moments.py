"""When it started, was noticed, stopped hurting and ended: the times people state, else those of the messages that show it."""

import re
from datetime import datetime, timedelta

from bot.domain.draft import Times
from bot.domain.incident import Incident
from bot.drafting.course import Course
from bot.drafting.reading import Note, Reading

_CLOCK = r"(?:(?P<date>\d{4}-\d{2}-\d{2})[ t])?(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
_STATED = re.compile(
    r"(?:since|start(?:ed|ing|s)?|beg[ai]n(?:ning)?|onset|first (?:seen|error|failure|failed|symptom)s?|going on since|from)\s"
    r"(?:\w+\s){0,4}?(?:~|about\s|around\s|at\s)?" + _CLOCK
)
_RANGE = re.compile(r"\(?" + _CLOCK + r"\s?(?:-|–|to|until)\s?(?P<hour2>[01]?\d|2[0-3]):(?P<minute2>[0-5]\d)")
_RESTORED = re.compile(
    r"(?:restored|resolved|recovered|fixed|back(?: up| online| to normal)?) (?:at|since|as of) " + _CLOCK
)
_OTHER_ZONE = re.compile(r"\d\s?(?:[ap]m\b|(?:[ecmp][sd]t|cest|cet|bst|ist|jst|aest|pt|et|ct)\b)|[+-]\d{2}:?\d{2}\b")
_LOGGED = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})[t ](?P<clock>\d{2}:\d{2}:\d{2})")
_EARLIEST = timedelta(hours=48)
_DURING = (
    "failing",
    "fail",
    "error",
    "down",
    "broken",
    "start",
    "since",
    "incident",
    "outage",
    "total",
    "lasted",
    "impact",
)


def times(reading: Reading, course: Course, finding: Note | None, incident: Incident | None) -> Times:
    """The four times, UTC. What people set on the incident counts where the channel says nothing."""
    if course.first is None:
        return Times(mitigated=incident.mitigated_at, resolved=incident.resolved_at) if incident else Times()
    detected = course.first.item.at
    mitigated, resolved = _end(course, finding)
    if incident:
        mitigated, resolved = mitigated or incident.mitigated_at, resolved or incident.resolved_at
    return Times(
        started=_started(reading, course) or detected, detected=detected, mitigated=mitigated, resolved=resolved
    )


def _started(reading: Reading, course: Course) -> datetime | None:
    """The earliest start that somebody states, or that a log of the failure shows."""
    assert course.first is not None
    detected = course.first.item.at
    found = []
    for note in reading.notes[course.first.place :]:
        found += [at for at in (*_stated(note), *_logged(note)) if detected - _EARLIEST <= at <= detected]
    return min(found, default=None)


def _stated(note: Note) -> list[datetime]:
    low = note.low
    if ":" not in low or note.is_question or _OTHER_ZONE.search(low):
        return []
    matches = list(_STATED.finditer(low))
    if any(word in low for word in _DURING):
        matches += list(_RANGE.finditer(low))
    return [_resolved(match, note.item.at, "yesterday" in low) for match in matches]


def _resolved(match: re.Match[str], said: datetime, yesterday: bool) -> datetime:
    """A clock time as the latest such moment before it was said."""
    second = int(match["second"] or 0)
    at = said.replace(hour=int(match["hour"]), minute=int(match["minute"]), second=second, microsecond=0)
    if match["date"]:
        try:
            day = datetime.fromisoformat(match["date"])
            return at.replace(year=day.year, month=day.month, day=day.day)
        except ValueError:
            return at
    if at > said + timedelta(minutes=2):
        at -= timedelta(days=1)
    return at - timedelta(days=1) if yesterday and at.date() == said.date() else at


def _logged(note: Note) -> list[datetime]:
    """Times in pasted logs of failures."""
    found = []
    for line in note.code[:20]:
        low = line.lower()
        if not any(word in low for word in ("error", "fail", "fatal", "panic", "exception", "refused", "denied")):
            continue
        for match in _LOGGED.finditer(low):
            try:
                found.append(datetime.fromisoformat(f"{match['day']}T{match['clock']}+00:00"))
            except ValueError:
                continue
    return found


def _end(course: Course, finding: Note | None) -> tuple[datetime | None, datetime | None]:
    """Eased with the first sign of recovery after the cause was found, ended with the note that speaks for the whole."""
    eased, ended = course.eased(finding), course.ended
    if ended is None:
        return None, None
    at = ended.item.at
    if (match := _RESTORED.search(ended.low)) and not _OTHER_ZONE.search(ended.low):
        stated = _resolved(match, at, "yesterday" in ended.low)
        at = stated if eased and eased.item.at - timedelta(hours=1) <= stated <= at else at
    return min(eased.item.at, at) if eased else at, at
