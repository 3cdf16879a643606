"""Who may call what."""

from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack
from tests.emulator.kit import Room, client_of, error_of, manifest_at, refused


async def test_auth_test_names_the_bot_and_its_workspace(slack: EmulatedSlack, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (slack.bot_user_id, slack.bot_id, slack.team_id)
    assert answer["url"] == slack.workspace_url


async def test_an_unknown_method_is_refused(client: AsyncWebClient) -> None:
    assert await error_of(client.api_call("chat.sing")) == "unknown_method"


async def test_a_call_without_a_token_is_refused(slack: EmulatedSlack) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{slack.api_url}auth.test") as response:
        assert (await response.json())["error"] == "not_authed"


async def test_a_wrong_token_is_refused(slack: EmulatedSlack) -> None:
    assert await error_of(client_of(slack, "xoxb-other").auth_test()) == "invalid_auth"


async def test_only_the_app_token_opens_connections(slack: EmulatedSlack, client: AsyncWebClient) -> None:
    answer = await client.apps_connections_open(app_token=slack.app_token)
    assert answer["url"].startswith("ws://127.0.0.1:")
    assert await error_of(client.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"


async def test_a_missing_argument_is_named(client: AsyncWebClient) -> None:
    answer = await refused(client.api_call("conversations.info"))
    assert answer["error"] == "invalid_arguments"
    assert "channel" in answer["response_metadata"]["messages"][0]


async def test_a_missing_scope_is_named_with_those_that_are_there() -> None:
    async with EmulatedSlack(scopes=["chat:write", "channels:read"]) as slack:
        answer = await refused(client_of(slack).users_info(user=slack.bot_user_id))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")
    assert answer["provided"] == "channels:read,chat:write"


async def test_the_history_of_a_private_channel_needs_a_scope_of_its_own() -> None:
    async with EmulatedSlack(scopes=["channels:history"]) as slack:
        channel = slack.add_channel("inc-secret", private=True)
        answer = await refused(client_of(slack).conversations_history(channel=channel))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:history")


async def test_the_manifest_grants_the_scopes(tmp_path: Path) -> None:
    async with EmulatedSlack(manifest=manifest_at(tmp_path, scopes=["chat:write"])) as slack:
        channel = slack.add_channel("inc-checkout")
        assert (await client_of(slack).chat_postMessage(channel=channel, text="hello"))["ok"]
        assert await error_of(client_of(slack).reactions_get(channel=channel, timestamp="1.0")) == "missing_scope"


async def test_form_encoded_and_json_arguments_mean_the_same(slack: EmulatedSlack, room: Room) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    blocks = '[{"type":"divider"}]'
    async with aiohttp.ClientSession(headers=headers) as session:
        form = {"channel": room.channel, "text": "by form", "blocks": blocks}
        async with session.post(f"{slack.api_url}chat.postMessage", data=form) as response:
            assert (await response.json())["message"]["blocks"][0]["type"] == "divider"
        json = {"channel": room.channel, "text": "by JSON", "blocks": [{"type": "divider"}]}
        async with session.post(f"{slack.api_url}chat.postMessage", json=json) as response:
            assert (await response.json())["message"]["blocks"][0]["type"] == "divider"


async def test_every_request_is_written_down_with_its_answer(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    await client.chat_postMessage(channel=room.channel, text="hello")
    await error_of(client.chat_postMessage(channel="C404", text="hello"))
    assert [(each.method, each.answered) for each in slack.requests] == [
        ("chat.postMessage", "ok"),
        ("chat.postMessage", "channel_not_found"),
    ]
    assert slack.requests[0].args["text"] == "hello"


async def test_people_are_shown_as_members_guests_and_strangers(slack: EmulatedSlack, client: AsyncWebClient) -> None:
    member, guest = slack.add_user("maya", tz="Europe/Stockholm"), slack.add_user("gus", guest=True)
    single, stranger = slack.add_user("uma", ultra_guest=True), slack.add_user("sam", team="T0OTHER")
    shown = {each: (await client.users_info(user=each))["user"] for each in (member, guest, single, stranger)}
    assert (shown[member]["is_restricted"], shown[member]["tz"]) == (False, "Europe/Stockholm")
    assert (shown[guest]["is_restricted"], shown[guest]["is_ultra_restricted"]) == (True, False)
    assert shown[single]["is_ultra_restricted"]
    assert (shown[stranger]["team_id"], shown[stranger]["is_stranger"]) == ("T0OTHER", True)
    assert await error_of(client.users_info(user="U404")) == "user_not_found"


async def test_users_are_listed_in_pages(slack: EmulatedSlack, client: AsyncWebClient) -> None:
    for number in range(5):
        slack.add_user(f"user{number}")
    found = []
    async for page in await client.users_list(limit=2):
        found += [user["name"] for user in page["members"]]
    assert found == ["slackbot", "debrief", *(f"user{number}" for number in range(5))]


async def test_other_apps_are_known_by_their_bot_id(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    ts = await slack.post_app(room.channel, name="Alertbot", app_id="A0ALERT", text="firing")
    bot_id = slack.message(room.channel, ts)["bot_id"]
    assert (await client.bots_info(bot=bot_id))["bot"]["app_id"] == "A0ALERT"
    assert await error_of(client.bots_info(bot="B404")) == "bot_not_found"


async def test_team_info_names_the_workspace(slack: EmulatedSlack, client: AsyncWebClient) -> None:
    assert (await client.team_info())["team"]["id"] == slack.team_id
    assert await error_of(client.team_info(team="T404")) == "team_not_found"
