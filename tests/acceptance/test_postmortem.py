"""A resolve becomes a draft in its thread, and what is deleted later leaves it again."""

import pytest

from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from tests.acceptance.kit import buttons, draft_thread, hold_incident, item_message, own, running, settings_for, texts
from tests.databases import Database

pytestmark = pytest.mark.both_databases


async def resolve(slack: EmulatedSlack, user: str, channel: str) -> None:
    await (await slack.command(user, channel, "/incident", "resolve")).wait()


async def delivered(slack: EmulatedSlack, channel: str) -> None:
    await slack.wait_for(lambda: item_message(slack, channel), timeout=20)


async def test_a_resolve_puts_the_draft_its_file_and_its_items_into_the_thread(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        await resolve(slack, people["maya"], channel)
        await delivered(slack, channel)
        whole = "\n".join(texts(message) for message in draft_thread(slack, channel))
        for title in ("Post-mortem draft", "*When*", "*Summary*", "*Timeline*", "*Probable causes*", "*Action items*"):
            assert title in whole
        file = next(f for f in slack.files if not f.deleted)
        assert file.name.startswith("inc-1-post-mortem-")
        assert b"v812" in file.content


async def test_each_timeline_entry_links_to_its_message_and_tells_both_zones(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, stamps = await hold_incident(slack)
        await resolve(slack, people["maya"], channel)
        await delivered(slack, channel)
        whole = "\n".join(texts(message) for message in draft_thread(slack, channel))
        timeline = whole.split("*Timeline*\n")[1].split("\n*")[0].split("\n")
        links = {f"{slack.workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}" for ts in stamps}
        assert timeline
        for line in timeline:
            assert line[1:].split("|")[0] in links
            assert " UTC>" in line
            assert "<!date^" in line


async def test_the_draft_goes_into_the_thread_once_however_often_resolve_is_said(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        for person in people.values():
            await resolve(slack, person, channel)
        await delivered(slack, channel)
        assert sum("is resolved after" in m["text"] for m in own(slack, slack.messages(channel))) == 1
        assert sum("Post-mortem draft:" in texts(m) for m in draft_thread(slack, channel)) == 1


async def test_a_second_resolve_after_reopening_writes_a_second_revision(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        await resolve(slack, people["maya"], channel)
        await delivered(slack, channel)
        await (await slack.command(people["maya"], channel, "/incident", "reopen")).wait()
        await slack.post(
            channel, people["tom"], "error rate is rising again, the pool setting came back with a restart"
        )
        await slack.delivered()
        await resolve(slack, people["tom"], channel)

        def announcements() -> list[str]:
            return [m["ts"] for m in own(slack, slack.messages(channel)) if "is resolved after" in m["text"]]

        await slack.wait_for(lambda: len(announcements()) == 2)
        second = announcements()[1]
        await slack.wait_for(lambda: any("revision 2" in texts(m) for m in slack.thread(channel, second)))
        assert not any("revision 2" in texts(m) for m in slack.thread(channel, announcements()[0]))


async def test_words_of_a_message_deleted_after_the_draft_leave_posts_file_and_database(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        secret = "the pool of zebra-customer-7781 is exhausted, root cause is the lowered pool size, I'll write to them"
        gone = await slack.post(channel, people["ines"], secret)
        await slack.delivered()
        await resolve(slack, people["maya"], channel)
        await delivered(slack, channel)
        assert "zebra-customer" in "\n".join(str(m) for m in draft_thread(slack, channel))
        await slack.delete(channel, gone)

        def left() -> bool:
            posts = str(slack.messages(channel)) + str(draft_thread(slack, channel))
            shown = [f for f in slack.files if not f.deleted]
            return "zebra-customer" in posts or not shown or any(b"zebra-customer" in f.content for f in shown)

        await slack.wait_for(lambda: not left())
        await slack.delivered()
    assert not database.holds("zebra-customer")


async def test_words_deleted_while_slack_leaves_a_post_unanswered_leave_it_too(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        secret = "root cause is that zebra-customer-7781 fills the pool, I'll write to them"
        gone = await slack.post(channel, people["ines"], secret)
        await slack.delivered()
        slack.faults.reset("chat.postMessage", after_write=True, times=2)  # the announcement and the draft's first part
        slack.faults.reset("files.completeUploadExternal", after_write=True, times=1)
        await resolve(slack, people["maya"], channel)
        await slack.wait_for(lambda: "zebra-customer" in str(draft_thread(slack, channel)), timeout=20)
        await slack.delete(channel, gone)
        await delivered(slack, channel)

        def left() -> bool:
            shown = [f for f in slack.files if not f.deleted]
            return "zebra-customer" in str(draft_thread(slack, channel)) or any(
                b"zebra-customer" in f.content for f in shown
            )

        await slack.wait_for(lambda: not left(), timeout=20)
        assert len([f for f in slack.files if not f.deleted]) <= 1


async def test_a_long_incident_stays_within_slacks_limits(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        for number in range(150):
            who = list(people.values())[number % 3]
            words = (
                f"found: node-{number} <!channel> *fails* & restarts because of `limit_{number}` " + "and more " * 60
            )
            await slack.post(channel, who, words)
        await slack.delivered()
        await resolve(slack, people["maya"], channel)
        await delivered(slack, channel)
        assert "<!channel>" not in str(draft_thread(slack, channel))


async def test_a_rate_limit_and_server_errors_only_delay_the_draft(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        slack.faults.answer("chat.postMessage", status=429, retry_after=1, times=1)
        slack.faults.answer("files.getUploadURLExternal", status=503, times=1)
        slack.faults.reset("chat.postMessage", after_write=True, times=1)
        await resolve(slack, people["maya"], channel)
        await delivered(slack, channel)
        assert sum("Post-mortem draft:" in texts(m) for m in draft_thread(slack, channel)) == 1
        assert len([f for f in slack.files if f.channel == channel]) == 1


async def test_a_ticket_that_may_hold_deleted_words_is_pointed_out(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    async with running(settings_for(slack, database, jira)):
        channel, people, stamps = await hold_incident(slack)
        await resolve(slack, people["maya"], channel)
        await delivered(slack, channel)
        message = item_message(slack, channel)
        assert message is not None
        button = next(b for b in buttons(message) if b["action_id"] == "item_file")
        promised = stamps[8]
        await slack.press(people["maya"], channel, message["ts"], "item_file", value=button["value"])
        await slack.wait_for(lambda: "Filed as" in str(item_message(slack, channel)))
        await slack.delete(channel, promised)
        await slack.wait_for(
            lambda: "may hold words of a message that was deleted" in str(item_message(slack, channel))
        )
