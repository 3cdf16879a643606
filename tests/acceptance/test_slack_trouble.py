"""Slack answers late, wrongly or not at all: everything comes about once, only later."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import bot.slack
from bot.app import Debrief
from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from bot.errors import SettingsMistake
from bot.slack import ending_blocks, item_blocks
from tests.acceptance.kit import (
    ClockAhead,
    buttons,
    draft_thread,
    hold_incident,
    item_message,
    own,
    running,
    settings_for,
    texts,
)
from tests.databases import Database

START = {"auth.test", "conversations.list", "users.conversations", "conversations.info", "conversations.history"}
INCIDENT = {"users.info", "chat.postMessage", "pins.add", "chat.update", "views.publish"}
FILE = {"files.getUploadURLExternal", "upload", "files.completeUploadExternal"}
JOINING = {"conversations.join", "conversations.replies"}
CALLS = {"canvases.getContent", "files.info", "download"}
ERASURE = {"files.delete", "chat.update"}
PRIVATE = {"chat.postEphemeral", "response_url"}
FORMS = {"views.open"}


def shown(slack: EmulatedSlack, channel: str) -> str:
    """What the message with the action items says."""
    return texts(item_message(slack, channel) or {})


def read_back(database: Database) -> bool:
    """Whether the channel was read back, so that a draft need not wait for that."""
    return bool(database.rows("SELECT id FROM job WHERE kind = 'backfill' AND state = 'done'"))


def again(slack: EmulatedSlack) -> set[str]:
    """The methods that were called more than once: in spite of their first failure."""
    return {method for method, times in slack.called.items() if times > 1}


async def passing(ahead: ClockAhead, debrief: Debrief, condition: Callable[[], bool]) -> None:
    """Lets minutes pass, as long as a tenth of a second each, until it is so."""
    for _ in range(100):
        if condition():
            return
        ahead.forward(debrief, minutes=1)
        await asyncio.sleep(0.1)
    raise AssertionError("it did not come about in time")


def test_every_method_that_is_called_is_tried_in_trouble() -> None:
    code = "".join(path.read_text() for path in Path(bot.slack.__file__).parent.glob("*.py"))
    called = set(re.findall(r'(?:_api.call|_api.answer|_channels|_ask|_pages)\(\s*"([a-z]+\.[A-Za-z]+)"', code))
    tried = START | INCIDENT | FILE | JOINING | CALLS | ERASURE | PRIVATE | FORMS
    assert called == {method for method in tried if "." in method}


REFUSALS = [{"status": 429, "retry_after": 0}, {"status": 503}, {"error": "internal_error"}]
in_trouble = pytest.mark.parametrize("trouble", REFUSALS, ids=lambda trouble: "-".join(map(str, trouble.values())))


@in_trouble
async def test_every_method_failing_once_only_delays_a_whole_incident(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database, ahead: ClockAhead, trouble: dict[str, object]
) -> None:
    slack.faults.answer_each(**trouble, times=1, but=("apps.connections.open",))  # type: ignore[arg-type]
    async with running(settings_for(slack, database, jira), clock=ahead) as debrief:
        channel, people, _ = await hold_incident(slack)
        await slack.command(people["maya"], channel, "/incident", "resolve")
        await passing(ahead, debrief, lambda: item_message(slack, channel) is not None)
        items = item_message(slack, channel)
        assert items is not None
        filing = next(button for button in buttons(items) if button["action_id"] == item_blocks.FILE)
        await slack.press(people["tom"], channel, items["ts"], item_blocks.FILE, value=filing["value"])
        await passing(ahead, debrief, lambda: any(each.key in shown(slack, channel) for each in jira.issues))
        await slack.open_home(people["ines"])
        await passing(ahead, debrief, lambda: "What is left to do" in texts(slack.home(people["ines"]) or {}))
        await slack.delivered()
        said = own(slack, slack.messages(channel)) + draft_thread(slack, channel)
        posts = Counter(texts(message) for message in said if message.get("blocks"))
        assert [text for text, times in posts.items() if times > 1] == []
        assert len(jira.issues) == 1
        assert again(slack) >= START | INCIDENT | FILE
        assert any(channel in message.get("pinned_to", ()) for message in slack.messages(channel))


@in_trouble
async def test_every_method_failing_once_only_delays_joining_and_reading_back(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, trouble: dict[str, object]
) -> None:
    maya = slack.add_user("maya", real_name="Maya Lind")
    channel = slack.add_channel("inc-checkout", members=[maya], bot=False)
    root = await slack.post(channel, maya, "checkout is down")
    reply = await slack.post(channel, maya, "since 14:05", thread_ts=root)
    slack.faults.answer_each(**trouble, times=1, but=("apps.connections.open",))  # type: ignore[arg-type]
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await passing(ahead, debrief, lambda: {(root,), (reply,)} <= set(database.rows("SELECT ts FROM message")))
        assert again(slack) >= START | JOINING


@in_trouble
async def test_every_method_failing_once_only_delays_the_words_of_a_call(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, trouble: dict[str, object]
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, people, _ = await hold_incident(slack)
        # A download has no error names: it is refused by its status.
        slack.faults.answer_each(**trouble, times=1, but=() if "status" in trouble else ("download",))  # type: ignore[arg-type]
        huddle = await slack.start_huddle(channel, people["maya"])
        await slack.join_huddle(huddle, people["tom"])
        ahead.forward(debrief, minutes=10)
        await slack.end_huddle(huddle)
        spoken = "WEBVTT\n\n00:00:05.000 --> 00:00:09.000\n<v Maya Lind>Checkout is failing since the deploy.</v>\n"
        notes = "# Summary\n- The deploy lowered the pool size.\n- Checkout had no connections left until Tom rolled it back.\n"
        await slack.upload(channel, people["maya"], "call.vtt", spoken, thread_ts=huddle.ts)
        await slack.attach_notes(huddle, markdown=notes)

        def kept() -> set[Any]:
            return set(database.rows("SELECT source FROM transcript WHERE state = 'kept'"))

        await passing(ahead, debrief, lambda: len(kept()) == 2)
        assert again(slack) >= CALLS - (set() if "status" in trouble else {"download"})


@in_trouble
async def test_every_method_failing_once_only_delays_the_taking_back_of_deleted_words(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, trouble: dict[str, object]
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, people, _ = await hold_incident(slack)
        gone = await slack.post(
            channel, people["ines"], "root cause: zebra-customer-7781 fills the pool, so it is full"
        )
        await slack.delivered()
        await slack.wait_for(lambda: read_back(database))
        await slack.command(people["maya"], channel, "/incident", "resolve")
        await slack.wait_for(lambda: item_message(slack, channel), timeout=20)
        slack.faults.answer_each(**trouble, times=1)  # type: ignore[arg-type]
        await slack.delete(channel, gone)

        def left() -> str:
            shared = [str(file.content) for file in slack.files if file.shares and not file.deleted]
            files = shared or ["zebra-customer, for there is no file now"]
            return str(slack.messages(channel)) + str(draft_thread(slack, channel)) + "".join(files)

        await passing(ahead, debrief, lambda: "zebra-customer" not in left())
        assert again(slack) >= ERASURE
        assert len([file for file in slack.files if file.shares and not file.deleted]) == 1


@in_trouble
async def test_a_private_question_is_asked_once_or_not_at_all_and_its_answer_counts(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, trouble: dict[str, object]
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, people, _ = await hold_incident(slack)
        maya = people["maya"]
        await slack.wait_for(lambda: database.rows("SELECT id FROM incident"))
        slack.faults.answer("chat.postEphemeral", **trouble)  # type: ignore[arg-type]
        await slack.post(channel, maya, "all clear")
        await slack.delivered()
        ahead.forward(debrief, minutes=2)
        asked_at = "SELECT id FROM incident WHERE end_asked_at IS NOT NULL"
        await slack.wait_for(lambda: database.rows(asked_at))
        # After a server's error nobody knows whether the question was shown.
        assert len(slack.ephemerals(maya)) == (1 if trouble.get("status") == 429 else 0)
        if not slack.ephemerals(maya):
            ahead.forward(debrief, minutes=61)
            await slack.post(channel, maya, "all clear, really")
            await slack.delivered()
            ahead.forward(debrief, minutes=2)
            await slack.wait_for(lambda: slack.ephemerals(maya))
        [question] = slack.ephemerals(maya)
        slack.faults.answer("response_url", status=trouble.get("status", 500))  # type: ignore[arg-type]
        response = await slack.press(maya, channel, question["ts"], ending_blocks.RESOLVE)
        assert not response.failure
        await slack.wait_for(lambda: item_message(slack, channel), timeout=20)
        await slack.wait_for(lambda: "is resolved after" in slack.ephemerals(maya)[0]["text"])
        assert slack.called["response_url"] == 2


@in_trouble
async def test_a_form_that_cannot_be_opened_now_is_excused_in_one_sentence_and_opens_at_the_next_press(
    slack: EmulatedSlack, database: Database, trouble: dict[str, object]
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        await slack.wait_for(lambda: read_back(database))
        await slack.command(people["maya"], channel, "/incident", "resolve")
        await slack.wait_for(lambda: item_message(slack, channel), timeout=20)
        items = item_message(slack, channel) or {}
        edit = next(button for button in buttons(items) if button["action_id"] == item_blocks.EDIT)
        slack.faults.answer("views.open", **trouble)  # type: ignore[arg-type]
        response = await slack.press(people["tom"], channel, items["ts"], item_blocks.EDIT, value=edit["value"])
        assert not response.failure
        assert "views.open" in (await response.wait())["text"].replace("\u200b", "")
        await slack.press(people["tom"], channel, items["ts"], item_blocks.EDIT, value=edit["value"])
        assert (await slack.modal(people["tom"]))["title"]["text"] == "Edit action item"


async def test_a_token_that_slack_does_not_know_gives_one_clear_sentence(
    slack: EmulatedSlack, database: Database
) -> None:
    with pytest.raises(SettingsMistake, match="SLACK_BOT_TOKEN"):
        async with running(settings_for(slack, database, bot_token="xoxb-not-this-one")):
            pass
