"""When people last asked what happened in an incident, and up to which message they were told."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.tables import CATCH_UP
from storage.transaction import Tx


@dataclass(frozen=True)
class Told:
    """When a person was last caught up (UTC), and the timestamp of the newest message that was known then."""

    asked_at: datetime
    up_to: str


def last(tx: Tx, team: str, user: str, incident: str) -> Told | None:
    """What this person was told last; None if nothing yet."""
    mine = (CATCH_UP.c.team == team) & (CATCH_UP.c.user == user) & (CATCH_UP.c.incident == incident)
    row = tx.execute(select(CATCH_UP.c.asked_at, CATCH_UP.c.up_to).where(mine)).one_or_none()
    return Told(row.asked_at, row.up_to) if row else None


def keep(tx: Tx, team: str, user: str, incident: str, told: Told) -> None:
    """Notes what a person was told; an answer that arrives late takes nothing back."""
    row = {"team": team, "user": user, "incident": incident, "asked_at": told.asked_at, "up_to": told.up_to}
    fresh = tx.insert(CATCH_UP).values(**row)
    later = fresh.excluded
    tx.execute(
        fresh.on_conflict_do_update(
            index_elements=["team", "user", "incident"],
            set_={"asked_at": later.asked_at, "up_to": later.up_to},
            where=CATCH_UP.c.asked_at < later.asked_at,
        )
    )
