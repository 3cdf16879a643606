"""What the log tells, and what it must not."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bot import logs
from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from tests.acceptance.kit import hold_incident, item_message, running, settings_for
from tests.databases import Database

SECRET = "the zebra's pin is 4711"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, at the lowest level, as JSON lines."""
    before, level = logging.root.handlers[:], logging.root.level
    stream = io.StringIO()
    logs.configure("json", "debug", stream)
    yield stream
    logging.root.handlers[:] = before
    logging.root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


async def test_whatever_goes_wrong_the_log_holds_no_words_and_no_tokens(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database, log: io.StringIO
) -> None:
    async with running(settings_for(slack, database, jira)):
        channel, people, _ = await hold_incident(slack)
        maya = people["maya"]
        ts = await slack.post(channel, maya, f"{SECRET} and TODO: I will change {SECRET}")
        await slack.edit(channel, ts, f"{SECRET}, edited")
        await slack.command(maya, channel, "/incident", f"set service {SECRET}")
        await slack.command(maya, channel, "/incident", f"{SECRET} {SECRET}")
        await slack.command(maya, channel, "/catchup", SECRET)
        await slack.deliver_raw(
            {"team_id": slack.team_id, "event_id": "EvODD", "event": {"type": "message", "text": SECRET}}
        )
        await slack.forge_press(maya, channel, {"action_id": "item_edit", "value": SECRET})
        await slack.forge_submission(maya, {"callback_id": "item_form", "private_metadata": SECRET, "blocks": []})
        slack.faults.answer("chat.postMessage", 500, times=2)
        slack.faults.reset("chat.update", after_write=True)
        await slack.command(maya, channel, "/incident", "resolve")
        await slack.wait_for(lambda: item_message(slack, channel), timeout=20)
        await slack.delete(channel, ts)
        await slack.delivered()
    told = log.getvalue()
    assert told
    for word in ("zebra", "4711", slack.bot_token, slack.app_token, jira.token):
        assert word not in told


async def test_a_job_is_named_in_whatever_it_logs(slack: EmulatedSlack, database: Database, log: io.StringIO) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        slack.faults.answer("chat.postMessage", 200, error="is_archived", times=1)
        await slack.command(people["maya"], channel, "/incident", "resolve")
        await slack.wait_for(lambda: "given up" in log.getvalue())
    [line] = [line for line in lines(log) if "is given up" in line["event"]]
    assert (line["level"], line["logger"], line["team"]) == ("error", "bot.jobs", slack.team_id)
    assert line["job"]
    assert line["key"]
    assert line["time"].endswith("Z")


def test_an_exception_is_told_by_kind_and_place_alone(log: io.StringIO) -> None:
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("bot.test").exception("it went wrong")
    [line] = lines(log)
    assert line["problem"] == "ValueError"
    assert line["at"][-1].startswith("test_logs.py:")
    assert "zebra" not in log.getvalue()
