"""What people say and do in the channels, and what is known of it afterwards."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.emulator import EmulatedSlack
from bot.emulator.records import NotPossible

NAMES = {"maya": "Maya Lind", "tom": "Tom Abara", "ines": "Ines Duarte", "pau": "Pau Roca", "lena": "Lena Holt"}
EMOJI = ("eyes", "white_check_mark", "fire", "thumbsup")
MOST_THREADS = 4
RECENT = 40

TALK = (
    "503s on checkout are at {n}% and climbing",
    "could it be the connection pool? {n} of 200 busy",
    "not the pool, 0 waiters, ruled out",
    "rolling back release {n}.4.1 now",
    "rollback done, error rate {n}% and falling",
    "root cause: the retry limit of {n} from the last deploy",
    "I'll add an alert on pool usage over {n}% by friday",
    "we should load test pool sizes of {n} before they ship",
    "action item: write down how to roll back release {n}",
    "customers say payment fails, {n} tickets so far",
    "thanks, looking",
    "errors are back to zero on {n} hosts",
    "anybody knows who owns the fares service?",
)


@dataclass
class Said:
    """One message: the secret that stands in all its wordings; of each wording the version (`edited.ts`, empty for the first) and
    when it was written."""

    secret: str
    by_app: bool = False
    versions: list[str] = field(default_factory=lambda: [""])
    written: list[str] = field(default_factory=lambda: [""])


@dataclass
class Place:
    """An incident's channel. `said` are the timestamps of what people wrote in it, `threads` those of the roots that get
    replies."""

    channel: str
    name: str
    said: list[str] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)


class People:
    """Everybody of the workspace. `said` knows every message by channel and timestamp; `did` counts the deeds."""

    def __init__(self, slack: EmulatedSlack, dice: random.Random) -> None:
        self.slack, self.dice = slack, dice
        self.ids = [slack.add_user(name, real_name=real) for name, real in NAMES.items()]
        self.places: list[Place] = []
        self.said: dict[tuple[str, str], Said] = {}
        self.did: Counter[str] = Counter()
        self.kitchen = slack.add_channel("kitchen", members=self.ids)
        """A channel that is no incident's: what is said there must not be kept."""
        self._asking: set[asyncio.Task[object]] = set()

    def somebody(self) -> str:
        return self.dice.choice(self.ids)

    def gather(self, name: str, *, private: bool = False) -> Place:
        """Makes an incident's channel, with everybody and the bot in it."""
        place = Place(self.slack.add_channel(name, private=private, members=self.ids), name)
        self.places.append(place)
        self.did["channel"] += 1
        return place

    async def act(self, place: Place) -> None:
        """One of the many things that somebody may do in a channel."""
        deed = self.dice.choices(list(_DEEDS), [weight for weight, _ in _DEEDS.values()])[0]
        try:
            await _DEEDS[deed][1](self, place)
        except NotPossible:
            return  # what they meant is gone, or there is nothing yet
        self.did[deed] += 1

    def ask(self, question: Awaitable[object]) -> None:
        """Has somebody wait for an answer while the others go on."""
        task = asyncio.ensure_future(question)
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def leave(self) -> None:
        """Nobody waits for an answer any more."""
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    # --- deeds

    async def post(self, place: Place, root: str | None = None, before: str = "", *, broadcast: bool = False) -> str:
        """Somebody writes something, perhaps in a thread."""
        said = Said(self._secret())
        text = f"{before}{self._words(said)}"
        ts = await self.slack.post(place.channel, self.somebody(), text, thread_ts=root, broadcast=broadcast)
        self._remember(place, ts, said)
        return ts

    def _secret(self) -> str:
        return f"k{len(self.said):06d}{self.dice.getrandbits(32):08x}"

    def _words(self, said: Said) -> str:
        phrase = self.dice.choice(TALK).format(n=self.dice.randrange(1, 99))
        return f"{phrase} {said.secret}w{len(said.versions) - 1}"

    def _remember(self, place: Place, ts: str, said: Said) -> None:
        self.said[place.channel, ts] = said
        place.said.append(ts)

    async def reply(self, place: Place, *, broadcast: bool = False) -> None:
        threads = [ts for ts in place.threads if self._stands(place, ts)]
        if len(threads) < MOST_THREADS:
            place.threads.append(self._one(place))
            threads.append(place.threads[-1])
        await self.post(place, self.dice.choice(threads), broadcast=broadcast)

    async def broadcast(self, place: Place) -> None:
        await self.reply(place, broadcast=True)

    async def alarm(self, place: Place) -> None:
        """Another app posts."""
        said = Said(self._secret(), by_app=True)
        legacy = self.dice.random() < 0.5
        ts = await self.slack.post_app(place.channel, "Alerts", f"[FIRING] {self._words(said)}", legacy=legacy)
        self._remember(place, ts, said)

    async def edit(self, place: Place) -> None:
        """Slack's `edited.ts` has whole seconds, so that two edits may share a version."""
        ts = self._one(place)
        said, channel = self.said[place.channel, ts], self.slack.workspace.channels[place.channel]
        at = self.slack.workspace.next_ts(channel)
        said.versions.append(f"{at.partition('.')[0]}.000000")
        said.written.append(at)
        await self.slack.edit(place.channel, ts, self._words(said), at=at, edited_ts=said.versions[-1])

    async def delete(self, place: Place) -> None:
        await self.slack.delete(place.channel, self._one(place))

    async def retention(self, place: Place) -> None:
        """Slack takes a few messages away at once, without an event for each."""
        await self.slack.change_history(place.channel, deletions={self._one(place) for _ in range(3)})

    async def react(self, place: Place) -> None:
        await self.slack.react(place.channel, self._one(place), self.somebody(), self.dice.choice(EMOJI))

    async def unreact(self, place: Place) -> None:
        message = self.slack.message(place.channel, self._one(place))
        for reaction in message.get("reactions", [])[:1]:
            await self.slack.unreact(place.channel, message["ts"], reaction["users"][0], reaction["name"])

    async def pin(self, place: Place) -> None:
        await self.slack.pin(place.channel, self._one(place), self.somebody())

    async def unpin(self, place: Place) -> None:
        pinned = [ts for ts in place.said if self._stands(place, ts) and "pinned_to" in self._message(place, ts)]
        if pinned:
            await self.slack.unpin(place.channel, self.dice.choice(pinned), self.somebody())

    async def topic(self, place: Place) -> None:
        await self.slack.set_topic(place.channel, self.somebody(), "who does what")

    async def chat(self, place: Place) -> None:
        """Something is said where nobody listens."""
        await self.slack.post(self.kitchen, self.somebody(), f"who wants coffee? {self.dice.random()}")

    async def mention(self, place: Place) -> None:
        await self.post(place, before=f"<@{self.slack.bot_user_id}> what happened so far? ")

    async def catch_up(self, place: Place) -> None:
        self.ask(self.slack.command(self.somebody(), place.channel, "/catchup"))

    async def open_home(self, place: Place) -> None:
        await self.slack.open_home(self.somebody())

    # --- within

    def _one(self, place: Place) -> str:
        """Something that was said and still stands; mostly of late."""
        if not place.said:
            raise NotPossible("nothing was said yet")
        some = place.said[-RECENT:] if self.dice.random() < 0.7 else place.said
        ts = self.dice.choice(some)
        if not self._stands(place, ts):
            raise NotPossible(f"{ts} is gone")
        return ts

    def _stands(self, place: Place, ts: str) -> bool:
        message = self._message(place, ts)
        return bool(message) and message.get("subtype") != "tombstone"

    def _message(self, place: Place, ts: str) -> dict[str, object]:
        return self.slack.workspace.channels[place.channel].messages.get(ts, {})


# More is done with messages than there are messages: at each start the bot reads all of them back.
_DEEDS: dict[str, tuple[float, Callable[[People, Place], Awaitable[object]]]] = {
    "post": (14, People.post),
    "reply": (6, People.reply),
    "broadcast": (1.5, People.broadcast),
    "alarm": (2, People.alarm),
    "edit": (32, People.edit),
    "delete": (3, People.delete),
    "retention": (0.2, People.retention),
    "react": (22, People.react),
    "unreact": (8, People.unreact),
    "pin": (3, People.pin),
    "unpin": (2, People.unpin),
    "topic": (0.3, People.topic),
    "chat": (2, People.chat),
    "mention": (0.5, People.mention),
    "catch_up": (0.5, People.catch_up),
    "open_home": (0.5, People.open_home),
}
