"""The incident's card and the short announcements around it."""

from bot.domain.duration import spoken
from bot.domain.incident import Incident, Status
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.gateway import Message
from bot.slack.mrkdwn import clock_time, escape

MITIGATE, RESOLVE, REOPEN, STATUS = "incident_mitigated", "incident_resolve", "incident_reopen", "incident_status"
_MARKS = {Status.OPEN: "🔴 Open", Status.MITIGATED: "🟠 Mitigated", Status.RESOLVED: "🟢 Resolved"}


def card(incident: Incident, names: dict[str, str]) -> Message:
    """The card as it stands now. `names` gives people's names by their ids."""
    facts = [f"*{_MARKS[incident.status]}*", incident.severity or "no severity yet"]
    facts.append(f"lead: {escape(names.get(incident.lead, 'known soon')) if incident.lead else 'nobody yet'}")
    facts += [f"{what}: {escape(value)}" for what, value in _described(incident)]
    times = [f"opened {clock_time(incident.opened_at, with_date=True)}"]
    if incident.mitigated_at:
        times.append(f"mitigated {clock_time(incident.mitigated_at)}")
    if incident.resolved_at and incident.status is Status.RESOLVED:
        times.append(
            f"resolved {clock_time(incident.resolved_at)} after {spoken(incident.duration(incident.resolved_at))}"
        )
    parts = [
        blocks.header(f"{incident.name}: {incident.title}"),
        blocks.section(" · ".join(facts)),
        blocks.context(" · ".join(times)),
        blocks.actions(_buttons(incident), f"incident:{incident.id}"),
        blocks.context(
            "Everything said here is kept as evidence for the post-mortem. `/incident help` lists what I can do."
        ),
    ]
    return Message(f"{incident.name} is {incident.status}: {escape(incident.title)}", tuple(parts))


def _described(incident: Incident) -> list[tuple[str, str]]:
    pairs = (("type", incident.type), ("service", incident.service), ("team", incident.owning_team))
    return [(what, value) for what, value in pairs if value]


def _buttons(incident: Incident) -> list[Block]:
    if incident.status is Status.RESOLVED:
        return [blocks.button("Reopen", REOPEN, incident.id)]
    buttons = [blocks.button("Mark mitigated", MITIGATE, incident.id)] if incident.status is Status.OPEN else []
    return [
        *buttons,
        blocks.button("Resolve", RESOLVE, incident.id, "primary"),
        blocks.button("Status", STATUS, incident.id),
    ]


def announcement(incident: Incident, status: str, by: str) -> Message:
    """One line for the channel when the incident changes its state."""
    if status == Status.MITIGATED and incident.mitigated_at:
        lasted = spoken(incident.mitigated_at - incident.opened_at)
        text = f"🟠 {incident.name} is mitigated after {lasted}, says {escape(by)}. `/incident resolve` ends it."
    else:
        text = f"🔴 {incident.name} is open again, says {escape(by)}."
    return Message(text, (blocks.section(text),))


def resolved(incident: Incident, by: str) -> Message:
    """The root of the thread that the draft goes into."""
    assert incident.resolved_at is not None, "only a resolved incident is announced as one"
    lasted = spoken(incident.resolved_at - incident.opened_at)
    text = f"🟢 {incident.name} is resolved after {lasted}, says {escape(by)}. The post-mortem draft is in this thread."
    return Message(text, (blocks.section(text),))
