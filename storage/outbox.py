"""What was sent to Slack under a key of our own, so that it is sent once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from storage.store import Store
from storage.tables import OUTBOX
from storage.transaction import Tx


@dataclass(frozen=True)
class Sent:
    """A message or file that was begun. `ts` is its timestamp (a file's id), None while nobody knows whether it arrived."""

    key: str
    channel: str
    thread_ts: str | None
    ts: str | None


def find(tx: Tx, team: str, key: str) -> Sent | None:
    columns = (OUTBOX.c.key, OUTBOX.c.channel, OUTBOX.c.thread_ts, OUTBOX.c.ts)
    row = tx.execute(select(*columns).where(OUTBOX.c.team == team, OUTBOX.c.key == key)).one_or_none()
    return Sent(**row._mapping) if row else None


def begin(tx: Tx, team: str, key: str, channel: str, thread_ts: str | None) -> bool:
    """Notes that something is about to be sent; False if that was noted before."""
    values = {"team": team, "key": key, "channel": channel, "thread_ts": thread_ts, "begun_at": tx.now}
    return tx.execute(tx.insert(OUTBOX).values(**values).on_conflict_do_nothing()).rowcount == 1


def withdraw(tx: Tx, team: str, key: str) -> None:
    """Nothing was sent after all."""
    tx.execute(delete(OUTBOX).where(OUTBOX.c.team == team, OUTBOX.c.key == key, OUTBOX.c.ts.is_(None)))


def complete(tx: Tx, team: str, key: str, ts: str | None) -> None:
    tx.execute(update(OUTBOX).where(OUTBOX.c.team == team, OUTBOX.c.key == key).values(ts=ts))


def begun_under(tx: Tx, team: str, key: str) -> list[Sent]:
    """What was begun under a key and its later editions, whose keys begin with it and a colon."""
    mine = (OUTBOX.c.key == key) | OUTBOX.c.key.startswith(f"{key}:", autoescape=True)
    columns = (OUTBOX.c.key, OUTBOX.c.channel, OUTBOX.c.thread_ts, OUTBOX.c.ts)
    rows = tx.execute(select(*columns).where(OUTBOX.c.team == team, mine).order_by(OUTBOX.c.begun_at))
    return [Sent(**row._mapping) for row in rows]


class Outbox:
    """The store's side of the gateway: what was begun and what is known to have arrived."""

    def __init__(self, store: Store, team: str) -> None:
        self._store, self._team = store, team

    async def find(self, key: str) -> Sent | None:
        return await self._store.read(lambda tx: find(tx, self._team, key))

    async def begin(self, key: str, channel: str, thread_ts: str | None) -> bool:
        return await self._store.write(lambda tx: begin(tx, self._team, key, channel, thread_ts))

    async def withdraw(self, key: str) -> None:
        await self._store.write(lambda tx: withdraw(tx, self._team, key))

    async def complete(self, key: str, ts: str) -> None:
        await self._store.write(lambda tx: complete(tx, self._team, key, ts))

    async def begun_under(self, key: str) -> Sequence[Sent]:
        return await self._store.read(lambda tx: begun_under(tx, self._team, key))
