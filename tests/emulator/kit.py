"""A real Bolt app that writes down what it hears, and what tests of the emulated Slack say often."""

import re
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack

Json = dict[str, Any]


class Room(NamedTuple):
    """A channel with one person and the bot in it."""

    channel: str
    maya: str


def client_of(slack: EmulatedSlack, token: str | None = None) -> AsyncWebClient:
    """A web client that never re-sends by itself."""
    client = AsyncWebClient(token or slack.bot_token, base_url=slack.api_url)
    client.retry_handlers = []
    return client


class Bot:
    """A Bolt app over Socket Mode. `bodies` are all events it was given, duplicates included; while `refuse` is set, events
    stay unacknowledged."""

    def __init__(self, slack: EmulatedSlack) -> None:
        self.slack = slack
        self.bodies: list[Json] = []
        self.refuse = False
        self.app = AsyncApp(name="test", client=client_of(slack), ignoring_self_events_enabled=False)

        @self.app.event(re.compile(".*"))
        async def hear() -> None:
            """Everything is heard by the middleware."""

        @self.app.middleware
        async def record(body: Json, next: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:
            if "event" in body:
                if self.refuse:
                    return BoltResponse(status=500)
                self.bodies.append(body)
            return await next()

        self._handler = AsyncSocketModeHandler(self.app, slack.app_token, ping_interval=0.5)

    @property
    def events(self) -> list[Json]:
        return [body["event"] for body in self.bodies]

    @property
    def texts(self) -> list[str]:
        return [event.get("text", "") for event in self.events if event["type"] == "message"]

    async def connect(self) -> None:
        await self._handler.connect_async()  # type: ignore[no-untyped-call]  # untyped in Bolt
        await self.slack.wait_for(lambda: self.slack.connected)

    async def close(self) -> None:
        await self._handler.close_async()  # type: ignore[no-untyped-call]  # untyped in Bolt


def manifest_at(
    folder: Path, *, events: Iterable[str] = (), scopes: Iterable[str] = (), features: Json | None = None
) -> Path:
    """Writes a manifest with these subscriptions, bot scopes and features."""
    declared = {
        "display_information": {"name": "Debrief"},
        "features": features or {},
        "oauth_config": {"scopes": {"bot": list(scopes)}},
        "settings": {"event_subscriptions": {"bot_events": list(events)}},
    }
    path = folder / "manifest.yml"
    path.write_text(yaml.safe_dump(declared), encoding="utf-8")
    return path


async def refused(call: Awaitable[Any]) -> Json:
    """The answer of a call that Slack refuses."""
    with pytest.raises(SlackApiError) as caught:
        await call
    answer: Json = caught.value.response.data
    return answer


async def error_of(call: Awaitable[Any]) -> str:
    """The error name of a call that Slack refuses."""
    return str((await refused(call))["error"])


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str = "words", **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}} | more


def button(action_id: str = "go", text: str = "Go", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text)} | more


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements)} | more


def text_input(block_id: str = "what", **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "text"} | more.pop("element", {})
    return {"type": "input", "block_id": block_id, "label": plain("What"), "element": element} | more


def modal(*blocks: Json, **more: Any) -> Json:
    view = {"type": "modal", "callback_id": "form", "title": plain("Form"), "submit": plain("Save")}
    return view | {"blocks": list(blocks) or [text_input()]} | more
