"""What the bot hears of what happens."""

from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack, NotPossible
from tests.emulator.kit import Bot, Room, manifest_at


async def test_a_message_event_has_slacks_shape(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    ts = await slack.post(room.channel, room.maya, "see <https://x.y|this>, <@U1>")
    await slack.delivered()
    body = bot.bodies[-1]
    assert (body["type"], body["team_id"], body["api_app_id"]) == ("event_callback", slack.team_id, slack.app_id)
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == slack.bot_user_id
    event = body["event"]
    assert (event["type"], event["channel"], event["channel_type"]) == ("message", room.channel, "channel")
    assert (event["user"], event["ts"], event["event_ts"], event["team"]) == (room.maya, ts, ts, slack.team_id)
    kinds = [element["type"] for element in event["blocks"][0]["elements"][0]["elements"]]
    assert kinds == ["text", "link", "text", "user"]


async def test_a_reply_event_names_its_thread(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    await slack.post(room.channel, room.maya, "reply", thread_ts=root)
    await slack.delivered()
    assert (bot.events[-1]["thread_ts"], bot.events[-1]["parent_user_id"]) == (root, room.maya)


async def test_a_broadcast_event_carries_its_root(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    await slack.post(room.channel, room.maya, "all", thread_ts=root, broadcast=True)
    await slack.delivered()
    assert (bot.events[-1]["subtype"], bot.events[-1]["root"]["text"]) == ("thread_broadcast", "root")


async def test_an_edit_event_has_both_versions_and_a_ts_of_its_own(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    ts = await slack.post(room.channel, room.maya, "old")
    await slack.edit(room.channel, ts, "new")
    await slack.delivered()
    event = bot.events[-1]
    assert (event["subtype"], event["hidden"], event["channel"]) == ("message_changed", True, room.channel)
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("new", "old")
    assert event["message"]["ts"] == ts
    assert event["message"]["edited"] == {"user": room.maya, "ts": event["ts"]}
    assert event["ts"] == event["event_ts"] > ts


async def test_two_edits_can_share_a_second(slack: EmulatedSlack, room: Room) -> None:
    ts = await slack.post(room.channel, room.maya, "old")
    await slack.edit(room.channel, ts, "new", edited_ts="1772442000.000000")
    assert slack.message(room.channel, ts)["edited"]["ts"] == "1772442000.000000"


async def test_an_unfurl_is_a_change_without_an_edit(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    ts = await slack.post(room.channel, room.maya, "see <https://x.y>")
    await slack.unfurl(room.channel, ts, [{"title": "x"}])
    await slack.delivered()
    assert bot.events[-1]["subtype"] == "message_changed"
    assert "edited" not in bot.events[-1]["message"]


async def test_a_deletion_event_shows_what_was_there(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    ts = await slack.post(room.channel, room.maya, "secret")
    await slack.delete(room.channel, ts)
    await slack.delivered()
    event = bot.events[-1]
    assert (event["subtype"], event["deleted_ts"], event["hidden"]) == ("message_deleted", ts, True)
    assert event["previous_message"]["text"] == "secret"


async def test_a_deleted_root_with_replies_becomes_a_tombstone_until_they_are_gone(
    slack: EmulatedSlack, bot: Bot, room: Room
) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    reply = await slack.post(room.channel, room.maya, "reply", thread_ts=root)
    await slack.delete(room.channel, root)
    await slack.delivered()
    event = bot.events[-1]
    assert (event["subtype"], event["message"]["subtype"]) == ("message_changed", "tombstone")
    assert event["previous_message"]["text"] == "root"
    await slack.delete(room.channel, reply)
    await slack.delivered()
    assert [event["deleted_ts"] for event in bot.events[-2:]] == [reply, root]
    assert slack.messages(room.channel) == []


async def test_an_app_post_carries_its_profile(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    await slack.post_app(room.channel, name="Alertbot", app_id="A0ALERT", attachments=[{"title": "[FIRING:1] x"}])
    await slack.delivered()
    event = bot.events[-1]
    assert (event["text"], event["app_id"], event["bot_profile"]["name"]) == ("", "A0ALERT", "Alertbot")
    assert "subtype" not in event
    assert event["attachments"][0]["title"] == "[FIRING:1] x"


async def test_a_legacy_webhook_has_a_username_and_no_user(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    await slack.post_app(room.channel, name="deploys", text="v812 is out", legacy=True)
    await slack.delivered()
    event = bot.events[-1]
    assert (event["subtype"], event["username"]) == ("bot_message", "deploys")
    assert "user" not in event


async def test_the_bots_own_posts_come_back_as_events(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    ts = (await client.chat_postMessage(channel=room.channel, text="old"))["ts"]
    await client.chat_update(channel=room.channel, ts=ts, text="new")
    await slack.delivered()
    assert (bot.events[0]["bot_id"], bot.events[0]["user"]) == (slack.bot_id, slack.bot_user_id)
    assert (bot.events[1]["subtype"], bot.events[1]["message"]["text"]) == ("message_changed", "new")


async def test_an_upload_comes_back_as_a_file_share(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    await client.files_upload_v2(channel=room.channel, content="x", filename="x.md")
    await slack.delivered()
    [event] = [event for event in bot.events if event["type"] == "message"]
    assert (event["subtype"], event["files"][0]["name"]) == ("file_share", "x.md")


async def test_the_bot_hears_nothing_of_channels_it_is_not_in(slack: EmulatedSlack, bot: Bot) -> None:
    maya = slack.add_user("maya")
    await slack.post(slack.add_channel("general", members=[maya], bot=False), maya, "hello")
    await slack.delivered()
    assert bot.texts == []


async def test_the_bot_hears_only_what_the_manifest_subscribes(tmp_path: Path) -> None:
    events = ("channel_created", "member_joined_channel", "message.channels", "pin_added")
    manifest = manifest_at(tmp_path, events=events, scopes=("channels:read", "channels:history", "reactions:read"))
    async with EmulatedSlack(manifest=manifest) as slack:
        bot = Bot(slack)
        await bot.connect()
        maya = slack.add_user("maya")
        channel = slack.add_channel("inc-checkout", members=[maya])
        ts = await slack.post(channel, maya, "hello")
        await slack.react(channel, ts, maya, "eyes")
        await slack.pin(channel, ts, maya)
        await slack.delivered()
        await bot.close()
    assert [event["type"] for event in bot.events] == ["channel_created", "member_joined_channel", "message"]


async def test_reactions_and_pins_are_events(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    ts = await slack.post(room.channel, room.maya, "hello")
    await slack.react(room.channel, ts, room.maya, "eyes")
    await slack.unreact(room.channel, ts, room.maya, "eyes")
    await slack.pin(room.channel, ts, room.maya)
    await slack.unpin(room.channel, ts, room.maya)
    await slack.delivered()
    kinds = [event["type"] for event in bot.events[1:]]
    assert kinds == ["reaction_added", "reaction_removed", "pin_added", "pin_removed"]
    assert bot.events[1]["item"] == {"type": "message", "channel": room.channel, "ts": ts}


async def test_comings_and_goings_are_events_and_messages(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    tom = slack.add_user("tom")
    await slack.join(room.channel, tom)
    await slack.leave(room.channel, tom)
    await slack.delivered()
    kinds = [(event["type"], event.get("subtype")) for event in bot.events]
    assert kinds == [
        ("member_joined_channel", None),
        ("message", "channel_join"),
        ("message", "channel_leave"),
        ("member_left_channel", None),
    ]


async def test_an_invited_bot_hears_of_it(slack: EmulatedSlack, bot: Bot) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("board", private=True, members=[maya], bot=False)
    await slack.invite_bot(channel)
    await slack.delivered()
    event = bot.events[0]
    assert (event["type"], event["user"], event["inviter"]) == ("member_joined_channel", slack.bot_user_id, maya)
    assert event["channel_type"] == "G"


async def test_a_bot_that_is_removed_hears_channel_left_and_nothing_after(
    slack: EmulatedSlack, bot: Bot, room: Room
) -> None:
    await slack.leave(room.channel, slack.bot_user_id)
    await slack.post(room.channel, room.maya, "now among ourselves")
    await slack.delivered()
    assert bot.events[-1]["type"] == "channel_left"


async def test_a_rename_is_an_event(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    await slack.rename(room.channel, "inc-payments")
    await slack.delivered()
    assert (bot.events[0]["type"], bot.events[0]["channel"]["name"]) == ("channel_rename", "inc-payments")


async def test_a_stranger_in_the_channel_marks_its_events(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    sam = slack.add_user("sam", team="T0OTHER")
    await slack.join(room.channel, sam)
    await slack.post(room.channel, sam, "hello")
    await slack.delivered()
    assert bot.bodies[-1]["is_ext_shared_channel"]
    assert bot.events[-1]["user_team"] == "T0OTHER"


async def test_a_mention_is_an_event_of_its_own(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    await slack.post(room.channel, room.maya, f"<@{slack.bot_user_id}> catch me up")
    await slack.delivered()
    assert sorted(event["type"] for event in bot.events) == ["app_mention", "message"]


async def test_an_arbitrary_event_is_delivered_whatever_is_subscribed(slack: EmulatedSlack, bot: Bot) -> None:
    event_id = slack.event({"type": "user_huddle_changed", "user": {"id": "U1"}})
    await slack.delivered()
    assert (bot.bodies[0]["event_id"], bot.events[0]["type"]) == (event_id, "user_huddle_changed")


async def test_a_broken_payload_is_delivered_as_it_is(slack: EmulatedSlack, bot: Bot) -> None:
    await slack.deliver_raw({"type": "event_callback", "event_id": "Ev1", "event": {"type": "message", "ts": 7}})
    await slack.delivered()
    assert bot.events == [{"type": "message", "ts": 7}]


async def test_people_write_only_where_they_are_members(slack: EmulatedSlack, room: Room) -> None:
    with pytest.raises(NotPossible):
        await slack.post(room.channel, slack.add_user("tom"), "hello")
