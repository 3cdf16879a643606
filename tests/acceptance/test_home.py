"""The App Home: what is left to do, for each person what they may see, page by page."""

import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.domain.incident import Viewer
from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from bot.features import home as feature
from bot.slack import blocks, home_blocks
from storage import open_items
from storage.open_items import Place
from storage.tables import ACTION_ITEM
from storage.transaction import Tx
from tests.acceptance.home_kit import drafted, opened, press, seed, shown, task, values
from tests.acceptance.kit import hold_incident, running, settings_for, texts
from tests.databases import Database


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


async def test_overdue_is_by_the_date_where_the_reader_is(slack: EmulatedSlack, database: Database) -> None:
    west, east = (slack.add_user(zone[-4:], tz=zone) for zone in ("Pacific/Pago_Pago", "Pacific/Kiritimati"))
    channel = slack.add_channel("inc-x", members=[west, east])
    async with running(settings_for(slack, database)) as debrief:
        today = datetime.now(ZoneInfo("Pacific/Pago_Pago")).date()
        await seed(debrief, channel, "X", [task("add an alert", None, f"by {today}")])
        assert "overdue" not in await opened(slack, west)
        assert "overdue" in await opened(slack, east)


async def test_each_item_links_to_the_message_it_rests_on(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people = await drafted(slack)
        await opened(slack, people["ines"])
        said = next(m["ts"] for m in slack.messages(channel) if "alert on pool saturation" in m["text"])
        assert f"/archives/{channel}/p{said.replace('.', '')}|said here>" in texts(slack.home(people["ines"]) or {})


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
            assert "other task" not in told
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
        assert time.monotonic() - began < 5
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
