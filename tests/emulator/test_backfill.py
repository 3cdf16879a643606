"""What a bot that was away finds when it reads a channel again."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack
from tests.emulator.kit import Bot, Json, Room


async def history(client: AsyncWebClient, room: Room, **asked: object) -> list[Json]:
    found: list[Json] = []
    async for page in await client.conversations_history(channel=room.channel, **asked):  # type: ignore[arg-type]
        found.extend(page["messages"])
    return found


async def replies(client: AsyncWebClient, room: Room, root: str) -> list[Json]:
    answer: list[Json] = (await client.conversations_replies(channel=room.channel, ts=root))["messages"]
    return answer


async def test_an_edit_made_meanwhile_shows_as_a_newer_edited_ts(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    ts = await slack.post(room.channel, room.maya, "old")
    [before] = await history(client, room)
    await slack.edit(room.channel, ts, "new")
    [after] = await history(client, room)
    assert "edited" not in before
    assert (after["ts"], after["text"], after["edited"]["user"]) == (ts, "new", room.maya)
    assert after["edited"]["ts"] > ts


async def test_a_deletion_made_meanwhile_shows_as_absence(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    kept, gone = [await slack.post(room.channel, room.maya, text) for text in ("kept", "gone")]
    await slack.delete(room.channel, gone)
    assert [message["ts"] for message in await history(client, room)] == [kept]


async def test_a_deleted_root_with_replies_is_a_tombstone_that_counts_them(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    reply = await slack.post(room.channel, room.maya, "reply", thread_ts=root)
    await slack.delete(room.channel, root)
    [shown] = await history(client, room)
    assert (shown["subtype"], shown["ts"], shown["reply_count"]) == ("tombstone", root, 1)
    assert "root" not in shown["text"]
    assert [message["ts"] for message in await replies(client, room, root)] == [root, reply]


async def test_a_root_counts_its_replies_and_who_wrote_them(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    tom = slack.add_user("tom")
    await slack.join(room.channel, tom)
    root = await slack.post(room.channel, room.maya, "root")
    stamps = [await slack.post(room.channel, who, "reply", thread_ts=root) for who in (tom, room.maya, tom)]
    shown = (await history(client, room))[0]
    assert (shown["reply_count"], shown["latest_reply"]) == (3, stamps[-1])
    assert (shown["reply_users"], shown["reply_users_count"]) == ([tom, room.maya], 2)
    await slack.delete(room.channel, stamps[-1])
    shown = (await history(client, room))[0]
    assert (shown["reply_count"], shown["latest_reply"]) == (2, stamps[1])


async def test_marks_and_files_are_shown_with_their_message(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    file = await client.files_upload_v2(channel=room.channel, content="x", filename="x.md")
    ts = slack.messages(room.channel)[0]["ts"]
    await slack.react(room.channel, ts, room.maya, "eyes")
    await slack.pin(room.channel, ts, room.maya)
    [shown] = await history(client, room)
    assert shown["reactions"] == [{"name": "eyes", "users": [room.maya], "count": 1}]
    assert (shown["pinned_to"], shown["files"][0]["id"]) == ([room.channel], file["file"]["id"])


async def test_a_page_holds_at_most_999_messages_and_1000_replies(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    for n in range(1000):
        await slack.post(room.channel, room.maya, f"m{n}")
        await slack.post(room.channel, room.maya, f"r{n}", thread_ts=root)
    first = await client.conversations_history(channel=room.channel, limit=5000)
    thread = await client.conversations_replies(channel=room.channel, ts=root, limit=5000)
    assert (len(first["messages"]), first["has_more"]) == (999, True)
    assert (len(thread["messages"]), thread["has_more"]) == (1000, True)


async def test_what_is_posted_while_pages_are_read_neither_repeats_nor_hides_a_message(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    stamps = [await slack.post(room.channel, room.maya, f"m{n}") for n in range(6)]
    first = await client.conversations_history(channel=room.channel, limit=2)
    await slack.post(room.channel, room.maya, "meanwhile")
    await slack.delete(room.channel, stamps[3])
    following = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=room.channel, limit=2, cursor=following)
    assert [message["text"] for message in second["messages"]] == ["m2", "m1"]


@pytest.mark.parametrize("limit", [1, 2])
async def test_a_thread_can_be_read_in_the_smallest_pages(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room, limit: int
) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    for n in range(3):
        await slack.post(room.channel, room.maya, f"r{n}", thread_ts=root)
    pages = [
        page["messages"]
        async for page in await client.conversations_replies(channel=room.channel, ts=root, limit=limit)
    ]
    assert [message["text"] for page in pages for message in page[1:]] == ["r0", "r1", "r2"]
    assert {page[0]["text"] for page in pages} == {"root"}


async def test_events_of_a_long_absence_never_come(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    await slack.post(room.channel, room.maya, "while you were away")
    assert [name.split()[0] for name in slack.faults.give_up()] == ["message"]
    bot = Bot(slack)
    await bot.connect()
    await slack.post(room.channel, room.maya, "now")
    await slack.delivered()
    await bot.close()
    assert bot.texts == ["now"]
    assert [message["text"] for message in await history(client, room)] == ["now", "while you were away"]


async def test_a_channel_the_bot_left_can_be_read_once_it_is_back(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    await slack.leave(room.channel, slack.bot_user_id)
    await slack.post(room.channel, room.maya, "among ourselves")
    await slack.invite_bot(room.channel)
    texts = [message["text"] for message in await history(client, room) if "subtype" not in message]
    assert texts == ["among ourselves"]
