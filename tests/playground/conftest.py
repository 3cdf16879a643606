"""A playground on a free port, and somebody to act in it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground.session import opened
from bot.playground.stage import Playground


class Page:
    """What a page does, without a browser."""

    def __init__(self, playground: Playground, session: aiohttp.ClientSession) -> None:
        self.playground, self.session, self.base = playground, session, playground.slack.base

    def person(self, handle: str) -> str:
        return self.playground.people[handle]

    def channel(self, name: str) -> str:
        channels = self.playground.slack.workspace.channels.values()
        return next(channel.id for channel in channels if channel.name == name)

    async def do(self, handle: str, action: str, **more: Any) -> dict[str, Any]:
        body = {"action": action, "as": self.person(handle), **more}
        async with self.session.post(f"{self.base}/playground/do", json=body) as response:
            answered: dict[str, Any] = await response.json()
            return answered

    async def see(self, look: dict[str, Any]) -> dict[str, Any]:
        """The snapshot that this look gives."""
        async with self.session.ws_connect(f"{self.base}/playground/live", max_msg_size=0) as live:
            await live.send_json({"look": look})
            await live.receive_json(timeout=5)
            seen: dict[str, Any] = await live.receive_json(timeout=5)
            return seen


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with opened(tmp_path) as playground, aiohttp.ClientSession() as session:
        yield Page(playground, session)
