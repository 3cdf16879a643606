"""What the cases are tried on: one running bot that has an incident, and empty stores, made once and copied."""

import random
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from bot.app import Debrief
from bot.context import Context
from bot.emulator import EmulatedSlack
from bot.metrics import Metrics
from bot.slack.gateway import Gateway
from bot.slack.payloads import EVENTS_READ
from handlers.socket_mode import SocketMode
from storage.outbox import Outbox
from storage.store import Store
from tests.acceptance.kit import MANIFEST, ClockAhead, settings_for
from tests.fuzz.corpus import Corpus, recorded
from tests.fuzz.trouble import Tally

ACK_DEADLINE = 30.0


@dataclass(frozen=True)
class Bench:
    """`folder` is there to be filled; `corpus` are the payloads to begin with."""

    slack: EmulatedSlack
    debrief: Debrief
    corpus: Corpus
    stores: "Stores"
    folder: Path
    seed: int
    tally: Tally

    def dice(self, kind: str, number: int) -> random.Random:
        """The choices of one case, whatever was tried before it."""
        return random.Random(f"{self.seed} {kind} {number}")

    def context(self, store: Store) -> Context:
        """The running bot's context, but with another store and no worker for its jobs."""
        settings, team = self.debrief.settings, self.debrief.me.team
        gateway = Gateway(settings.bot_token, settings.slack_api_url, 0.0)
        gateway.outbox = Outbox(store, team)
        return replace(self.debrief.context, store=store, gateway=gateway, metrics=Metrics(EVENTS_READ))


class Stores:
    """SQLite stores of the newest schema; making one takes much longer than copying it."""

    def __init__(self, folder: Path) -> None:
        self._numbers: Iterator[int] = count()
        self._folder = folder
        self._template = folder / "template.db"
        Store(f"sqlite:///{self._template}").close()

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[Store]:
        """An empty store, gone afterwards."""
        path = self._folder / f"store-{next(self._numbers)}.db"
        shutil.copy(self._template, path)
        store = Store(f"sqlite:///{path}")
        try:
            yield store
        finally:
            store.close()
            for each in self._folder.glob(f"{path.name}*"):
                each.unlink()


@asynccontextmanager
async def prepared(folder: Path, seed: int, tally: Tally) -> AsyncIterator[Bench]:
    """The bot, listening over HTTP and connected by a socket at once, after its first incident."""
    ahead = ClockAhead()
    async with EmulatedSlack(manifest=MANIFEST, clock=ahead, ack_deadline=ACK_DEADLINE) as slack:
        changes: dict[str, Any] = {"signing_secret": slack.signing_secret, "http_port": 0, "first_retry": 0.5}
        settings = settings_for(slack, folder / "bot.db", **changes)
        async with Debrief(settings, pace=0.0, clock=ahead, http=True) as debrief:
            socket = SocketMode(debrief.bolt, slack.app_token, debrief.context)
            await socket.open()
            try:
                corpus = await recorded(slack, debrief, ahead)
                yield Bench(slack, debrief, corpus, Stores(folder), folder, seed, tally)
            finally:
                await socket.close()
