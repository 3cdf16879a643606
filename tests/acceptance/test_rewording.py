"""An edit after the draft: what rests on it says so, and whoever owns the post-mortem is told."""

import pytest

from bot.app import Debrief
from bot.emulator import EmulatedSlack
from tests.acceptance.kit import ClockAhead, draft_thread, hold_incident, item_message, running, settings_for, texts
from tests.databases import Database

pytestmark = pytest.mark.both_databases
CAUSE = 4
DOUBTED = "cause unclear: the pool may have been exhausted by something else"
SAYS_SO = "(a message it rests on was edited since, on "


def shown(slack: EmulatedSlack, channel: str) -> str:
    return "\n".join(texts(message) for message in draft_thread(slack, channel))


def file(slack: EmulatedSlack) -> str:
    return next((each.content.decode() for each in slack.files if not each.deleted), "")


def told(slack: EmulatedSlack, user: str) -> list[str]:
    return [texts(m) for m in slack.ephemerals(user) if "was edited after it was written" in texts(m)]


async def drafted(slack: EmulatedSlack) -> tuple[str, dict[str, str], list[str]]:
    channel, people, stamps = await hold_incident(slack)
    await (await slack.command(people["maya"], channel, "/incident", "resolve")).wait()
    await slack.wait_for(lambda: item_message(slack, channel), timeout=20)
    return channel, people, stamps


async def reword(debrief: Debrief, ahead: ClockAhead, slack: EmulatedSlack, channel: str, ts: str, words: str) -> None:
    """Edits a message two seconds later than what was before, for Slack's edits have whole seconds."""
    ahead.forward(debrief, seconds=2)
    await slack.edit(channel, ts, words)
    await slack.delivered()


async def test_an_edit_of_a_cited_message_marks_what_rests_on_it_and_tells_who_resolved(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, people, stamps = await drafted(slack)
        await reword(debrief, ahead, slack, channel, stamps[CAUSE], DOUBTED)
        assert SAYS_SO not in shown(slack, channel)
        ahead.forward(debrief, seconds=30)
        await slack.wait_for(lambda: SAYS_SO in shown(slack, channel) and told(slack, people["maya"]))
        marked = [line for line in shown(slack, channel).split("\n") if SAYS_SO in line]
        assert all("pool size" in line for line in marked)
        await slack.wait_for(lambda: SAYS_SO in file(slack))
        assert "message by Ines Duarte, edited since, on " in file(slack)
        assert len(told(slack, people["maya"])) == 1
        assert not told(slack, people["tom"]) + told(slack, people["ines"])


async def test_a_time_is_marked_in_the_post_and_in_the_file_when_its_message_is_edited(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, _, stamps = await drafted(slack)
        await reword(
            debrief, ahead, slack, channel, stamps[0], "checkout returns 502 for some requests, no idea since when"
        )
        ahead.forward(debrief, seconds=30)
        await slack.wait_for(lambda: SAYS_SO in shown(slack, channel) and SAYS_SO in file(slack))
        for text in (shown(slack, channel), file(slack)):
            started = next(line for line in text.split("\n") if line.lstrip("| ").startswith("Started"))
            assert SAYS_SO in started


async def test_an_edit_that_is_taken_back_marks_nothing(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, people, stamps = await drafted(slack)
        was = next(m["text"] for m in slack.messages(channel) if m["ts"] == stamps[CAUSE])
        for words in ("no idea", was):
            ahead.forward(debrief, seconds=2)
            await slack.edit(channel, stamps[CAUSE], words)
        await slack.delivered()
        ahead.forward(debrief, seconds=30)
        done = "SELECT id FROM job WHERE kind = 'reworded' AND state = 'done'"
        await slack.wait_for(lambda: database.rows(done))
        assert SAYS_SO not in shown(slack, channel) + file(slack)
        assert not told(slack, people["maya"])


async def test_an_edit_of_what_no_claim_names_asks_for_nothing(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, _, stamps = await drafted(slack)
        spare = next(ts for ts in stamps if ts.replace(".", "") not in shown(slack, channel))
        await reword(debrief, ahead, slack, channel, spare, "never mind")
        assert not database.rows("SELECT id FROM job WHERE kind = 'reworded'")


async def test_a_message_that_is_edited_and_then_deleted_leaves_no_mark(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, people, stamps = await drafted(slack)
        ahead.forward(debrief, seconds=2)
        await slack.edit(channel, stamps[CAUSE], "something quite different")
        await slack.delete(channel, stamps[CAUSE])
        await slack.delivered()
        ahead.forward(debrief, seconds=30)
        await slack.wait_for(lambda: "Withdrawn" in shown(slack, channel) and "deleted since" in file(slack))
        assert SAYS_SO not in shown(slack, channel) + file(slack)
        assert not told(slack, people["maya"])


async def test_an_edit_and_a_deletion_at_once_leave_one_file_without_the_deleted_words(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, _, stamps = await drafted(slack)
        await reword(debrief, ahead, slack, channel, stamps[CAUSE], DOUBTED)
        slack.faults.stall("files.getUploadURLExternal", 0.5, times=4)
        ahead.forward(debrief, seconds=30)
        await slack.delete(channel, stamps[1])
        await slack.delivered()
        busy = "SELECT id FROM job WHERE kind IN ('redraw', 'reworded') AND state <> 'done'"
        await slack.wait_for(lambda: not database.rows(busy), timeout=20)
        standing = [each.content.decode() for each in slack.files if not each.deleted]
        assert len(standing) == 1
        assert "31%" not in standing[0]
        assert SAYS_SO in standing[0]


async def test_a_deletion_while_the_file_is_on_its_way_leaves_one_file_without_the_deleted_words(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead):
        channel, people, stamps = await hold_incident(slack)
        slack.faults.stall("files.completeUploadExternal", 0.8, after_write=False)
        slack.faults.stall("files.completeUploadExternal", 1.5, after_write=False)
        await (await slack.command(people["maya"], channel, "/incident", "resolve")).wait()
        await slack.wait_for(lambda: slack.called["files.completeUploadExternal"], timeout=20)
        await slack.delete(channel, stamps[1])
        await slack.delivered()
        busy = "SELECT id FROM job WHERE kind IN ('deliver', 'redraw', 'items') AND state <> 'done'"
        await slack.wait_for(lambda: not database.rows(busy), timeout=20)
        standing = [each.content.decode() for each in slack.files if each.completed and not each.deleted]
        assert len(standing) == 1
        assert "31%" not in standing[0]
        assert "31%" not in shown(slack, channel)
