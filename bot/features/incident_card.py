"""The incident's card in its channel, and the lines that announce a change of state."""

from bot.context import Context
from bot.domain.incident import Incident
from bot.slack import card
from storage import channels, incidents
from storage.store import Tx


async def show(context: Context, incident_id: str) -> None:
    """Posts the card, or brings the posted one up to date."""
    incident = await context.store.read(lambda tx: incidents.find(tx, incident_id))
    if incident is None:
        return
    people = [incident.lead] if incident.lead else []
    names = await context.store.read(lambda tx: _names(tx, incident.team, people))
    message = card.card(incident, names)
    key = f"card:{incident.id}"
    posted = await context.gateway.is_sent(key)
    ts = await context.gateway.post_once(key, incident.channel, message)
    if posted:
        await context.gateway.update(incident.channel, ts, message)


async def announce(context: Context, change_id: str) -> None:
    """Tells the channel that an incident was mitigated or reopened."""
    change = await context.store.read(lambda tx: incidents.find_change(tx, change_id))
    incident = await context.store.read(lambda tx: incidents.find(tx, change.incident)) if change else None
    if change is None or incident is None:
        return
    names = await context.store.read(lambda tx: _names(tx, incident.team, [change.by] if change.by else []))
    message = card.announcement(incident, change.value or "", names.get(change.by or "", "somebody"))
    await context.gateway.post_once(f"announce:{change.id}", incident.channel, message)


async def people(context: Context, incident_id: str) -> set[str]:
    """The ids of the people whose names the card and its announcements show."""
    incident: Incident | None = await context.store.read(lambda tx: incidents.find(tx, incident_id))
    if incident is None:
        return set()
    return {user for user in (incident.lead, incident.resolved_by, incident.mitigated_by, incident.opened_by) if user}


def _names(tx: Tx, team: str, users: list[str]) -> dict[str, str]:
    found = {user: channels.person(tx, team, user) for user in users}
    return {user: known.person.name for user, known in found.items() if known}
