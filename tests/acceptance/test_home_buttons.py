"""What the buttons of the App Home do: file, done, dismiss, edit and undo, also when they are out of date."""

import asyncio
from collections.abc import Callable

import pytest

from bot.domain.action_item import ItemState
from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from bot.features import action_items as items
from bot.slack import home_blocks
from storage import action_items
from storage.tables import ACTION_ITEM
from storage.transaction import Tx
from tests.acceptance.home_kit import drafted, opened, press, seed, shown, task, values
from tests.acceptance.kit import item_message, running, settings_for, texts
from tests.databases import Database


async def test_a_double_click_on_file_makes_one_ticket_and_every_home_shows_its_link(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    async with running(settings_for(slack, database, jira)):
        _, people = await drafted(slack)
        for who in people.values():
            await opened(slack, who)
        item = values(slack, people["ines"], home_blocks.FILE)[0]
        clicks = (press(slack, people[who], home_blocks.FILE, item) for who in ("ines", "ines", "tom"))
        await asyncio.gather(*clicks)
        for who in people.values():
            await slack.wait_for(lambda who=who: "Filed as" in shown(slack, who), timeout=20)  # type: ignore[misc]
        [issue] = jira.issues
        assert f"/browse/{issue.key}|{issue.key}>" in texts(slack.home(people["maya"]) or {})
        assert item not in values(slack, people["ines"], home_blocks.FILE)
        assert item in values(slack, people["ines"], home_blocks.DONE)


async def test_done_says_so_with_an_undo_and_the_thread_tells_who(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people = await drafted(slack)
        ines = people["ines"]
        await opened(slack, ines)
        item = values(slack, ines, home_blocks.DONE)[0]
        await press(slack, ines, home_blocks.DONE, item)
        await slack.wait_for(lambda: "Marked as done: “" in shown(slack, ines))
        assert item not in values(slack, ines, home_blocks.DONE)
        await slack.wait_for(lambda: "Done, says Ines Duarte" in texts(item_message(slack, channel) or {}))
        await press(slack, ines, home_blocks.UNDO)
        await slack.wait_for(lambda: "Back on the list: “" in shown(slack, ines))
        assert item in values(slack, ines, home_blocks.DONE)
        await slack.wait_for(lambda: "Done, says" not in texts(item_message(slack, channel) or {}))


async def test_a_filed_item_that_is_done_and_taken_up_again_still_has_its_ticket(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("inc-x", members=[maya])
    async with running(settings_for(slack, database, jira)) as debrief:
        await seed(debrief, channel, "X", [task("add an alert", maya)])
        await opened(slack, maya)
        await press(slack, maya, home_blocks.FILE)
        await slack.wait_for(lambda: "Filed as" in shown(slack, maya))
        await press(slack, maya, home_blocks.DONE)
        await slack.wait_for(lambda: "Marked as done" in shown(slack, maya))
        await press(slack, maya, home_blocks.UNDO)
        await slack.wait_for(lambda: f"Filed as {jira.issues[0].key}" in shown(slack, maya))


async def test_a_dismissed_item_leaves_the_list_and_comes_back_by_undo(
    slack: EmulatedSlack, database: Database
) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("inc-x", members=[maya])
    async with running(settings_for(slack, database)) as debrief:
        [item] = await seed(debrief, channel, "X", [task("add an alert", maya)])
        await opened(slack, maya)
        await press(slack, maya, home_blocks.DISMISS)
        await slack.wait_for(lambda: "Dismissed: “add an alert”" in shown(slack, maya))
        assert "Nothing is left to do" in shown(slack, maya)
        await press(slack, maya, home_blocks.UNDO)
        await slack.wait_for(lambda: values(slack, maya, home_blocks.DISMISS) == [item])


async def test_an_item_is_edited_in_its_form_and_the_home_shows_the_new_words(
    slack: EmulatedSlack, database: Database
) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("inc-x", members=[maya])
    async with running(settings_for(slack, database)) as debrief:
        await seed(debrief, channel, "X", [task("add an alert", maya)])
        await opened(slack, maya)
        await press(slack, maya, home_blocks.EDIT)
        assert (await slack.modal(maya))["title"]["text"] == "Edit action item"
        await slack.submit(maya, {"text": {"value": "alert at 80%"}})
        await slack.wait_for(lambda: "alert at 80%" in shown(slack, maya))


async def test_without_a_tracker_the_home_says_what_to_set(slack: EmulatedSlack, database: Database) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("inc-x", members=[maya])
    async with running(settings_for(slack, database)) as debrief:
        await seed(debrief, channel, "X", [task("add an alert", maya)])
        await opened(slack, maya)
        await press(slack, maya, home_blocks.FILE)
        await slack.wait_for(lambda: "No issue tracker is set up yet" in shown(slack, maya))


def dismissed(tx: Tx, item: str) -> None:
    items.dismiss(tx, item)


def done(tx: Tx, item: str) -> None:
    items.finish(tx, item, "U0SOMEONE")


def filed(tx: Tx, item: str) -> None:
    ticket = {"ticket_key": "OPS-1", "ticket_url": "https://jira.example/browse/OPS-1"}
    action_items.change(tx, items.find(tx, item), state=ItemState.FILED, **ticket)


def gone(tx: Tx, item: str) -> None:
    tx.execute(ACTION_ITEM.delete().where(ACTION_ITEM.c.id == item))


@pytest.mark.parametrize(
    ("meanwhile", "pressed", "sentence"),
    [
        (dismissed, home_blocks.FILE, "That item was dismissed"),
        (dismissed, home_blocks.DONE, "That item was dismissed"),
        (dismissed, home_blocks.EDIT, "That item was dismissed"),
        (done, home_blocks.FILE, "That item is marked as done"),
        (done, home_blocks.DISMISS, "That item is marked as done"),
        (filed, home_blocks.FILE, "That is filed already, as OPS-1."),
        (filed, home_blocks.DISMISS, "That item is filed as OPS-1"),
        (filed, home_blocks.EDIT, "on its way to the tracker already"),
        (gone, home_blocks.FILE, "I find no such action item"),
        (gone, home_blocks.DONE, "I find no such action item"),
    ],
)
async def test_a_button_that_is_out_of_date_gives_one_sentence_and_the_home_as_it_is(
    slack: EmulatedSlack,
    jira: EmulatedJira,
    database: Database,
    meanwhile: Callable[[Tx, str], None],
    pressed: str,
    sentence: str,
) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("inc-x", members=[maya])
    async with running(settings_for(slack, database, jira)) as debrief:
        [item] = await seed(debrief, channel, "X", [task("add an alert", maya)])
        await opened(slack, maya)
        await debrief.store.write(lambda tx: meanwhile(tx, item))
        await press(slack, maya, pressed)
        await slack.wait_for(lambda: sentence in shown(slack, maya))
        assert values(slack, maya, home_blocks.FILE) == []
        assert jira.issues == []
        assert sentence not in await opened(slack, maya)
