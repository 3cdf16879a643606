"""Message shortcuts, the home tab, mentions, direct messages, and what their answers may replace."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack, NotPossible
from tests.emulator.kit import Bot, Json, Room, actions, button, client_of, error_of, manifest_at, modal, section

Ack = Callable[..., Awaitable[Any]]
SHORTCUT = {"name": "Catch me up", "type": "message", "callback_id": "catch_me_up", "description": "What happened"}


@pytest.fixture
def chosen(bot: Bot) -> list[Json]:
    """What the shortcut `catch_me_up` was given; its answer comes later, by response_url."""
    given: list[Json] = []

    @bot.app.shortcut("catch_me_up")
    async def listen(ack: Ack, body: Json) -> None:
        given.append(body)
        await ack()

    return given


@pytest.fixture
def presses(bot: Bot) -> list[Json]:
    given: list[Json] = []

    @bot.app.action("go")
    async def listen(ack: Ack, body: Json) -> None:
        given.append(body)
        await ack()

    return given


async def send(url: str, **body: Any) -> int:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status


async def test_a_message_shortcut_is_given_the_message(slack: EmulatedSlack, chosen: list[Json], room: Room) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    ts = await slack.post(room.channel, room.maya, "hello", thread_ts=root)
    response = await slack.message_action(room.maya, room.channel, ts, "catch_me_up")
    [body] = chosen
    assert response.failure == ""
    assert (body["type"], body["callback_id"], body["message_ts"]) == ("message_action", "catch_me_up", ts)
    assert (body["message"]["text"], body["message"]["thread_ts"]) == ("hello", root)
    assert (body["user"]["id"], body["channel"]) == (room.maya, {"id": room.channel, "name": "inc-checkout"})
    assert body["team"]["id"] == slack.team_id


async def test_a_message_shortcut_may_be_answered_privately_or_by_a_modal(
    slack: EmulatedSlack, client: AsyncWebClient, chosen: list[Json], room: Room
) -> None:
    ts = await slack.post(room.channel, room.maya, "hello")
    response = await slack.message_action(room.maya, room.channel, ts, "catch_me_up")
    await client.views_open(trigger_id=chosen[0]["trigger_id"], view=modal())
    await send(chosen[0]["response_url"], text="so far")
    assert response.text == "so far"
    assert [message["text"] for message in slack.ephemerals(room.maya)] == ["so far"]
    assert (await slack.modal(room.maya))["callback_id"] == "form"


async def test_a_message_shortcut_that_the_manifest_lacks_cannot_be_chosen(tmp_path: Path) -> None:
    manifest = manifest_at(tmp_path, features={"shortcuts": [SHORTCUT]})
    async with EmulatedSlack(manifest=manifest) as slack:
        maya = slack.add_user("maya")
        channel = slack.add_channel("inc-x", members=[maya])
        ts = await slack.post(channel, maya, "hello")
        assert (await slack.message_action(maya, channel, ts, "catch_me_up")).failure == "dispatch_failed"
        with pytest.raises(NotPossible):
            await slack.message_action(maya, channel, ts, "burn_it")


@pytest.mark.parametrize("kind", ["command", "shortcut"])
async def test_the_answer_to_a_command_or_shortcut_cannot_be_replaced_by_its_response_url(
    slack: EmulatedSlack, bot: Bot, chosen: list[Json], room: Room, kind: str
) -> None:
    @bot.app.command("/catchup")
    async def listen(ack: Ack, body: Json) -> None:
        chosen.append(body)
        await ack()

    if kind == "command":
        await slack.command(room.maya, room.channel, "/catchup")
    else:
        ts = await slack.post(room.channel, room.maya, "hello")
        await slack.message_action(room.maya, room.channel, ts, "catch_me_up")
    await send(chosen[0]["response_url"], text="first")
    assert await send(chosen[0]["response_url"], text="second", replace_original=True) == 200
    assert [message["text"] for message in slack.ephemerals(room.maya)] == ["first", "second"]


async def test_an_ephemeral_message_is_replaced_by_the_response_url_of_its_button(
    slack: EmulatedSlack, client: AsyncWebClient, presses: list[Json], room: Room
) -> None:
    await client.chat_postEphemeral(channel=room.channel, user=room.maya, text="x", blocks=[actions(button())])
    [shown] = slack.ephemerals(room.maya)
    await slack.press(room.maya, room.channel, shown["ts"], "go")
    await send(presses[0]["response_url"], text="page 2", blocks=[actions(button())], replace_original=True)
    await slack.press(room.maya, room.channel, shown["ts"], "go")
    await send(presses[1]["response_url"], text="page 3", replace_original=True)
    assert [(message["ts"], message["text"]) for message in slack.ephemerals(room.maya)] == [(shown["ts"], "page 3")]


async def test_a_control_of_the_home_tab_comes_without_channel_or_response_url(
    slack: EmulatedSlack, client: AsyncWebClient, presses: list[Json], room: Room
) -> None:
    blocks = [section("Item"), actions(button(value="7"), block_id="item")]
    view = (await client.views_publish(user_id=room.maya, view={"type": "home", "blocks": blocks}))["view"]
    await slack.press_in_view(room.maya, "go", home=True)
    [body] = presses
    assert body["container"] == {"type": "view", "view_id": view["id"]}
    assert (body["view"]["type"], body["view"]["hash"], body["actions"][0]["value"]) == ("home", view["hash"], "7")
    assert {"channel", "message", "response_url"}.isdisjoint(body)
    await client.views_open(trigger_id=body["trigger_id"], view=modal())
    assert (await slack.modal(room.maya))["type"] == "modal"


async def test_a_home_tab_keeps_its_id_and_changes_its_hash(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    home = {"type": "home", "blocks": [section("one")]}
    first = (await client.views_publish(user_id=room.maya, view=home))["view"]
    second = (await client.views_publish(user_id=room.maya, view=home))["view"]
    assert first["id"] == second["id"]
    assert first["hash"] != second["hash"]
    third = await client.views_update(view_id=first["id"], hash=second["hash"], view=home)
    assert (slack.home(room.maya) or {})["hash"] == third["view"]["hash"]


async def test_a_home_tab_of_more_than_a_hundred_blocks_is_refused(client: AsyncWebClient, room: Room) -> None:
    home = {"type": "home", "blocks": [section("x")] * 101}
    assert await error_of(client.views_publish(user_id=room.maya, view=home)) == "invalid_arguments"


async def test_reopening_the_home_tab_shows_the_bot_what_it_had_published(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    await slack.open_home(room.maya)
    await client.views_publish(user_id=room.maya, view={"type": "home", "blocks": [section("x")]})
    await slack.open_home(room.maya)
    await slack.delivered()
    assert ["view" in event for event in bot.events] == [False, True]
    assert bot.events[1]["view"]["hash"] == (slack.home(room.maya) or {})["hash"]


async def test_a_tab_that_the_manifest_lacks_cannot_be_opened(tmp_path: Path) -> None:
    tabs = {"app_home": {"home_tab_enabled": False, "messages_tab_enabled": False}}
    async with EmulatedSlack(manifest=manifest_at(tmp_path, scopes=["chat:write"], features=tabs)) as slack:
        maya = slack.add_user("maya")
        for tab in ("home", "messages"):
            with pytest.raises(NotPossible):
                await slack.open_home(maya, tab)
        assert await error_of(client_of(slack).chat_postMessage(channel=maya, text="x")) == "messages_tab_disabled"


async def test_a_mention_in_a_thread_is_two_events_with_one_timestamp(
    slack: EmulatedSlack, bot: Bot, room: Room
) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    ts = await slack.post(room.channel, room.maya, f"<@{slack.bot_user_id}> what happened?", thread_ts=root)
    await slack.delivered()
    told = [(event["type"], event["ts"], event["thread_ts"]) for event in bot.events[1:]]
    assert sorted(told) == [("app_mention", ts, root), ("message", ts, root)]


async def test_a_mention_is_not_told_in_direct_messages_nor_where_the_bot_is_not(
    slack: EmulatedSlack, bot: Bot, room: Room
) -> None:
    general = slack.add_channel("general", members=[room.maya], bot=False)
    for channel in (general, slack.direct(room.maya)):
        await slack.post(channel, room.maya, f"<@{slack.bot_user_id}> what happened?")
    await slack.delivered()
    assert [(event["type"], event["channel_type"]) for event in bot.events[-1:]] == [("message", "im")]
    assert "app_mention" not in [event["type"] for event in bot.events]


async def test_the_bots_own_arrival_is_no_mention(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    general = slack.add_channel("general", members=[room.maya], bot=False)
    await slack.invite_bot(general)
    await slack.delivered()
    assert "app_mention" not in [event["type"] for event in bot.events]


async def test_an_ephemeral_reply_names_its_thread(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    await client.chat_postEphemeral(channel=room.channel, user=room.maya, text="psst", thread_ts=root)
    assert slack.ephemerals(room.maya)[0]["thread_ts"] == root
    assert len(slack.thread(room.channel, root)) == 1


async def test_a_direct_message_reaches_its_person(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    opened = (await client.conversations_open(users=room.maya))["channel"]["id"]
    await client.chat_postMessage(channel=opened, text="for you alone")
    assert opened == slack.direct(room.maya)
    assert [message["text"] for message in slack.messages(opened)] == ["for you alone"]


async def test_opening_a_direct_channel_needs_its_scope() -> None:
    async with EmulatedSlack(scopes=["chat:write"]) as slack:
        call = client_of(slack).conversations_open(users=slack.add_user("maya"))
        assert await error_of(call) == "missing_scope"
