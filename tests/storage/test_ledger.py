"""The ledger of model calls."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.model_call import ModelCall, Usage
from bot.domain.month import Month
from bot.errors import BudgetSpent
from storage import ledger
from storage.ledger import StoredLedger
from storage.store import Store
from storage.transaction import Tx

CALL = ModelCall("T1", "incident-1", "postmortem", "claude-x", "postmortem/v1")


async def test_a_call_is_in_the_ledger_before_it_ends(store: Store) -> None:
    await StoredLedger(store).begin(CALL)
    (entry,) = await store.read(lambda tx: ledger.entries(tx, "T1"))
    assert entry.call == CALL
    assert (entry.ended_at, entry.outcome, entry.usage) == (None, None, Usage())


async def test_an_ended_call_tells_its_outcome_and_cost(store: Store) -> None:
    book = StoredLedger(store)
    usage = Usage(fresh=12, output=9, cached=4096, written=0)
    await book.end(await book.begin(CALL), "answered", 1.5, usage)
    (entry,) = await store.read(lambda tx: ledger.entries(tx, "T1"))
    assert (entry.outcome, entry.seconds, entry.usage) == ("answered", 1.5, usage)
    assert entry.ended_at == store.clock()


async def test_another_workspaces_calls_are_not_listed(store: Store) -> None:
    await StoredLedger(store).begin(CALL)
    assert await store.read(lambda tx: ledger.entries(tx, "T2")) == []


async def test_a_call_counts_with_its_estimate_until_it_ends_and_then_with_its_cost(store: Store) -> None:
    book = StoredLedger(store)
    call = await book.begin(CALL, 0.5)
    assert await spent(store) == 0.5
    await book.end(call, "answered", 1.5, Usage(fresh=12), 0.2)
    assert await spent(store) == 0.2


async def test_a_call_that_nobody_heard_of_again_keeps_its_estimate(store: Store) -> None:
    book = StoredLedger(store)
    await book.end(await book.begin(CALL, 0.5), "timed_out", 300.0, Usage())
    assert await spent(store) == 0.5


async def test_once_the_budget_is_spent_no_call_is_begun(store: Store) -> None:
    book = StoredLedger(store, budget=1.0)
    await book.begin(CALL, 0.6)
    await book.begin(CALL, 0.6)
    with pytest.raises(BudgetSpent, match=r"budget for \d{4}-\d\d \(\$1\.00\) is spent"):
        await book.begin(CALL, 0.1)
    assert len(await store.read(lambda tx: ledger.entries(tx, "T1"))) == 2


async def test_another_workspaces_calls_and_other_months_do_not_count(store: Store) -> None:
    book = StoredLedger(store, budget=1.0)
    await book.begin(replace(CALL, team="T2"), 5.0)
    await store.write(
        lambda tx: ledger.begin(replace_now(tx, Month.of(tx.now).begins - timedelta(seconds=1)), CALL, 5.0)
    )
    await book.begin(CALL, 0.1)
    assert await spent(store) == 0.1


async def spent(store: Store) -> float:
    return await store.read(lambda tx: ledger.spent(tx, "T1", Month.of(tx.now)))


def replace_now(tx: Tx, now: datetime) -> Tx:
    return replace(tx, now=now)
