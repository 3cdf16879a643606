"""The newest of what matters, for whoever glances at an incident."""

from bot.domain.draft import TimelineEntry, is_supported
from bot.domain.evidence import Evidence
from bot.domain.incident import Incident, Status
from bot.drafting.findings import Findings
from bot.drafting.timeline import timeline

MOST, READ = 4, 1500


def newest(evidence: Evidence, incident: Incident, most: int = MOST) -> tuple[TimelineEntry, ...]:
    """The last entries of the timeline as it stands, oldest first: of a resolved incident those before its end. Of a very long
    channel only the last messages are read."""
    ended = incident.resolved_at if incident.status is Status.RESOLVED else None
    items = [item for item in evidence if ended is None or item.at <= ended][-READ:]
    found = Findings.of(Evidence.of(evidence.channel_name, items, evidence.people.values()))
    entries = [entry for entry in timeline(found.reading, found.importance) if is_supported(entry, evidence)]
    return tuple(entries[-most:])
