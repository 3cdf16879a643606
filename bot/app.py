"""The composition root: settings become a store, a gateway, a tracker, a Bolt app and a scheduler."""

import asyncio
import logging
from types import TracebackType
from typing import Any, Self

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.context import Context, Tracker
from bot.domain.clock import Clock, system_clock
from bot.features import presence
from bot.integrations.jira import JiraTracker
from bot.jobs import Worker
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.slack.gateway import Gateway, Identity
from handlers import action_items, inbox, lifecycle
from storage.outbox import Outbox
from storage.store import Store

log = logging.getLogger(__name__)


class Debrief:
    """The whole bot. `async with Debrief(settings)` opens the store, connects to Slack and works until it is left.

    `pace` is the least time between two posts to one channel, in seconds."""

    def __init__(self, settings: Settings, clock: Clock = system_clock, pace: float = 1.0) -> None:
        self.settings, self.clock, self._pace = settings, clock, pace

    async def __aenter__(self) -> Self:
        settings = self.settings
        self.store = Store(settings.database_url, self.clock)
        try:
            self.gateway = Gateway(settings.bot_token, settings.slack_api_url, self._pace)
            self.me = await self.gateway.identity()
            self.gateway.outbox = Outbox(self.store, self.me.team)
            self.tracker = JiraTracker(settings.jira) if settings.jira else None
            self.context = self._context(self.tracker)
            self.bolt = _bolt(self.me, settings)
            lifecycle.register(self.bolt, self.context)
            action_items.register(self.bolt, self.context)
            self.worker = Worker(self.context, settings.lease)
            self.scheduler = Scheduler(self.worker, self._look_around)
            self.store.on_wake = self.scheduler.wake
            self.scheduler.start()
            self.socket = _Socket(self.bolt, settings.app_token, self.context)
            await self.socket.connect_async()  # type: ignore[no-untyped-call] # Bolt leaves it untyped
            await self._look_around()
        except BaseException:
            self.store.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close_async()  # type: ignore[no-untyped-call] # Bolt leaves it untyped
        await self.scheduler.stop()
        if self.tracker:
            self.tracker.close()
        await asyncio.to_thread(self.store.close)

    async def _look_around(self) -> None:
        """Whatever happened while nobody listened is read back."""
        await self.store.write(lambda tx: presence.arrive(tx, self.me.team))

    def _context(self, tracker: Tracker | None) -> Context:
        jira = self.settings.jira
        return Context(
            store=self.store,
            gateway=self.gateway,
            me=self.me,
            channel_patterns=self.settings.channel_patterns,
            tracker=tracker,
            settle=jira.settle if jira else 0.0,
        )


class _Socket(AsyncSocketModeHandler):
    """Socket Mode with the inbox in front: an event is acknowledged when it is committed, and by nothing else.

    Bolt answers an event before its listener has run, never answers one that has no listener, and cannot parse some payloads
    at all; commands, clicks and forms go to Bolt."""

    def __init__(self, app: AsyncApp, app_token: str, context: Context) -> None:
        super().__init__(app, app_token, ping_interval=5)
        self._context = context

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        if req.type != "events_api":
            await super().handle(client, req)  # type: ignore[arg-type] # Bolt narrows its own base class
            return
        await inbox.take(self._context, req.payload)
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))


def _bolt(me: Identity, settings: Settings) -> AsyncApp:
    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=me.team, bot_token=settings.bot_token, bot_id=me.bot, bot_user_id=me.user
        )

    return AsyncApp(
        client=AsyncWebClient(base_url=settings.slack_api_url, retry_handlers=[]),
        authorize=authorize,
        process_before_response=False,
    )


async def serve(settings: Settings) -> None:
    """Runs the bot until the process is told to stop."""
    async with Debrief(settings) as debrief:
        log.info("Debrief is connected to %s", debrief.me.url)
        await asyncio.Event().wait()
