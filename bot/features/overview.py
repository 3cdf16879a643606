"""Which incidents there are, as far as the person asking may see them."""

from bot.domain.incident import Incident, Status, Viewer, can_see
from bot.slack.mrkdwn import escape
from storage import channels, incidents
from storage.transaction import Tx

SHOWN = 15


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
    return can_see(who, incident.channel, channels.is_private(tx, incident.team, incident.channel))


def _line(tx: Tx, incident: Incident) -> str:
    level = f" {incident.severity}" if incident.severity else ""
    return f"• {incident.name}{level} {incident.status} {incident.so_far(tx.now)}: {escape(incident.title)} <#{incident.channel}>"
