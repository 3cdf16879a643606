"""The clock of the durable work. The database is the queue; APScheduler only says when to look at it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.jobs import Worker

_MOMENT = 0.01
"""Seconds between two looks at least: a clock may tell the same moment twice."""


class Scheduler:
    """Looks for due jobs every `interval` seconds, when the next one is due, and at once when `wake` is called from any thread.

    `hourly` is what else is to be asked for from time to time."""

    def __init__(self, worker: Worker, hourly: Callable[[], Awaitable[None]], interval: float = 1.0) -> None:
        # Under load a look takes longer than a second, and the next one is left out: nothing that anybody need know.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._worker = worker
        self._clock = AsyncIOScheduler(timezone="UTC")
        self._clock.add_job(
            self._tick, "interval", seconds=interval, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        self._clock.add_job(hourly, "interval", hours=1, coalesce=True, max_instances=1, misfire_grace_time=None)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken: asyncio.Task[None] | None = None
        self._again = False
        self._due: asyncio.TimerHandle | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._clock.start()
        self._soon()

    async def stop(self) -> None:
        self._loop = None
        if self._clock.running:
            self._clock.shutdown(wait=False)
        for under_way in (self._woken, self._due):
            if under_way:
                under_way.cancel()
        await self._worker.stop()

    def wake(self) -> None:
        """Something was asked for: look now. Called by the store's writer thread after its commit."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._soon)

    def _soon(self) -> None:
        if self._loop is None:
            return
        if self._woken and not self._woken.done():
            self._again = True
            return
        self._woken = self._loop.create_task(self._look())

    async def _tick(self) -> None:
        """What is under way when the clock is stopped is cancelled by `stop`, and not by the clock, which would complain."""
        self._soon()

    async def _look(self) -> None:
        if self._due:
            self._due.cancel()
        self._again = True
        due = None
        while self._again:
            self._again = False
            due = await self._worker.run_due()
        if due is not None and self._loop:
            self._due = self._loop.call_later(max(due, _MOMENT), self._soon)
