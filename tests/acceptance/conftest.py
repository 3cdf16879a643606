"""Emulated Slack and Jira for each test."""

import os
import zlib
from collections.abc import AsyncIterator

import pytest

from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from tests.acceptance.kit import MANIFEST, ClockAhead

EVERYWHERE = bool(os.environ.get("EVERYWHERE"))
"""Whether every test runs on both databases, and the bot is killed at every point: `make matrix`."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What the whole app does is tried on one database each, half of it on SQLite and half on PostgreSQL, unless a test asks
    for `both_databases`: the queries themselves are tested on both, and a run on either takes a second of a processor."""
    if EVERYWHERE:
        return
    left_out = [item for item in items if _is_for_the_other(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _is_for_the_other(item: pytest.Item) -> bool:
    made = getattr(item, "callspec", None)
    kind = made.params.get("databases") if made else None
    if kind is None or "acceptance" not in item.path.parts or item.get_closest_marker("both_databases"):
        return False
    name = item.nodeid.replace(kind, "")
    return bool(kind == ("sqlite", "postgresql")[zlib.crc32(name.encode()) % 2])


@pytest.fixture
def ahead() -> ClockAhead:
    return ClockAhead()


@pytest.fixture
async def slack(ahead: ClockAhead) -> AsyncIterator[EmulatedSlack]:
    async with EmulatedSlack(manifest=MANIFEST, clock=ahead, retry_after=(0.1, 0.3, 0.6)) as emulated:
        yield emulated


@pytest.fixture
async def jira() -> AsyncIterator[EmulatedJira]:
    async with EmulatedJira(search_lag=0.3) as emulated:
        yield emulated
