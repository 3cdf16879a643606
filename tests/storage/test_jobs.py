"""Jobs: wanted once, held by one worker, and never lost."""

from datetime import timedelta

import pytest

from bot.errors import LostLease
from storage import jobs
from storage.jobs import Job
from storage.store import Store
from tests.conftest import TurnedClock

LEASE = timedelta(seconds=30)


async def _claim(store: Store) -> Job:
    job = await store.write(lambda tx: jobs.claim(tx, LEASE))
    assert job is not None
    return job


async def test_the_same_work_asked_for_twice_is_one_job(store: Store) -> None:
    await store.write(lambda tx: jobs.want(tx, "T1", "card", "a"))
    await store.write(lambda tx: jobs.want(tx, "T1", "card", "a"))
    await _claim(store)
    assert await store.write(lambda tx: jobs.claim(tx, LEASE)) is None


async def test_work_asked_for_while_it_runs_is_done_again(store: Store) -> None:
    await store.write(lambda tx: jobs.want(tx, "T1", "card", "a"))
    first = await _claim(store)
    await store.write(lambda tx: jobs.want(tx, "T1", "card", "a"))
    assert await store.write(lambda tx: jobs.claim(tx, LEASE)) is None
    await store.write(lambda tx: jobs.finish(tx, first))
    assert (await _claim(store)).id == first.id


async def test_a_dead_workers_job_is_taken_over_after_its_lease(store: Store, clock: TurnedClock) -> None:
    await store.write(lambda tx: jobs.want(tx, "T1", "card", "a"))
    dead = await _claim(store)
    clock.turn(31)
    alive = await _claim(store)
    assert (alive.id, alive.attempt) == (dead.id, dead.attempt + 1)


async def test_a_result_counts_only_for_who_holds_the_job(store: Store, clock: TurnedClock) -> None:
    await store.write(lambda tx: jobs.want(tx, "T1", "card", "a"))
    slow = await _claim(store)
    clock.turn(31)
    await _claim(store)
    with pytest.raises(LostLease):
        await store.write(lambda tx: jobs.finish(tx, slow))


async def test_a_worker_never_takes_over_from_itself(store: Store, clock: TurnedClock) -> None:
    await store.write(lambda tx: jobs.want(tx, "T1", "card", "a"))
    mine = await _claim(store)
    clock.turn(31)
    assert await store.write(lambda tx: jobs.claim(tx, LEASE, (mine.id,))) is None


async def test_a_renewed_lease_keeps_the_job(store: Store, clock: TurnedClock) -> None:
    await store.write(lambda tx: jobs.want(tx, "T1", "card", "a"))
    mine = await _claim(store)
    clock.turn(20)
    await store.write(lambda tx: jobs.hold(tx, mine, LEASE))
    clock.turn(20)
    assert await store.write(lambda tx: jobs.claim(tx, LEASE)) is None


async def test_a_job_put_off_is_not_due_before_its_time(store: Store, clock: TurnedClock) -> None:
    await store.write(lambda tx: jobs.want(tx, "T1", "card", "a"))
    mine = await _claim(store)
    later = clock.now + timedelta(seconds=5)
    await store.write(lambda tx: jobs.retry(tx, mine, later, "busy", failed=True))
    assert await store.write(lambda tx: jobs.claim(tx, LEASE)) is None
    clock.turn(5)
    assert (await _claim(store)).failures == 1
