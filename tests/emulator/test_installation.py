"""The installation: uninstalled, revoked, installed again, and events that come too fast."""

from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack
from tests.emulator.kit import Bot, Room, client_of, error_of, manifest_at


async def test_an_uninstalled_app_hears_of_it_and_is_refused_from_then_on(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    await slack.uninstall()
    assert [event["type"] for event in bot.events] == ["tokens_revoked", "app_uninstalled"]
    assert bot.events[0]["tokens"]["bot"] == [slack.bot_user_id]
    assert await error_of(client.auth_test()) == "account_inactive"
    assert await error_of(client.chat_postMessage(channel=room.channel, text="x")) == "account_inactive"
    assert not slack.connected
    assert await error_of(client_of(slack, slack.app_token).apps_connections_open(app_token=slack.app_token)) == (
        "account_inactive"
    )


async def test_an_uninstalled_app_hears_nothing_more(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    await slack.uninstall(events=("app_uninstalled", "tokens_revoked"))
    await slack.post(room.channel, room.maya, "among ourselves")
    await slack.delivered()
    assert [event["type"] for event in bot.events] == ["app_uninstalled", "tokens_revoked"]
    assert (await slack.command(room.maya, room.channel, "/incident")).failure == "dispatch_failed"


async def test_the_event_of_an_uninstallation_may_come_late(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient
) -> None:
    slack.faults.hold()
    await slack.uninstall(close=False)
    assert await error_of(client.auth_test()) == "account_inactive"
    assert bot.events == []
    await slack.faults.release([1, 0])
    await slack.delivered()
    assert [event["type"] for event in bot.events] == ["app_uninstalled", "tokens_revoked"]


async def test_a_revoked_token_is_refused_while_sockets_stay_open(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    await slack.revoke_tokens()
    await slack.delivered()
    assert [event["type"] for event in bot.events] == ["tokens_revoked"]
    assert await error_of(client.conversations_list()) == "token_revoked"
    assert slack.connected


async def test_an_app_that_is_installed_again_goes_on(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    await slack.uninstall()
    slack.reinstall()
    assert (await client.chat_postMessage(channel=room.channel, text="x"))["ok"]
    again = Bot(slack)
    await again.connect()
    await slack.post(room.channel, room.maya, "hello again")
    await slack.delivered()
    await again.close()
    assert "hello again" in again.texts + bot.texts


async def test_a_flood_is_told_in_an_envelope_that_is_no_event(slack: EmulatedSlack, bot: Bot) -> None:
    slack.tell_rate_limited()
    await slack.wait_for(lambda: slack.sent)
    assert (slack.sent[0].kind, bot.bodies) == ("app_rate_limited", [])


@pytest.mark.parametrize(("scopes", "heard"), [(("reactions:read",), ["reaction_added"]), ((), [])])
async def test_an_event_without_its_scope_is_not_heard(tmp_path: Path, scopes: tuple[str], heard: list[str]) -> None:
    manifest = manifest_at(tmp_path, events=["reaction_added", "pin_added"], scopes=scopes)
    async with EmulatedSlack(manifest=manifest) as slack:
        bot = Bot(slack)
        await bot.connect()
        maya = slack.add_user("maya")
        channel = slack.add_channel("inc-x", members=[maya])
        ts = await slack.post(channel, maya, "hello")
        await slack.react(channel, ts, maya, "eyes")
        await slack.pin(channel, ts, maya)
        await slack.delivered()
        await bot.close()
    assert [event["type"] for event in bot.events] == heard
