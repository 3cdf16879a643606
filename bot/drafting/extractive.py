"""The drafter that needs no model: rules choose what was said and in which order it matters."""

import re

from bot.domain.draft import Draft
from bot.domain.evidence import Evidence
from bot.domain.incident import Incident
from bot.drafting.actions import actions
from bot.drafting.causes import causes
from bot.drafting.course import follow
from bot.drafting.moments import times
from bot.drafting.reading import Reading
from bot.drafting.timeline import timeline

NAME = "extractive"
_PREFIX = re.compile(r"(?i)^(?:inc|incident|sev\d?|outage)[-_](?=\w)")


def write(evidence: Evidence, incident: Incident | None = None) -> Draft:
    """A draft from the evidence alone, always the same for the same evidence. What people set on `incident` fills in what
    the channel does not say."""
    reading = Reading(evidence)
    course = follow(reading)
    draft = Draft(
        title=title(evidence, incident),
        severity=incident.severity if incident else None,
        drafter=NAME,
        times=times(reading, course, incident),
        timeline=timeline(reading, course),
        causes=causes(reading, course),
        actions=actions(reading, course),
    )
    return draft.supported(evidence)


def title(evidence: Evidence, incident: Incident | None = None) -> str:
    """The incident's title as somebody gave it, or its channel's name; never words of a message."""
    if incident and incident.title.strip():
        return incident.title.strip()
    name = _PREFIX.sub("", evidence.channel_name)
    words = re.sub(r"[-_\s]+", " ", name).strip()
    return words[:1].upper() + words[1:] if words else "Incident"
