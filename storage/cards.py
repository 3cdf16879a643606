"""What each incident's card shows, so that it is changed only where a reader would see the change."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.domain.incident import Incident
from storage.tables import INCIDENT_CARD
from storage.transaction import Tx


@dataclass(frozen=True)
class Shown:
    """What a card showed last, and as of when. `facts` and `news` are fingerprints, `cites` the timestamps of the messages whose
    words it shows; `gone` once somebody removed it."""

    facts: str
    news: str
    cites: tuple[str, ...]
    at: datetime
    gone: bool = False


def find(tx: Tx, incident: Incident) -> Shown | None:
    """None if the card was never shown."""
    row = tx.execute(select(INCIDENT_CARD).where(INCIDENT_CARD.c.incident == incident.id)).one_or_none()
    return Shown(row.facts, row.news, tuple(row.cites.split()), row.shown_at, row.gone) if row else None


def keep(tx: Tx, incident: Incident, shown: Shown) -> None:
    """Notes what the card shows now; of messages only their timestamps are kept."""
    told = {
        "facts": shown.facts,
        "news": shown.news,
        "cites": " ".join(shown.cites),
        "shown_at": shown.at,
        "gone": shown.gone,
    }
    fresh = tx.insert(INCIDENT_CARD).values(incident=incident.id, **told)
    tx.execute(fresh.on_conflict_do_update(index_elements=["incident"], set_=told))
