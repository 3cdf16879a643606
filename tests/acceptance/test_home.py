"""The App Home: what is left to do, for each person what they may see, and what its buttons do."""

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.app import Debrief
from bot.domain.action_item import ItemState
from bot.domain.draft import Action
from bot.domain.incident import Viewer
from bot.emulator import EmulatedSlack
from bot.emulator.interactions import Response
from bot.emulator.jira import EmulatedJira
from bot.features import action_items as items
from bot.features import home as feature
from bot.slack import blocks, home_blocks
from storage import action_items, channels, incidents, open_items
from storage.open_items import Place
from storage.store import Tx
from storage.tables import ACTION_ITEM
from tests.acceptance.kit import buttons, hold_incident, item_message, running, settings_for, texts
from tests.databases import Database

SAID = "1795488824.000100"


def shown(slack: EmulatedSlack, user: str) -> str:
    """The words of a person's Home, links as their labels."""
    return re.sub(r"<[^<>|]*\|([^<>]*)>", r"\1", texts(slack.home(user) or {}))


async def opened(slack: EmulatedSlack, user: str, until: str = "") -> str:
    """The words of a person's Home after they opened it, once they hold `until`."""
    before = (slack.home(user) or {}).get("hash")
    await slack.open_home(user)
    await slack.wait_for(lambda: (slack.home(user) or {}).get("hash") not in (None, before))
    await slack.wait_for(lambda: until in shown(slack, user))
    return shown(slack, user)


def values(slack: EmulatedSlack, user: str, action_id: str) -> list[str]:
    """What the buttons of a kind on a person's Home carry."""
    return [each["value"] for each in buttons(slack.home(user) or {}) if each["action_id"] == action_id]


async def press(slack: EmulatedSlack, user: str, action_id: str, value: str | None = None) -> Response:
    response = await slack.press_in_view(user, action_id, value=value, home=True)
    assert response.failure == ""
    return response


async def drafted(slack: EmulatedSlack) -> tuple[str, dict[str, str]]:
    """A resolved incident whose draft and action items are posted."""
    channel, people, _ = await hold_incident(slack)
    await (await slack.command(people["maya"], channel, "/incident", "resolve")).wait()
    await slack.wait_for(lambda: item_message(slack, channel), timeout=20)
    return channel, people


async def seed(debrief: Debrief, channel: str, title: str, actions: list[Action], private: bool = False) -> list[str]:
    """An incident with action items, as if drafted; returns the items' ids in order."""
    team = debrief.me.team

    def work(tx: Tx) -> list[str]:
        channels.describe(tx, team, channel, name=title.lower(), is_private=private, capture="yes")
        incident = incidents.add(tx, team=team, channel=channel, title=title, by=None)
        action_items.add(tx, team, incident.id, tx.new_id(), actions)
        return [item.id for item in action_items.of_incident(tx, incident.id)]

    return await debrief.store.write(work)


def task(text: str, owner: str | None = None, due: str | None = None) -> Action:
    return Action(text=text, evidence=(SAID,), owner_id=owner, due=due)


async def test_who_opens_it_first_reads_what_debrief_does_and_what_to_type(
    slack: EmulatedSlack, database: Database
) -> None:
    maya = slack.add_user("maya")
    async with running(settings_for(slack, database)):
        told = await opened(slack, maya)
        assert "/incident open" in told
        assert "`inc-*`" in told
        assert "post-mortem" in told


async def test_before_there_are_items_the_incidents_are_listed(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        await (await slack.command(people["maya"], channel, "/incident", "set severity sev2")).wait()
        told = await opened(slack, people["maya"])
        assert "Nothing is left to do" in told
        assert "🔴 *INC-1* SEV2 open for 0 minutes: Checkout · #inc-checkout" in told


async def test_ones_own_items_come_first_overdue_ones_before_all_and_the_rest_by_incident(
    slack: EmulatedSlack, database: Database
) -> None:
    maya, tom = slack.add_user("maya"), slack.add_user("tom", real_name="Tom Abara")
    first, second = (slack.add_channel(name, members=[maya]) for name in ("inc-old", "inc-new"))
    async with running(settings_for(slack, database)) as debrief:
        due = "by 2020-02-03"
        await seed(debrief, first, "Old", [task("old of tom", tom, due), task("late of maya", maya, due)])
        await seed(debrief, second, "New", [task("of nobody"), task("of maya", maya, "by 2999-01-01")])
        told = await opened(slack, maya)
        wanted = ["*Yours*", "late of maya", "of maya", "New* · 🔴 open", "of nobody", "Old* · 🔴 open", "old of tom"]
        places = [told.index(words) for words in wanted]
        assert places == sorted(places)
        assert "4 action items · 2 are yours · 1 of yours is overdue" in told
        assert "INC-1 Old · ⏰ *overdue*, was due 3 Feb 2020 · said here" in told
        assert "INC-2 New · due 1 Jan 2999 · said here" in told
        assert "Tom Abara · ⏰ *overdue*" in told
        assert "no owner yet" in told


async def test_each_item_links_to_the_message_it_rests_on(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people = await drafted(slack)
        await opened(slack, people["ines"])
        said = next(m["ts"] for m in slack.messages(channel) if "alert on pool saturation" in m["text"])
        assert f"/archives/{channel}/p{said.replace('.', '')}|said here>" in texts(slack.home(people["ines"]) or {})


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


async def test_a_guest_a_stranger_and_a_connected_person_see_nothing_of_a_private_incident_and_cannot_press(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    maya, tom = slack.add_user("maya"), slack.add_user("tom")
    guest, outside = slack.add_user("gus", guest=True), slack.add_user("olaf", team="T0OTHER")
    vault = slack.add_channel("inc-vault", private=True, members=[maya])
    public = slack.add_channel("inc-open", members=[maya])
    async with running(settings_for(slack, database, jira)) as debrief:
        [secret] = await seed(debrief, vault, "Vault", [task("rotate the root key")], private=True)
        await seed(debrief, public, "Open", [task("add an alert")])
        assert "rotate the root key" in await opened(slack, maya)
        assert "add an alert" in await opened(slack, tom)
        for who in (tom, guest, outside):
            told = await opened(slack, who)
            assert "Vault" not in told
            assert "rotate" not in told
        for who in (guest, outside):
            assert "Welcome to Debrief" in shown(slack, who)
        for who in (tom, guest, outside):
            for action_id in (home_blocks.FILE, home_blocks.DONE, home_blocks.EDIT, home_blocks.DISMISS):
                await forge(slack, who, action_id, secret)
            await slack.wait_for(lambda who=who: "I find no such action item" in shown(slack, who))  # type: ignore[misc]
            assert "rotate" not in shown(slack, who)
            assert slack.views.top(who) is None
        assert database.rows(f"SELECT state FROM action_item WHERE id = '{secret}'") == [("open",)]
        assert jira.issues == []


async def forge(slack: EmulatedSlack, user: str, action_id: str, value: str) -> None:
    """Presses a button that the person's Home does not have."""
    made = {"type": "home", "blocks": [blocks.actions([blocks.button("Go", action_id, value)], "forged")]}
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    before = (await client.views_publish(user_id=user, view=made))["view"]["hash"]
    await press(slack, user, action_id, value)
    await slack.wait_for(lambda: (slack.home(user) or {})["hash"] != before)


async def test_a_guest_and_a_connected_person_see_the_incidents_of_their_channels_alone(
    slack: EmulatedSlack, database: Database
) -> None:
    guest, outside = slack.add_user("gus", guest=True), slack.add_user("olaf", team="T0OTHER")
    theirs, other = slack.add_channel("inc-theirs", members=[guest, outside]), slack.add_channel("inc-other")
    async with running(settings_for(slack, database)) as debrief:
        await seed(debrief, theirs, "Theirs", [task("their task")])
        await seed(debrief, other, "Other", [task("other task")])
        for who in (guest, outside):
            told = await opened(slack, who)
            assert "their task" in told
            assert "ther task" not in told.replace("their task", "")
            assert "Other" not in told


async def test_who_left_the_channel_meanwhile_is_told_so_and_nothing_happens(
    slack: EmulatedSlack, database: Database
) -> None:
    maya, tom = slack.add_user("maya"), slack.add_user("tom")
    channel = slack.add_channel("inc-vault", private=True, members=[maya, tom])
    async with running(settings_for(slack, database)) as debrief:
        [item] = await seed(debrief, channel, "Vault", [task("rotate the root key")], private=True)
        assert "rotate the root key" in await opened(slack, tom)
        await slack.leave(channel, tom)
        await slack.wait_for(lambda: "rotate" not in shown(slack, tom))
        await forge(slack, tom, home_blocks.DONE, item)
        assert "I find no such action item" in shown(slack, tom)
        assert database.rows("SELECT state FROM action_item") == [("open",)]


async def test_the_words_of_a_deleted_message_leave_every_home(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people = await drafted(slack)
        for who in people.values():
            assert "alert on pool saturation" in await opened(slack, who)
        said = next(m["ts"] for m in slack.messages(channel) if "alert on pool saturation" in m["text"])
        await slack.delete(channel, said)
        for who in people.values():
            await slack.wait_for(lambda who=who: "alert on pool" not in shown(slack, who))  # type: ignore[misc]


async def test_words_of_people_are_harmless_and_short(slack: EmulatedSlack, database: Database) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("inc-x", members=[maya])
    nasty = "<!channel> <@U0SOMEONE> *bold* <https://evil.example|click> " + "&" * 900
    async with running(settings_for(slack, database)) as debrief:
        many = [task(f"{n} {nasty}", maya if n % 2 else None, "&" * 200) for n in range(30)]
        await seed(debrief, channel, nasty, many)
        await opened(slack, maya)
        raw = texts(slack.home(maya) or {})
        assert "<!channel>" not in raw
        assert "<@U0SOMEONE>" not in raw
        assert "<https://evil" not in raw
        assert "*bold*" not in raw
        assert max(len(line) for line in raw.splitlines()) < 3000


async def test_pages_are_turned_to_and_fro_and_a_press_keeps_the_page(slack: EmulatedSlack, database: Database) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("inc-x", members=[maya])
    size = feature.ITEMS
    async with running(settings_for(slack, database)) as debrief:
        many = [task(f"task {n:03d}", maya if n < 30 else None) for n in range(2 * size + 5)]
        every = await seed(debrief, channel, "X", many)
        await opened(slack, maya, until="here 1 to 20")
        seen = values(slack, maya, home_blocks.DONE)
        assert "Recent incidents" in shown(slack, maya)
        await press(slack, maya, home_blocks.NEXT)
        await slack.wait_for(lambda: "here 21 to 40" in shown(slack, maya))
        seen += values(slack, maya, home_blocks.DONE)
        await press(slack, maya, home_blocks.NEXT)
        await slack.wait_for(lambda: "here 41 to 45" in shown(slack, maya))
        seen += values(slack, maya, home_blocks.DONE)
        assert seen == every
        assert values(slack, maya, home_blocks.NEXT) == []
        await press(slack, maya, home_blocks.PREVIOUS)
        await slack.wait_for(lambda: "here 21 to 40" in shown(slack, maya))
        await press(slack, maya, home_blocks.DONE, every[size])
        await slack.wait_for(lambda: "Marked as done" in shown(slack, maya))
        assert "here 21 to 40" in shown(slack, maya)
        assert values(slack, maya, home_blocks.DONE)[0] == every[size + 1]
        await opened(slack, maya, until="here 21 to 40")
        await press(slack, maya, home_blocks.PREVIOUS)
        await slack.wait_for(lambda: "here 1 to 20" in shown(slack, maya))
        assert values(slack, maya, home_blocks.PREVIOUS) == []


async def test_ten_thousand_items_are_each_on_one_page(slack: EmulatedSlack, database: Database) -> None:
    maya = slack.add_user("maya")
    in_channels = [slack.add_channel(f"inc-{n}", members=[maya]) for n in range(20)]
    async with running(settings_for(slack, database)) as debrief:
        for channel in in_channels:
            [item] = await seed(debrief, channel, channel, [task("the first", maya)])
            await debrief.store.write(lambda tx, item=item: multiply(tx, item, 499, maya))  # type: ignore[misc]
        began = time.monotonic()
        told = await opened(slack, maya)
        assert time.monotonic() - began < 2
        assert "10,000 action items · 1,440 are yours · 480 of yours are overdue · here 1 to 20" in told
        await press(slack, maya, home_blocks.NEXT)
        await slack.wait_for(lambda: "here 21 to 40" in shown(slack, maya))
        who = Viewer(maya, full_member=True, channels=frozenset(in_channels))
        seen = await debrief.store.read(lambda tx: walk(tx, debrief.me.team, who))
        assert len(seen) == len(set(seen)) == 10_000


def multiply(tx: Tx, item: str, times: int, owner: str) -> None:
    """Makes more items like one; every seventh is the owner's, and of three one is overdue and one due much later."""
    found = tx.execute(select(ACTION_ITEM).where(ACTION_ITEM.c.id == item)).one()._mapping
    due = (None, "2020-02-03", "2999-01-01")
    tx.execute(
        tx.insert(ACTION_ITEM),
        [
            {**found, "id": tx.new_id(), "position": n, "owner_id": None if n % 7 else owner, "due_on": due[n % 3]}
            for n in range(1, times + 1)
        ],
    )


def walk(tx: Tx, team: str, who: Viewer) -> list[str]:
    """The ids on all pages, forwards; each page leads back to the one before."""
    seen: list[str] = []
    start: Place | None = None
    begins: list[Place | None] = []
    while True:
        page = open_items.page(tx, team, who, start, 100)
        assert page.before == ((begins[-1],) if begins else None)
        begins.append(start)
        seen += [each.item.id for each in page.items]
        if page.after is None:
            return seen
        start = page.after


@pytest.mark.parametrize(
    "trouble", [{"status": 429, "retry_after": 0}, {"status": 503}, {"error": "internal_error"}], ids=str
)
async def test_a_home_that_slack_does_not_take_is_published_later(
    slack: EmulatedSlack, database: Database, trouble: dict[str, Any]
) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("inc-x", members=[maya])
    async with running(settings_for(slack, database)) as debrief:
        await seed(debrief, channel, "X", [task("add an alert", maya)])
        for method in ("users.info", "users.conversations"):
            slack.faults.answer(method, times=1, **trouble)
        slack.faults.answer("views.publish", times=2, **trouble)
        assert "add an alert" in await opened(slack, maya)


async def test_the_messages_tab_publishes_no_home(slack: EmulatedSlack, database: Database) -> None:
    maya = slack.add_user("maya")
    async with running(settings_for(slack, database)):
        await slack.open_home(maya, "messages")
        await slack.delivered()
        assert database.rows("SELECT * FROM job WHERE kind = 'home'") == []
