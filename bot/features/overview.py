"""Which incidents there are, as far as the person asking may see them."""

from datetime import timedelta

from bot.context import Context
from bot.domain.duration import spoken
from bot.domain.incident import Incident, Status, Viewer, can_see
from bot.errors import SlackError
from bot.slack.mrkdwn import escape
from storage import channels, incidents
from storage.store import Tx

FRESH = timedelta(minutes=1)
SHOWN = 15


async def viewer(context: Context, user: str) -> Viewer:
    """Who is asking: their standing and their channels, at most a minute old.

    Where Slack does not answer, the person counts as a guest in no channel: nothing is shown that might not be theirs."""
    team = context.me.team
    known = await context.store.read(lambda tx: channels.person(tx, team, user))
    now = context.now()
    if known is None or known.channels_read_at is None or now - known.channels_read_at > FRESH:
        try:
            who, full_member = await context.gateway.person(user)
            mine = await context.gateway.channels_of(user)
        except SlackError:
            return Viewer(user, full_member=False)

        def keep(tx: Tx) -> None:
            channels.keep_person(tx, team, who, full_member=full_member)
            channels.keep_channels_of(tx, team, user, mine)

        await context.store.write(keep)
    return await context.store.read(lambda tx: _viewer(tx, team, user))


def _viewer(tx: Tx, team: str, user: str) -> Viewer:
    known = channels.person(tx, team, user)
    full_member = known.full_member if known else False
    return Viewer(user, full_member, channels.channels_of(tx, team, user))


def listing(tx: Tx, team: str, who: Viewer) -> str:
    """The recent incidents this person may see, open ones first, as mrkdwn lines."""
    seen = [incident for incident in incidents.recent(tx, team) if _visible(tx, who, incident)]
    if not seen:
        return "No incidents yet. `/incident open TITLE` starts one in the channel you are in."
    seen.sort(key=lambda incident: incident.status is Status.RESOLVED)
    lines = [_line(tx, incident) for incident in seen[:SHOWN]]
    if len(seen) > SHOWN:
        lines.append(f"… and {len(seen) - SHOWN} older ones.")
    return "\n".join(lines)


def _visible(tx: Tx, who: Viewer, incident: Incident) -> bool:
    channel = channels.find(tx, incident.team, incident.channel)
    return can_see(who, incident.channel, channel is None or channel.is_private)


def _line(tx: Tx, incident: Incident) -> str:
    lasted = spoken(incident.duration(tx.now))
    level = f" {incident.severity}" if incident.severity else ""
    return f"• {incident.name}{level} {incident.status}, {lasted}: {escape(incident.title)} <#{incident.channel}>"
