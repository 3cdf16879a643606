"""A server that speaks the Messages API on this machine. A test says what it answers, one turn after the other."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

Request = dict[str, Any]


@dataclass(frozen=True)
class Says:
    """A message with this text."""

    text: str
    stop_reason: str = "end_turn"
    usage: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Refuses:
    """An error of the API."""

    status: int
    kind: str = "api_error"
    message: str = "no"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stalls:
    """No answer for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Sends:
    """A body that is no message."""

    body: str
    content_type: str = "application/json"


Turn = Says | Refuses | Stalls | Sends
USAGE = {
    "input_tokens": 120,
    "output_tokens": 45,
    "cache_read_input_tokens": 4096,
    "cache_creation_input_tokens": 7,
}


class ModelServer:
    """`async with ModelServer(Says("…"), …) as server`. The last turn is repeated for ever. `requests` and `headers` are what
    came in; `knows_schemas` false makes it refuse requests with `output_config`."""

    def __init__(self, *turns: Turn | Callable[[Request], Turn], knows_schemas: bool = True) -> None:
        self.turns = list(turns)
        self.knows_schemas = knows_schemas
        self.requests: list[Request] = []
        self.headers: list[Mapping[str, str]] = []
        self.on_request: Callable[[], None] = lambda: None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024**2)
        app.router.add_post("/v1/messages", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _answer(self, incoming: web.Request) -> web.StreamResponse:
        request: Request = await incoming.json()
        self.requests.append(request)
        self.headers.append(incoming.headers)
        self.on_request()
        if not self.knows_schemas and "output_config" in request:
            return _error(Refuses(400, "invalid_request_error", "output_config: Extra inputs are not permitted"))
        turn = self.turns.pop(0) if len(self.turns) > 1 else self.turns[0]
        if callable(turn):
            turn = turn(request)
        if isinstance(turn, Refuses):
            return _error(turn)
        if isinstance(turn, Sends):
            return web.Response(text=turn.body, content_type=turn.content_type)
        if isinstance(turn, Stalls):
            await asyncio.sleep(turn.seconds)
            return _error(Refuses(529))
        return web.json_response(_message(request, turn))


def _message(request: Request, turn: Says) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": request["model"],
        "content": [{"type": "text", "text": turn.text}],
        "stop_reason": turn.stop_reason,
        "stop_sequence": None,
        "usage": turn.usage or USAGE,
    }


def _error(turn: Refuses) -> web.Response:
    body = {"type": "error", "error": {"type": turn.kind, "message": turn.message}}
    return web.json_response(body, status=turn.status, headers=dict(turn.headers))


def shown_to(request: Request) -> str:
    """The evidence as a request shows it: all blocks but the last, which is the task."""
    return "".join(block["text"] for block in request["messages"][0]["content"][:-1])


def task_of(request: Request) -> str:
    return str(request["messages"][0]["content"][-1]["text"])
