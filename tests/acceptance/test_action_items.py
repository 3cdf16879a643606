"""Action items: from a button in Slack to exactly one ticket in Jira."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.emulator import EmulatedSlack
from bot.emulator.interactions import Response
from bot.emulator.jira import EmulatedJira
from tests.acceptance.kit import buttons, hold_incident, item_message, running, settings_for, texts
from tests.databases import Database


async def drafted(slack: EmulatedSlack) -> tuple[str, dict[str, str], dict[str, Any]]:
    channel, people, _ = await hold_incident(slack)
    await (await slack.command(people["maya"], channel, "/incident", "resolve")).wait()
    await slack.wait_for(lambda: item_message(slack, channel), timeout=20)
    message = item_message(slack, channel)
    assert message is not None
    return channel, people, message


def first_value(message: dict[str, Any]) -> str:
    return str(buttons(message)[0]["value"])


def shown(slack: EmulatedSlack, channel: str) -> str:
    return texts(item_message(slack, channel) or {})


async def press(slack: EmulatedSlack, user: str, channel: str, message: dict[str, Any], action: str) -> Response:
    return await slack.press(user, channel, message["ts"], action, value=first_value(message))


async def test_file_in_jira_makes_a_ticket_and_the_thread_says_its_key(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    async with running(settings_for(slack, database, jira)):
        channel, people, message = await drafted(slack)
        await press(slack, people["maya"], channel, message, "item_file")
        await slack.wait_for(lambda: "Filed as" in shown(slack, channel))
        assert len(jira.issues) == 1
        assert jira.issues[0].key in shown(slack, channel)


async def test_a_double_click_by_two_people_makes_one_ticket(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    async with running(settings_for(slack, database, jira)):
        channel, people, message = await drafted(slack)
        clicks = [*people.values(), *people.values()]
        await asyncio.gather(*(press(slack, user, channel, message, "item_file") for user in clicks))
        await slack.wait_for(lambda: "Filed as" in shown(slack, channel))
        await slack.delivered()
        assert len(jira.issues) == 1


Trouble = Callable[[EmulatedJira], None]


@pytest.mark.parametrize(
    "trouble",
    [
        lambda jira: jira.faults.stall_after_write(2.0),
        lambda jira: jira.faults.reset_after_write(),
        lambda jira: jira.faults.reset_before_write(),
        lambda jira: jira.faults.answer(429, retry_after=1),
        lambda jira: jira.faults.answer(500),
    ],
    ids=["stalls after the write", "reset after the write", "reset before the write", "asks to wait", "server error"],
)
async def test_whatever_the_tracker_does_there_is_one_ticket(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database, trouble: Trouble
) -> None:
    async with running(settings_for(slack, database, jira)):
        channel, people, message = await drafted(slack)
        trouble(jira)
        await press(slack, people["maya"], channel, message, "item_file")
        await slack.wait_for(lambda: "Filed as" in shown(slack, channel), timeout=20)
        assert len(jira.issues) == 1
        assert jira.issues[0].key in shown(slack, channel)


async def test_a_field_the_tracker_asks_for_is_named_and_the_item_can_be_filed_later(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    async with running(settings_for(slack, database, jira)):
        channel, people, message = await drafted(slack)
        jira.faults.require_field("customfield_10020", "Sprint is required.", times=1)
        await press(slack, people["maya"], channel, message, "item_file")
        await slack.wait_for(lambda: "Sprint is required" in shown(slack, channel))
        await press(slack, people["maya"], channel, message, "item_file")
        await slack.wait_for(lambda: "Filed as" in shown(slack, channel))
        assert len(jira.issues) == 1


async def test_without_a_tracker_the_button_says_what_to_set(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, message = await drafted(slack)
        response = await press(slack, people["maya"], channel, message, "item_file")
        assert "JIRA_URL" in (await response.wait())["text"]
        assert "File in Jira" in str(item_message(slack, channel))


async def test_an_item_is_edited_in_a_form_and_filed_in_its_new_words(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    async with running(settings_for(slack, database, jira)):
        channel, people, message = await drafted(slack)
        await press(slack, people["maya"], channel, message, "item_edit")
        view = await slack.modal(people["maya"])
        assert view["title"]["text"] == "Edit action item"
        words, owner = "Alert when the pool is 80% full", people["tom"]
        await slack.submit(
            people["maya"], {"text": {"value": {"type": "plain_text_input", "value": words}},
                             "owner": {"value": {"type": "users_select", "selected_user": owner}}}
        )  # fmt: skip
        await slack.wait_for(lambda: words in shown(slack, channel))
        await slack.wait_for(
            lambda: "owner: Tom Abara" in shown(slack, channel) or "owner: tom" in shown(slack, channel)
        )
        await press(slack, people["maya"], channel, message, "item_file")
        await slack.wait_for(lambda: jira.issues)
        assert jira.issues[0].fields["summary"] == words


async def test_an_empty_text_is_refused_in_the_form(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, message = await drafted(slack)
        await press(slack, people["maya"], channel, message, "item_edit")
        await slack.modal(people["maya"])
        blank: dict[str, dict[str, Any]] = {"text": {"value": {"type": "plain_text_input", "value": "  "}},
                 "owner": {"value": {"type": "users_select", "selected_user": None}}}  # fmt: skip
        response = await slack.submit(people["maya"], blank)
        assert response.errors == {"text": "Write what is to be done."}


async def test_a_dismissed_item_can_be_restored(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, message = await drafted(slack)
        value = first_value(message)
        await press(slack, people["maya"], channel, message, "item_dismiss")
        await slack.wait_for(lambda: "Dismissed" in shown(slack, channel))
        await slack.press(people["maya"], channel, message["ts"], "item_restore", value=value)
        await slack.wait_for(lambda: "Dismissed" not in shown(slack, channel))
        assert value in {
            b["value"] for b in buttons(item_message(slack, channel) or {}) if b["action_id"] == "item_file"
        }


async def test_an_item_is_done_says_who_and_can_be_taken_up_again(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, message = await drafted(slack)
        value = first_value(message)
        await press(slack, people["maya"], channel, message, "item_done")
        await slack.wait_for(lambda: "Done, says Maya Lind" in shown(slack, channel))
        [(by,)] = database.rows("SELECT done_by FROM action_item WHERE done_at IS NOT NULL")
        assert by == people["maya"]
        await slack.press(people["tom"], channel, message["ts"], "item_not_done", value=value)
        await slack.wait_for(lambda: "Done, says" not in shown(slack, channel))
        assert database.rows("SELECT id FROM action_item WHERE done_at IS NOT NULL OR state = 'done'") == []


async def test_an_incident_without_proposals_posts_no_items(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        user = slack.add_user("maya", real_name="Maya Lind")
        channel = slack.add_channel("inc-quiet", members=[user], bot=True)
        await slack.post(channel, user, "the build is red")
        await slack.delivered()
        await (await slack.command(user, channel, "/incident", "resolve")).wait()
        await slack.wait_for(lambda: slack.files)
        assert item_message(slack, channel) is None


async def test_an_item_whose_message_was_deleted_is_not_filed_without_new_words(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    async with running(settings_for(slack, database, jira)):
        channel, people, message = await drafted(slack)
        promised = next(m["ts"] for m in slack.messages(channel) if "alert on pool saturation" in m["text"])
        await slack.delete(channel, promised)
        await slack.wait_for(lambda: "Withdrawn" in shown(slack, channel))
        response = await press(slack, people["maya"], channel, message, "item_file")
        assert "was deleted" in (await response.wait())["text"]
        assert jira.issues == []
