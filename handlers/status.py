"""Whether the process lives, whether it can work, and its numbers, for whatever watches it."""

import asyncio
import time
from collections.abc import Callable

from aiohttp import web

from bot.errors import SettingsMistake
from bot.metrics import CONTENT_TYPE, Backlog, Metrics
from storage.backlog import backlog
from storage.store import Store

PATIENCE = 2.0
"""Seconds that the database may take to answer."""
FRESH = 1.0, 5.0
"""For how many seconds the last answer is good enough: whether it is ready, and what waits."""


class StatusPages:
    """`/healthz`, `/readyz` and `/metrics`. `is_open` says whether the way from Slack is open, `team` is the workspace once it is
    known: the process lives, and says so, while Slack cannot be reached yet."""

    def __init__(self, store: Store, metrics: Metrics, is_open: Callable[[], bool]) -> None:
        self._store, self._metrics, self._is_open = store, metrics, is_open
        self.team: str | None = None
        self._looked, self._writes = float("-inf"), False
        self._counted, self._backlog = float("-inf"), Backlog()
        self._looking = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self._lives),
            web.get("/readyz", self._ready),
            web.get("/metrics", self._numbers),
        ]

    async def _lives(self, _: web.Request) -> web.Response:
        return web.json_response({"lives": True})

    async def _ready(self, _: web.Request) -> web.Response:
        parts = {"database": await self._takes_writes(), "slack": self._is_open()}
        return web.json_response({"ready": all(parts.values())} | parts, status=200 if all(parts.values()) else 503)

    async def _numbers(self, _: web.Request) -> web.Response:
        async with self._looking:
            team = self.team
            if team is not None and time.monotonic() - self._counted > FRESH[1]:
                self._backlog = await self._store.read(lambda tx: backlog(tx, team))
                self._counted = time.monotonic()
        text = self._metrics.text(self._backlog, self._store.clock())
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE})

    async def _takes_writes(self) -> bool:
        """Whether the database takes a write now, asked at most once a second."""
        async with self._looking:
            if time.monotonic() - self._looked > FRESH[0]:
                try:
                    await asyncio.wait_for(self._store.write(lambda tx: None), PATIENCE)
                    self._writes = True
                except Exception:  # noqa: BLE001  whatever keeps it from writing: not now
                    self._writes = False
                self._looked = time.monotonic()
            return self._writes


class StatusPort:
    """A port for the pages alone; `setting` is where it is set."""

    def __init__(self, pages: StatusPages, host: str, port: int, setting: str = "DEBRIEF_STATUS_PORT") -> None:
        self._setting = setting
        served = web.Application()
        served.add_routes(pages.routes())
        self._runner = web.AppRunner(served, access_log=None)
        self._address = host, port

    @property
    def port(self) -> int:
        """The port that is listened on; one of the system's choice if 0 was asked for."""
        return int(self._runner.addresses[0][1])

    async def open(self) -> None:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, *self._address).start()
        except OSError as problem:
            await self._runner.cleanup()
            host, port = self._address
            raise SettingsMistake(
                f"Port {port} of {host} cannot be listened on ({problem.strerror}); set {self._setting} to a free one."
            ) from problem

    async def close(self) -> None:
        await self._runner.cleanup()
