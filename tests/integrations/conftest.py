"""A Jira to talk to, and the bot's own client for it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from bot.emulator.jira import EmulatedJira
from bot.integrations.jira import JiraTracker
from bot.settings import JiraAccount


def account(jira: EmulatedJira) -> JiraAccount:
    """How to reach this Jira, with little patience."""
    return JiraAccount(url=jira.url, token=jira.token, project=jira.project, email=jira.email, timeout=0.3)


@pytest.fixture
async def jira() -> AsyncIterator[EmulatedJira]:
    async with EmulatedJira() as emulated:
        yield emulated


@pytest.fixture
async def data_center() -> AsyncIterator[EmulatedJira]:
    async with EmulatedJira(deployment="Server") as emulated:
        yield emulated


@pytest.fixture
def tracker(jira: EmulatedJira) -> Iterator[JiraTracker]:
    opened = JiraTracker(account(jira))
    yield opened
    opened.close()


@pytest.fixture
def data_center_tracker(data_center: EmulatedJira) -> Iterator[JiraTracker]:
    opened = JiraTracker(replace(account(data_center), email=None))
    yield opened
    opened.close()
