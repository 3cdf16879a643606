"""The ledger of calls to language models: a row before each is sent, completed when it ends.

A row without an end is a call that was cut off: it may have cost something, and counts with the estimate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from bot.domain.model_call import ModelCall, Usage, dollars
from bot.domain.month import Month
from bot.errors import BudgetSpent
from storage.store import Store
from storage.tables import MODEL_CALL
from storage.transaction import Tx


@dataclass(frozen=True)
class Entry:
    """One line of the ledger; `outcome` and `seconds` are None while the call has no end. `dollars` is an estimate until then,
    and None where the model's price is not known."""

    id: str
    call: ModelCall
    begun_at: datetime
    ended_at: datetime | None
    outcome: str | None
    seconds: float | None
    usage: Usage
    dollars: float | None = None


def begin(tx: Tx, call: ModelCall, estimate: float | None = None, budget: float | None = None) -> str:
    """Writes down what is about to be sent and what it may cost, in dollars; returns the entry's id.

    Raises BudgetSpent where the month has none of the `budget` left: what ended counts, and what is under way by its
    estimate."""
    if is_spent(tx, call.team, budget):
        raise BudgetSpent(_spent_sentence(tx, budget))
    entry = tx.new_id()
    row: dict[str, object] = {"id": entry, "team": call.team, "incident": call.incident, "purpose": call.purpose}
    row |= {"model": call.model, "prompt": call.prompt, "dollars": estimate}
    tx.execute(tx.insert(MODEL_CALL).values(**row, begun_at=tx.now))
    return entry


def end(tx: Tx, entry: str, outcome: str, seconds: float, usage: Usage, cost: float | None = None) -> None:
    """`cost` in dollars; None leaves the estimate where one stands, as for a call that nobody heard of again."""
    tokens = {"input_tokens": usage.fresh, "output_tokens": usage.output}
    tokens |= {"cache_read_tokens": usage.cached, "cache_write_tokens": usage.written}
    tokens |= {"cache_hour_tokens": usage.written_for_an_hour}
    done = {"ended_at": tx.now, "outcome": outcome, "seconds": seconds}
    price = {} if cost is None else {"dollars": cost}
    tx.execute(update(MODEL_CALL).where(MODEL_CALL.c.id == entry).values(**done, **tokens, **price))


def spent(tx: Tx, team: str, month: Month) -> float:
    """The workspace's dollars of a month, by when calls were begun."""
    wanted = (
        (MODEL_CALL.c.team == team) & (MODEL_CALL.c.begun_at >= month.begins) & (MODEL_CALL.c.begun_at < month.ends)
    )
    return float(tx.execute(select(func.sum(MODEL_CALL.c.dollars)).where(wanted)).scalar() or 0.0)


def is_spent(tx: Tx, team: str, budget: float | None) -> bool:
    """Whether nothing is left of this month's budget; never without one."""
    return budget is not None and spent(tx, team, Month.of(tx.now)) >= budget


def spent_sentence(tx: Tx, team: str, budget: float | None) -> str | None:
    """What to tell whoever would have had a model's words, None while there is something left."""
    return _spent_sentence(tx, budget) if is_spent(tx, team, budget) else None


def _spent_sentence(tx: Tx, budget: float | None) -> str:
    return f"The language model's budget for {Month.of(tx.now)} ({dollars(budget or 0.0)}) is spent"


def teams(tx: Tx) -> list[str]:
    """The workspaces that have entries."""
    return sorted(tx.execute(select(MODEL_CALL.c.team).distinct()).scalars())


def entries(tx: Tx, team: str, month: Month | None = None, incident: str | None = None) -> Sequence[Entry]:
    """The workspace's entries, oldest first; of one month or one incident (its id) where asked."""
    wanted = MODEL_CALL.c.team == team
    if month:
        wanted &= (MODEL_CALL.c.begun_at >= month.begins) & (MODEL_CALL.c.begun_at < month.ends)
    if incident:
        wanted &= MODEL_CALL.c.incident == incident
    rows = tx.execute(select(MODEL_CALL).where(wanted).order_by(MODEL_CALL.c.begun_at, MODEL_CALL.c.id))
    return [
        Entry(
            id=row.id,
            call=ModelCall(row.team, row.incident, row.purpose, row.model, row.prompt),
            begun_at=row.begun_at,
            ended_at=row.ended_at,
            outcome=row.outcome,
            seconds=row.seconds,
            usage=Usage(
                row.input_tokens,
                row.output_tokens,
                row.cache_read_tokens,
                row.cache_write_tokens,
                row.cache_hour_tokens,
            ),
            dollars=row.dollars,
        )
        for row in rows
    ]


class StoredLedger:
    """The ledger over the store, each note in a transaction of its own, so that none is open while the model answers.

    `budget` is in dollars for a calendar month (UTC) and workspace, None without one."""

    def __init__(self, store: Store, budget: float | None = None) -> None:
        self._store, self._budget = store, budget

    async def begin(self, call: ModelCall, estimate: float | None = None) -> str:
        return await self._store.write(lambda tx: begin(tx, call, estimate, self._budget))

    async def end(self, call_id: str, outcome: str, seconds: float, usage: Usage, cost: float | None = None) -> None:
        await self._store.write(lambda tx: end(tx, call_id, outcome, seconds, usage, cost))
