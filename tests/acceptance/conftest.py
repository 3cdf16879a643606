"""Emulated Slack and Jira for each test."""

from collections.abc import AsyncIterator

import pytest

from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from tests.acceptance.kit import MANIFEST, ClockAhead


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
