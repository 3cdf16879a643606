"""How incidents go: talk, resolve, the items filed by one click or several, some taken up again; then the next channel."""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from typing import Any

from bot.emulator.records import NotPossible
from tests.acceptance.kit import buttons, own
from tests.soak.people import People, Place

FILE = "item_file"


class Stories:
    """`resolved` counts, by channel, the resolves that Debrief confirmed; `clicked` gives the channel of each item that a click
    was acknowledged for; `running` are the places where an incident is on."""

    def __init__(self, people: People, dice: random.Random, pause: float) -> None:
        self.resolved: Counter[str] = Counter()
        self.clicked: dict[str, str] = {}
        self.clicks = 0
        self.running: list[Place] = []
        self._people, self._slack, self._dice, self._pause = people, people.slack, dice, pause
        self._told = 0

    async def tell(self) -> None:
        """One incident after the other, until it is cancelled."""
        while True:
            self._told += 1
            place = self._people.gather(f"inc-{self._told:03d}-checkout", private=self._dice.random() < 0.2)
            self.running.append(place)
            await asyncio.sleep(self._dice.uniform(0.5, 1) * self._pause)
            if self._dice.random() < 0.5:
                await self._say(place, "open Checkout fails sev2")
            await asyncio.sleep(self._dice.uniform(0.1, 0.5) * self._pause)
            if self._dice.random() < 0.3:
                await self._say(place, "mitigated")
            await self._resolve(place)
            if self._dice.random() < 0.3:
                await asyncio.sleep(self._dice.uniform(0.2, 0.6) * self._pause)
                await self._say(place, "reopen")
                await asyncio.sleep(self._dice.uniform(0.2, 0.6) * self._pause)
                await self._resolve(place)
            self.running.remove(place)

    async def _say(self, place: Place, words: str) -> str:
        """Types it until it is answered; Slack tells people when a command failed."""
        while True:
            answer = await self._slack.command(self._people.somebody(), place.channel, "/incident", words)
            if not answer.failure and answer.text:
                return answer.text
            await asyncio.sleep(0.1 * self._pause)

    async def _resolve(self, place: Place) -> None:
        while True:
            told = await self._say(place, "resolve")
            if "is resolved after" in told:
                self.resolved[place.channel] += 1
                return
            if "is resolved already" in told:  # an earlier attempt was carried out, and its answer lost
                return
            await asyncio.sleep(0.1 * self._pause)

    async def file(self) -> None:
        """Looks around for items: presses each button once, twice or three times when it is new, and again now and then while it
        is still there; some of the presses come late, when something else is there already."""
        met: set[str] = set()
        while True:
            await asyncio.sleep(0.1 * self._pause)
            for channel, ts, item in self._buttons():
                if item in met and self._dice.random() > 0.2:
                    continue
                met.add(item)
                await asyncio.gather(*(self.press(channel, ts, item) for _ in range(self._often())))
                if self._dice.random() < 0.3:
                    self._people.ask(self._press_later(channel, item))

    def _buttons(self) -> list[tuple[str, str, str]]:
        """What can be filed: channel, message and item."""
        return [
            (place.channel, message["ts"], button["value"])
            for place in self._people.places
            for message in own(self._slack, self._all(place))
            for button in buttons(message)
            if button["action_id"] == FILE
        ]

    def _often(self) -> int:
        return self._dice.choice((1, 1, 2, 3))

    async def press(self, channel: str, ts: str, item: str) -> None:
        """Presses *File in Jira*, where the button is still there."""
        with suppress(NotPossible, StopIteration):
            self.clicks += 1
            answer = await self._slack.press(self._people.somebody(), channel, ts, FILE, value=item)
            if not answer.failure:
                self.clicked[item] = channel

    async def press_blindly(self, channel: str, item: str) -> None:
        """A press on what was on the screen before, whatever is there now."""
        self.clicks += 1
        button = {"action_id": FILE, "value": item}
        if not (await self._slack.forge_press(self._people.somebody(), channel, button)).failure:
            self.clicked[item] = channel

    async def _press_later(self, channel: str, item: str) -> None:
        await asyncio.sleep(self._dice.uniform(0.1, 0.8) * self._pause)
        await self.press_blindly(channel, item)

    def _all(self, place: Place) -> list[dict[str, Any]]:
        return list(self._slack.workspace.channels[place.channel].messages.values())
