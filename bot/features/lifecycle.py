"""An incident's life: opened, described, mitigated, resolved, reopened."""

from dataclasses import dataclass, replace

from bot.domain.command import IncidentCommand
from bot.domain.duration import spoken
from bot.domain.incident import Incident, Status
from bot.errors import UserMistake
from bot.masking.secrets import without_secrets
from bot.slack.mrkdwn import escape
from storage import channels, incidents, jobs
from storage.transaction import Tx

HELP = (
    "*What `/incident` can do here*\n"
    "• `/incident open [title] [sev2]` starts an incident in this channel\n"
    "• `/incident set severity|type|service|team|lead VALUE` describes it\n"
    "• `/incident mitigated` says that it no longer hurts\n"
    "• `/incident resolve` ends it and drafts the post-mortem\n"
    "• `/incident reopen` takes it up again\n"
    "• `/incident lint [TEXT]` looks for blame in a text, or in this incident's newest draft; only you see the answer\n"
    "• `/incident status` and `/incident list` tell how things stand"
)


@dataclass(frozen=True)
class Outcome:
    """What came of a request: one or two sentences for the person who asked, and the incident meant, if any."""

    text: str
    incident: Incident | None = None


def act(tx: Tx, command: IncidentCommand) -> Outcome:
    """Carries out a request about the channel's incident. Raises UserMistake with one sentence that helps."""
    command = _without_secrets(command)
    match command.verb:
        case "help":
            return Outcome(HELP)
        case "open":
            return _open(tx, command)
        case "set":
            return _set(tx, command)
        case "mitigated":
            return _mitigate(tx, command)
        case "resolve":
            return _resolve(tx, command)
        case "reopen":
            return _reopen(tx, command)
        case _:
            return _status(tx, command)


def _without_secrets(command: IncidentCommand) -> IncidentCommand:
    """What somebody typed is shown to many: a secret that slipped into it is not kept."""
    title, value = (given and without_secrets(given) for given in (command.title, command.value))
    return replace(command, title=title, value=value)


def _open(tx: Tx, command: IncidentCommand) -> Outcome:
    current = incidents.of_channel(tx, command.team, command.channel)
    if current and current.status is not Status.RESOLVED:
        if current.opened_by is None:
            return _adopt(tx, command, current)
        raise UserMistake(
            f"{current.name} is already open in this channel; `/incident set` changes it, `/incident resolve` ends it."
        )
    channel = channels.find(tx, command.team, command.channel)
    title = command.title or (channel.name if channel and channel.name else None) or "Untitled incident"
    opened = incidents.add(
        tx, team=command.team, channel=command.channel, title=title, by=command.user, severity=command.severity
    )
    channels.describe(tx, command.team, command.channel, capture="yes")
    jobs.want(tx, command.team, "channel", command.channel)
    jobs.want(tx, command.team, "card", opened.id)
    return Outcome(f"{opened.name} is open. I keep what is said here from now on.", opened)


def _adopt(tx: Tx, command: IncidentCommand, found: Incident) -> Outcome:
    """The channel's name had opened it already; the first person to open it gives it a title and a severity."""
    values = {"title": command.title or found.title, "severity": command.severity or found.severity}
    opened = incidents.change(tx, found, command.user, **values, opened_by=command.user)
    jobs.want(tx, command.team, "card", opened.id)
    return Outcome(f"{opened.name} is open: {escape(opened.title)}.", opened)


def _set(tx: Tx, command: IncidentCommand) -> Outcome:
    incident = _current(tx, command)
    assert command.field is not None, "a set command has a field"
    column = "owning_team" if command.field == "team" else command.field
    changed = incidents.change(tx, incident, command.user, **{column: command.value})
    jobs.want(tx, command.team, "card", changed.id)
    value = f"<@{command.value}>" if command.field == "lead" else escape(command.value or "")
    return Outcome(f"{changed.name}: {command.field} is now {value}.", changed)


def _mitigate(tx: Tx, command: IncidentCommand) -> Outcome:
    incident = _current(tx, command)
    if incident.status is Status.RESOLVED:
        raise UserMistake(f"{incident.name} is resolved; `/incident reopen` takes it up again.")
    if incident.status is Status.MITIGATED:
        raise UserMistake(f"{incident.name} is mitigated already; `/incident resolve` ends it.")
    values = {"status": Status.MITIGATED, "mitigated_at": tx.now, "mitigated_by": command.user}
    return _moved(tx, command, incidents.change(tx, incident, command.user, **values), "is mitigated")


def _resolve(tx: Tx, command: IncidentCommand) -> Outcome:
    incident = _current(tx, command)
    if incident.status is Status.RESOLVED:
        raise UserMistake(f"{incident.name} is resolved already; `/incident reopen` takes it up again.")
    resolved = incidents.change(
        tx,
        incident,
        command.user,
        status=Status.RESOLVED,
        resolved_at=tx.now,
        resolved_by=command.user,
        revision=incident.revision + 1,
    )
    jobs.want(tx, command.team, "postmortem", f"{resolved.id}:{resolved.revision}")
    jobs.want(tx, command.team, "card", resolved.id)
    lasted = spoken(resolved.duration(tx.now))
    return Outcome(f"{resolved.name} is resolved after {lasted}. The draft will follow in its thread.", resolved)


def _reopen(tx: Tx, command: IncidentCommand) -> Outcome:
    incident = _current(tx, command)
    if incident.status is Status.OPEN:
        raise UserMistake(f"{incident.name} is open.")
    changed = incidents.change(tx, incident, command.user, status=Status.OPEN, mitigated_at=None, mitigated_by=None)
    how = "is open again"
    if changed.revision:
        how += f"; revision {changed.revision} of its draft stands until the next resolve"
    return _moved(tx, command, changed, how)


def _moved(tx: Tx, command: IncidentCommand, incident: Incident, how: str) -> Outcome:
    jobs.want(tx, command.team, "card", incident.id)
    jobs.want(tx, command.team, "announce", incidents.last_status_change(tx, incident.id))
    return Outcome(f"{incident.name} {how}.", incident)


def _status(tx: Tx, command: IncidentCommand) -> Outcome:
    incident = _current(tx, command)
    lead = f"<@{incident.lead}>" if incident.lead else "nobody yet"
    parts = [
        f"{incident.name} “{escape(incident.title)}” is {incident.status}",
        incident.severity or "no severity yet",
        f"lead: {lead}",
        f"{spoken(incident.duration(tx.now))} {'in all' if incident.status is Status.RESOLVED else 'so far'}",
    ]
    return Outcome(", ".join(parts) + ".", incident)


def _current(tx: Tx, command: IncidentCommand) -> Incident:
    incident = incidents.of_channel(tx, command.team, command.channel)
    if incident is None:
        raise UserMistake("This channel has no incident; `/incident open TITLE` starts one.")
    if command.incident and command.incident != incident.id:
        raise UserMistake(f"That was an earlier incident; this channel's is {incident.name} now.")
    return incident
