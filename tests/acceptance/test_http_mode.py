"""The bot that listens for Slack's requests instead of connecting to Slack."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.app import Debrief
from bot.emulator import EmulatedSlack
from bot.emulator.request_url import Target
from bot.errors import SettingsMistake
from bot.settings import from_environment
from handlers.http_mode import PATH, HttpMode
from tests.acceptance.kit import CHAT, draft_thread, hold_incident, item_message, running, settings_for
from tests.databases import Database


@asynccontextmanager
async def listening(slack: EmulatedSlack, database: Database) -> AsyncIterator[Debrief]:
    """The bot in HTTP mode, and a Slack that knows its address."""
    settings = settings_for(slack, database, app_token="", signing_secret=slack.signing_secret, http_port=0)
    async with running(settings, http=True) as debrief:
        assert isinstance(debrief.door, HttpMode)
        address = f"http://127.0.0.1:{debrief.door.port}{PATH}"
        await slack.use_http(address, commands=address, interactivity=address)
        yield debrief
        await slack.stop_http()


async def test_a_whole_incident_runs_over_http(slack: EmulatedSlack, database: Database) -> None:
    async with listening(slack, database):
        channel, people, _ = await hold_incident(slack)
        assert database.rows("select count(*) from message where thread_ts is null") == [(len(CHAT),)]
        await slack.command(people["maya"], channel, "/incident", "resolve")
        await slack.wait_for(lambda: item_message(slack, channel), timeout=20)
        items = item_message(slack, channel)
        assert items is not None
        await slack.press(people["maya"], channel, items["ts"], "item_dismiss")
        await slack.wait_for(lambda: database.rows("select id from action_item where state = 'dismissed'"), timeout=10)
        assert draft_thread(slack, channel)


@pytest.mark.parametrize(
    "forged", [{"secret": "wrong"}, {"age": 400.0}, {"headers": {"X-Slack-Signature": None}}, {"age": -400.0}]
)
async def test_what_slack_did_not_sign_is_refused_and_changes_nothing(
    slack: EmulatedSlack, database: Database, forged: dict[str, object]
) -> None:
    async with listening(slack, database):
        maya = slack.add_user("maya")
        channel = slack.add_channel("inc-1", members=[maya], bot=True)
        event = {"type": "message", "channel": channel, "user": maya, "ts": "1700000000.000100", "text": "forged"}
        body = slack.http_body(slack.envelope(event, "EvFORGED"))
        answer = await slack.send_http(body, **forged)  # type: ignore[arg-type]
        assert answer.status == 401
        assert database.rows("select count(*) from inbox_event where event_id = 'EvFORGED'") == [(0,)]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"7", b"\xff\xfe", b"[" * 100_000])
async def test_a_signed_body_that_makes_no_sense_is_answered_in_one_sentence(
    slack: EmulatedSlack, database: Database, body: bytes
) -> None:
    async with listening(slack, database):
        answer = await slack.send_http(body)
        assert answer.status in (400, 401)
        assert answer.text.count(".") == 1


async def test_a_redelivered_event_is_stored_once(slack: EmulatedSlack, database: Database) -> None:
    async with listening(slack, database):
        maya = slack.add_user("maya")
        channel = slack.add_channel("inc-1", members=[maya], bot=True)
        await slack.post(channel, maya, "it is down")
        await slack.delivered()
        again = await slack.replay(slack.http_sent[-1])
        assert again.status == 200
        assert database.rows("select count(*) from message_version where text = 'it is down'") == [(1,)]


async def test_an_event_that_cannot_be_stored_is_not_acknowledged(slack: EmulatedSlack, database: Database) -> None:
    async with listening(slack, database):
        maya = slack.add_user("maya")
        channel = slack.add_channel("inc-1", members=[maya], bot=True)
        await slack.delivered()
        database.run("alter table inbox_event rename to inbox_event_of_a_full_disk")
        ts = await slack.post(channel, maya, "it is down")
        await slack.wait_for(lambda: [sent for sent in slack.http_sent if sent.status == 500])
        database.run("alter table inbox_event_of_a_full_disk rename to inbox_event")
        await slack.delivered()
        assert database.rows("select ts from message_version where text = 'it is down'") == [(ts,)]


def test_http_mode_needs_a_signing_secret_and_no_app_token() -> None:
    with pytest.raises(SettingsMistake, match="SLACK_SIGNING_SECRET"):
        from_environment({"SLACK_BOT_TOKEN": "xoxb-1"}, "none", http=True)
    found = from_environment({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}, "none", http=True)
    assert found.app_token == ""


async def test_a_port_that_is_taken_gives_one_clear_sentence(slack: EmulatedSlack, database: Database) -> None:
    async with listening(slack, database) as first:
        assert isinstance(first.door, HttpMode)
        settings = settings_for(slack, database, signing_secret="s", http_port=first.door.port)
        with pytest.raises(SettingsMistake, match="DEBRIEF_HTTP_PORT"):
            async with Debrief(settings, http=True):
                pass


@pytest.mark.parametrize(
    ("target", "body", "status"),
    [
        ("interactivity", b"payload=%5B1%5D", 400),
        ("interactivity", b"payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%5B%5D%7D", 400),
        ("interactivity", b"payload=" + b"%5B" * 2000, 400),
        ("commands", b"command=/incident&text=help", 400),
        ("commands", b"ssl_check=1&token=x", 200),
    ],
)
async def test_a_signed_request_that_is_none_is_refused_in_one_sentence_and_logs_nothing(
    slack: EmulatedSlack, database: Database, caplog: pytest.LogCaptureFixture, target: Target, body: bytes, status: int
) -> None:
    async with listening(slack, database):
        answer = await slack.send_http(body, to=target)
        assert answer.status == status
        assert answer.text.count(".") == (status == 400)
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize("header", [{"Content-Encoding": "br"}, {"Content-Type": "text/plain; charset=bogus"}])
async def test_a_header_that_lies_about_the_body_does_no_harm(
    slack: EmulatedSlack, database: Database, caplog: pytest.LogCaptureFixture, header: dict[str, str | None]
) -> None:
    async with listening(slack, database):
        answer = await slack.send_http(b"ssl_check=1", to="commands", headers=header)
        assert answer.status == 200
    assert not [record for record in caplog.records if record.exc_info]
