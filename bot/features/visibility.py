"""Who is asking, and which incidents they may see. Every surface asks here before it shows anything."""

import asyncio
from datetime import timedelta

from bot.context import Context
from bot.domain.action_item import ActionItem
from bot.domain.incident import Incident, Viewer, can_see
from bot.errors import NotSeen, SlackBusy, SlackError, SlackRefused, SlackUncertain
from storage import action_items, channels, incidents
from storage.transaction import Tx

FRESH = timedelta(minutes=1)


class _Hidden(NotSeen):
    """Slack did say who is asking, and they may not see it."""


async def viewer(context: Context, user: str) -> Viewer:
    """Who is asking: their standing and their channels, at most a minute old.

    Where Slack does not answer, the person counts as a guest in no channel: nothing is shown that might not be theirs."""
    try:
        return await _looked_up(context, user)
    except SlackError:
        return Viewer(user, full_member=False)


async def _looked_up(context: Context, user: str) -> Viewer:
    team = context.me.team
    known = await context.store.read(lambda tx: channels.person(tx, team, user))
    now = context.now()
    if known is None or known.channels_read_at is None or now - known.channels_read_at > FRESH:
        found = await context.gateway.person(user)
        mine = await context.gateway.channels_of(user)

        def keep(tx: Tx) -> None:
            channels.keep_person(tx, team, found.person, full_member=found.full_member, tz=found.tz)
            channels.keep_channels_of(tx, team, user, mine)

        await context.store.write(keep)
    return await context.store.read(lambda tx: _viewer(tx, team, user))


def visible(tx: Tx, who: Viewer, incident: Incident) -> bool:
    """Whether this person may see an incident and anything that comes of it."""
    return can_see(who, incident.channel, channels.is_private(tx, incident.team, incident.channel))


async def require(context: Context, user: str, incident_id: str) -> Incident:
    """The incident, if this person may see it. Raises NotSeen in the same words whether it is hidden or does not exist."""
    who = await _told_by_slack(context, user)
    incident = await context.store.read(lambda tx: _if_visible(tx, who, incident_id))
    if incident is None:
        raise NotSeen("I find no such incident among those you can see.")
    return incident


async def require_channel(context: Context, user: str, channel: str) -> None:
    """Makes sure that this person may see, and so change, what a channel's incident is. Raises NotSeen in words that disclose
    nothing.

    Whoever is known to be in the channel is not asked about: their leaving would have been heard of."""
    team = context.me.team
    if channel in await context.store.read(lambda tx: channels.channels_of(tx, team, user)):
        return
    who = await _told_by_slack(context, user)
    if not can_see(who, channel, await context.store.read(lambda tx: channels.is_private(tx, team, channel))):
        raise _Hidden("I find no incident here that you can see.")


async def require_item(context: Context, user: str, item_id: str) -> ActionItem:
    """The action item, if this person may see its incident. Raises NotSeen in the same words whether it is hidden or gone."""
    item, incident = await context.store.read(lambda tx: _with_incident(tx, item_id))
    if item and incident:
        try:
            await require_channel(context, user, incident.channel)
        except _Hidden:
            pass
        else:
            return item
    raise NotSeen("I find no such action item among those that you can see.")


async def told_by_slack(context: Context, user: str) -> Viewer:
    """Who this is, for work that can wait. Raises SlackBusy or SlackUncertain while Slack does not say."""
    try:
        return await _looked_up(context, user)
    except SlackRefused:
        return Viewer(user, full_member=False)


async def _told_by_slack(context: Context, user: str) -> Viewer:
    """Who is asking. A short trouble of Slack's is waited out, but a click must be answered within three seconds."""
    for wait in (0.1, 0.4):
        try:
            return await _looked_up(context, user)
        except (SlackBusy, SlackUncertain):
            await asyncio.sleep(wait)
        except SlackError:
            return Viewer(user, full_member=False)
    raise NotSeen("Slack does not tell me right now what you may see; please try again in a moment.")


def _with_incident(tx: Tx, item_id: str) -> tuple[ActionItem | None, Incident | None]:
    item = action_items.find(tx, item_id)
    return item, incidents.find(tx, item.incident) if item else None


def _if_visible(tx: Tx, who: Viewer, incident_id: str) -> Incident | None:
    incident = incidents.find(tx, incident_id)
    return incident if incident and visible(tx, who, incident) else None


def _viewer(tx: Tx, team: str, user: str) -> Viewer:
    known = channels.person(tx, team, user)
    full_member = known.full_member if known else False
    return Viewer(user, full_member, channels.channels_of(tx, team, user))
