"""The ledger of calls to language models: a row before each is sent, completed when it ends.

A row without an end is a call that was cut off: it may have cost something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from bot.domain.model_call import ModelCall, Usage
from storage.store import Store, Tx
from storage.tables import MODEL_CALL


@dataclass(frozen=True)
class Entry:
    """One line of the ledger; `outcome` and `seconds` are None while the call has no end."""

    id: str
    call: ModelCall
    begun_at: datetime
    ended_at: datetime | None
    outcome: str | None
    seconds: float | None
    usage: Usage


def begin(tx: Tx, call: ModelCall) -> str:
    """Writes down what is about to be sent; returns the entry's id."""
    entry = tx.new_id()
    row = {"id": entry, "team": call.team, "incident": call.incident, "purpose": call.purpose}
    row |= {"model": call.model, "prompt": call.prompt}
    tx.execute(tx.insert(MODEL_CALL).values(**row, begun_at=tx.now))
    return entry


def end(tx: Tx, entry: str, outcome: str, seconds: float, usage: Usage) -> None:
    tokens = {"input_tokens": usage.fresh, "output_tokens": usage.output}
    tokens |= {"cache_read_tokens": usage.cached, "cache_write_tokens": usage.written}
    done = {"ended_at": tx.now, "outcome": outcome, "seconds": seconds}
    tx.execute(update(MODEL_CALL).where(MODEL_CALL.c.id == entry).values(**done, **tokens))


def entries(tx: Tx, team: str) -> Sequence[Entry]:
    """The workspace's entries, oldest first."""
    rows = tx.execute(
        select(MODEL_CALL).where(MODEL_CALL.c.team == team).order_by(MODEL_CALL.c.begun_at, MODEL_CALL.c.id)
    )
    return [
        Entry(
            id=row.id,
            call=ModelCall(row.team, row.incident, row.purpose, row.model, row.prompt),
            begun_at=row.begun_at,
            ended_at=row.ended_at,
            outcome=row.outcome,
            seconds=row.seconds,
            usage=Usage(row.input_tokens, row.output_tokens, row.cache_read_tokens, row.cache_write_tokens),
        )
        for row in rows
    ]


class StoredLedger:
    """The ledger over the store, each note in a transaction of its own, so that none is open while the model answers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self, call: ModelCall) -> str:
        return await self._store.write(lambda tx: begin(tx, call))

    async def end(self, call_id: str, outcome: str, seconds: float, usage: Usage) -> None:
        await self._store.write(lambda tx: end(tx, call_id, outcome, seconds, usage))
