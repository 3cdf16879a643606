"""Pins and reactions of the bot, their refusals and their events."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack
from tests.emulator.kit import Bot, Room, client_of, error_of


async def test_a_pin_of_the_bot_is_an_event_with_the_message(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    ts = (await client.chat_postMessage(channel=room.channel, text="the card"))["ts"]
    await client.pins_add(channel=room.channel, timestamp=ts)
    await slack.delivered()
    event = bot.events[-1]
    assert (event["type"], event["user"], event["channel_id"]) == ("pin_added", slack.bot_user_id, room.channel)
    assert (event["item"]["message"]["ts"], event["item"]["message"]["pinned_to"]) == (ts, [room.channel])
    assert [item["message"]["ts"] for item in (await client.pins_list(channel=room.channel))["items"]] == [ts]


async def test_improper_pins_are_refused(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    ts = await slack.post(room.channel, room.maya, "hello")
    await client.pins_add(channel=room.channel, timestamp=ts)
    assert await error_of(client.pins_add(channel=room.channel, timestamp=ts)) == "already_pinned"
    await client.pins_remove(channel=room.channel, timestamp=ts)
    assert await error_of(client.pins_remove(channel=room.channel, timestamp=ts)) == "no_pin"
    for ask in (client.pins_add, client.pins_remove):
        assert await error_of(ask(channel=room.channel, timestamp="1700000000.000001")) == "message_not_found"
        assert await error_of(ask(channel=room.channel, timestamp="soon")) == "bad_timestamp"
    assert await error_of(client.pins_add(channel=room.channel)) == "no_item_specified"
    general = slack.add_channel("general", bot=False)
    assert await error_of(client.pins_add(channel=general, timestamp=ts)) == "not_in_channel"


async def test_a_channel_holds_a_hundred_pins(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    stamps = [await slack.post(room.channel, room.maya, f"m{n}") for n in range(101)]
    for ts in stamps[:100]:
        await slack.pin(room.channel, ts, room.maya)
    assert await error_of(client.pins_add(channel=room.channel, timestamp=stamps[100])) == "too_many_pins"


@pytest.mark.parametrize("scope", ["pins:read", "reactions:write"])
async def test_a_pin_needs_its_own_scope(scope: str) -> None:
    async with EmulatedSlack(scopes=[scope]) as slack:
        channel = slack.add_channel("inc-x")
        call = client_of(slack).pins_add(channel=channel, timestamp="1700000000.000001")
        assert await error_of(call) == "missing_scope"


async def test_a_deleted_message_is_no_longer_pinned(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    ts = await slack.post(room.channel, room.maya, "hello")
    await slack.pin(room.channel, ts, room.maya)
    await slack.delete(room.channel, ts)
    assert (await client.pins_list(channel=room.channel))["items"] == []
