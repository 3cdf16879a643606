"""Socket Mode: open sockets, the envelopes that go into them, and the acknowledgements that come out."""

import asyncio
import json
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from bot.emulator.deliveries import Deliveries, Delivery
from bot.emulator.records import Ack, Json

MAX_SOCKETS = 10


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
    """Carries deliveries to whichever sockets are open."""

    def __init__(self, app_id: str, deliveries: Deliveries, changed: Callable[[], None]) -> None:
        self.app_id = app_id
        self.sockets: list[Socket] = []
        self.connections = 0
        self.on_frame: Callable[[str], None] | None = None
        """Takes every frame of the bot in place of reading it as an acknowledgement."""
        self._deliveries = deliveries
        self._changed = changed
        self._tickets: set[str] = set()
        self._envelopes: dict[str, tuple[Delivery, int, float]] = {}
        self._next = 0

    # --- from Slack to the bot

    def ready(self) -> bool:
        """Whether a socket is open that gets deliveries."""
        return any(not socket.retiring for socket in self.sockets)

    def carry(self, delivery: Delivery) -> None:
        """Puts it, as an envelope, into one of the sockets, each in turn."""
        ready = [socket for socket in self.sockets if not socket.retiring]
        self._next += 1
        socket = ready[self._next % len(ready)]
        delivery.carried_by = socket
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

    async def _write(self, socket: Socket) -> None:
        loop = self._deliveries.loop()
        while True:
            delivery, envelope_id, text = await socket.outbox.get()
            if not self._deliveries.on_its_way(delivery, envelope_id):
                continue
            self._envelopes[envelope_id] = (delivery, delivery.attempt, loop.time())
            self._deliveries.start_deadline(delivery)
            try:
                await socket.stream.send_str(text)
            except ConnectionError:
                return

    # --- from the bot to Slack

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
        self._deliveries.unpark()
        try:
            async for frame in stream:
                if frame.type == WSMsgType.TEXT:
                    (self.on_frame or self._acknowledge)(frame.data)
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
        seconds = self._deliveries.loop().time() - sent_at
        ack = Ack(envelope_id, delivery.kind, delivery.event_id, attempt, seconds, payload or None)
        self._deliveries.acknowledged(delivery, ack)

    def _abandon(self, socket: Socket) -> None:
        """What a closed socket had not acknowledged has failed; after a refresh the acknowledgement may come by another."""
        for delivery in self._deliveries.carried_by(socket):
            if self._deliveries.stopped:
                continue
            if delivery.timer is None or not socket.retiring:
                self._deliveries.missed(delivery, "connection_failed")

    # --- ends

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

    async def disable(self) -> None:
        """Ends every socket, as for an app that is gone."""
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
