"""People's Home tabs: which page each looks at, what was noted on top of it, and which items it shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.tables import HOME
from storage.transaction import Tx


@dataclass(frozen=True)
class Home:
    """A person's Home. `start` is where its page begins (see storage.open_items.Place), None for the first; `notice` is a
    sentence on top of it, `item` the id of the action item that the sentence is about."""

    user: str
    start: str | None
    notice: str | None
    item: str | None
    used_at: datetime


def find(tx: Tx, team: str, user: str) -> Home | None:
    """The person's Home; None if they never opened it."""
    columns = [HOME.c[name] for name in Home.__dataclass_fields__]
    row = tx.execute(select(*columns).where(_of(team, user))).one_or_none()
    return Home(**row._mapping) if row else None


def keep(tx: Tx, team: str, user: str, **values: Any) -> None:
    """Sets some of `start`, `notice` and `item`, and that the Home is in use now."""
    fresh = tx.insert(HOME).values(team=team, user=user, shown="", used_at=tx.now, **values)
    changed = {"used_at": tx.now, **values}
    tx.execute(fresh.on_conflict_do_update(index_elements=["team", "user"], set_=changed))


def shows(tx: Tx, team: str, user: str, items: Collection[str]) -> None:
    """Notes which items a person's Home is about to show."""
    tx.execute(update(HOME).where(_of(team, user)).values(shown=" ".join(items)))


def showing(tx: Tx, team: str, item: str, since: datetime | None = None) -> list[str]:
    """The people whose Home shows an item; with `since`, only those who used it since then."""
    here = (HOME.c.team == team) & HOME.c.shown.contains(item)
    if since is not None:
        here &= HOME.c.used_at >= since
    return sorted(tx.execute(select(HOME.c.user).where(here)).scalars())


def _of(team: str, user: str) -> Any:
    return (HOME.c.team == team) & (HOME.c.user == user)
