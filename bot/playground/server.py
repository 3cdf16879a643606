"""The page's routes on the emulated Slack's own port: static files, what is seen (WebSocket), what is done (POST)."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

from bot.emulator.records import Json
from bot.playground.deeds import Deeds
from bot.playground.panel import Panel
from bot.playground.snapshot import may_see, snapshot
from bot.playground.stage import Playground
from bot.playground.story import Story

PAGE = Path(__file__).with_name("web")
GATHER, LONGEST_BODY = 0.05, 2_000_000
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """Serves one playground to any number of pages on this machine."""

    def __init__(self, playground: Playground) -> None:
        self.story, self.panel = Story(playground), Panel(playground.slack)
        self._playground, self._deeds = playground, Deeds(playground, self.story)
        self._files = {file.name: file for file in PAGE.iterdir() if file.suffix in _TYPES}

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/", self._guarded(self._index)),
            web.get("/playground/page/{name}", self._guarded(self._static)),
            web.get("/playground/live", self._guarded(self._live)),
            web.post("/playground/do", self._guarded(self._do)),
            web.get("/playground/file/{file}", self._guarded(self._file)),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        """Answers only pages of its own: another site's page may neither read nor press anything here."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            own = {f"{name}:{self._playground.slack.port}" for name in ("127.0.0.1", "localhost")}
            origin = request.headers.get("Origin")
            if request.host not in own or (origin is not None and origin.removeprefix("http://") not in own):
                return web.Response(status=403, text="This page is for this machine alone.")
            return await handler(request)

        return guarded

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return self._page("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return self._page(request.match_info["name"])

    def _page(self, name: str) -> web.StreamResponse:
        file = self._files.get(name)
        if file is None:
            return web.Response(status=404)
        headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
        return web.Response(body=file.read_bytes(), content_type=_TYPES[file.suffix], charset="utf-8", headers=headers)

    async def _do(self, request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json" or (request.content_length or 0) > LONGEST_BODY:
            return web.json_response({"ok": False, "error": "Send JSON of at most two million bytes."})
        try:
            body: Any = await request.json()
        except ValueError:
            body = None
        return web.json_response(await self._deeds.do(body))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        slack, viewer = self._playground.slack, request.query.get("as", "")
        file = slack.workspace.files.get(request.match_info["file"])
        shown = file and any(may_see(channel, viewer) for channel, _ in slack.workspace.messages_with_file(file.id))
        if file is None or file.deleted or not shown:
            return web.Response(status=404)
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=file.content, content_type="text/plain", charset="utf-8", headers=headers)

    # --- live

    async def _live(self, request: web.Request) -> web.StreamResponse:
        stream = web.WebSocketResponse(max_msg_size=65_536, heartbeat=20)
        await stream.prepare(request)
        look: Json = {}
        news = asyncio.Event()
        teller = asyncio.create_task(self._tell(stream, look, news))
        try:
            async for frame in stream:
                if frame.type == WSMsgType.TEXT:
                    look.update(_look(frame.data))
                    news.set()
        finally:
            teller.cancel()
        return stream

    async def _tell(self, stream: web.WebSocketResponse, look: Json, news: asyncio.Event) -> None:
        """Sends a snapshot whenever something happened or the page looks elsewhere."""
        seen = -1
        while not stream.closed:
            changes = self._playground.slack.changes
            if changes != seen or news.is_set():
                news.clear()
                seen = changes
                shown = snapshot(self._playground, self.story, self.panel, look)
                await stream.send_str(json.dumps(shown, default=str))
            await asyncio.sleep(GATHER)


def _look(text: str) -> Json:
    try:
        asked = json.loads(text)
    except ValueError:
        return {}
    look = asked.get("look") if isinstance(asked, dict) else None
    return look if isinstance(look, dict) else {}
