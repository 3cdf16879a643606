"""What is on its way to the bot: acknowledgements, the retries of events that got none, and what goes wrong on purpose.

How a delivery travels, by socket or by HTTP, is its carrier's business."""

import asyncio
import json
import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.emulator.records import Ack, Json, Sent, Undelivered


@dataclass
class DeliveryFaults:
    """What goes wrong between Slack and the bot; see Faults for the meaning of each."""

    copies: int = 1
    delay: float = 0.0
    drop_next: int = 0
    shuffle: random.Random | None = None
    holding: bool = False
    held: "list[Delivery]" = field(default_factory=list)


@dataclass(eq=False)
class Delivery:
    """One payload on its way to the bot, over all its attempts. `answered` is set for commands and interactions alone,
    which are sent once; its result is the acknowledgement's payload, or None with `failure` set. `on_ack` gets the payload
    the moment it comes, before anything else that the bot sends later. `carried_by` is the way it went."""

    kind: str
    envelope_type: str
    payload: str
    event_id: str = ""
    attempt: int = 0
    reason: str = ""
    answered: "asyncio.Future[Json | None] | None" = None
    on_ack: Callable[[Json | None], None] | None = None
    failure: str = ""
    seconds: float = 0.0
    carried_by: object = None
    timer: asyncio.TimerHandle | None = None
    expires: float = 0.0

    def named(self) -> str:
        return f"{self.kind} {self.event_id}".strip()


class Carrier(Protocol):
    """Takes a delivery to the bot and reports what became of it to Deliveries."""

    def ready(self) -> bool:
        """Whether there is a way to the bot at all."""

    def carry(self, delivery: Delivery) -> None:
        """Sets out with one attempt."""


class Deliveries:
    """`retry_after` are the waits, in seconds, before each retry of an event; `ack_deadline` is how long an
    acknowledgement may take. An event raised while no way is open waits for one as long as its retries would have lasted."""

    def __init__(self, retry_after: Sequence[float], ack_deadline: float, changed: Callable[[], None]) -> None:
        self.retry_after = tuple(retry_after)
        self.ack_deadline = ack_deadline
        self.faults = DeliveryFaults()
        self.acks: list[Ack] = []
        self.sent: list[Sent] = []
        self.lost: list[str] = []
        self.changed = changed
        self.carrier: Carrier | None = None
        self.watcher: Callable[[Delivery], None] | None = None
        """Is shown every attempt as it sets out."""
        self.stopped = False
        self._open: dict[Delivery, None] = {}
        self._parked: deque[Delivery] = deque()
        self._shuffling: list[Delivery] = []
        self._home: asyncio.AbstractEventLoop | None = None

    # --- from Slack to the bot

    def raise_event(self, payload: Any, kind: str, event_id: str) -> None:
        """Sends an event, as often and in the order that the faults say."""
        text = json.dumps(payload)
        for copy in range(self.faults.copies):
            reason = "timeout" if copy else ""
            self._raise(Delivery(kind, "events_api", text, event_id, attempt=copy, reason=reason))

    def ask(self, payload: Json, envelope_type: str, on_ack: Callable[[Json | None], None]) -> Delivery:
        """Sends a command or an interaction, once; await its `answered`."""
        delivery = Delivery(envelope_type, envelope_type, json.dumps(payload), on_ack=on_ack)
        delivery.answered = self.loop().create_future()
        self._accept(delivery)
        self._send(delivery)
        return delivery

    def release(self, order: Sequence[int] | None) -> None:
        """Sends what is held, in the given order of positions, and stops holding."""
        held, self.faults.held, self.faults.holding = self.faults.held, [], False
        named: set[int] = set()
        for position in range(len(held)) if order is None else order:
            first = held[position]
            again = position in named
            named.add(position)
            self._raise(
                Delivery(first.kind, first.envelope_type, first.payload, first.event_id, 1, "timeout")
                if again
                else first
            )

    def _raise(self, delivery: Delivery) -> None:
        """Lets the faults have their way with an event, and then sends it."""
        if self.faults.holding:
            self.faults.held.append(delivery)
            return
        self._accept(delivery)
        if self.faults.shuffle is not None:
            if not self._shuffling:
                self.loop().call_later(0.02, self._send_shuffled, self.faults.shuffle)
            self._shuffling.append(delivery)
        elif self.faults.delay:
            self.loop().call_later(self.faults.delay, self._send, delivery)
        else:
            self._send(delivery)

    def _accept(self, delivery: Delivery) -> None:
        span = sum(self.retry_after) + self.ack_deadline * len(self.retry_after)
        delivery.expires = self.loop().time() + span
        self._open[delivery] = None

    def _send_shuffled(self, shuffle: random.Random) -> None:
        waiting, self._shuffling = self._shuffling, []
        shuffle.shuffle(waiting)
        for delivery in waiting:
            self._send(delivery)

    def _send(self, delivery: Delivery) -> None:
        if delivery not in self._open or self.stopped:
            return
        delivery.timer = None
        if self.carrier is None or not self.carrier.ready():
            self._park(delivery)
        elif self.faults.drop_next and delivery.answered is None:
            self.faults.drop_next -= 1
            self.start_deadline(delivery)
        else:
            self.carrier.carry(delivery)

    def _park(self, delivery: Delivery) -> None:
        if delivery.answered is not None:
            self._fail(delivery, "dispatch_failed")
        elif delivery.attempt >= len(self.retry_after):
            self.lose(delivery)
        else:
            delivery.attempt, delivery.reason = max(1, delivery.attempt), "connection_failed"
            delivery.carried_by = None
            self._parked.append(delivery)

    # --- what the carriers report

    def on_its_way(self, delivery: Delivery, envelope_id: str) -> bool:
        """Notes that an attempt is sent now; False where there is no more need."""
        if delivery not in self._open:
            return False
        self.sent.append(Sent(envelope_id, delivery.kind, delivery.event_id, delivery.attempt))
        if self.watcher is not None:
            self.watcher(delivery)
        return True

    def start_deadline(self, delivery: Delivery) -> None:
        delivery.timer = self.loop().call_later(self.ack_deadline, self.missed, delivery, "timeout")

    def acknowledged(self, delivery: Delivery, ack: Ack) -> None:
        """The bot has it; the acknowledgement's payload is the answer to a command or an interaction."""
        delivery.seconds = ack.seconds
        self.acks.append(ack)
        self._stop_timer(delivery)
        self._open.pop(delivery, None)
        if delivery.answered is not None and not delivery.answered.done():
            if delivery.on_ack is not None:
                delivery.on_ack(ack.payload)
            delivery.answered.set_result(ack.payload)
        self.changed()

    def missed(self, delivery: Delivery, reason: str) -> None:
        """An attempt failed: another one is due, or the event is lost."""
        if delivery not in self._open:
            return
        self._stop_timer(delivery)
        delivery.carried_by = None
        if delivery.answered is not None:
            self._fail(delivery, "operation_timeout" if reason == "timeout" else "dispatch_failed")
        elif delivery.attempt >= len(self.retry_after):
            self.lose(delivery)
        else:
            wait = self.retry_after[delivery.attempt]
            delivery.attempt, delivery.reason = delivery.attempt + 1, reason
            if wait:
                delivery.timer = self.loop().call_later(wait, self._send, delivery)
            else:
                self._send(delivery)

    def lose(self, delivery: Delivery) -> None:
        """There will be no further attempt."""
        self._open.pop(delivery, None)
        self.lost.append(delivery.named())
        self.changed()

    def unpark(self) -> None:
        """A way has opened: what waited for one sets out, where it is not too old."""
        now = self.loop().time()
        waiting, self._parked = self._parked, deque()
        for delivery in waiting:
            if delivery.expires < now:
                self.lose(delivery)
            else:
                self._send(delivery)

    def carried_by(self, carrier: object) -> list[Delivery]:
        """What went this way and has no acknowledgement yet."""
        return [delivery for delivery in self._open if delivery.carried_by is carrier]

    def _fail(self, delivery: Delivery, failure: str) -> None:
        self._open.pop(delivery, None)
        delivery.failure = failure
        if delivery.answered is not None and not delivery.answered.done():
            delivery.answered.set_result(None)
        self.changed()

    def _stop_timer(self, delivery: Delivery) -> None:
        if delivery.timer is not None:
            delivery.timer.cancel()
            delivery.timer = None

    # --- beginning and end

    def start(self) -> None:
        self.stopped = False
        self._home = asyncio.get_running_loop()

    def stop(self) -> None:
        """Nothing moves any more; events under way wait for the next start."""
        self.stopped = True
        for delivery in list(self._open):
            self._stop_timer(delivery)
            if delivery.answered is not None:
                self._fail(delivery, "dispatch_failed")
            elif delivery not in self._parked:
                self._park(delivery)

    def forget(self) -> list[str]:
        """Gives up all that is under way, whether or not it was ever sent; returns what it was."""
        forgotten = self.under_way()
        for delivery in list(self._open):
            self._stop_timer(delivery)
            if delivery.answered is not None:
                self._fail(delivery, "dispatch_failed")
            else:
                self._open.pop(delivery)
        self._parked.clear()
        self.changed()
        return forgotten

    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop this runs on: tests may act from plain functions while it rests."""
        return self._home or asyncio.get_running_loop()

    # --- looking

    def under_way(self) -> list[str]:
        """What is neither acknowledged nor given up, by name; what a test holds back is not counted."""
        return [delivery.named() for delivery in self._open]

    def undelivered(self) -> list[str]:
        """What is on its way or lost, by name; what a test holds back is not counted."""
        return self.under_way() + [f"{name} (lost)" for name in self.lost]

    def check_delivered(self) -> None:
        if missing := self.undelivered():
            raise Undelivered(f"{len(missing)} not acknowledged: " + ", ".join(missing[:20]))
