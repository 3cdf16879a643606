"""The Web API over HTTP: who asks, whether they may, what goes wrong on purpose, and the method itself."""

import asyncio
import inspect
import json
import socket
import struct
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.emulator import downloads, web_chat, web_conversations, web_files, web_marks, web_people, web_views
from bot.emulator.arguments import Call
from bot.emulator.core import Core
from bot.emulator.faults import Phase, Trouble
from bot.emulator.methods import METHODS, Method
from bot.emulator.records import Json, Refused, Request
from bot.emulator.response_urls import respond

WORK: dict[str, Callable[[Call], Json]] = {
    "auth.test": web_people.auth_test,
    "apps.connections.open": web_people.open_connection,
    "chat.postMessage": web_chat.post_message,
    "chat.update": web_chat.update,
    "chat.delete": web_chat.delete,
    "chat.postEphemeral": web_chat.post_ephemeral,
    "chat.getPermalink": web_chat.get_permalink,
    "conversations.info": web_conversations.info,
    "conversations.history": web_conversations.history,
    "conversations.replies": web_conversations.replies,
    "conversations.members": web_conversations.members,
    "conversations.list": web_conversations.list_all,
    "conversations.join": web_conversations.join,
    "conversations.open": web_conversations.open_direct,
    "users.info": web_people.user_info,
    "users.list": web_people.user_list,
    "users.conversations": web_conversations.of_user,
    "bots.info": web_people.bot_info,
    "team.info": web_people.team_info,
    "files.getUploadURLExternal": web_files.get_upload_url,
    "files.completeUploadExternal": web_files.complete_upload,
    "files.info": web_files.file_info,
    "files.list": web_files.file_list,
    "files.delete": web_files.delete_file,
    "canvases.getContent": web_files.canvas_content,
    "views.open": web_views.open_view,
    "views.push": web_views.push,
    "views.update": web_views.update,
    "views.publish": web_views.publish,
    "reactions.add": web_marks.add_reaction,
    "reactions.remove": web_marks.remove_reaction,
    "reactions.get": web_marks.get_reactions,
    "pins.add": web_marks.add_pin,
    "pins.remove": web_marks.remove_pin,
    "pins.list": web_marks.list_pins,
}

Work = Callable[[], web.Response]


class WebApi:
    """The HTTP handlers."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.stopping = asyncio.Event()
        self._posted: dict[str, float] = {}

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.route("*", "/api/{method}", self.api),
            web.post("/upload/{file}/{key}", self.upload),
            web.post("/response/{key}", self.response_url),
            web.get("/files-pri/{file}/{tail:.*}", self.download),
            web.get("/files-closed/{file}", _forbidden),
            web.get("/link/", self.core.sockets.connect),
        ]

    async def api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        args = await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip() or str(args.pop("token", ""))
        args.pop("token", None)
        return await self._serve(request, Request(name, args), lambda: self._answer(name, args, token))

    async def upload(self, request: web.Request) -> web.StreamResponse:
        body = await _uploaded(request)
        file = self.core.workspace.files.get(request.match_info["file"])

        def keep() -> web.Response:
            if file is None or file.completed or len(body) != file.length:
                return web.Response(status=400, text="invalid upload")
            file.content, file.uploaded = body, True
            self.core.changed()
            return web.Response(text=f"OK - {len(body)}")

        asked = Request("upload", {"file": request.match_info["file"], "length": len(body)})
        return await self._serve(request, asked, keep)

    async def response_url(self, request: web.Request) -> web.StreamResponse:
        try:
            args = json.loads(await request.text())
        except ValueError:
            args = None
        key = request.match_info["key"]

        def answer() -> web.Response:
            try:
                if not isinstance(args, dict):
                    raise Refused("invalid_payload")
                respond(self.core, key, args)
            except Refused as refusal:
                status = 404 if refusal.error.endswith("_url") else 400
                return web.json_response({"ok": False, "error": refusal.error} | refusal.details, status=status)
            return web.Response(text="ok")

        return await self._serve(request, Request("response_url", args if isinstance(args, dict) else {}), answer)

    async def download(self, request: web.Request) -> web.StreamResponse:
        name, tail = request.match_info["file"], request.match_info["tail"]
        authorization = request.headers.get("Authorization", "")

        def serve() -> web.Response:
            if not downloads.admitted(self.core, authorization):
                return downloads.sign_in()
            return downloads.file_bytes(self.core, name, tail)

        asked = Request("download", {"file": name.rpartition("-")[2], "name": tail})
        return await self._serve(request, asked, serve)

    # --- one request, with what may go wrong

    async def _serve(self, request: web.Request, asked: Request, work: Work) -> web.StreamResponse:
        core = self.core
        asked.at = core.clock()
        core.requests.append(asked)
        number = len(core.requests)
        core.changed()
        if await self._called(number, asked, "before") or _gone(request):
            return _cut(request, asked)
        trouble = core.faults.take(asked.method)
        if trouble is not None and (early := await self._trouble_before(request, asked, trouble)) is not None:
            return early
        response = work()
        _note(asked, response)
        core.changed()
        if trouble is not None and trouble.after_write:
            if trouble.kind == "reset":
                return _cut(request, asked)
            await self._wait(trouble.seconds)
        if await self._called(number, asked, "after") or _gone(request):
            return _cut(request, asked)
        return response

    async def _called(self, number: int, asked: Request, phase: Phase) -> bool:
        callback = self.core.faults.on_request_callback
        if callback is None:
            return False
        outcome = callback(number, asked.method, phase)
        if inspect.isawaitable(outcome):
            outcome = await outcome
        await asyncio.sleep(0)
        return bool(outcome)

    async def _trouble_before(
        self, request: web.Request, asked: Request, trouble: Trouble
    ) -> web.StreamResponse | None:
        """The answer, where the trouble keeps the request from its effect."""
        if trouble.kind == "answer":
            return _refusal(asked, trouble)
        if not trouble.after_write:
            if trouble.kind == "reset":
                return _cut(request, asked)
            await self._wait(trouble.seconds)
            if _gone(request):
                return _cut(request, asked)
        return None

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return

    # --- one method

    def _answer(self, name: str, args: Json, token: str) -> web.Response:
        method = METHODS.get(name)
        try:
            if method is None:
                raise Refused("unknown_method", req_method=name)
            self._admit(method, token)
            if name == "chat.postMessage" and self._too_fast(str(args.get("channel"))):
                return _busy(1.0)
            answer: Json = {"ok": True} | WORK[name](Call(self.core, method, args))
        except Refused as refusal:
            if method is not None and refusal.error not in method.errors:
                raise RuntimeError(f"{name} must not answer {refusal.error}") from refusal
            answer = {"ok": False, "error": refusal.error} | refusal.details
        response = web.json_response(answer)
        if method is not None:
            response.headers["x-oauth-scopes"] = ",".join(sorted(self.core.app.scopes or ()))
            response.headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
        return response

    def _admit(self, method: Method, token: str) -> None:
        """Refuses a caller without a token, with a wrong one, or without the scope."""
        core = self.core
        if not token:
            raise Refused("not_authed")
        if token not in (core.bot_token, core.app_token):
            raise Refused("invalid_auth")
        if core.refused_with is not None and (token == core.bot_token or core.closed_for_good):
            raise Refused(core.refused_with)
        wanted = core.app_token if method.for_app else core.bot_token
        if token != wanted and method.name != "auth.test":
            raise Refused("not_allowed_token_type")
        if method.scopes and not any(core.app.grants(scope) for scope in method.scopes):
            provided = ",".join(sorted(core.app.scopes or ()))
            raise Refused("missing_scope", needed=",".join(method.scopes), provided=provided)

    def _too_fast(self, channel: str) -> bool:
        rate = self.core.faults.posts_per_second
        if rate is None:
            return False
        now = self.core.clock().timestamp()
        if now - self._posted.get(channel, 0.0) < 1 / rate:
            return True
        self._posted[channel] = now
        return False


async def _forbidden(request: web.Request) -> web.StreamResponse:
    return web.Response(status=403)


async def _arguments(request: web.Request) -> Json:
    """Query, form and JSON body, in one."""
    args: Json = dict(request.query)
    if request.method == "GET":
        return args
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            body = {}
        return args | (body if isinstance(body, dict) else {})
    form: Mapping[str, Any] = await request.post()
    return args | dict(form)


async def _uploaded(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""


def _note(asked: Request, response: web.Response) -> None:
    """Writes down what was answered."""
    if response.content_type == "application/json" and response.text:
        asked.answer = json.loads(response.text)
        asked.answered = "ok" if asked.answer.get("ok") else str(asked.answer.get("error"))
    else:
        asked.answered = "ok" if response.status == 200 else str(response.status)


def _refusal(asked: Request, trouble: Trouble) -> web.Response:
    if trouble.error is not None:
        response = web.json_response({"ok": False, "error": trouble.error}, status=trouble.status)
    elif trouble.status == 429:
        response = _busy(1 if trouble.retry_after is None else trouble.retry_after)
    else:
        response = web.Response(status=trouble.status, text="emulated trouble")
    asked.answered = trouble.error or str(trouble.status)
    return response


def _busy(retry_after: float) -> web.Response:
    headers = {"Retry-After": f"{retry_after:g}"}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


def _gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _cut(request: web.Request, asked: Request) -> web.Response:
    """Ends the connection with a reset in place of an answer."""
    asked.answered = "reset"
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)
