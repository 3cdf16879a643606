"""The ledger of model calls."""

from bot.domain.model_call import ModelCall, Usage
from storage import ledger
from storage.ledger import StoredLedger
from storage.store import Store

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
