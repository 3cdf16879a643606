"""Reading channels: who is there, what was said, page by page."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.emulator import EmulatedSlack
from tests.emulator.kit import Room, error_of


async def five(slack: EmulatedSlack, room: Room) -> list[str]:
    """Five messages at 1700000001 to 1700000005."""
    return [await slack.post(room.channel, room.maya, f"m{n}", ts=f"170000000{n}.000000") for n in range(1, 6)]


def texts(answer: AsyncSlackResponse) -> list[str]:
    return [message["text"] for message in answer["messages"]]


async def test_history_is_newest_first(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    await five(slack, room)
    answer = await client.conversations_history(channel=room.channel)
    assert texts(answer) == ["m5", "m4", "m3", "m2", "m1"]
    assert answer["has_more"] is False


async def test_history_comes_in_pages(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    await five(slack, room)
    pages = [texts(page) async for page in await client.conversations_history(channel=room.channel, limit=2)]
    assert pages == [["m5", "m4"], ["m3", "m2"], ["m1"]]


@pytest.mark.parametrize(("inclusive", "expected"), [(False, ["m3"]), (True, ["m4", "m3", "m2"])])
async def test_the_ends_of_a_window_belong_to_it_only_when_inclusive(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room, inclusive: bool, expected: list[str]
) -> None:
    stamps = await five(slack, room)
    answer = await client.conversations_history(
        channel=room.channel, oldest=stamps[1], latest=stamps[3], inclusive=inclusive
    )
    assert texts(answer) == expected


async def test_a_window_may_be_given_in_whole_seconds(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    await five(slack, room)
    answer = await client.conversations_history(channel=room.channel, oldest="0", latest="1700000002")
    assert texts(answer) == ["m1"]


async def test_history_holds_roots_and_broadcasts_but_not_replies(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    await slack.post(room.channel, room.maya, "reply", thread_ts=root)
    await slack.post(room.channel, room.maya, "to all", thread_ts=root, broadcast=True)
    answer = await client.conversations_history(channel=room.channel)
    assert texts(answer) == ["to all", "root"]
    assert answer["messages"][1]["reply_count"] == 2


async def test_every_page_of_replies_begins_with_the_root(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    for n in range(4):
        await slack.post(room.channel, room.maya, f"r{n}", thread_ts=root)
    pages = [texts(page) async for page in await client.conversations_replies(channel=room.channel, ts=root, limit=3)]
    assert pages == [["root", "r0", "r1"], ["root", "r2", "r3"]]


async def test_a_window_of_replies_keeps_the_root(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    first = await slack.post(room.channel, room.maya, "r0", thread_ts=root)
    await slack.post(room.channel, room.maya, "r1", thread_ts=root)
    answer = await client.conversations_replies(channel=room.channel, ts=root, oldest=first)
    assert texts(answer) == ["root", "r1"]


async def test_a_thread_that_is_not_there_is_refused(client: AsyncWebClient, room: Room) -> None:
    call = client.conversations_replies(channel=room.channel, ts="1700000000.000001")
    assert await error_of(call) == "thread_not_found"


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"cursor": "no cursor"}, "invalid_cursor"),
        ({"oldest": "yesterday"}, "invalid_ts_oldest"),
        ({"latest": "tomorrow"}, "invalid_ts_latest"),
    ],
)
async def test_an_improper_question_to_history_is_refused(
    client: AsyncWebClient, room: Room, asked: dict[str, str], error: str
) -> None:
    assert await error_of(client.conversations_history(channel=room.channel, **asked)) == error  # type: ignore[arg-type]


async def test_history_is_for_members(slack: EmulatedSlack, client: AsyncWebClient) -> None:
    public = slack.add_channel("general", bot=False)
    private = slack.add_channel("board", private=True, bot=False)
    assert await error_of(client.conversations_history(channel=public)) == "not_in_channel"
    assert await error_of(client.conversations_history(channel=private)) == "channel_not_found"
    assert await error_of(client.conversations_replies(channel=public, ts="1.0")) == "not_in_channel"


async def test_a_channel_is_described(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    shown = (await client.conversations_info(channel=room.channel, include_num_members=True))["channel"]
    assert (shown["name"], shown["is_private"], shown["is_member"]) == ("inc-checkout", False, True)
    assert shown["num_members"] == 2
    assert await error_of(client.conversations_info(channel="C404")) == "channel_not_found"


async def test_a_channel_with_a_stranger_in_it_is_shared(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    await slack.join(room.channel, slack.add_user("sam", team="T0OTHER"))
    assert (await client.conversations_info(channel=room.channel))["channel"]["is_ext_shared"]


async def test_members_come_in_pages(slack: EmulatedSlack, client: AsyncWebClient) -> None:
    people = [slack.add_user(f"user{n}") for n in range(4)]
    channel = slack.add_channel("inc-big", members=people)
    found = [page["members"] async for page in await client.conversations_members(channel=channel, limit=3)]
    assert found == [people[:3], [people[3], slack.bot_user_id]]
    assert await error_of(client.conversations_members(channel=channel, limit=1001)) == "invalid_limit"


async def test_the_list_holds_private_channels_only_where_the_bot_is(
    slack: EmulatedSlack, client: AsyncWebClient
) -> None:
    slack.add_channel("general", bot=False)
    slack.add_channel("inc-secret", private=True)
    slack.add_channel("board", private=True, bot=False)
    old = slack.add_channel("inc-old")
    slack.archive(old)
    answer = await client.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    assert [channel["name"] for channel in answer["channels"]] == ["general", "inc-secret"]
    assert await error_of(client.conversations_list(types="radio")) == "invalid_types"


async def test_a_persons_channels_leave_out_what_the_bot_cannot_see(
    slack: EmulatedSlack, client: AsyncWebClient
) -> None:
    maya = slack.add_user("maya")
    slack.add_channel("general", members=[maya], bot=False)
    slack.add_channel("inc-secret", private=True, members=[maya])
    slack.add_channel("board", private=True, members=[maya], bot=False)
    answer = await client.users_conversations(user=maya, types="public_channel,private_channel")
    assert [channel["name"] for channel in answer["channels"]] == ["general", "inc-secret"]


async def test_the_bot_joins_public_channels(slack: EmulatedSlack, client: AsyncWebClient) -> None:
    public = slack.add_channel("general", bot=False)
    await client.conversations_join(channel=public)
    assert [message["subtype"] for message in slack.messages(public)] == ["channel_join"]
    assert (await client.conversations_join(channel=public))["warning"] == "already_in_channel"


async def test_the_bot_cannot_join_private_or_archived_channels(slack: EmulatedSlack, client: AsyncWebClient) -> None:
    private = slack.add_channel("board", private=True, bot=False)
    old = slack.add_channel("inc-old", bot=False)
    slack.archive(old)
    assert await error_of(client.conversations_join(channel=private)) == "channel_not_found"
    assert await error_of(client.conversations_join(channel=old)) == "is_archived"


async def test_a_direct_channel_is_opened_once(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    first = await client.conversations_open(users=room.maya)
    assert (await client.conversations_open(users=room.maya))["channel"] == first["channel"]
    assert await error_of(client.conversations_open(users="U404")) == "user_not_found"
    assert await error_of(client.api_call("conversations.open")) == "users_list_not_supplied"


async def test_reactions_are_given_once_and_taken_back(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    ts = await slack.post(room.channel, room.maya, "hello")
    await slack.react(room.channel, ts, room.maya, "eyes")
    await client.reactions_add(channel=room.channel, timestamp=ts, name="eyes")
    message = (await client.reactions_get(channel=room.channel, timestamp=ts))["message"]
    assert message["reactions"] == [{"name": "eyes", "users": [room.maya, slack.bot_user_id], "count": 2}]
    again = client.reactions_add(channel=room.channel, timestamp=ts, name="eyes")
    assert await error_of(again) == "already_reacted"
    await client.reactions_remove(channel=room.channel, timestamp=ts, name="eyes")
    missing = client.reactions_remove(channel=room.channel, timestamp=ts, name="eyes")
    assert await error_of(missing) == "no_reaction"


async def test_pins_are_listed_and_taken_off(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    ts = await slack.post(room.channel, room.maya, "decision")
    await client.pins_add(channel=room.channel, timestamp=ts)
    assert await error_of(client.pins_add(channel=room.channel, timestamp=ts)) == "already_pinned"
    [item] = (await client.pins_list(channel=room.channel))["items"]
    assert (item["message"]["text"], item["created_by"]) == ("decision", slack.bot_user_id)
    await client.pins_remove(channel=room.channel, timestamp=ts)
    assert await error_of(client.pins_remove(channel=room.channel, timestamp=ts)) == "no_pin"
