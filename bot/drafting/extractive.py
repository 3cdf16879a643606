"""The drafter that needs no model: rules choose what was said and in which order it matters."""

import re

from bot.domain.draft import Draft
from bot.domain.evidence import Evidence
from bot.domain.incident import Incident, title_of
from bot.domain.incident import severity as known_severity
from bot.drafting.course import Course
from bot.drafting.findings import Findings
from bot.drafting.last_gate import let_through
from bot.drafting.moments import times
from bot.drafting.reading import Reading
from bot.drafting.sections import factors, impact, questions, went_well
from bot.drafting.summary import summary
from bot.drafting.timeline import timeline

NAME = "extractive"
_SEVERITY = re.compile(
    r"\b(sev[ -]?[0-5])\b|\bseverity(?: is|:|=)? (critical|major|minor|low|sev[ -]?[0-5]|p[0-5])\b"
    r"|\bthis is (?:a )?(critical|major|minor|p[0-5])\b|\b(p[0-5]) incident\b"
)

# How grave somebody else's ticket is.
_OF_OTHERS = re.compile(
    r"\b(?:sev|p)[ -]?\d (?:\w+ )?(?:ticket|case)\b|\b(?:ticket|case) (?:as|with|is) (?:an? )?(?:sev|p)[ -]?\d"
)


def write(evidence: Evidence, incident: Incident | None = None) -> Draft:
    """A draft from the evidence alone, always the same for the same evidence. What people set on `incident` fills in what
    the channel does not say."""
    found = Findings.of(evidence)
    reading, course, ranked = found.reading, found.course, found.ranked
    found_times = times(reading, course, ranked.head, incident)
    draft = Draft(
        title=title(reading.evidence, incident),
        severity=severity(reading, course, incident),
        drafter=NAME,
        times=found_times,
        summary=summary(reading, course, ranked.causes),
        impact=impact(reading, course, ranked.causes),
        timeline=timeline(reading, found.importance),
        causes=ranked.causes,
        factors=factors(reading, course, ranked.causes),
        went_well=went_well(reading, course, ranked.head),
        questions=questions(reading, course, ranked.causes, found_times),
        actions=ranked.tasks,
    )
    return let_through(draft, reading.evidence)


def severity(reading: Reading, course: Course, incident: Incident | None) -> str | None:
    """What people set on the incident, else the last severity that somebody states, else None."""
    if incident and incident.severity:
        return incident.severity
    for note in reversed(reading.notes):
        if course.is_before(note) or note.is_question or _OF_OTHERS.search(note.low):
            continue
        if match := _SEVERITY.search(note.low):
            return known_severity(next(filter(None, match.groups())))
    return None


def title(evidence: Evidence, incident: Incident | None = None) -> str:
    """The incident's title as somebody gave it, or its channel's name; never words of a message."""
    given = incident.title.strip() if incident else ""
    return given or title_of(evidence.channel_name)
