"""Every fault the emulators know, in one table, and who switches them on and off at random."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from tests.soak.counted import CountedFaults, CountedJiraFaults

READS = ("conversations.history", "conversations.replies", "conversations.info", "users.info")
SENDS = ("chat.postMessage", "chat.update", "files.getUploadURLExternal", "upload", "files.completeUploadExternal")
METHODS = ("*", "*", *READS, *SENDS, "response_url", "chat.postEphemeral", "pins.add", "views.publish")
JIRA = ("POST /issue", "POST /issue", "GET /search/jql", "*")
MOST_PENDING = 6


class Weather:
    """What the faults are switched on. `used` counts what the emulators cannot count themselves."""

    def __init__(self, slack: EmulatedSlack, jira: EmulatedJira, dice: random.Random) -> None:
        self.slack, self.jira, self.dice = slack, jira, dice
        self.faults, self.jira_faults = CountedFaults(slack), CountedJiraFaults()
        slack.faults, jira.faults = self.faults, self.jira_faults
        self.used: Counter[str] = Counter()
        self.given_up: set[str] = set()
        self.search_lag = jira.search_lag

    def method(self, methods: tuple[str, ...] = METHODS) -> str:
        return self.dice.choice(methods)

    def times(self) -> int:
        return self.dice.randint(1, 3)

    async def turn(self, kinds: "tuple[Kind, ...]") -> None:
        """Switches one kind after the other on and off, each as often as the others, until it is cancelled."""
        while True:
            for kind in self.dice.sample(kinds, len(kinds)):
                if kind.counts_down and self._enough_waits(kind):
                    continue
                await _done(kind.on(self))
                await asyncio.sleep(self.dice.uniform(0.2, 1.5) * kind.lasts)
                if kind.off is not None:
                    await _done(kind.off(self))
            await asyncio.sleep(self.dice.uniform(0.1, 1.0))

    def _enough_waits(self, kind: "Kind") -> bool:
        """Faults that nobody meets must not pile up: else the bot would have no good minute for a long time."""
        return bool(self.jira_faults.waiting) if kind.of_jira else self.faults.pending >= MOST_PENDING

    async def end(self) -> None:
        """Everything works again, and what was held back is delivered."""
        self.faults.sweep()
        self.faults.clear()
        self.jira_faults.clear()
        self.jira.search_lag = self.search_lag
        await self.faults.release()

    def counted(self) -> Counter[str]:
        """How often each kind was met."""
        return self.used + self.faults.used + self.jira_faults.used


Switch = Callable[[Weather], Coroutine[Any, Any, None] | None]


@dataclass(frozen=True)
class Kind:
    """One kind of fault: its name, the emulator's method behind it, and how it is switched on and off. Without `off` it is over
    by itself; one that `counts_down` waits for its request. `lasts` is about how many seconds it is on."""

    name: str
    switch: str
    on: Switch
    off: Switch | None = None
    lasts: float = 1.0

    @property
    def of_jira(self) -> bool:
        return self.name.startswith("jira_")

    @property
    def counts_down(self) -> bool:
        return self.name.startswith(("slack_answer", "slack_stall", "slack_reset", "jira_")) and self.off is None


async def _done(switched: Coroutine[Any, Any, None] | None) -> None:
    if switched is not None:
        await switched


async def _release(weather: Weather) -> None:
    weather.used["hold"] += len(weather.faults.held)
    await weather.faults.release()


async def _release_shuffled(weather: Weather) -> None:
    held = len(weather.faults.held)
    weather.used["hold_and_shuffle"] += held
    order = weather.dice.sample(range(held), held)
    await weather.faults.release([*order, *order[: held // 4]])


def _drop(weather: Weather) -> None:
    weather.faults.drop(weather.dice.randint(2, 6))


def _dropped(weather: Weather) -> None:
    # Whatever is left of the count was never dropped; a new one is set by whoever drops next.
    weather.used["drop"] += weather.slack.deliveries.faults.drop_next == 0
    weather.faults.drop(0)


def _give_up(weather: Weather) -> None:
    gone = weather.faults.give_up()
    weather.used["give_up"] += len(gone)
    weather.given_up |= {name.rpartition(" ")[2] for name in gone}


async def _close_sockets(weather: Weather, *, abrupt: bool) -> None:
    weather.used["cut_sockets" if abrupt else "close_sockets"] += len(weather.slack.sockets.sockets)
    with suppress(ConnectionError):  # it may have died meanwhile
        await weather.faults.close_sockets(abrupt)


async def _refresh(weather: Weather) -> None:
    weather.used["refresh"] += len(weather.slack.sockets.sockets)
    with suppress(ConnectionError):
        await weather.faults.refresh(weather.dice.choice(("refresh_requested", "warning")), grace=1.0)


def _answer(status: int, retry_after: float | None = None) -> Switch:
    return lambda w: w.faults.answer(w.method(), status, retry_after, times=w.times())


def _slow(*, after_write: bool) -> Switch:
    return lambda w: w.faults.stall(w.method(), w.dice.uniform(0.2, 2.5), after_write, w.times())


def _cut(*, after_write: bool) -> Switch:
    return lambda w: w.faults.reset(w.method(SENDS if after_write else METHODS), after_write, w.times())


def _jira_answer(status: int, retry_after: float | None = None) -> Switch:
    return lambda w: w.jira_faults.answer(status, retry_after=retry_after, on=w.method(JIRA))


def _lag(weather: Weather) -> None:
    weather.jira.search_lag = 1.5
    weather.used["jira_search_lag"] += 1


KINDS: tuple[Kind, ...] = (
    Kind("duplicate", "duplicate", lambda w: w.faults.duplicate(w.times() + 1), lambda w: w.faults.duplicate(1)),
    Kind("reorder", "reorder", lambda w: w.faults.reorder(w.dice.randrange(2**32)), lambda w: w.faults.reorder(None)),
    Kind("hold", "hold", lambda w: w.faults.hold(), _release),
    Kind("hold_and_shuffle", "release", lambda w: w.faults.hold(), _release_shuffled),
    Kind("delay", "delay", lambda w: w.faults.delay(w.dice.uniform(0.1, 1.0)), lambda w: w.faults.delay(0)),
    Kind("drop", "drop", _drop, _dropped),
    Kind("give_up", "give_up", _give_up),
    Kind("close_sockets", "close_sockets", lambda w: _close_sockets(w, abrupt=False)),
    Kind("cut_sockets", "close_sockets", lambda w: _close_sockets(w, abrupt=True)),
    Kind("refresh", "refresh", _refresh),
    Kind("slack_answer_429", "answer", _answer(429, 1)),
    Kind("slack_answer_500", "answer", _answer(500)),
    Kind("slack_answer_503", "answer", _answer(503)),
    Kind("slack_answer_internal_error", "answer", lambda w: w.faults.answer(w.method(SENDS), error="internal_error")),
    Kind("slack_answer_ratelimited", "answer", lambda w: w.faults.answer(w.method(READS), error="ratelimited")),
    Kind("slack_answer_each", "answer_each", lambda w: w.faults.answer_each(w.dice.choice((429, 503)), 1)),
    Kind("slack_stall_before", "stall", _slow(after_write=False)),
    Kind("slack_stall_after", "stall", _slow(after_write=True)),
    Kind("slack_reset_before", "reset", _cut(after_write=False)),
    Kind("slack_reset_after", "reset", _cut(after_write=True)),
    Kind("rate_limit", "rate_limit", lambda w: w.faults.rate_limit(0.2), lambda w: w.faults.rate_limit(None), 4.0),
    Kind("jira_answer_429", "answer", _jira_answer(429, 1)),
    Kind("jira_answer_503", "answer", _jira_answer(503, 1)),
    Kind("jira_answer_500", "answer", lambda w: w.jira_faults.answer(500, on="POST /issue")),
    Kind("jira_answer_403", "answer", lambda w: w.jira_faults.answer(403, on="POST /issue")),
    Kind("jira_reset_before", "reset_before_write", lambda w: w.jira_faults.reset_before_write(on="POST /issue")),
    Kind("jira_reset_after", "reset_after_write", lambda w: w.jira_faults.reset_after_write(on="POST /issue")),
    Kind("jira_stall_after", "stall_after_write", lambda w: w.jira_faults.stall_after_write(w.dice.uniform(0.5, 2))),
    Kind("jira_refuse_field", "field_error", lambda w: w.jira_faults.field_error("description", times=1)),
    Kind("jira_require_field", "require_field", lambda w: w.jira_faults.require_field("components", times=1)),
    Kind("jira_search_lag", "search_lag", _lag, lambda w: setattr(w.jira, "search_lag", w.search_lag), 3.0),
)
"""A death on request, `on_request` of both emulators, is not switched here but by tests/soak/lives.py."""

EVENTS_ONLY = tuple(kind for kind in KINDS if kind.name in ("duplicate", "reorder", "hold_and_shuffle", "delay"))
