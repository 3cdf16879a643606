"""The composition root: settings become a store, a gateway, a tracker, a Bolt app and a scheduler."""

import asyncio
import gc
import itertools
import logging
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.context import Context, Tracker
from bot.domain.clock import Clock, system_clock
from bot.domain.web_addresses import LinkHosts
from bot.drafting.fallback import drafter_for
from bot.errors import SettingsMistake, SlackBusy, SlackError, SlackRefused, SlackUncertain
from bot.features import presence
from bot.integrations.jira import JiraTracker
from bot.jobs import Worker, doubled
from bot.metrics import Metrics
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.slack.answers import Identity
from bot.slack.gateway import Gateway
from bot.slack.payloads import EVENTS_READ
from handlers import action_items, catchup, ending, home, huddles, lifecycle
from handlers.http_mode import PATH, HttpMode
from handlers.socket_mode import SocketMode
from handlers.status import StatusPages, StatusPort
from storage.ledger import StoredLedger
from storage.outbox import Outbox
from storage.store import Store

log = logging.getLogger(__name__)


class Debrief:
    """The whole bot. `async with Debrief(settings)` opens the store, connects to Slack and works until it is left.

    `pace` is the least time between two posts to one channel, in seconds; with `http`, Slack's requests are listened for,
    else Debrief connects to Slack itself (Socket Mode)."""

    def __init__(
        self, settings: Settings, clock: Clock = system_clock, pace: float = 1.0, *, http: bool = False
    ) -> None:
        self.settings, self.clock, self._pace, self._http = settings, clock, pace, http
        self.metrics = Metrics(EVENTS_READ)
        self.door: SocketMode | HttpMode | None = None

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as undo:
            await self._open(undo)
            self._undo = undo.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._undo.aclose()

    async def _open(self, undo: AsyncExitStack) -> None:
        """Opens one thing after the other; `undo` closes what is open, the last first, also where the next cannot be opened."""
        settings = self.settings
        self.store = Store(settings.database_url, self.clock)
        undo.push_async_callback(asyncio.to_thread, self.store.close)
        pages = StatusPages(self.store, self.metrics, lambda: self.door is not None and self.door.is_open())
        self.status = await self._status(undo, pages)
        self.gateway = Gateway(settings.bot_token, settings.slack_api_url, self._pace, hosts=_link_hosts(settings))
        self.me = await self._meet_slack(pages)
        pages.team = self.me.team
        self.gateway.outbox = Outbox(self.store, self.me.team)
        book = StoredLedger(self.store, settings.model.budget if settings.model else None)
        self.drafter = drafter_for(settings.model, book, self.clock, personal=settings.mask_personal_data)
        undo.push_async_callback(self.drafter.close)
        self.context = self._context(self._tracker(undo))
        self.gateway.tell(self.context.metrics.asked_slack)
        self.bolt = _bolt(self.me, settings)
        for listeners in (lifecycle, action_items, catchup, ending, huddles, home):
            listeners.register(self.bolt, self.context)
        self.worker = Worker(self.context, settings.lease, settings.first_retry)
        self.scheduler = Scheduler(self.worker, self._look_around)
        self.store.on_wake = self.scheduler.wake
        self.scheduler.start()
        undo.push_async_callback(self.scheduler.stop)
        self.door = self._door(pages)
        await self.door.open()
        undo.push_async_callback(self.door.close)
        await self._look_around()

    def _tracker(self, undo: AsyncExitStack) -> Tracker | None:
        if self.settings.jira is None:
            return None
        tracker = JiraTracker(self.settings.jira, _link_hosts(self.settings))
        undo.callback(tracker.close)
        return tracker

    async def _meet_slack(self, pages: StatusPages) -> Identity:
        """Waits until Slack can be reached. In HTTP mode the pages are shown on its port meanwhile: the process lives."""
        settings = self.settings
        async with AsyncExitStack() as meanwhile:
            if self._http and settings.http_port:
                shown = StatusPort(pages, settings.http_host, settings.http_port, "DEBRIEF_HTTP_PORT")
                await shown.open()
                meanwhile.push_async_callback(shown.close)
            me = await _who_am_i(self.gateway, settings.first_retry)
        if not self._http:
            await _may_connect(Gateway(settings.app_token, settings.slack_api_url))
        return me

    def _door(self, pages: StatusPages) -> SocketMode | HttpMode:
        settings = self.settings
        if self._http:
            address = settings.http_host, settings.http_port
            return HttpMode(self.bolt, settings.signing_secret, self.context, pages, address)
        return SocketMode(self.bolt, settings.app_token, self.context)

    async def _status(self, undo: AsyncExitStack, pages: StatusPages) -> StatusPort | None:
        """The pages for whatever watches, on a port of their own where one is set."""
        if self.settings.status_port is None:
            return None
        status = StatusPort(pages, self.settings.http_host, self.settings.status_port)
        await status.open()
        undo.push_async_callback(status.close)
        return status

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
            drafter=self.drafter,
            metrics=self.metrics,
            model_budget=self.settings.model.budget if self.settings.model else None,
            hides_personal_data=self.settings.mask_personal_data,
        )


def _link_hosts(settings: Settings) -> LinkHosts:
    """Where links may lead besides the workspace: the tracker, and what the settings allow."""
    own = LinkHosts.of([settings.jira.url] if settings.jira else [])
    return own | LinkHosts(frozenset(settings.link_hosts))


async def _who_am_i(gateway: Gateway, first_retry: float) -> Identity:
    """Asks Slack until it answers. Raises SettingsMistake if Slack does not know the token."""
    for failures in itertools.count():
        try:
            return await gateway.identity()
        except SlackBusy as busy:
            await asyncio.sleep(busy.retry_after)
        except SlackUncertain as problem:
            wait = min(doubled(first_retry, failures), 30.0)
            log.warning("Slack cannot be reached yet (%s); trying again in %.1f s", problem.method, wait)
            await asyncio.sleep(wait)
        except SlackRefused as refusal:
            raise SettingsMistake(
                f"Slack does not take SLACK_BOT_TOKEN ({refusal.code}); copy it again from your app's page, Install App."
            ) from refusal
    raise AssertionError("counting never ends")


async def _may_connect(gateway: Gateway) -> None:
    """Raises SettingsMistake where Slack refuses a socket for good: Bolt would ask again for ever."""
    try:
        await gateway.socket_url()
    except SlackRefused as refusal:
        raise SettingsMistake(
            f"Slack does not take SLACK_APP_TOKEN ({refusal.code}): it needs to be an App-Level Token of this app with "
            "connections:write (Basic Information), and Socket Mode has to be on."
        ) from refusal
    except SlackError:
        return  # unreachable for now: Bolt goes on trying


def _bolt(me: Identity, settings: Settings) -> AsyncApp:
    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=me.team, bot_token=settings.bot_token, bot_id=me.bot, bot_user_id=me.user
        )

    return AsyncApp(
        name="debrief",  # else Bolt reads the source of everything on the stack to find one
        client=AsyncWebClient(base_url=settings.slack_api_url, retry_handlers=[]),
        authorize=authorize,
        signing_secret=settings.signing_secret or None,
        process_before_response=False,
    )


SEARCH_AFTER = (20_000, 20, 20)
"""Objects made since the last search for garbage, and searches of the young since one of the middle-aged and of the old."""


def settle_memory() -> None:
    """Takes whatever the start has made out of Python's searches for garbage: none of it is any, and a search through all of it
    would hold up acknowledgements. Later searches are fewer, since events make many objects and hardly any garbage in circles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SEARCH_AFTER)


async def serve(settings: Settings, *, http: bool = False) -> None:
    """Runs the bot until the process is told to stop."""
    async with Debrief(settings, http=http) as debrief:
        settle_memory()
        if isinstance(debrief.door, HttpMode):
            log.info("Debrief listens on port %d for %s, path %s", debrief.door.port, debrief.me.url, PATH)
        else:
            log.info("Debrief is connected to %s", debrief.me.url)
        await asyncio.Event().wait()
