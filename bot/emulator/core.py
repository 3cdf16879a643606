"""What the parts of the emulated Slack share: the workspace, the way to the bot, and what the outside may look at."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.domain.clock import Clock, system_clock
from bot.emulator.deliveries import Deliveries
from bot.emulator.faults import Faults
from bot.emulator.interactivity import ResponseUrls, Triggers
from bot.emulator.manifest import installed
from bot.emulator.records import Ack, File, Json, Request, Sent
from bot.emulator.socket_mode import SocketMode
from bot.emulator.views import Views
from bot.emulator.workspace import SLACKBOT, App, Channel, User, Workspace


class Core:
    """One workspace with one installed app."""

    def __init__(
        self,
        manifest: Path | None = None,
        clock: Clock = system_clock,
        *,
        scopes: Collection[str] | None = None,
        port: int = 0,
        retry_after: Sequence[float] = (0.0, 60.0, 300.0),
        ack_deadline: float = 3.0,
    ) -> None:
        self.clock = clock
        self.port = port
        self.app = installed(manifest, scopes)
        self.workspace = Workspace(clock)
        self.team_id = self.workspace.team_id
        self.workspace_url = "https://emulated.slack.com/"
        self.app_id, self.bot_id = "A0DEBRIEF01", "B0DEBRIEF01"
        self.bot_user_id = "U0DEBRIEF01"
        self.bot_token, self.app_token = "xoxb-emulated", "xapp-emulated"
        self.deliveries = Deliveries(retry_after, ack_deadline, self.changed)
        self.sockets = SocketMode(self.app_id, self.deliveries, self.changed)
        self.deliveries.carrier = self.sockets
        self.faults = Faults(self.deliveries, self.sockets)
        self.triggers = Triggers(clock)
        self.response_urls = ResponseUrls(clock)
        self.views = Views()
        self.requests: list[Request] = []
        self.shown_ephemerals: dict[str, list[Json]] = {}
        self.refused_with: str | None = None
        """What every call with the bot's token is refused with, once it is revoked."""
        self.closed_for_good = False
        """Whether the app is gone, so that it may open no socket."""
        self._quiet = False
        self._woken = asyncio.Event()
        self.changes = 0
        """Counts what happened, so that somebody who looks on can tell whether anything did."""
        self._instance = secrets.token_hex(3).upper()
        self._events = 0
        self._settle_in()

    def _settle_in(self) -> None:
        add = self.workspace.add_user
        add(User(SLACKBOT, "slackbot", "Slackbot", self.team_id, is_bot=True))
        name = self.app.bot_name
        add(
            User(
                self.bot_user_id, name, self.app.name, self.team_id, is_bot=True, bot_id=self.bot_id, app_id=self.app_id
            )
        )
        self.workspace.apps[self.bot_id] = App(self.bot_id, self.app_id, self.app.name, self.bot_user_id)

    # --- addresses

    @property
    def base(self) -> str:
        """http://127.0.0.1:PORT, once started."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """What the bot's clients take as their base_url."""
        return f"{self.base}/api/"

    # --- events

    def emit(self, event: Json, channel: Channel | None = None) -> None:
        """Sends an event to the bot if the app subscribes to it and, with a channel, the bot is a member of it."""
        if self._quiet or self.closed_for_good:
            return
        if channel is not None and self.bot_user_id not in channel.members:
            return
        name = event["type"]
        if name == "message" and channel is not None:
            name = f"message.{channel.family}"
        if self.app.hears(name):
            self.event(event, shared=channel is not None and self.workspace.shared(channel))

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """What happens within causes no event."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def event(self, event: Json, *, event_id: str | None = None, shared: bool = False) -> str:
        """Sends any event to the bot, subscribed or not, in Slack's outer envelope. Returns its event_id."""
        if event_id is None:
            self._events += 1
            event_id = f"Ev{self._instance}{self._events:07d}"
        payload = self.envelope(event, event_id, shared)
        self.deliveries.raise_event(payload, str(event.get("type", "event")), event_id)
        return event_id

    def envelope(self, event: Json, event_id: str, shared: bool = False) -> Json:
        """An event in Slack's outer envelope."""
        return {
            "token": "emulated",
            "team_id": self.team_id,
            "context_team_id": self.team_id,
            "context_enterprise_id": None,
            "api_app_id": self.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": self.workspace.seconds(),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self.team_id,
                    "user_id": self.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": shared,
        }

    async def deliver_raw(self, payload: Any, kind: str = "raw") -> None:
        """Sends any payload at all, as it is, as an event."""
        event_id = payload.get("event_id", "") if isinstance(payload, dict) else ""
        self.deliveries.raise_event(payload, kind, str(event_id))

    # --- looking

    @property
    def acks(self) -> list[Ack]:
        return self.deliveries.acks

    @property
    def sent(self) -> list[Sent]:
        """Every envelope written to a socket, and every request to the bot's address, in order."""
        return self.deliveries.sent

    @property
    def lost(self) -> list[str]:
        """Events given up after their last retry; clear it once expected."""
        return self.deliveries.lost

    @property
    def connected(self) -> bool:
        """Whether a socket is open that gets events, or the bot has an address."""
        return self.deliveries.carrier is not None and self.deliveries.carrier.ready()

    @property
    def files(self) -> list[File]:
        """The files the bot uploaded, in order; a deleted one stays, marked."""
        return [each for each in self.workspace.files.values() if each.uploaded and each.user == self.bot_user_id]

    @property
    def called(self) -> Counter[str]:
        """How often the bot called each method, whatever the answer."""
        return Counter(request.method for request in self.requests)

    def calls(self, method: str) -> list[Request]:
        """The bot's requests of one method, in order."""
        return [request for request in self.requests if request.method == method]

    def changed(self) -> None:
        """Wakes whoever waits for something to happen."""
        self.changes += 1
        self._woken.set()

    async def wait_for(self, predicate: Callable[[], object], timeout: float = 30) -> None:  # noqa: ASYNC109  the caller's patience
        """Returns once the predicate holds; raises TimeoutError after `timeout` seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not predicate():
            left = end - loop.time()
            if left <= 0:
                raise TimeoutError(f"not so within {timeout} s")
            self._woken.clear()
            # The predicate may look at what the emulator does not see, a database for instance: look again anyway.
            try:
                await asyncio.wait_for(self._woken.wait(), min(left, 0.02))
            except TimeoutError:
                continue

    async def delivered(self, timeout: float = 30) -> None:  # noqa: ASYNC109  the caller's patience
        """Returns once everything sent is acknowledged; raises Undelivered, naming what is not, after `timeout` seconds.
        What is held back is not waited for; an event that was given up never arrives."""
        try:
            await self.wait_for(lambda: not self.deliveries.undelivered(), timeout)
        except TimeoutError:
            self.deliveries.check_delivered()
