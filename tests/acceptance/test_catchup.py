"""Catch-ups by command, shortcut and mention: private, short, and the second time only what is new."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import Debrief
from bot.domain.catchup_request import CatchUpRequest
from bot.domain.evidence import Person
from bot.domain.observation import Posted
from bot.emulator import EmulatedSlack
from bot.features import catchup as feature
from storage import messages
from tests.acceptance.kit import hold_incident, own, running, settings_for, texts
from tests.databases import Database


async def told_to(database: Database, slack: EmulatedSlack, user: str, channel: str, text: str = "") -> str:
    """What `/catchup TEXT` shows the person, once it is noted that they were told."""
    before = database.rows("SELECT * FROM catch_up")
    shown = await catchup(slack, user, channel, text)
    await slack.wait_for(lambda: database.rows("SELECT * FROM catch_up") != before)
    return shown


async def settled(database: Database, slack: EmulatedSlack) -> None:
    """Waits until the channel's history is read back."""
    jobs = "SELECT state FROM job WHERE kind IN ('channel', 'backfill')"
    await slack.wait_for(lambda: (found := database.rows(jobs)) and all(state == ("done",) for state in found))


async def catchup(slack: EmulatedSlack, user: str, channel: str, text: str = "") -> str:
    """Everything that `/catchup TEXT` shows the person."""
    response = await slack.command(user, channel, "/catchup", text)
    assert not response.failure
    return words(await response.wait())


def words(message: dict[str, Any]) -> str:
    """A message's blocks as a person reads them: times as UTC, links as their labels."""
    shown = texts(message) or str(message["text"])
    return re.sub(r"<[^<>|]*\|([^<>]*)>", r"\1", shown)


def part(told: str, title: str) -> str:
    """One section of a catch-up, without its title."""
    _, _, rest = told.partition(f"*{title}*\n")
    return rest.partition("\n*")[0]


async def whispers(slack: EmulatedSlack, user: str, count: int = 1) -> list[dict[str, Any]]:
    """What only this person sees, once there is so much."""
    await slack.wait_for(lambda: len(slack.ephemerals(user)) >= count)
    return slack.ephemerals(user)


def ago(minutes: float) -> str:
    return f"{time.time() - minutes * 60:.6f}"


async def test_a_catch_up_tells_what_is_wrong_what_was_tried_who_is_on_it_and_what_is_open(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        await slack.wait_for(lambda: database.rows("SELECT 1 FROM channel WHERE watermark IS NOT NULL"), 30)
        told = await catchup(slack, people["maya"], channel)
        for _ in range(10):  # an answer does not wait long for names, and this machine may be slow
            if "someone" in told:
                told = await catchup(slack, people["maya"], channel, "all")
    assert told.startswith("*INC-1: Checkout*\n🔴 Open for")
    assert "Checkout returns 502 for about a third of requests" in part(told, "What is wrong")
    assert "deploy v812 lowered the pool size to 5" in part(told, "What is wrong")
    assert "✅" in part(told, "What was tried")
    assert "Rolling back v812; then: Rollback done, error rate back to 0.2%." in part(told, "What was tried")
    assert "🚫" in part(told, "What was tried")
    assert "Tom Abara: Rollback done" in part(told, "Who is on it")
    assert "Add an alert on pool saturation by friday (Ines Duarte)" in part(told, "What is open")


async def test_every_line_links_to_its_messages_and_every_time_shows_in_the_readers_zone(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, stamps = await hold_incident(slack)
        response = await slack.command(people["maya"], channel, "/catchup")
        shown = texts(await response.wait())
    lines = [line for line in shown.splitlines() if line[:1] in "•✅❌🚫⏳"]
    assert len(lines) >= 5
    for line in lines:
        assert re.match(rf"\S+ <!date\^\d+\^{{time}}\^https://\S+/archives/{channel}/p\d+\|\d\d:\d\d UTC> \S", line), (
            line
        )
    assert {ts.replace(".", "") for ts in stamps} >= set(re.findall(r"/p(\d+)", shown))


async def test_the_second_catch_up_shows_only_what_is_new(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        maya = people["maya"]
        await told_to(database, slack, maya, channel)
        again = await told_to(database, slack, maya, channel)
        assert re.search(r"\*Since you last asked at \d\d:\d\d UTC:\* nothing new\.", again)
        assert "INC-1: Checkout" in again
        assert "502" not in again
        await slack.post(channel, people["tom"], "checkout is down again, 40% of requests fail since the cache restart")
        await slack.delivered()
        third = await told_to(database, slack, maya, channel)
        assert "Checkout is down again, 40% of requests fail" in third
        assert "Since you last asked at" in third
        assert "v812" not in third
        assert "nothing new" in await told_to(database, slack, maya, channel)


async def test_everybody_has_their_own_mark_and_all_shows_everything_again(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        await told_to(database, slack, people["maya"], channel)
        assert "502" in await told_to(database, slack, people["tom"], channel)
        assert "502" in await told_to(database, slack, people["maya"], channel, "all")
        assert "nothing new" in await told_to(database, slack, people["maya"], channel)


async def test_talk_that_is_no_news_is_counted_in_one_line(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        await told_to(database, slack, people["maya"], channel)
        for text in ("thanks all", "phew", "coffee?"):
            await slack.post(channel, people["tom"], text)
        await slack.delivered()
        assert "3 new messages, but no news that I can tell" in await told_to(database, slack, people["maya"], channel)


async def test_what_people_set_on_the_incident_is_news_too(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        await told_to(database, slack, people["maya"], channel)
        await slack.command(people["tom"], channel, "/incident", f"set lead <@{people['ines']}>")
        await slack.command(people["tom"], channel, "/incident", "set severity sev1")
        await slack.command(people["tom"], channel, "/incident", "mitigated")
        told = await told_to(database, slack, people["maya"], channel)
    assert "Severity set to SEV1 by Tom Abara." in told
    assert "Marked mitigated by Tom Abara." in told
    assert "🟠 Mitigated" in told
    assert "lead: Ines Duarte" in told


@pytest.mark.parametrize("how", ["30m", "since", "1h30m"])
async def test_a_window_shows_what_happened_since_then(slack: EmulatedSlack, database: Database, how: str) -> None:
    asha = slack.add_user("asha", real_name="Asha Iyer", tz="Asia/Kolkata")
    tom = slack.add_user("tom", real_name="Tom Abara")
    channel = slack.add_channel("inc-search", members=[asha, tom], bot=True)
    half_past = datetime.now(UTC) - timedelta(minutes=30)
    text = f"since {half_past.astimezone(ZoneInfo('Asia/Kolkata')):%H:%M}" if how == "since" else how
    async with running(settings_for(slack, database)):
        await slack.post(channel, tom, "search is down, every request fails with 503", ts=ago(120))
        await slack.post(channel, asha, "restarted the index workers, did not help", ts=ago(60))
        await slack.post(channel, tom, "rolled back search-api to 2.14, errors are gone", ts=ago(10))
        await slack.delivered()
        told = await catchup(slack, asha, channel, text)
    news = told.partition("*Since ")[2].partition("\n*")[0]
    assert "Rolled back search-api to 2.14" in news
    assert ("Restarted the index workers" in news) == (how == "1h30m")
    assert "Search is down" not in news
    assert "Search is down, every request fails" in part(told, "What is wrong")


async def test_a_catch_up_on_any_incident_is_given_from_anywhere(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        _, people, _ = await hold_incident(slack)
        await settled(database, slack)
        lobby = slack.add_channel("lobby", members=[people["maya"]], bot=False)
        for place in (lobby, slack.direct(people["maya"])):
            told = await catchup(slack, people["maya"], place, "inc-1 all")
            assert "502" in told
            assert "#inc-checkout" in told
        assert "I know of no incident in this channel" in await catchup(slack, people["maya"], lobby)
        assert own(slack, slack.messages(lobby)) == []


async def test_wrong_input_gets_one_sentence_and_help_the_ways_to_ask(slack: EmulatedSlack, database: Database) -> None:
    maya = slack.add_user("maya")
    lobby = slack.add_channel("lobby", members=[maya], bot=True)
    async with running(settings_for(slack, database)):
        assert "try `/catchup 30m`" in await catchup(slack, maya, lobby, "yesterday")
        told = await catchup(slack, maya, lobby, "HELP")
        assert all(f"`/catchup {way}`" in told for way in ("30m", "1h30m", "since 14:05", "INC-42", "all"))


async def test_the_shortcut_answers_in_the_thread_it_was_chosen_in(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, stamps = await hold_incident(slack)
        reply = await slack.post(channel, people["tom"], "anything else?", thread_ts=stamps[0])
        await slack.delivered()
        for ts, thread in ((reply, stamps[0]), (stamps[1], None), (stamps[0], None)):
            seen = len(slack.ephemerals(people["maya"]))
            await slack.message_action(people["maya"], channel, ts, "catch_me_up")
            told = (await whispers(slack, people["maya"], seen + 1))[-1]
            assert told.get("thread_ts") == thread
            assert "INC-1: Checkout" in words(told)


async def test_a_question_to_the_bot_is_answered_privately_where_it_was_asked(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, stamps = await hold_incident(slack)
        await settled(database, slack)
        bot = f"<@{slack.bot_user_id}>"
        await slack.post(channel, people["maya"], f"{bot} what happened?")
        told = (await whispers(slack, people["maya"]))[-1]
        assert "502" in words(told)
        assert "thread_ts" not in told
        await slack.post(channel, people["tom"], f"{bot} catch me up please", thread_ts=stamps[0])
        assert (await whispers(slack, people["tom"]))[-1]["thread_ts"] == stamps[0]
        assert slack.ephemerals(people["ines"]) == []
        assert not [post for post in own(slack, slack.messages(channel)) if "What is wrong" in texts(post)]


async def test_a_mention_that_asks_nothing_gets_no_answer_and_questions_to_the_bot_are_no_news(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        await settled(database, slack)
        await told_to(database, slack, people["maya"], channel)
        await slack.post(channel, people["tom"], f"thanks <@{slack.bot_user_id}>")
        await slack.post(channel, people["ines"], f"<@{slack.bot_user_id}> why is checkout failing, what happened?")
        await whispers(slack, people["ines"])
        assert slack.ephemerals(people["tom"]) == []
        assert "one new message, but no news" in await told_to(database, slack, people["maya"], channel)


async def test_a_question_that_slack_delivers_twice_is_answered_once(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        slack.faults.duplicate(3)
        await slack.post(channel, people["maya"], f"<@{slack.bot_user_id}> status?")
        await whispers(slack, people["maya"])
        await slack.delivered()
        await catchup(slack, people["maya"], channel)
        assert len(slack.ephemerals(people["maya"])) == 2


async def test_a_private_incident_is_told_to_its_members_alone_and_hidden_in_the_words_of_one_that_is_not_there(
    slack: EmulatedSlack, database: Database
) -> None:
    maya, stranger = slack.add_user("maya"), slack.add_user("tom")
    guest = slack.add_user("gus", guest=True)
    outside = slack.add_user("olaf", team="T0OTHER")
    secret = slack.add_channel("inc-vault", private=True, members=[maya], bot=True)
    lobby = slack.add_channel("lobby", members=[maya, stranger, guest, outside], bot=True)
    async with running(settings_for(slack, database)):
        await slack.post(secret, maya, "the vault is down, all requests fail")
        await slack.wait_for(lambda: own(slack, slack.messages(secret)))
        assert "vault is down" in await catchup(slack, maya, lobby, "INC-1")
        for who in (stranger, guest, outside):
            hidden, missing = [await catchup(slack, who, lobby, name) for name in ("INC-1", "INC-9")]
            assert hidden == missing.replace("INC-9", "INC-1")
            assert "vault" not in hidden
            ts = await slack.post(lobby, who, f"<@{slack.bot_user_id}> what happened in INC-1?")
            asked = words((await whispers(slack, who, 3))[-1])
            assert asked == hidden
            await slack.message_action(who, lobby, ts, "catch_me_up")
            assert "no incident in this channel" in words((await whispers(slack, who, 4))[-1])


async def test_a_guest_and_a_connected_person_are_told_of_the_incident_they_are_in(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        await settled(database, slack)
        guest, outside = slack.add_user("gus", guest=True), slack.add_user("olaf", team="T0OTHER")
        lobby = slack.add_channel("lobby", members=[guest, people["maya"]], bot=True)
        assert "I find no INC-1" in await catchup(slack, guest, lobby, "INC-1")
        for who in (guest, outside):
            await slack.join(channel, who)
            await slack.delivered()
            assert "502" in await catchup(slack, who, channel)


async def test_an_incident_without_messages_is_told_in_its_headline(slack: EmulatedSlack, database: Database) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("ops", members=[maya], bot=True)
    async with running(settings_for(slack, database)):
        await slack.command(maya, channel, "/incident", "open Mail is slow sev3")
        told = await told_to(database, slack, maya, channel)
        assert told.startswith("*INC-1: Mail is slow*\n🔴 Open for 0 minutes · SEV3 · nobody leads yet")
        assert "Nothing has been said in the channel yet." in told
        assert "nothing new" in await told_to(database, slack, maya, channel)


async def test_a_thousand_messages_are_told_in_a_few_lines(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)) as debrief:
        channel, people, _ = await hold_incident(slack)
        await settled(database, slack)
        await _fill(debrief, slack.team_id, channel, list(people.values()), 1_000)
        told = await catchup(slack, people["maya"], channel)
    assert "INC-1" in told
    assert len(told) < 6_000


async def _fill(debrief: Debrief, team: str, channel: str, users: list[str], count: int) -> None:
    kinds = (
        "checkout errors at {n}% on host web-{n}, timeouts from db-{n}",
        "restarted worker {n}, still failing for some",
        "is it related to deploy v{n}?",
        "no change in the last {n} minutes, customers report failed payments",
        "rolled back v{n}, error rate dropped to {n}%",
        "looking at the logs of node {n} now",
    )

    def fill(tx: Any) -> None:
        for n in range(count):
            author = Person(users[n % len(users)], "", False)
            said = Posted(channel, ago((count - n) / 10), author, kinds[n % len(kinds)].format(n=n))
            messages.keep_version(tx, team, said)

    await debrief.store.write(fill)


async def test_hostile_words_stay_words(slack: EmulatedSlack, database: Database) -> None:
    maya = slack.add_user("maya", real_name="<!channel> *Maya*")
    channel = slack.add_channel("inc-forms", members=[maya], bot=True)
    async with running(settings_for(slack, database)):
        await slack.post(
            channel,
            maya,
            "forms are down <!channel> @everyone, all requests fail, see <https://evil.example|our *status*>",
        )
        await slack.command(maya, channel, "/incident", "open <!here> & <b>forms</b> sev1")
        await slack.delivered()
        response = await slack.command(maya, channel, "/catchup")
        message = await response.wait()
    whole = str(message["blocks"]) + message["text"]
    assert "Forms are down" in whole
    assert not re.search(r"<!(?!date\^)|<@|<#|@(?:channel|here|everyone)|<b>|<https://evil", whole)


async def test_a_deleted_message_is_gone_from_the_next_catch_up(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        said = "rolled back again, customer +44 7700 900417 still fails"
        ts = await slack.post(channel, people["tom"], said)
        await slack.delivered()
        assert "7700" in await catchup(slack, people["maya"], channel)
        await slack.delete(channel, ts)
        await slack.delivered()
        assert "7700" not in await catchup(slack, people["maya"], channel, "all")


async def test_where_the_response_url_is_refused_the_answer_comes_as_an_ephemeral_message(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        slack.faults.answer("response_url", status=404)
        await slack.command(people["maya"], channel, "/catchup")
        assert "502" in words((await whispers(slack, people["maya"]))[-1])
        await slack.wait_for(lambda: database.rows("SELECT * FROM catch_up"))
        assert "nothing new" in await told_to(database, slack, people["maya"], channel)


async def test_an_answer_that_may_have_arrived_is_not_sent_again_and_moves_no_mark(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)) as debrief:
        channel, people, _ = await hold_incident(slack)
        slack.faults.reset("response_url", after_write=True)
        await slack.command(people["maya"], channel, "/catchup")
        await whispers(slack, people["maya"])
        await slack.wait_for(lambda: database.rows("SELECT ts FROM outbox WHERE substr(key, 1, 8) = 'catchup:'"))
        await debrief.store.write(lambda tx: None)
        assert "502" in await catchup(slack, people["maya"], channel)
        assert len(slack.ephemerals(people["maya"])) == 2


async def test_a_request_that_was_noted_but_not_answered_is_answered_by_the_job(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)) as debrief:
        channel, people, _ = await hold_incident(slack)
        slack.faults.answer("chat.postEphemeral", status=429, retry_after=0.1)
        asked = CatchUpRequest("1", slack.team_id, channel, people["maya"], debrief.context.now())
        await debrief.store.write(lambda tx: feature.ask(tx, asked, timedelta(0)))
        assert "502" in words((await whispers(slack, people["maya"]))[-1])


async def test_the_shortcut_in_a_channel_that_the_bot_does_not_hear_says_what_to_do(
    slack: EmulatedSlack, database: Database
) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("quiet", private=True, members=[maya], bot=False)
    async with running(settings_for(slack, database)):
        ts = await slack.post(channel, maya, "it is all broken")
        await slack.message_action(maya, channel, ts, "catch_me_up")
        assert "`/invite @debrief`" in words((await whispers(slack, maya))[-1])
