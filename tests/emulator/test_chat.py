"""Posting, editing and deleting as a bot."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack
from tests.emulator.kit import Room, client_of, error_of, section


async def test_a_post_stands_in_the_channel_as_the_bots(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    answer = await client.chat_postMessage(channel=room.channel, text="hello", blocks=[section()])
    [message] = slack.messages(room.channel)
    assert (message["ts"], message["bot_id"], message["user"]) == (answer["ts"], slack.bot_id, slack.bot_user_id)
    assert message["app_id"] == message["bot_profile"]["app_id"] == slack.app_id
    assert message["blocks"][0]["block_id"]


async def test_timestamps_ascend_while_the_clock_stands_still(client: AsyncWebClient, room: Room) -> None:
    stamps = [(await client.chat_postMessage(channel=room.channel, text="x"))["ts"] for _ in range(3)]
    assert stamps == ["1772442000.000000", "1772442000.000001", "1772442000.000002"]


async def test_a_channel_can_be_named_by_its_name(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    assert (await client.chat_postMessage(channel="#inc-checkout", text="x"))["channel"] == room.channel


async def test_a_post_to_a_person_opens_their_direct_channel(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    channel = (await client.chat_postMessage(channel=room.maya, text="psst"))["channel"]
    assert channel.startswith("D")
    assert [message["text"] for message in slack.messages(channel)] == ["psst"]


async def test_posting_where_the_bot_is_not_a_member_is_refused(slack: EmulatedSlack, client: AsyncWebClient) -> None:
    public = slack.add_channel("general", bot=False)
    private = slack.add_channel("board", private=True, bot=False)
    assert await error_of(client.chat_postMessage(channel=public, text="x")) == "not_in_channel"
    assert await error_of(client.chat_postMessage(channel=private, text="x")) == "channel_not_found"
    assert await error_of(client.chat_postMessage(channel="C404", text="x")) == "channel_not_found"


async def test_posting_to_an_archived_channel_is_refused(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    slack.archive(room.channel)
    assert await error_of(client.chat_postMessage(channel=room.channel, text="x")) == "is_archived"


async def test_an_empty_post_is_refused(client: AsyncWebClient, room: Room) -> None:
    assert await error_of(client.api_call("chat.postMessage", json={"channel": room.channel})) == "no_text"


async def test_a_posts_text_is_cut_at_forty_thousand(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    await client.chat_postMessage(channel=room.channel, text="x" * 40_001)
    assert len(slack.messages(room.channel)[0]["text"]) == 40_000


async def test_markdown_text_excludes_text(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    call = client.chat_postMessage(channel=room.channel, markdown_text="**x**", text="x")
    assert await error_of(call) == "markdown_text_conflict"
    await client.chat_postMessage(channel=room.channel, markdown_text="**x**")
    assert slack.messages(room.channel)[0]["blocks"][0]["type"] == "markdown"


async def test_a_username_needs_its_scope() -> None:
    async with EmulatedSlack(scopes=["chat:write"]) as slack:
        channel = slack.add_channel("inc-checkout")
        call = client_of(slack).chat_postMessage(channel=channel, text="x", username="Clippy")
        assert await error_of(call) == "missing_scope"


async def test_a_reply_is_counted_at_its_root(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    first = await client.chat_postMessage(channel=room.channel, text="one", thread_ts=root)
    second = await slack.post(room.channel, room.maya, "two", thread_ts=root)
    shown = slack.message(room.channel, root)
    assert (shown["reply_count"], shown["latest_reply"], shown["thread_ts"]) == (2, second, root)
    assert shown["reply_users"] == [slack.bot_user_id, room.maya]
    assert slack.message(room.channel, first["ts"])["parent_user_id"] == room.maya


async def test_a_reply_to_a_reply_joins_the_thread(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    reply = await slack.post(room.channel, room.maya, "one", thread_ts=root)
    await client.chat_postMessage(channel=room.channel, text="two", thread_ts=reply)
    assert [message["text"] for message in slack.thread(room.channel, root)] == ["root", "one", "two"]


async def test_a_reply_to_nothing_is_refused(client: AsyncWebClient, room: Room) -> None:
    call = client.chat_postMessage(channel=room.channel, text="x", thread_ts="1700000000.000001")
    assert await error_of(call) == "cannot_reply_to_message"


async def test_a_broadcast_reply_stands_in_channel_and_thread(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    await client.chat_postMessage(channel=room.channel, text="all", thread_ts=root, reply_broadcast=True)
    assert [message["text"] for message in slack.messages(room.channel)] == ["root", "all"]
    assert slack.thread(room.channel, root)[1]["subtype"] == "thread_broadcast"


async def test_an_update_replaces_the_text_and_says_so(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    ts = (await client.chat_postMessage(channel=room.channel, text="old"))["ts"]
    await client.chat_update(channel=room.channel, ts=ts, text="new")
    message = slack.message(room.channel, ts)
    assert (message["text"], message["edited"]["user"]) == ("new", slack.bot_id)


async def test_an_update_of_the_text_keeps_the_blocks_until_they_are_emptied(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    ts = (await client.chat_postMessage(channel=room.channel, text="old", blocks=[section("secret")]))["ts"]
    await client.chat_update(channel=room.channel, ts=ts, text="new")
    assert "secret" in str(slack.message(room.channel, ts)["blocks"])
    await client.chat_update(channel=room.channel, ts=ts, text="new", blocks=[])
    assert "blocks" not in slack.message(room.channel, ts)


async def test_only_own_messages_can_be_updated_or_deleted(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    ts = await slack.post(room.channel, room.maya, "mine")
    assert await error_of(client.chat_update(channel=room.channel, ts=ts, text="x")) == "cant_update_message"
    assert await error_of(client.chat_delete(channel=room.channel, ts=ts)) == "cant_delete_message"


async def test_an_update_of_more_than_four_thousand_characters_is_refused(client: AsyncWebClient, room: Room) -> None:
    ts = (await client.chat_postMessage(channel=room.channel, text="old"))["ts"]
    assert (await client.chat_update(channel=room.channel, ts=ts, text="x" * 4000))["ok"]
    assert await error_of(client.chat_update(channel=room.channel, ts=ts, text="x" * 4001)) == "msg_too_long"


async def test_what_is_not_there_can_be_neither_updated_nor_deleted_nor_linked(
    client: AsyncWebClient, room: Room
) -> None:
    ts = "1700000000.000001"
    assert await error_of(client.chat_update(channel=room.channel, ts=ts, text="x")) == "message_not_found"
    assert await error_of(client.chat_delete(channel=room.channel, ts=ts)) == "message_not_found"
    assert await error_of(client.chat_getPermalink(channel=room.channel, message_ts=ts)) == "message_not_found"


async def test_a_deleted_post_is_gone(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    ts = (await client.chat_postMessage(channel=room.channel, text="old"))["ts"]
    await client.chat_delete(channel=room.channel, ts=ts)
    assert slack.messages(room.channel) == []


async def test_an_ephemeral_message_is_shown_to_one_and_kept_nowhere(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    await client.chat_postEphemeral(channel=room.channel, user=room.maya, text="psst")
    assert [message["text"] for message in slack.ephemerals(room.maya)] == ["psst"]
    assert slack.messages(room.channel) == []


async def test_an_ephemeral_message_reaches_members_alone(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    other = slack.add_user("tom")
    call = client.chat_postEphemeral(channel=room.channel, user=other, text="psst")
    assert await error_of(call) == "user_not_in_channel"


async def test_permalinks_name_the_thread_of_a_reply(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    root = await slack.post(room.channel, room.maya, "root", ts="1700000000.000100")
    reply = await slack.post(room.channel, room.maya, "reply", thread_ts=root, ts="1700000001.000100")
    link = (await client.chat_getPermalink(channel=room.channel, message_ts=root))["permalink"]
    assert link == f"https://emulated.slack.com/archives/{room.channel}/p1700000000000100"
    link = (await client.chat_getPermalink(channel=room.channel, message_ts=reply))["permalink"]
    assert link.endswith(f"/p1700000001000100?thread_ts={root}&cid={room.channel}")


async def test_metadata_must_have_a_type_and_a_payload(client: AsyncWebClient, room: Room) -> None:
    call = client.chat_postMessage(channel=room.channel, text="x", metadata={"event_type": "draft"})
    assert await error_of(call) == "invalid_metadata_format"


@pytest.mark.parametrize("method", ["conversations_history", "conversations_replies"])
async def test_metadata_is_shown_only_where_asked_for(client: AsyncWebClient, room: Room, method: str) -> None:
    metadata = {"event_type": "draft", "event_payload": {"id": "d1"}}
    posted = await client.chat_postMessage(channel=room.channel, text="x", metadata=metadata)
    assert posted["message"]["metadata"] == metadata
    asked = {"channel": room.channel} | ({"ts": posted["ts"]} if method.endswith("replies") else {})
    assert "metadata" not in (await getattr(client, method)(**asked))["messages"][0]
    shown = await getattr(client, method)(**asked, include_all_metadata=True)
    assert shown["messages"][0]["metadata"] == metadata


async def test_too_many_attachments_are_refused(client: AsyncWebClient, room: Room) -> None:
    attachments = [{"text": "x"}] * 101
    call = client.chat_postMessage(channel=room.channel, text="x", attachments=attachments)
    assert await error_of(call) == "too_many_attachments"
