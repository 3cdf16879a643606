"""How deliveries come in over Slack's Socket Mode."""

import asyncio
import logging
import time
from collections import deque
from functools import partial

from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.context import Context
from bot.slack.json_text import from_json, to_json
from handlers.bolt import ask
from handlers.inbox import Inbox

log = logging.getLogger(__name__)


class SocketMode:
    """Socket Mode with the inbox in front: an event is acknowledged when it is committed, and by nothing else.

    Bolt answers an event before its listener has run, never answers one that has no listener, and cannot parse some payloads
    at all; commands, clicks and forms go to Bolt."""

    def __init__(self, app: AsyncApp, app_token: str, context: Context) -> None:
        self._app = app
        self.client = _Client(Inbox(context), app_token, app)
        self.client.socket_mode_request_listeners.append(self._ask_bolt)  # type: ignore[arg-type] # the SDK's own union

    def is_open(self) -> bool:
        """Whether the socket to Slack is open."""
        session = self.client.current_session
        return session is not None and not session.closed

    async def open(self) -> None:
        await self.client.connect()  # type: ignore[no-untyped-call] # the SDK leaves it untyped

    async def close(self) -> None:
        await self.client.close()  # type: ignore[no-untyped-call] # the SDK leaves it untyped
        self.client.stop_acknowledging()

    async def _ask_bolt(self, client: SocketModeClient, request: SocketModeRequest) -> None:
        begun = time.time()
        answer = await ask(self._app, request.payload)
        if answer is None:  # nobody can be told, and to hear of it again is of no use
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        else:
            await send_async_response(client, request, answer, begun)


class _Client(SocketModeClient):
    """The SDK's client, which queues every frame and makes a task of it; events are many, and go to the inbox without either."""

    def __init__(self, inbox: Inbox, app_token: str, app: AsyncApp) -> None:
        super().__init__(app_token, logger=app.logger, web_client=app.client, ping_interval=5)
        self._inbox = inbox
        self._committed: deque[str] = deque()
        self._acknowledging: asyncio.Task[None] | None = None
        self._others: set[asyncio.Task[None]] = set()

    async def enqueue_message(self, message: str) -> None:
        try:
            frame = from_json(message) if message.startswith("{") else {}
        except (ValueError, RecursionError):
            log.warning("Slack sent a frame that is no JSON")
            return
        envelope = frame.get("envelope_id")
        if frame.get("type") == "events_api" and isinstance(envelope, str):
            self._inbox.take(frame.get("payload"), partial(self._stored, envelope))
            return
        other = asyncio.create_task(self.run_message_listeners(frame, message))
        self._others.add(other)
        other.add_done_callback(self._others.discard)

    def stop_acknowledging(self) -> None:
        """What is not acknowledged by now is delivered again, and known then."""
        if self._acknowledging is not None:
            self._acknowledging.cancel()

    def _stored(self, envelope: str, problem: BaseException | None) -> None:
        if problem:
            return
        self._committed.append(envelope)
        if self._acknowledging is None or self._acknowledging.done():
            self._acknowledging = asyncio.create_task(self._acknowledge())

    async def _acknowledge(self) -> None:
        while self._committed:
            try:
                await self.send_message(to_json({"envelope_id": self._committed[0]}))
            except ConnectionError as problem:
                log.warning(
                    "%d acknowledgements were not sent (%s); Slack delivers those events again",
                    len(self._committed),
                    type(problem).__name__,
                )
                self._committed.clear()
                return
            self._committed.popleft()
