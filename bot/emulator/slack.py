"""The emulated Slack as one running thing: one loopback port for Web API, sockets, files and response URLs."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.emulator.http_mode import HttpModeActions
from bot.emulator.huddles import HuddleActions
from bot.emulator.installation import InstallationActions
from bot.emulator.interactions import Interactions
from bot.emulator.web_api import WebApi


class EmulatedSlack(Interactions, HuddleActions, InstallationActions, HttpModeActions):
    """A local Slack workspace with this app installed. Point the bot's clients at `api_url`.

    `manifest` gives scopes, subscriptions and commands (everything is allowed without one, or by `scopes` alone); `clock`
    gives all timestamps and the age of triggers; `retry_after` and `ack_deadline` are seconds of real time. A stopped one can be
    started again on the same port, and has kept everything."""

    more_routes: Sequence[web.AbstractRouteDef] = ()
    """What is served besides, from the next start on."""
    _runner: web.AppRunner | None = None
    _api: WebApi | None = None

    async def start(self) -> None:
        """Listens on a free loopback port, or on `port`."""
        self._api = WebApi(self)
        self.deliveries.start()
        application = web.Application(client_max_size=64 * 2**20)
        application.add_routes([*self._api.routes(), *self.more_routes])
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Closes every socket and the port."""
        if self._runner is None or self._api is None:
            return
        self._api.stopping.set()
        self.deliveries.stop()
        await self.stop_http()
        await self.sockets.close_sockets(abrupt=False)
        await self._runner.cleanup()
        self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
