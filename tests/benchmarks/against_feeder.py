"""A feeder in a process of its own, and how to give it orders."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import Settings

LIMIT = 2**27


@dataclass
class Orders:
    """The feeder's ears."""

    process: asyncio.subprocess.Process
    told: dict[str, Any]

    async def give(self, **order: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        return await self.heard()

    async def heard(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        answer: dict[str, Any] = json.loads(await self.process.stdout.readline())
        return answer

    def settings(self, folder: Path) -> Settings:
        """Settings of a bot that works at this feeder."""
        return Settings(
            bot_token=self.told["bot"],
            app_token=self.told["app"],
            slack_api_url=self.told["api_url"],
            database_url=f"sqlite:///{folder / 'bench.db'}",
        )


@asynccontextmanager
async def feeding() -> AsyncIterator[Orders]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.feeder",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=LIMIT,
    )  # fmt: skip
    orders = Orders(process, {})
    orders.told = await orders.heard()
    try:
        yield orders
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
