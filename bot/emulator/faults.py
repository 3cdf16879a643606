"""What a test can let go wrong: deliveries, answers of the Web API, sockets, and the moment to kill the bot."""

import random
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.emulator.deliveries import Deliveries, DeliveryFaults
from bot.emulator.socket_mode import SocketMode

Phase = Literal["before", "after"]
OnRequest = Callable[[int, str, Phase], bool | Awaitable[bool | None] | None]


@dataclass
class Trouble:
    """One thing to go wrong with the next `times` requests of a method (`*` is any). With `each`, every method has its own
    `times`, except those in `but`."""

    kind: Literal["answer", "stall", "reset"]
    method: str
    times: int = 1
    status: int = 200
    retry_after: float | None = None
    error: str | None = None
    seconds: float = 0.0
    after_write: bool = False
    each: bool = False
    but: frozenset[str] = frozenset()
    taken: dict[str, int] = field(default_factory=dict)

    def concerns(self, method: str) -> bool:
        if self.each:
            return method not in self.but and self.taken.get(method, 0) < self.times
        return self.method in (method, "*")


class Faults:
    """The switches. Each stays as it is set until set otherwise or, where it counts, used up."""

    def __init__(self, deliveries: Deliveries, sockets: SocketMode) -> None:
        self._deliveries = deliveries
        self._sockets = sockets
        self._troubles: list[Trouble] = []
        self.on_request_callback: OnRequest | None = None
        self.posts_per_second: float | None = None

    # --- deliveries

    def duplicate(self, n: int) -> None:
        """Each event is delivered `n` times: one event_id, new envelopes, as retries are. 1 is normal."""
        self._deliveries.faults.copies = n

    def reorder(self, seed: int | None) -> None:
        """Events that are raised within 20 ms of each other are delivered shuffled; None ends it."""
        self._deliveries.faults.shuffle = None if seed is None else random.Random(seed)  # noqa: S311  repeatable, not secret

    def hold(self) -> None:
        """Keeps events back until they are released."""
        self._deliveries.faults.holding = True

    @property
    def held(self) -> list[str]:
        """The names of the events kept back, in the order they were raised."""
        return [delivery.named() for delivery in self._deliveries.faults.held]

    async def release(self, order: Sequence[int] | None = None) -> None:
        """Delivers what is held and stops holding. `order` are positions in `held`: one named twice is delivered twice, one
        left out never; without it, as raised."""
        self._deliveries.release(order)

    def delay(self, seconds: float) -> None:
        """Every event is delivered this much later; 0 is normal."""
        self._deliveries.faults.delay = seconds

    def drop(self, next_n: int = 1) -> None:
        """The next `n` deliveries of events get lost on their way and are retried like any that was not acknowledged."""
        self._deliveries.faults.drop_next = next_n

    def give_up(self) -> list[str]:
        """The bot was away for longer than the retries last: every event that is neither acknowledged nor held back is gone
        for good. Returns their names."""
        return self._deliveries.forget()

    async def close_sockets(self, abrupt: bool = False) -> None:
        """Closes every socket; `abrupt` cuts the TCP connection instead."""
        await self._sockets.close_sockets(abrupt)

    async def refresh(self, reason: str = "refresh_requested", grace: float = 5.0) -> None:
        """Tells every socket to reconnect, as Slack does about hourly, and returns when the old ones are closed: by the bot,
        or after `grace` seconds."""
        await self._sockets.refresh(reason, grace)

    # --- answers

    def answer(
        self, method: str, status: int = 200, retry_after: float | None = None, times: int = 1, error: str | None = None
    ) -> None:
        """The next requests of `method` have no effect and get this status, or this error name with status 200.
        `upload`, `download` and `response_url` are methods here too, and `*` is any."""
        self._troubles.append(Trouble("answer", method, times, status, retry_after, error))

    def answer_each(
        self,
        status: int = 200,
        retry_after: float | None = None,
        times: int = 1,
        error: str | None = None,
        but: Collection[str] = (),
    ) -> None:
        """As `answer`, for the next `times` requests of every single method, whichever the bot calls, until `clear`."""
        trouble = Trouble("answer", "*", times, status, retry_after, error, each=True, but=frozenset(but))
        self._troubles.append(trouble)

    def stall(self, method: str, seconds: float, after_write: bool = True, times: int = 1) -> None:
        """The answer comes `seconds` late; the effect comes before the wait or, without `after_write`, after it."""
        self._troubles.append(Trouble("stall", method, times, seconds=seconds, after_write=after_write))

    def reset(self, method: str, after_write: bool, times: int = 1) -> None:
        """The connection is closed without an answer, after the effect or instead of it."""
        self._troubles.append(Trouble("reset", method, times, after_write=after_write))

    def rate_limit(self, per_second_per_channel: float | None = 1) -> None:
        """chat.postMessage is answered 429 when a channel gets more than this; None ends it."""
        self.posts_per_second = per_second_per_channel

    def on_request(self, callback: OnRequest | None) -> None:
        """Calls `callback(n, method, phase)` for the n-th request (from 1) before its effect and again after it, before the
        answer. It may kill the bot; when it returns True, or the bot is gone, there is no (further) effect and no answer."""
        self.on_request_callback = callback

    def take(self, method: str) -> Trouble | None:
        """The next trouble for this method, used up by one."""
        for trouble in self._troubles:
            if not trouble.concerns(method):
                continue
            if trouble.each:
                trouble.taken[method] = trouble.taken.get(method, 0) + 1
                return trouble
            trouble.times -= 1
            if trouble.times <= 0:
                self._troubles.remove(trouble)
            return trouble
        return None

    def clear(self) -> None:
        """Everything works again; what is held stays held until released."""
        kept = self._deliveries.faults
        self._deliveries.faults = DeliveryFaults(holding=kept.holding, held=kept.held)
        self._troubles.clear()
        self.on_request_callback = None
        self.posts_per_second = None
