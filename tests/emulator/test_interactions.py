"""Commands, buttons, modals, the home tab, and response URLs."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack, NotPossible
from tests.conftest import TurnedClock
from tests.emulator.kit import (
    Bot,
    Json,
    Room,
    actions,
    button,
    error_of,
    manifest_at,
    modal,
    plain,
    refused,
    section,
    text_input,
)

Ack = Callable[..., Awaitable[Any]]


@pytest.fixture
def commands(bot: Bot) -> list[Json]:
    """What /incident was given; it answers `noted`."""
    given: list[Json] = []

    @bot.app.command("/incident")
    async def listen(ack: Ack, body: Json) -> None:
        given.append(body)
        await ack("noted")

    return given


@pytest.fixture
def presses(bot: Bot) -> list[Json]:
    """What the button `go` sent."""
    given: list[Json] = []

    @bot.app.action("go")
    async def listen(ack: Ack, body: Json) -> None:
        given.append(body)
        await ack()

    return given


@pytest.fixture
def triggers(slack: EmulatedSlack, room: Room) -> Callable[[], str]:
    """Makes a fresh trigger of maya's."""
    return lambda: slack.triggers.make(room.maya)


async def test_a_command_is_answered_by_its_acknowledgement(
    slack: EmulatedSlack, commands: list[Json], room: Room
) -> None:
    response = await slack.command(room.maya, room.channel, "/incident", "resolve")
    assert (response.text, response.failure) == ("noted", "")
    assert (commands[0]["text"], commands[0]["channel_name"], commands[0]["user_name"]) == (
        "resolve",
        "inc-checkout",
        "maya",
    )
    assert [message["text"] for message in slack.ephemerals(room.maya)] == ["noted"]


async def test_names_in_a_command_arrive_as_ids(slack: EmulatedSlack, commands: list[Json], room: Room) -> None:
    await slack.command(room.maya, room.channel, "/incident", "set lead @maya in #inc-checkout not @nobody")
    assert commands[0]["text"] == f"set lead <@{room.maya}|maya> in <#{room.channel}|inc-checkout> not @nobody"


async def test_a_command_may_be_answered_later_by_its_response_url(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    @bot.app.command("/incident")
    async def listen(ack: Ack, respond: Callable[..., Awaitable[Any]]) -> None:
        await ack()
        await respond("worked on it")

    response = await slack.command(room.maya, room.channel, "/incident")
    assert (await response.wait())["text"] == "worked on it"


async def test_a_command_that_nobody_acknowledges_fails(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    @bot.app.command("/incident")
    async def listen() -> None:
        await asyncio.sleep(0)

    response = await slack.command(room.maya, room.channel, "/incident")
    assert response.failure == "operation_timeout"


async def test_a_command_without_a_connected_bot_fails_at_once(slack: EmulatedSlack, room: Room) -> None:
    assert (await slack.command(room.maya, room.channel, "/incident")).failure == "dispatch_failed"


async def test_a_command_that_the_manifest_lacks_cannot_be_typed(tmp_path: Path) -> None:
    manifest = manifest_at(tmp_path, features={"slash_commands": [{"command": "/incident"}]})
    async with EmulatedSlack(manifest=manifest) as slack:
        maya = slack.add_user("maya")
        with pytest.raises(NotPossible):
            await slack.command(maya, slack.add_channel("inc-x", members=[maya]), "/outage")


async def test_a_press_sends_the_button_with_its_message(
    slack: EmulatedSlack, presses: list[Json], client: AsyncWebClient, room: Room
) -> None:
    blocks = [section("Done?", block_id="ask"), actions(button(value="1"), block_id="choice")]
    ts = (await client.chat_postMessage(channel=room.channel, text="x", blocks=blocks))["ts"]
    await slack.press(room.maya, room.channel, ts, "go")
    body = presses[0]
    assert (body["type"], body["user"]["id"], body["channel"]["id"]) == ("block_actions", room.maya, room.channel)
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": room.channel,
        "is_ephemeral": False,
    }
    action = body["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("go", "choice", "1")
    assert body["message"]["blocks"][0]["block_id"] == "ask"
    assert body["trigger_id"]
    assert body["response_url"]


async def test_buttons_with_one_action_id_are_told_apart_by_their_value(
    slack: EmulatedSlack, presses: list[Json], client: AsyncWebClient, room: Room
) -> None:
    blocks = [actions(button(value=str(n)), block_id=f"b{n}") for n in range(3)]
    ts = (await client.chat_postMessage(channel=room.channel, text="x", blocks=blocks))["ts"]
    await slack.press(room.maya, room.channel, ts, "go", value="2")
    await slack.press(room.maya, room.channel, ts, "go", block_id="b1")
    assert [body["actions"][0]["block_id"] for body in presses] == ["b2", "b1"]


async def test_a_menus_option_is_picked_by_its_value(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    picked: list[str] = []

    @bot.app.action("pick")
    async def listen(ack: Ack, body: Json) -> None:
        picked.append(body["actions"][0]["selected_option"]["value"])
        await ack()

    menu = {"type": "static_select", "action_id": "pick", "options": [{"text": plain("One"), "value": "1"}]}
    ts = (await client.chat_postMessage(channel=room.channel, text="x", blocks=[section(accessory=menu)]))["ts"]
    await slack.press(room.maya, room.channel, ts, "pick", value="1")
    assert picked == ["1"]


async def test_a_button_that_is_not_there_cannot_be_pressed(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    ts = (await client.chat_postMessage(channel=room.channel, text="x", blocks=[actions(button())]))["ts"]
    with pytest.raises(NotPossible, match="go in"):
        await slack.press(room.maya, room.channel, ts, "stop")


async def test_the_controls_of_another_app_cannot_be_pressed(slack: EmulatedSlack, room: Room) -> None:
    ts = await slack.post_app(room.channel, name="Alertbot", blocks=[actions(button())])
    with pytest.raises(NotPossible, match="another app"):
        await slack.press(room.maya, room.channel, ts, "go")


async def test_a_button_in_an_attachment_can_be_pressed(
    slack: EmulatedSlack, presses: list[Json], client: AsyncWebClient, room: Room
) -> None:
    attachments = [{"fallback": "x", "blocks": [actions(button(value="1"))]}]
    ts = (await client.chat_postMessage(channel=room.channel, text="x", attachments=attachments))["ts"]
    await slack.press(room.maya, room.channel, ts, "go")
    assert presses[0]["actions"][0]["value"] == "1"


async def test_a_press_on_an_ephemeral_message_comes_without_the_message(
    slack: EmulatedSlack, presses: list[Json], client: AsyncWebClient, room: Room
) -> None:
    await client.chat_postEphemeral(channel=room.channel, user=room.maya, text="x", blocks=[actions(button())])
    await slack.press(room.maya, room.channel, slack.ephemerals(room.maya)[0]["ts"], "go")
    assert presses[0]["container"]["is_ephemeral"]
    assert "message" not in presses[0]


async def open_modal(slack: EmulatedSlack, client: AsyncWebClient, room: Room, view: Json) -> Json:
    await client.views_open(trigger_id=slack.triggers.make(room.maya), view=view)
    return await slack.modal(room.maya)


async def test_a_modal_is_submitted_with_what_was_typed(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    saved: list[Json] = []

    @bot.app.view("form")
    async def listen(ack: Ack, view: Json) -> None:
        saved.append(view)
        await ack()

    prefilled = text_input("why", element={"initial_value": "because"})
    await open_modal(slack, client, room, modal(text_input(), prefilled, private_metadata="INC-1"))
    response = await slack.submit(room.maya, {"what": {"text": "a pool that was too small"}})
    values = saved[0]["state"]["values"]
    assert values["what"]["text"] == {"type": "plain_text_input", "value": "a pool that was too small"}
    assert values["why"]["text"]["value"] == "because"
    assert (saved[0]["private_metadata"], response.errors) == ("INC-1", {})
    assert slack.views.top(room.maya) is None


async def test_a_modal_with_errors_stays_open(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    @bot.app.view("form")
    async def listen(ack: Ack) -> None:
        await ack(response_action="errors", errors={"what": "Say more."})

    await open_modal(slack, client, room, modal())
    response = await slack.submit(room.maya, {"what": {"text": "x"}})
    assert response.errors == {"what": "Say more."}
    assert slack.views.top(room.maya) is not None


async def test_a_submission_may_update_push_or_clear(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    steps: list[Json] = [
        {"response_action": "update", "view": modal(callback_id="form", title=plain("Two"))},
        {"response_action": "push", "view": modal(callback_id="form", title=plain("Three"))},
        {"response_action": "clear"},
    ]

    @bot.app.view("form")
    async def listen(ack: Ack) -> None:
        await ack(**steps.pop(0))

    await open_modal(slack, client, room, modal())
    titles = []
    for _ in range(2):
        await slack.submit(room.maya, {"what": {"text": "x"}})
        titles.append((await slack.modal(room.maya))["title"]["text"])
    await slack.submit(room.maya, {"what": {"text": "x"}})
    assert titles == ["Two", "Three"]
    assert slack.views.top(room.maya) is None


async def test_a_form_is_not_submitted_without_what_it_wants(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    await open_modal(slack, client, room, modal())
    with pytest.raises(NotPossible, match="what"):
        await slack.submit(room.maya)
    with pytest.raises(NotPossible, match="no input"):
        await slack.submit(room.maya, {"other": {"text": "x"}})


async def test_closing_a_modal_is_told_where_it_asks_for_that(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    closed: list[str] = []

    @bot.app.view_closed("form")
    async def listen(ack: Ack, view: Json) -> None:
        closed.append(view["id"])
        await ack()

    view = await open_modal(slack, client, room, modal(notify_on_close=True))
    await slack.close_modal(room.maya)
    assert closed == [view["id"]]
    assert slack.views.top(room.maya) is None


async def test_a_trigger_lives_three_seconds(
    client: AsyncWebClient, clock: TurnedClock, triggers: Callable[[], str]
) -> None:
    trigger = triggers()
    clock.turn(3.1)
    assert await error_of(client.views_open(trigger_id=trigger, view=modal())) == "expired_trigger_id"


async def test_a_trigger_opens_one_modal(client: AsyncWebClient, triggers: Callable[[], str]) -> None:
    trigger = triggers()
    await client.views_open(trigger_id=trigger, view=modal())
    assert await error_of(client.views_open(trigger_id=trigger, view=modal())) == "exchanged_trigger_id"
    assert await error_of(client.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        (modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
        (modal(close=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
        (modal(submit=None), "missing required field: submit"),
        (modal(private_metadata="x" * 3001), "must be less than 3001 characters"),
        (modal(callback_id="x" * 256), "must be less than 256 characters"),
        (modal(*[section()] * 101), "no more than 100 items allowed"),
        (modal(section("x" * 3001)), "must be less than 3001 characters [json-pointer:/view/blocks/0/text/text]"),
        (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
        (modal(type="home"), "unsupported type: home"),
        (modal(colour="red"), "invalid additional property: colour"),
    ],
)
async def test_an_improper_view_is_refused_with_the_reason(
    client: AsyncWebClient, triggers: Callable[[], str], view: Json, reason: str
) -> None:
    answer = await refused(client.views_open(trigger_id=triggers(), view=view))
    assert answer["error"] == "invalid_arguments"
    assert any(reason in message for message in answer["response_metadata"]["messages"])


async def test_a_view_of_a_hundred_blocks_is_taken(client: AsyncWebClient, triggers: Callable[[], str]) -> None:
    assert (await client.views_open(trigger_id=triggers(), view=modal(*[section()] * 100)))["ok"]


async def test_a_view_is_updated_by_its_id_and_guarded_by_its_hash(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    view = await open_modal(slack, client, room, modal())
    new = modal(title=plain("New"))
    await client.views_update(view_id=view["id"], hash=view["hash"], view=new)
    assert (await slack.modal(room.maya))["title"]["text"] == "New"
    assert await error_of(client.views_update(view_id=view["id"], hash=view["hash"], view=new)) == "hash_conflict"
    assert await error_of(client.views_update(view_id="V404", view=new)) == "not_found"


async def test_three_views_can_be_stacked(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    view = await open_modal(slack, client, room, modal())

    def push() -> Awaitable[Any]:
        return client.views_push(trigger_id=slack.triggers.make(room.maya, view["id"]), view=modal())

    await push()
    await push()
    assert await error_of(push()) == "push_limit_reached"


async def test_a_home_tab_is_published_for_one_person(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    home = {"type": "home", "blocks": [section("Your incidents")]}
    first = (await client.views_publish(user_id=room.maya, view=home))["view"]
    shown = slack.home(room.maya)
    assert shown is not None
    assert "Your incidents" in str(shown["blocks"])
    await client.views_publish(user_id=room.maya, view=home, hash=first["hash"])
    stale = client.views_publish(user_id=room.maya, view=home, hash=first["hash"])
    assert await error_of(stale) == "hash_conflict"


async def test_a_home_tab_that_the_manifest_lacks_is_refused(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text("display_information: {name: Debrief}\n")
    async with EmulatedSlack(manifest=manifest) as slack:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        call = client.views_publish(user_id=slack.add_user("maya"), view={"type": "home", "blocks": []})
        assert await error_of(call) == "not_enabled"


async def test_opening_the_home_tab_is_an_event(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    await slack.open_home(room.maya)
    await slack.delivered()
    assert (bot.events[0]["type"], bot.events[0]["user"], bot.events[0]["tab"]) == (
        "app_home_opened",
        room.maya,
        "home",
    )


async def test_a_control_in_a_modal_is_pressed_with_a_trigger_to_push(
    slack: EmulatedSlack, presses: list[Json], client: AsyncWebClient, room: Room
) -> None:
    view = await open_modal(slack, client, room, modal(actions(button())))
    await slack.press_in_view(room.maya, "go")
    assert presses[0]["view"]["id"] == presses[0]["container"]["view_id"] == view["id"]
    await client.views_push(trigger_id=presses[0]["trigger_id"], view=modal())


class Urls:
    """Response URLs of presses on a message with a button."""

    def __init__(self, slack: EmulatedSlack, client: AsyncWebClient, room: Room, presses: list[Json]) -> None:
        self.slack, self.client, self.room, self.presses = slack, client, room, presses

    async def pressed(self) -> tuple[str, str]:
        """The message and a response_url of it."""
        blocks = [actions(button())]
        ts = str((await self.client.chat_postMessage(channel=self.room.channel, text="x", blocks=blocks))["ts"])
        await self.slack.press(self.room.maya, self.room.channel, ts, "go")
        return ts, str(self.presses[-1]["response_url"])

    async def send(self, url: str, **body: Any) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
            return response.status, await response.text()


@pytest.fixture
def urls(slack: EmulatedSlack, client: AsyncWebClient, room: Room, presses: list[Json]) -> Urls:
    return Urls(slack, client, room, presses)


async def test_a_response_url_answers_the_person_or_the_channel(urls: Urls, slack: EmulatedSlack, room: Room) -> None:
    _, url = await urls.pressed()
    assert await urls.send(url, text="for you") == (200, "ok")
    await urls.send(url, text="for all", response_type="in_channel")
    assert [message["text"] for message in slack.ephemerals(room.maya)] == ["for you"]
    assert slack.messages(room.channel)[-1]["text"] == "for all"


async def test_a_response_url_replaces_or_deletes_its_message(urls: Urls, slack: EmulatedSlack, room: Room) -> None:
    ts, url = await urls.pressed()
    await urls.send(url, text="done", replace_original=True)
    assert slack.message(room.channel, ts)["text"] == "done"
    assert "blocks" not in slack.message(room.channel, ts)
    await urls.send(url, delete_original=True)
    assert slack.messages(room.channel) == []


async def test_a_response_url_replaces_an_ephemeral_message(
    urls: Urls, slack: EmulatedSlack, client: AsyncWebClient, room: Room, presses: list[Json]
) -> None:
    await client.chat_postEphemeral(channel=room.channel, user=room.maya, text="x", blocks=[actions(button())])
    await slack.press(room.maya, room.channel, slack.ephemerals(room.maya)[0]["ts"], "go")
    await urls.send(presses[0]["response_url"], text="done", replace_original=True)
    assert [message["text"] for message in slack.ephemerals(room.maya)] == ["done"]
    await urls.send(presses[0]["response_url"], delete_original=True)
    assert slack.ephemerals(room.maya) == []


async def test_a_response_url_works_five_times(urls: Urls) -> None:
    _, url = await urls.pressed()
    for _ in range(5):
        assert (await urls.send(url, text="x"))[0] == 200
    status, body = await urls.send(url, text="x")
    assert (status, "used_url" in body) == (404, True)


async def test_a_response_url_works_for_half_an_hour(urls: Urls, clock: TurnedClock) -> None:
    _, url = await urls.pressed()
    clock.turn(30 * 60 + 1)
    status, body = await urls.send(url, text="x")
    assert (status, "expired_url" in body) == (404, True)


async def test_a_response_url_checks_blocks(urls: Urls) -> None:
    _, url = await urls.pressed()
    status, body = await urls.send(url, text="x", blocks=[section("x" * 3001)])
    assert (status, "invalid_blocks" in body) == (400, True)
