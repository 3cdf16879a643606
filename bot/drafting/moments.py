"""When it started, was noticed, was taken up, stopped hurting and ended: the times people state, else those of the messages that
show it."""

import re
from datetime import datetime, timedelta
from operator import itemgetter

from bot.domain.draft import Times
from bot.domain.incident import Incident
from bot.drafting.course import Course
from bot.drafting.reading import Note, Reading, marks_in
from bot.drafting.stated_times import PIECE, span, stated
from bot.drafting.vocabulary import phrases

Moment = tuple[datetime, str]
"""A time and the timestamp of the message that shows it."""

_CLOCK = r"(?:(?P<date>\d{4}-\d{2}-\d{2})[ t])?(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
_STATED = re.compile(
    r"(?:since|start(?:ed|ing|s)?|beg[ai]n(?:ning)?|onset|first (?:seen|error|failure|failed|symptom)s?|going on since|from)\s"
    r"(?:\w+\s){0,4}?(?:~|about\s|around\s|at\s)?" + _CLOCK
)
_SPAN = rf"(?<![\w.,])(?P<span>{PIECE}(?:(?:,| and)? ?{PIECE})?)"
# A span alone may lie ahead: “wait for 10 minutes”.
_LASTS = re.compile(rf"\bfor (?:the (?:last|past) )?(?:about |around |some |~ ?)?{_SPAN} (?:now|already)\b")
_BEGAN = re.compile(
    r"\b(?:it|this|that|they|all|everything|errors?|alerts?|alarms?|failures?|timeouts?|problems?|issues?|trouble|outage|latency"
    r"|incident|\dxx|\d00s)(?: all| just)? (?:start(?:ed|s)?|beg[au]n)\b(?: \w+){0,3}? (?:about |around |some |~ ?)?"
    rf"{_SPAN} ago\b"
)
_GOING = (" ago", " now", " already")
_FINE = re.compile(r"\b(?:fine|ok|okay|good|healthy|normal|stable|green|quiet|back|up|works?|working)\b")
_RANGE = re.compile(r"\(?" + _CLOCK + r"\s?(?:-|–|to|until)\s?(?P<hour2>[01]?\d|2[0-3]):(?P<minute2>[0-5]\d)")
_RESTORED = re.compile(
    r"(?:restored|resolved|recovered|fixed|back(?: up| online| to normal)?) (?:at|since|as of) " + _CLOCK
)
_OTHER_ZONE = re.compile(r"\d\s?(?:[ap]m\b|(?:[ecmp][sd]t|cest|cet|bst|ist|jst|aest|pt|et|ct)\b)|[+-]\d{2}:?\d{2}\b")
_ZONE_WIDTH = 10
_LOGGED = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})[t ](?P<clock>\d{2}:\d{2}:\d{2})")
_CHANGES = frozenset(("undone", "changed", "deployed"))
_TAKEN_UP_WITHIN = 2 * 60 * 60
_EARLIEST = timedelta(hours=48)
# A clock time that would lie longer ago than this is one of today that is still to come.
_SAME_NIGHT = timedelta(hours=14)
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


# Somebody takes it up: who reports it does not yet, nor who asks.
_TAKEN_UP = phrases(r"""
    ack\b | ack(?:ed|nowledg(?:ed|ing))\b | on it\b | looking\b(?! (?:good|better|fine|healthy|normal|ok))
    (?:having|taking|take|have) a (?:quick |closer )?look\b
    (?:i'll|i can|let me|will|i'm going to) (?:take|check|look|dig|grab|dive)\b
    (?:i'm|i am|we're|am) (?:here|in|around|online|investigating|checking|digging|taking)\b | investigating\b
    (?:i've got|i have|i'll take|taking) (?:this|it|command|ic|lead|the lead|the pager|the page)\b
    got (?:the )?paged?\b | paged in\b | joining\b | i'm ic\b | incident command(?:er)?\b
""")
_ACKNOWLEDGED = phrases(r"ack(?:ed|nowledged)\b")
_MITIGATED = phrases(r"""
    (?:call(?:ing|ed)? (?:it|this)|it's|this is|we're|we are|consider\w* (?:it|this)|mark(?:ed|ing) (?:it )?(?:as )?) mitigated
    status\W{0,6} mitigated | ^\W*(?:\w+\W+)?mitigated\b | mitigated (?:as of|since|at|from my side|on our side)
    bleeding(?:'s| is| has)? (?:\w+ )?stopped
""")
_AS_OF = re.compile(r"(?:as of|since|at) " + _CLOCK)


_TROUBLE = frozenset(("alarm", "symptom", "confirmed"))
_SHORTLY = timedelta(hours=2)
_OF_IT = re.compile(r"\b(?:start(?:ed|s)?|beg[au]n|(?:it|this|that|they|everything|all)(?:'s|\b).{0,20}\bsince)\b")


def times(reading: Reading, course: Course, finding: Note | None, incident: Incident | None) -> Times:
    """The five times, UTC, each with the message that shows it. What people set on the incident counts where the channel says
    nothing."""
    if course.first is None:
        return Times.of({}, set_by_people(incident))
    found: dict[str, Moment] = {"started": _started(reading, course), "detected": _posted(course.first)}
    if taken_up := _taken_up(reading, course):
        found["acknowledged"] = _posted(taken_up)
    found |= _end(reading, course, finding)
    return Times.of(found, set_by_people(incident))


def set_by_people(incident: Incident | None) -> dict[str, datetime | None]:
    """The times that people set on the incident."""
    return {"mitigated": incident.mitigated_at, "resolved": incident.resolved_at} if incident else {}


def _posted(note: Note) -> Moment:
    return note.item.at, note.ts


def _started(reading: Reading, course: Course) -> Moment:
    """The earliest start that somebody states, or that a log of the failure shows; else the first sign."""
    assert course.first is not None
    detected = course.first.item.at
    found = [_posted(course.first)]
    for note in reading.notes[course.first.place :]:
        told = (*_stated(note), *_spanned(note), *_logged(note))
        earliest = detected - (_EARLIEST if _of_trouble(note) else _SHORTLY)
        found += [(at, note.ts) for at in told if earliest <= at <= detected]
    return min(found, key=itemgetter(0))


def _of_trouble(note: Note) -> bool:
    """Whether the note tells of the trouble itself: long before anybody noticed, a time tells of a cause as often."""
    return bool(note.marks & _TROUBLE or note.tells_impact or note.code or _OF_IT.search(note.low))


def _taken_up(reading: Reading, course: Course) -> Note | None:
    """The first note after the first sign in which a responder, or the alert's own tool, says that somebody is on it."""
    assert course.first is not None
    last = course.ended.place if course.ended else len(reading)
    for note in reading.notes[course.first.place + 1 : last]:
        if note.seconds - course.first.seconds > _TAKEN_UP_WITHIN:
            return None
        if note.is_bot:
            if _ACKNOWLEDGED.search(note.low):
                return note
        elif note.by != course.first.by and not note.is_question and _TAKEN_UP.search(note.low):
            return note
    return None


def _stated(note: Note) -> list[datetime]:
    low = note.low
    if ":" not in low or note.is_question:
        return []
    if _OTHER_ZONE.search(low):
        zoned = (
            stated(low[match.start() : match.end() + _ZONE_WIDTH], note.item.at) for match in _STATED.finditer(low)
        )
        return [at for at in zoned if at and note.item.at - at < _SAME_NIGHT]
    matches = list(_STATED.finditer(low))
    if any(word in low for word in _DURING):
        matches += list(_RANGE.finditer(low))
    plain = [match for match in matches if not match[0].startswith("from") or any(word in low for word in _DURING)]
    found = [_resolved(match, note.item.at, "yesterday" in low) for match in plain]
    return [
        at
        for match, at in zip(plain, found, strict=True)
        if match["date"] or "yesterday" in low or note.item.at - at < _SAME_NIGHT
    ]


def _spanned(note: Note) -> list[datetime]:
    """Starts that are told by how long it has been going on."""
    if note.is_question or not any(word in note.low for word in _GOING):
        return []
    found: list[datetime] = []
    for line in note.lines:
        low = line.lower().replace("’", "'")
        lasts = None if _FINE.search(low) or not marks_in(low, note.is_bot) & _TROUBLE else _LASTS.search(low)
        if match := lasts or _BEGAN.search(low):
            found.append(note.item.at - span(match["span"]))
    return found


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


def _declared(course: Course) -> Moment | None:
    """The first time that somebody says in so many words that users are served again."""
    for note in course.recoveries:
        if _MITIGATED.search(note.low):
            match = _AS_OF.search(note.low) if not _OTHER_ZONE.search(note.low) else None
            at = _resolved(match, note.item.at, "yesterday" in note.low) if match else note.item.at
            return (at if note.item.at - timedelta(hours=1) <= at else note.item.at), note.ts
    return None


def _repaired(reading: Reading, course: Course, finding: Note | None) -> Moment | None:
    """Where nobody says that it got better: the first change that a tool tells of once the cause was found."""
    if finding is None or course.ended is None:
        return None
    after = reading.notes[finding.place + 1 : course.ended.place]
    return next((_posted(note) for note in after if note.is_bot and note.marks & _CHANGES), None)


def _end(reading: Reading, course: Course, finding: Note | None) -> dict[str, Moment]:
    """Eased with the first sign of recovery after the cause was found, ended with the note that speaks for the whole."""
    eased, ended = course.eased(finding), course.ended
    if ended is None:
        return {}
    at = ended.item.at
    if (match := _RESTORED.search(ended.low)) and not _OTHER_ZONE.search(ended.low):
        restored = _resolved(match, at, "yesterday" in ended.low)
        at = restored if eased and eased.item.at - timedelta(hours=1) <= restored <= at else at
    resolved = (at, ended.ts)
    if declared := _declared(course):
        return {"mitigated": min(declared, resolved, key=itemgetter(0)), "resolved": resolved}
    if eased is ended and "recovered" not in ended.marks and (repaired := _repaired(reading, course, finding)):
        return {"mitigated": repaired, "resolved": resolved}
    return {"mitigated": min(_posted(eased), resolved, key=itemgetter(0)) if eased else resolved, "resolved": resolved}
