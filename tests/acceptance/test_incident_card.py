"""The incident's card: one pinned message that is kept current, within what Slack bears."""

from typing import Any

from bot.app import Debrief
from bot.emulator import EmulatedSlack
from tests.acceptance.kit import ClockAhead, buttons, hold_incident, own, running, settings_for, texts
from tests.databases import Database

DOWN = "checkout returns 502 for a third of requests since 14:05"


async def opened(slack: EmulatedSlack) -> tuple[str, str]:
    """A channel with an incident, and somebody in it."""
    maya = slack.add_user("maya", real_name="Maya Lind")
    channel = slack.add_channel("ops", members=[maya], bot=True)
    await say(slack, maya, channel, "open Payments are slow sev2")
    await slack.wait_for(lambda: pinned(slack, channel))
    return channel, maya


async def say(slack: EmulatedSlack, user: str, channel: str, text: str) -> str:
    response = await slack.command(user, channel, "/incident", text)
    await response.wait()
    return response.text or ""


def cards(slack: EmulatedSlack, channel: str) -> list[dict[str, Any]]:
    return [m for m in own(slack, slack.messages(channel)) if "Everything said here is kept" in texts(m)]


def card(slack: EmulatedSlack, channel: str) -> str:
    """What the channel's one card says."""
    (only,) = cards(slack, channel)
    return texts(only)


def pinned(slack: EmulatedSlack, channel: str) -> bool:
    return [channel in m.get("pinned_to", ()) for m in cards(slack, channel)] == [True]


def looked(database: Database) -> bool:
    """Whether nothing is left to be looked at for the card now."""
    jobs = database.rows("SELECT state, wanted FROM job WHERE kind = 'card' AND state = 'running'")
    return not jobs


async def heard(slack: EmulatedSlack, ahead: ClockAhead, debrief: Debrief, channel: str, words: str) -> None:
    """Lets the card's pause pass and waits until it shows these words."""
    ahead.forward(debrief, seconds=31)
    await slack.wait_for(lambda: words in card(slack, channel))


async def test_opening_posts_and_pins_one_card_with_what_is_known(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, maya = await opened(slack)
        shown = card(slack, channel)
        assert "INC-1: Payments are slow" in shown
        assert "🔴 Open" in shown
        assert "SEV2" in shown
        assert "lead: nobody yet" in shown
        await say(slack, maya, channel, f"set lead <@{maya}>")
        await slack.wait_for(lambda: "lead: Maya Lind" in card(slack, channel))
        assert slack.called["pins.add"] == 1


async def test_a_channel_that_takes_no_more_pins_has_its_card_all_the_same(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        slack.faults.answer("pins.add", error="too_many_pins")
        maya = slack.add_user("maya", real_name="Maya Lind")
        channel = slack.add_channel("ops", members=[maya], bot=True)
        await say(slack, maya, channel, "open Payments are slow")
        await slack.wait_for(lambda: slack.called["pins.add"])
        await say(slack, maya, channel, "mitigated")
        await slack.wait_for(lambda: "🟠 Mitigated" in card(slack, channel))
        assert slack.called["pins.add"] == 1


async def test_key_events_come_onto_the_card_with_links_to_their_messages(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, _, stamps = await hold_incident(slack)
        await slack.wait_for(lambda: pinned(slack, channel))
        await heard(slack, ahead, debrief, channel, "*Newest*")
        newest = card(slack, channel).split("*Newest*\n")[1].split("\n")
        lines = [line for line in newest if line.startswith("•")]
        assert 1 < len(lines) <= 4
        for line in lines:
            assert any(f"/archives/{channel}/p{ts.replace('.', '')}|" in line for ts in stamps), line


async def test_news_are_gathered_so_that_many_messages_change_the_card_once(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, maya = await opened(slack)
        for number in range(11):
            await slack.post(channel, maya, f"I see {number} nodes now")
        await slack.post(channel, maya, "found it: node-11 restarts because its limit is too low")
        await slack.delivered()
        assert slack.called["chat.update"] == 0
        await heard(slack, ahead, debrief, channel, "node-11")
        await slack.post(channel, maya, "rolled back the limit, restarts have stopped")
        await slack.delivered()
        ahead.forward(debrief, seconds=15)
        await slack.wait_for(lambda: looked(database))
        assert slack.called["chat.update"] == 1
        await heard(slack, ahead, debrief, channel, "olled back the limit")
        assert slack.called["chat.update"] == 2


async def test_what_people_set_shows_at_once_in_spite_of_the_pause(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, maya = await opened(slack)
        await slack.post(channel, maya, DOWN)
        await slack.delivered()
        await heard(slack, ahead, debrief, channel, "502")
        await say(slack, maya, channel, "set severity sev1")
        await slack.wait_for(lambda: "SEV1" in card(slack, channel))
        await say(slack, maya, channel, "mitigated")
        await slack.wait_for(lambda: "🟠 Mitigated" in card(slack, channel))


async def test_the_duration_is_told_as_of_a_moment_and_renewed_from_time_to_time(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, _ = await opened(slack)
        # A clock put forward ends the lease of a job that is at work, and another worker would do it again.
        await slack.wait_for(lambda: looked(database))
        ahead.forward(debrief, minutes=11)
        await slack.wait_for(lambda: "11 minutes so far, as of" in card(slack, channel))
        await slack.wait_for(lambda: looked(database))
        ahead.forward(debrief, minutes=2)
        await slack.wait_for(lambda: looked(database))
        assert slack.called["chat.update"] == 1
        ahead.forward(debrief, minutes=9)
        await slack.wait_for(lambda: "22 minutes so far, as of" in card(slack, channel))


async def test_the_words_of_a_deleted_message_leave_the_card_at_once(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, maya = await opened(slack)
        await slack.post(channel, maya, DOWN)
        gone = await slack.post(channel, maya, "found it: zebra-customer-7781 fills the connection pool")
        await slack.delivered()
        await heard(slack, ahead, debrief, channel, "zebra-customer")
        await slack.delete(channel, gone)
        await slack.wait_for(lambda: "zebra-customer" not in card(slack, channel))
        assert "502" in card(slack, channel)
        await slack.delivered()
    assert not database.holds("zebra-customer")


async def test_deleted_words_leave_the_card_of_a_resolved_incident_too(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, maya = await opened(slack)
        gone = await slack.post(channel, maya, "found it: zebra-customer-7781 fills the connection pool")
        await slack.delivered()
        await heard(slack, ahead, debrief, channel, "zebra-customer")
        await say(slack, maya, channel, "resolve")
        await slack.wait_for(lambda: "🟢 Resolved" in card(slack, channel))
        await slack.delete(channel, gone)
        await slack.wait_for(lambda: "zebra-customer" not in card(slack, channel))


async def test_a_card_that_somebody_removed_is_not_posted_again(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, maya = await opened(slack)
        await slack.delete(channel, cards(slack, channel)[0]["ts"])
        await say(slack, maya, channel, "mitigated")
        await slack.wait_for(lambda: slack.called["chat.update"])
        await say(slack, maya, channel, "set severity sev1")
        await say(slack, maya, channel, "resolve")
        await slack.wait_for(lambda: any("is resolved" in m["text"] for m in own(slack, slack.messages(channel))))
        await slack.wait_for(lambda: database.rows("SELECT state FROM job WHERE kind = 'card'") == [("done",)])
        assert cards(slack, channel) == []
        assert slack.called["chat.update"] == 1


async def test_at_the_end_the_card_shows_the_final_state_and_then_rests(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, people, _ = await hold_incident(slack)
        await slack.wait_for(lambda: pinned(slack, channel))
        ahead.forward(debrief, minutes=42)
        await say(slack, people["maya"], channel, "resolve")
        await slack.wait_for(lambda: "🟢 Resolved" in card(slack, channel))
        assert "after 42 minutes" in card(slack, channel)
        assert "so far" not in card(slack, channel)
        assert [b["text"]["text"] for b in buttons(cards(slack, channel)[0])] == ["Reopen"]
        await slack.wait_for(lambda: database.rows("SELECT state FROM job WHERE kind = 'card'") == [("done",)])


async def test_a_post_that_slack_left_unanswered_does_not_become_two_cards(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        slack.faults.reset("chat.postMessage", after_write=True)
        slack.faults.reset("pins.add", after_write=True)
        channel, _ = await opened(slack)
        await slack.wait_for(lambda: slack.called["pins.add"] == 2)
        assert len(cards(slack, channel)) == 1


async def test_a_bot_that_stops_between_posting_and_pinning_pins_the_same_card_later(
    slack: EmulatedSlack, database: Database
) -> None:
    maya = slack.add_user("maya", real_name="Maya Lind")
    channel = slack.add_channel("ops", members=[maya], bot=True)
    async with running(settings_for(slack, database)):
        slack.faults.answer("pins.add", status=429, retry_after=60)
        await say(slack, maya, channel, "open Payments are slow")
        await slack.wait_for(lambda: slack.called["pins.add"])
        assert not pinned(slack, channel)
    database.run("UPDATE job SET state = 'waiting', due_at = '2026-01-01 00:00:00' WHERE kind = 'card'")
    async with running(settings_for(slack, database)):
        await slack.wait_for(lambda: pinned(slack, channel))
