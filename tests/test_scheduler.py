"""When durable work is looked for."""

import asyncio
import time

import pytest

from bot.app import Debrief
from bot.emulator import EmulatedSlack
from bot.scheduler import Scheduler
from storage.store import Tx
from tests.acceptance.kit import settings_for
from tests.databases import Database


async def test_a_stop_in_the_middle_of_a_look_complains_of_nothing(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async def hourly() -> None:
        """Nothing."""

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
