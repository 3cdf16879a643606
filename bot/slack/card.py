"""The incident's card and the short announcements around it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.draft import TimelineEntry
from bot.domain.duration import spoken
from bot.domain.incident import Incident, Status
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.catchup_blocks import clock
from bot.slack.gateway import Message
from bot.slack.mrkdwn import clock_time, escape, shorten

MITIGATE, RESOLVE, REOPEN, STATUS = "incident_mitigated", "incident_resolve", "incident_reopen", "incident_status"
_MARKS = {Status.OPEN: "🔴 Open", Status.MITIGATED: "🟠 Mitigated", Status.RESOLVED: "🟢 Resolved"}


LINE, MOMENT = 240, timedelta(minutes=1)


def card(
    incident: Incident,
    names: Mapping[str, str],
    news: Sequence[TimelineEntry],
    now: datetime,
    link: Callable[[str], str],
) -> Message:
    """The card as it stands at `now`. `names` gives people's names by their ids, `news` are the newest key events, oldest first,
    and `link` gives the address of a message by its timestamp."""
    parts = [
        blocks.header(f"{incident.name}: {incident.title}"),
        blocks.section(" · ".join(_facts(incident, names))),
        blocks.context(" · ".join(_times(incident, now))),
        *blocks.sections("Newest", (_line(entry, now, link) for entry in news)),
        blocks.actions(_buttons(incident), f"incident:{incident.id}"),
        blocks.context(
            "Everything said here is kept as evidence for the post-mortem. `/incident help` lists what I can do, and "
            "`/catchup` tells you alone where this stands."
        ),
    ]
    return Message(f"{incident.name} is {incident.status}: {escape(incident.title)}", tuple(parts))


def _facts(incident: Incident, names: Mapping[str, str]) -> list[str]:
    facts = [f"*{_MARKS[incident.status]}*", incident.severity or "no severity yet"]
    facts.append(f"lead: {escape(names.get(incident.lead, 'known soon')) if incident.lead else 'nobody yet'}")
    return facts + [f"{what}: {escape(value)}" for what, value in _described(incident)]


def _times(incident: Incident, now: datetime) -> list[str]:
    """When it was opened and what came of it. How long it lasts is told as of a moment, so that it stays true."""
    times = [f"opened {clock_time(incident.opened_at, with_date=True)}"]
    if incident.mitigated_at:
        times.append(f"mitigated {clock_time(incident.mitigated_at)}")
    if incident.resolved_at and incident.status is Status.RESOLVED:
        lasted = spoken(incident.duration(incident.resolved_at))
        return [*times, f"resolved {clock_time(incident.resolved_at)} after {lasted}"]
    if now - incident.opened_at < MOMENT:
        return times
    return [*times, f"{spoken(incident.duration(now))} so far, as of {clock_time(now)}"]


def _line(entry: TimelineEntry, now: datetime, link: Callable[[str], str]) -> str:
    text = escape(shorten(" ".join(entry.text.split()), LINE))
    return f"• {clock(entry.at, now, link(entry.evidence[0]))} {text}"


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


def mitigated(incident: Incident, by: str) -> Message:
    """One line for the channel when it no longer hurts."""
    since = f" after {spoken(incident.mitigated_at - incident.opened_at)}" if incident.mitigated_at else ""
    return _said(f"🟠 {incident.name} is mitigated{since}, says {escape(by)}. `/incident resolve` ends it.")


def reopened(incident: Incident, by: str, revision: int, draft: str | None) -> Message:
    """One line for the channel when it is taken up again. `revision` is the draft's that stands meanwhile, 0 if there is none,
    and `draft` the address of its thread, if it is posted."""
    text = f"🔴 {incident.name} is open again, says {escape(by)}."
    if revision:
        thread = f"<{draft}|The draft>" if draft else "The draft"
        text += f" {thread} stands as revision {revision}; the next resolve brings revision {revision + 1}."
    return _said(text)


def resolved(
    incident: Incident, by: str, at: datetime, revision: int = 1, superseded: tuple[int, str] | None = None
) -> Message:
    """The root of the thread that the draft goes into. `at` is when this resolve was; `superseded` names the newest revision
    and the address of its thread, once there is one."""
    which = f"Revision {revision} of the post-mortem draft" if revision > 1 else "The post-mortem draft"
    lasted = spoken(at - incident.opened_at)
    text = f"🟢 {incident.name} is resolved after {lasted}, says {escape(by)}. {which} is in this thread."
    said = _said(text)
    if superseded is None:
        return said
    newest, address = superseded
    note = f"Superseded by <{address}|revision {newest}>, written after the incident was open again."
    return Message(text, (*said.blocks, blocks.context(note)))


def _said(text: str) -> Message:
    return Message(text, (blocks.section(text),))
