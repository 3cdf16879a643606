"""How deliveries come in over Slack's Socket Mode."""

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.context import Context
from handlers import inbox


class SocketMode(AsyncSocketModeHandler):
    """Socket Mode with the inbox in front: an event is acknowledged when it is committed, and by nothing else.

    Bolt answers an event before its listener has run, never answers one that has no listener, and cannot parse some payloads
    at all; commands, clicks and forms go to Bolt."""

    def __init__(self, app: AsyncApp, app_token: str, context: Context) -> None:
        super().__init__(app, app_token, ping_interval=5)
        self._context = context

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        if req.type != "events_api":
            await super().handle(client, req)  # type: ignore[arg-type] # Bolt narrows its own base class
            return
        await inbox.take(self._context, req.payload)
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))

    def is_open(self) -> bool:
        """Whether the socket to Slack is open."""
        session = self.client.current_session
        return session is not None and not session.closed

    async def open(self) -> None:
        await self.connect_async()  # type: ignore[no-untyped-call] # Bolt leaves it untyped

    async def close(self) -> None:
        await self.close_async()  # type: ignore[no-untyped-call] # Bolt leaves it untyped
