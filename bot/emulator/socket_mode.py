"""Socket Mode: open sockets, envelopes, acknowledgements, and the retries of events that were not acknowledged."""

import asyncio
import json
import random
import secrets
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.emulator.records import Ack, Json, Sent, Undelivered

MAX_SOCKETS = 10


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
    the moment it comes, before anything else that the bot sends later."""

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
    socket: "Socket | None" = None
    timer: asyncio.TimerHandle | None = None
    expires: float = 0.0

    def named(self) -> str:
        return f"{self.kind} {self.event_id}".strip()


@dataclass(eq=False)
class Socket:
    """One open WebSocket. A retiring one was told to disconnect and gets nothing new."""

    stream: web.WebSocketResponse
    request: web.Request
    outbox: "asyncio.Queue[tuple[Delivery, str, str]]" = field(default_factory=asyncio.Queue)
    retiring: bool = False
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    def drop(self) -> None:
        """Cuts the TCP connection without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()


class SocketMode:
    """Delivers to whichever sockets are open. `retry_after` are the waits, in seconds, before each retry of an event;
    `ack_deadline` is how long an acknowledgement may take. An event raised while no socket is open waits for one as long
    as its retries would have lasted."""

    def __init__(
        self, app_id: str, retry_after: Sequence[float], ack_deadline: float, changed: Callable[[], None]
    ) -> None:
        self.app_id = app_id
        self.retry_after = tuple(retry_after)
        self.ack_deadline = ack_deadline
        self.faults = DeliveryFaults()
        self.sockets: list[Socket] = []
        self.acks: list[Ack] = []
        self.sent: list[Sent] = []
        self.lost: list[str] = []
        self.connections = 0
        self._changed = changed
        self._tickets: set[str] = set()
        self._open: dict[Delivery, None] = {}
        self._parked: deque[Delivery] = deque()
        self._envelopes: dict[str, tuple[Delivery, int, float]] = {}
        self._shuffling: list[Delivery] = []
        self._next = 0
        self._stopped = False
        self._home: asyncio.AbstractEventLoop | None = None

    # --- from Slack to the bot

    def raise_event(self, payload: Any, kind: str, event_id: str) -> None:
        """Sends an event, as often and in the order that the faults say."""
        text = json.dumps(payload)
        for copy in range(self.faults.copies):
            reason = "timeout" if copy else ""
            self.raise_delivery(Delivery(kind, "events_api", text, event_id, attempt=copy, reason=reason))

    def raise_delivery(self, delivery: Delivery) -> None:
        """Lets the faults have their way with an event, and then sends it."""
        if self.faults.holding:
            self.faults.held.append(delivery)
            return
        self._accept(delivery)
        if self.faults.shuffle is not None:
            if not self._shuffling:
                self._loop().call_later(0.02, self._send_shuffled, self.faults.shuffle)
            self._shuffling.append(delivery)
        elif self.faults.delay:
            self._loop().call_later(self.faults.delay, self._send, delivery)
        else:
            self._send(delivery)

    def ask(self, payload: Json, envelope_type: str, on_ack: Callable[[Json | None], None]) -> Delivery:
        """Sends a command or an interaction, once; await its `answered`."""
        delivery = Delivery(envelope_type, envelope_type, json.dumps(payload), on_ack=on_ack)
        delivery.answered = self._loop().create_future()
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
            self.raise_delivery(
                Delivery(first.kind, first.envelope_type, first.payload, first.event_id, 1, "timeout")
                if again
                else first
            )

    def _accept(self, delivery: Delivery) -> None:
        span = sum(self.retry_after) + self.ack_deadline * len(self.retry_after)
        delivery.expires = self._loop().time() + span
        self._open[delivery] = None

    def _send_shuffled(self, shuffle: random.Random) -> None:
        waiting, self._shuffling = self._shuffling, []
        shuffle.shuffle(waiting)
        for delivery in waiting:
            self._send(delivery)

    def _send(self, delivery: Delivery) -> None:
        if delivery not in self._open or self._stopped:
            return
        delivery.timer = None
        ready = [socket for socket in self.sockets if not socket.retiring]
        if not ready:
            self._park(delivery)
            return
        if self.faults.drop_next and delivery.answered is None:
            self.faults.drop_next -= 1
            self._start_deadline(delivery)
            return
        self._next += 1
        socket = ready[self._next % len(ready)]
        delivery.socket = socket
        envelope_id = str(uuid.uuid4())
        accepts = "false" if delivery.answered is None else "true"
        retry = (
            f'"retry_attempt":{delivery.attempt},"retry_reason":"{delivery.reason}",'
            if delivery.envelope_type == "events_api"
            else ""
        )
        text = (
            f'{{"envelope_id":"{envelope_id}","type":"{delivery.envelope_type}",{retry}'
            f'"accepts_response_payload":{accepts},"payload":{delivery.payload}}}'
        )
        socket.outbox.put_nowait((delivery, envelope_id, text))

    def _park(self, delivery: Delivery) -> None:
        if delivery.answered is not None:
            self._fail(delivery, "dispatch_failed")
        elif delivery.attempt >= len(self.retry_after):
            self._lose(delivery)
        else:
            delivery.attempt, delivery.reason, delivery.socket = max(1, delivery.attempt), "connection_failed", None
            self._parked.append(delivery)

    def _start_deadline(self, delivery: Delivery) -> None:
        loop = self._loop()
        delivery.timer = loop.call_later(self.ack_deadline, self._missed, delivery, "timeout")

    def _missed(self, delivery: Delivery, reason: str) -> None:
        """An attempt failed: another one is due, or the event is lost."""
        if delivery not in self._open:
            return
        if delivery.timer is not None:
            delivery.timer.cancel()
            delivery.timer = None
        delivery.socket = None
        if delivery.answered is not None:
            self._fail(delivery, "operation_timeout")
        elif delivery.attempt >= len(self.retry_after):
            self._lose(delivery)
        else:
            wait = self.retry_after[delivery.attempt]
            delivery.attempt, delivery.reason = delivery.attempt + 1, reason
            if wait:
                delivery.timer = self._loop().call_later(wait, self._send, delivery)
            else:
                self._send(delivery)

    def _lose(self, delivery: Delivery) -> None:
        self._open.pop(delivery, None)
        self.lost.append(delivery.named())
        self._changed()

    def _fail(self, delivery: Delivery, failure: str) -> None:
        self._open.pop(delivery, None)
        delivery.failure = failure
        if delivery.answered is not None and not delivery.answered.done():
            delivery.answered.set_result(None)
        self._changed()

    # --- sockets

    def ticket(self) -> str:
        """A key for one connection."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serves one socket until it closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="invalid ticket")
        self._tickets.remove(ticket)
        stream = web.WebSocketResponse(max_msg_size=0)
        await stream.prepare(request)
        if len(self.sockets) >= MAX_SOCKETS:
            await stream.send_str(json.dumps({"type": "disconnect", "reason": "too_many_websockets"}))
            await stream.close()
            return stream
        socket = Socket(stream, request)
        await stream.send_str(json.dumps(self._hello()))
        self.sockets.append(socket)
        self.connections += 1
        self._changed()
        writer = asyncio.create_task(self._write(socket))
        self._unpark()
        try:
            async for frame in stream:
                if frame.type == WSMsgType.TEXT:
                    self._acknowledge(frame.data)
        finally:
            writer.cancel()
            self.sockets.remove(socket)
            socket.closed.set()
            self._abandon(socket)
            self._changed()
        return stream

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.sockets) + 1,
            "debug_info": {"host": "emulated", "build_number": 1, "approximate_connection_time": 3600},
            "connection_info": {"app_id": self.app_id},
        }

    async def _write(self, socket: Socket) -> None:
        loop = self._loop()
        while True:
            delivery, envelope_id, text = await socket.outbox.get()
            if delivery not in self._open:
                continue
            self._envelopes[envelope_id] = (delivery, delivery.attempt, loop.time())
            self._start_deadline(delivery)
            self.sent.append(Sent(envelope_id, delivery.kind, delivery.event_id, delivery.attempt))
            try:
                await socket.stream.send_str(text)
            except ConnectionError:
                return

    def _unpark(self) -> None:
        now = self._loop().time()
        waiting, self._parked = self._parked, deque()
        for delivery in waiting:
            if delivery.expires < now:
                self._lose(delivery)
            else:
                self._send(delivery)

    def _acknowledge(self, text: str) -> None:
        try:
            answer = json.loads(text)
            envelope_id, payload = answer["envelope_id"], answer.get("payload")
        except (ValueError, TypeError, KeyError, AttributeError):
            return
        found = self._envelopes.pop(envelope_id, None)
        if found is None:
            return
        delivery, attempt, sent_at = found
        seconds = delivery.seconds = self._loop().time() - sent_at
        self.acks.append(Ack(envelope_id, delivery.kind, delivery.event_id, attempt, seconds, payload or None))
        if delivery.timer is not None:
            delivery.timer.cancel()
            delivery.timer = None
        self._open.pop(delivery, None)
        if delivery.answered is not None and not delivery.answered.done():
            if delivery.on_ack is not None:
                delivery.on_ack(payload)
            delivery.answered.set_result(payload)
        self._changed()

    def _abandon(self, socket: Socket) -> None:
        """What a closed socket had not acknowledged has failed; after a refresh the acknowledgement may come by another."""
        for delivery in [each for each in self._open if each.socket is socket]:
            if self._stopped:
                continue
            if delivery.timer is None or not socket.retiring:
                self._missed(delivery, "connection_failed")

    async def refresh(self, reason: str, grace: float) -> None:
        """Asks every socket to reconnect, and closes what is still open after `grace` seconds."""
        old = [socket for socket in self.sockets if not socket.retiring]
        for socket in old:
            socket.retiring = reason != "warning"
            await socket.stream.send_str(
                json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "emulated"}})
            )
        if old:
            await asyncio.wait([asyncio.create_task(socket.closed.wait()) for socket in old], timeout=grace)
        for socket in old:
            if not socket.closed.is_set():
                await socket.stream.close()

    def forget(self) -> list[str]:
        """Gives up all that is under way, whether or not it was ever sent; returns what it was."""
        forgotten = self.under_way()
        for delivery in list(self._open):
            if delivery.timer is not None:
                delivery.timer.cancel()
            if delivery.answered is not None:
                self._fail(delivery, "dispatch_failed")
            else:
                self._open.pop(delivery)
        self._parked.clear()
        self._changed()
        return forgotten

    async def disable(self) -> None:
        """Ends every socket, as for an app that is gone; what was still on its way is given up."""
        self.forget()
        for socket in list(self.sockets):
            socket.retiring = True
            await socket.stream.send_str(
                json.dumps({"type": "disconnect", "reason": "link_disabled", "debug_info": {"host": "emulated"}})
            )
            await socket.stream.close()

    async def close_sockets(self, abrupt: bool) -> None:
        for socket in list(self.sockets):
            if abrupt:
                socket.drop()
            else:
                await socket.stream.close()
        await asyncio.sleep(0)

    async def stop(self) -> None:
        """Closes every socket; events under way wait for the next start."""
        self._stopped = True
        for delivery in list(self._open):
            if delivery.timer is not None:
                delivery.timer.cancel()
                delivery.timer = None
            if delivery.answered is not None:
                self._fail(delivery, "dispatch_failed")
            elif delivery not in self._parked:
                self._park(delivery)
        await self.close_sockets(abrupt=False)

    def start(self) -> None:
        self._stopped = False
        self._home = asyncio.get_running_loop()

    def _loop(self) -> asyncio.AbstractEventLoop:
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
