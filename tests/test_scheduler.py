"""When durable work is looked for."""

import asyncio
import time
from datetime import timedelta

import pytest

from bot.app import Debrief
from bot.emulator import EmulatedSlack
from bot.errors import NotYet
from bot.scheduler import Scheduler
from storage import jobs
from storage.transaction import Tx
from tests.acceptance.kit import settings_for
from tests.databases import Database


async def hourly() -> None:
    """Nothing."""


async def test_work_that_is_due_soon_does_not_wait_for_the_next_tick(database: Database) -> None:
    async with EmulatedSlack() as slack, Debrief(settings_for(slack, database), pace=0.0) as debrief:
        await debrief.scheduler.stop()
        scheduler = Scheduler(debrief.worker, hourly, interval=3600)
        debrief.store.on_wake = scheduler.wake
        scheduler.start()
        soon = debrief.context.now() + timedelta(seconds=0.3)
        await debrief.store.write(lambda tx: jobs.want(tx, "T1", "presence", "soon", soon))
        await slack.wait_for(lambda: database.rows("SELECT state FROM job WHERE key = 'soon'") == [("done",)])
        await scheduler.stop()


async def test_work_that_waits_for_other_work_goes_on_when_that_is_done(database: Database) -> None:
    def wait(tx: Tx) -> None:
        jobs.want(tx, "T1", "presence", "waits", tx.now)
        held = jobs.claim(tx, timedelta(minutes=1))
        assert held is not None
        jobs.retry(tx, held, tx.now + timedelta(hours=1), NotYet.__name__, failed=False)
        jobs.want(tx, "T1", "backfill", "C0UNKNOWN")

    async with EmulatedSlack() as slack, Debrief(settings_for(slack, database), pace=0.0) as debrief:
        await slack.wait_for(lambda: not database.rows("SELECT key FROM job WHERE state <> 'done'"))
        await debrief.store.write(wait)
        await slack.wait_for(lambda: database.rows("SELECT state FROM job WHERE key = 'waits'") == [("done",)])


async def test_a_stop_in_the_middle_of_a_look_complains_of_nothing(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def hold(tx: Tx) -> None:
        time.sleep(0.5)

    async with EmulatedSlack() as slack, Debrief(settings_for(slack, database), pace=0.0) as debrief:
        scheduler = Scheduler(debrief.worker, hourly, interval=0.05)
        scheduler.start()
        held = asyncio.ensure_future(debrief.store.write(hold))
        await asyncio.sleep(0.2)
        await scheduler.stop()
        await held
    assert not [record for record in caplog.records if record.exc_info]
