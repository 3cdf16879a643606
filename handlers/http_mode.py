"""How deliveries come in over HTTP: Slack posts events, commands, clicks and forms, each signed, to one address."""

import asyncio
import errno
import logging
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from bot.context import Context
from bot.errors import SettingsMistake
from bot.slack.json_text import from_json
from handlers.bolt import ask
from handlers.inbox import Inbox
from handlers.status import StatusPages

log = logging.getLogger(__name__)

PATH = "/slack/events"
LARGEST = 4 * 1024 * 1024


class HttpMode:
    """A small server for Slack's requests. What is not signed with `secret`, or is older than five minutes, is refused."""

    def __init__(
        self, app: AsyncApp, secret: str, context: Context, pages: StatusPages, address: tuple[str, int]
    ) -> None:
        self._is_open = False
        self._bolt, self._inbox = app, Inbox(context)
        self._verifier = SignatureVerifier(secret)
        self._address = address
        served = web.Application(client_max_size=LARGEST)
        served.router.add_post(PATH, self._receive)
        served.add_routes(pages.routes())
        self._runner = web.AppRunner(served, access_log=None, auto_decompress=False)  # Slack packs nothing

    @property
    def port(self) -> int:
        """The port that is listened on; one of the system's choice if 0 was asked for."""
        return int(self._runner.addresses[0][1])

    def is_open(self) -> bool:
        """Whether Slack's requests are taken."""
        return self._is_open

    async def open(self) -> None:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, *self._address).start()
        except OSError as problem:
            await self._runner.cleanup()
            host, port = self._address
            is_port = problem.errno in (errno.EADDRINUSE, errno.EACCES)
            advice = (
                "set DEBRIEF_HTTP_PORT to a free one" if is_port else "set DEBRIEF_HTTP_HOST to one of this machine"
            )
            raise SettingsMistake(
                f"Port {port} of {host} cannot be listened on ({problem.strerror}); {advice}."
            ) from problem
        self._is_open = True

    async def close(self) -> None:
        self._is_open = False
        await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {key.lower(): value for key, value in request.headers.items()}
        if not self._signed(body, headers):
            return web.Response(status=401, text="This request is not signed by Slack.")
        if request.content_type == "application/json":
            return await self._event(body)
        return await self._request(body)

    def _signed(self, body: bytes, headers: dict[str, str]) -> bool:
        try:
            return self._verifier.is_valid_request(body, headers)
        except (ValueError, TypeError):  # a timestamp that is none, or a body that is no text
            return False

    async def _request(self, body: bytes) -> web.Response:
        """A command, a click or a form."""
        fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        if fields.get("ssl_check"):
            return web.Response()
        try:
            payload = from_json(fields["payload"]) if "payload" in fields else fields
        except (ValueError, RecursionError):
            return web.Response(status=400, text="This is not JSON.")
        answer = await ask(self._bolt, payload)
        if answer is None:
            return web.Response(status=400, text="This is no command, click or form.")
        return await to_aiohttp_response(answer)

    async def _event(self, body: bytes) -> web.Response:
        try:
            delivery: Any = from_json(body)
        except (ValueError, RecursionError):
            return web.Response(status=400, text="This is not JSON.")
        if not isinstance(delivery, dict):
            return web.Response(status=400, text="This is not an object.")
        if delivery.get("type") == "url_verification":
            return web.json_response({"challenge": delivery.get("challenge")})
        if delivery.get("type") == "app_rate_limited":
            log.warning("Slack holds back events: more than 30,000 came within an hour")
            return web.Response()
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._inbox.take(delivery, lambda problem: None if kept.done() else kept.set_result(problem is None))
        return web.Response(status=200 if await kept else 500)
