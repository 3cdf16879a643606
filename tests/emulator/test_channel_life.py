"""Channels as such: topics, archiving, deletion, bulk changes, and who hears of them."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack, NotPossible
from tests.emulator.kit import Bot, Room, error_of


async def told(slack: EmulatedSlack, bot: Bot) -> list[tuple[str, str | None]]:
    """What the bot heard so far: types and subtypes."""
    await slack.delivered()
    return [(event["type"], event.get("subtype")) for event in bot.events]


async def test_a_topic_is_set_by_a_message(slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room) -> None:
    ts = await slack.set_topic(room.channel, room.maya, "checkout is down")
    assert await told(slack, bot) == [("message", "channel_topic")]
    assert (bot.events[0]["topic"], bot.events[0]["ts"]) == ("checkout is down", ts)
    assert bot.events[0]["text"] == f"<@{room.maya}> set the channel topic: checkout is down"
    shown = (await client.conversations_info(channel=room.channel))["channel"]
    assert shown["topic"]["value"] == "checkout is down"


async def test_a_purpose_is_set_by_a_message(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    await slack.set_purpose(room.channel, room.maya, "INC-7")
    assert await told(slack, bot) == [("message", "channel_purpose")]
    shown = (await client.conversations_info(channel=room.channel))["channel"]
    assert shown["purpose"]["value"] == "INC-7"


async def test_only_members_set_a_topic(slack: EmulatedSlack, room: Room) -> None:
    with pytest.raises(NotPossible):
        await slack.set_topic(room.channel, slack.add_user("tom"), "x")


@pytest.mark.parametrize("private", [False, True])
async def test_archiving_is_a_message_and_an_event(slack: EmulatedSlack, bot: Bot, private: bool) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("inc-old", members=[maya], private=private)
    await slack.delivered()
    bot.bodies.clear()
    slack.archive(channel)
    slack.archive(channel, archived=False)
    prefix = "group" if private else "channel"
    assert await told(slack, bot) == [
        ("message", "channel_archive"),
        (f"{prefix}_archive", None),
        ("message", "channel_unarchive"),
        (f"{prefix}_unarchive", None),
    ]
    assert (bot.events[1]["channel"], bot.events[1]["user"]) == (channel, maya)


async def test_a_public_channel_is_archived_before_all_a_private_one_before_its_members(
    slack: EmulatedSlack, bot: Bot
) -> None:
    for private in (False, True):
        slack.archive(slack.add_channel("elsewhere", private=private, bot=False))
    assert await told(slack, bot) == [("channel_created", None), ("channel_archive", None)]


@pytest.mark.parametrize(("private", "kind"), [(False, "channel_deleted"), (True, "group_deleted")])
async def test_a_deleted_channel_is_told_and_not_found_again(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, private: bool, kind: str
) -> None:
    channel = slack.add_channel("inc-old", private=private)
    slack.delete_channel(channel)
    assert (await told(slack, bot))[-1] == (kind, None)
    assert bot.events[-1]["channel"] == channel
    assert await error_of(client.conversations_history(channel=channel)) == "channel_not_found"


@pytest.mark.parametrize(("private", "kind"), [(False, "channel_left"), (True, "group_left")])
async def test_a_removed_bot_hears_of_its_leaving(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, private: bool, kind: str
) -> None:
    channel = slack.add_channel("inc-old", private=private)
    await slack.delivered()
    bot.bodies.clear()
    await slack.leave(channel, slack.bot_user_id)
    assert await told(slack, bot) == [("message", "channel_leave"), ("member_left_channel", None), (kind, None)]
    refusal = "channel_not_found" if private else "not_in_channel"
    assert await error_of(client.conversations_history(channel=channel)) == refusal


async def test_a_bulk_change_is_one_event_for_all_messages(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    stamps = [await slack.post(room.channel, room.maya, f"m{n}") for n in range(3)]
    await slack.delivered()
    bot.bodies.clear()
    await slack.change_history(room.channel, edits={stamps[0]: "redacted"}, deletions=[stamps[1]])
    assert await told(slack, bot) == [("channel_history_changed", None)]
    assert (bot.events[0]["channel"], bot.events[0]["latest"]) == (room.channel, stamps[1])
    answer = await client.conversations_history(channel=room.channel)
    assert [message["text"] for message in answer["messages"]] == ["m2", "redacted"]


async def test_a_bulk_change_of_a_private_channel_has_a_name_of_its_own(slack: EmulatedSlack, bot: Bot) -> None:
    maya = slack.add_user("maya")
    board = slack.add_channel("board", private=True, members=[maya])
    ts = await slack.post(board, maya, "m")
    await slack.change_history(board, deletions=[ts])
    assert (await told(slack, bot))[-1] == ("group_history_changed", None)
