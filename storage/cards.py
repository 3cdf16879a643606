"""What each incident's card shows, so that it is changed only where a reader would see the change."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.domain.incident import Incident
from storage.store import Tx
from storage.tables import OUTBOX


@dataclass(frozen=True)
class Shown:
    """What a card showed last, and since when. `facts` and `news` are fingerprints, `cites` the timestamps of the messages whose
    words it shows; `gone` once somebody removed it."""

    facts: str
    news: str
    cites: tuple[str, ...] = ()
    at: datetime | None = None
    gone: bool = False


def find(tx: Tx, incident: Incident) -> Shown | None:
    """None if the card was never shown."""
    mine = (OUTBOX.c.team == incident.team) & (OUTBOX.c.key == _key(incident))
    row = tx.execute(select(OUTBOX.c.ts, OUTBOX.c.begun_at).where(mine)).one_or_none()
    if row is None:
        return None
    facts, news, cites, gone = row.ts.split("|")
    return Shown(facts, news, tuple(cites.split()), row.begun_at, bool(gone))


def keep(tx: Tx, incident: Incident, shown: Shown) -> None:
    """Notes what the card shows now; of messages only their timestamps are kept."""
    told = "|".join((shown.facts, shown.news, " ".join(shown.cites), "gone" if shown.gone else ""))
    row = {"team": incident.team, "key": _key(incident), "channel": incident.channel, "ts": told, "begun_at": tx.now}
    fresh = tx.insert(OUTBOX).values(**row)
    tx.execute(
        fresh.on_conflict_do_update(index_elements=["team", "key"], set_={"ts": told, "begun_at": tx.now}),
    )


def _key(incident: Incident) -> str:
    return f"card:{incident.id}:shown"
