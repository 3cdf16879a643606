"""An emulated Slack without a manifest, its plain web client, and a real Bolt app connected to it."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack
from tests.conftest import TurnedClock
from tests.emulator.kit import Bot, Room, client_of


@pytest.fixture
async def slack(clock: TurnedClock) -> AsyncIterator[EmulatedSlack]:
    async with EmulatedSlack(clock=clock, retry_after=(0.0, 0.05, 0.1), ack_deadline=0.2) as emulated:
        yield emulated


@pytest.fixture
async def client(slack: EmulatedSlack) -> AsyncWebClient:
    return client_of(slack)


@pytest.fixture
def room(slack: EmulatedSlack) -> Room:
    maya = slack.add_user("maya", real_name="Maya Lind", tz="Europe/Stockholm")
    return Room(slack.add_channel("inc-checkout", members=[maya]), maya)


@pytest.fixture
async def bot(slack: EmulatedSlack, room: Room) -> AsyncIterator[Bot]:
    """Connected after the room was made, so that it has heard nothing yet."""
    connected = Bot(slack)
    await connected.connect()
    yield connected
    await connected.close()
