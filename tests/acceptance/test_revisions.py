"""An incident that is taken up again: each resolve writes a new revision, and nothing of the earlier ones goes away."""

import re
from typing import Any

from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from bot.slack import item_blocks
from tests.acceptance.kit import ClockAhead, buttons, hold_incident, own, running, settings_for, texts
from tests.databases import Database

RELAPSE = (
    ("tom", "checkout returns 502 again, error rate is back at 30%"),
    ("ines", "root cause: a node restart brought the old pool setting back from the cached image"),
    ("tom", "rebuilding the image without the old setting"),
    ("tom", "rollout of the new image done, error rate back to 0.1%"),
    ("maya", "confirmed, checkout works again for everybody"),
)
UNCHANGED = "Severity, times, causes and timeline are as they were."


class Told:
    """What the channel of an incident shows of its revisions."""

    def __init__(self, slack: EmulatedSlack, database: Database, channel: str, people: dict[str, str]) -> None:
        self.slack, self.database, self.channel, self.people = slack, database, channel, people

    async def say(self, *talk: tuple[str, str]) -> list[str]:
        stamps = [await self.slack.post(self.channel, self.people[who], text) for who, text in talk]
        await self.slack.delivered()
        return stamps

    async def command(self, text: str, who: str = "maya") -> str:
        response = await self.slack.command(self.people[who], self.channel, "/incident", text)
        return str((await response.wait())["text"])

    async def resolve(self, revision: int) -> None:
        """Resolves, and waits until this revision is there with all that comes with it."""
        await self.command("resolve")
        await self.slack.wait_for(lambda: self.delivered() == revision, timeout=20)

    async def reopen(self) -> str:
        """What the channel is told."""
        before = len(self.said("is open again"))
        await self.command("reopen", "tom")
        await self.slack.wait_for(lambda: len(self.said("is open again")) > before)
        return texts(self.said("is open again")[-1])

    def delivered(self) -> int:
        return len(self.database.rows("SELECT id FROM job WHERE kind = 'deliver' AND state = 'done'"))

    def said(self, words: str) -> list[dict[str, Any]]:
        return [m for m in own(self.slack, self.slack.messages(self.channel)) if words in m["text"]]

    def roots(self) -> list[dict[str, Any]]:
        """The announcements of the resolves, in order."""
        return self.said("is resolved after")

    def thread(self, revision: int) -> list[dict[str, Any]]:
        return own(self.slack, self.slack.thread(self.channel, self.roots()[revision - 1]["ts"]))[1:]

    def words(self, revision: int) -> str:
        return "\n".join(texts(message) for message in self.thread(revision))

    def changed(self, revision: int) -> list[str]:
        """The lines that tell what this revision changed."""
        _, _, rest = self.words(revision).partition(f"*What changed against revision {revision - 1}*\n")
        return [line.removeprefix("• ") for line in rest.partition("\n*")[0].split("\n") if line.startswith("•")]

    def items(self, revision: int) -> dict[str, Any] | None:
        return next((m for m in self.thread(revision) if "*Action items*" in texts(m)), None)

    def file(self, revision: int) -> tuple[str, str]:
        """The name and content of a revision's Markdown file."""
        [shared] = [file for message in self.thread(revision) for file in message.get("files", ())]
        [found] = [file for file in self.slack.files if file.id == shared["id"] and not file.deleted]
        return found.name, found.content.decode()

    def address(self, ts: str) -> str:
        return f"/archives/{self.channel}/p{ts.replace('.', '')}"

    async def press(self, revision: int, action: str) -> str:
        """The id of the item whose button of this kind comes first, after it is pressed."""
        message = self.items(revision) or {}
        button = next(b for b in buttons(message) if b["action_id"] == action)
        await self.slack.press(self.people["tom"], self.channel, message["ts"], action, value=button["value"])
        return str(button["value"])


async def drafted(slack: EmulatedSlack, database: Database) -> Told:
    """An incident whose first revision is there."""
    told = await held(slack, database)
    await told.resolve(1)
    return told


async def held(slack: EmulatedSlack, database: Database) -> Told:
    """An incident whose channel is read back, so that a draft of it need not wait."""
    channel, people, _ = await hold_incident(slack)
    read_back = "SELECT id FROM job WHERE kind = 'backfill' AND state = 'done'"
    await slack.wait_for(lambda: database.rows(read_back))
    return Told(slack, database, channel, people)


async def test_a_first_draft_speaks_of_no_revision(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        told = await drafted(slack, database)
        assert "evision" not in texts(told.roots()[0]) + told.words(1) + "".join(told.file(1))


async def test_reopening_says_that_the_draft_stands_and_leaves_it_as_it_is(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        told = await drafted(slack, database)
        root, thread, file = told.roots()[0], told.thread(1), told.file(1)
        announced = await told.reopen()
        assert "INC-1 is open again, says Tom Abara." in announced
        assert (
            f"{told.address(root['ts'])}|The draft> stands as revision 1; the next resolve brings revision 2"
            in announced
        )
        await slack.wait_for(lambda: not database.rows("SELECT id FROM job WHERE state = 'running'"))
        assert (told.roots(), told.thread(1), told.file(1)) == ([root], thread, file)
        assert slack.called["chat.delete"] + slack.called["files.delete"] == 0


async def test_the_next_resolve_brings_a_revision_that_says_so_and_what_it_changed(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        told = await drafted(slack, database)
        await told.reopen()
        ahead.forward(debrief, hours=1)
        stamps = await told.say(*RELAPSE)
        await told.resolve(2)
        assert "Revision 2 of the post-mortem draft is in this thread." in texts(told.roots()[1])
        assert "INC-1 · no severity · revision 2 ·" in told.words(2)
        lines = told.changed(2)
        [cause] = [line for line in lines if line.startswith("New cause")]
        assert "node restart brought the old pool setting back" in cause
        assert told.address(stamps[1]) in cause
        assert any(re.match(r"Resolved: .* UTC now, was .* UTC\.$", line) for line in lines)
        assert any(line.startswith("Timeline: ") and " new" in line for line in lines)
        assert UNCHANGED not in lines


async def test_the_messages_of_the_first_revision_stay_and_point_to_the_second(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        told = await drafted(slack, database)
        root, thread, file = told.roots()[0], told.thread(1), told.file(1)
        await told.reopen()
        await told.say(*RELAPSE)
        await told.resolve(2)
        first, second = told.roots()
        assert (told.thread(1), told.file(1)) == (thread, file)
        assert first["text"] == root["text"]
        assert texts(first).startswith(texts(root))
        assert f"Superseded by <{slack.workspace_url.rstrip('/')}{told.address(second['ts'])}|revision 2>" in texts(
            first
        )


async def test_the_file_says_which_revision_it_is_and_what_changed(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        told = await drafted(slack, database)
        await told.reopen()
        await told.say(*RELAPSE)
        await told.resolve(2)
        name, content = told.file(2)
        assert name.startswith("inc-1-post-mortem-revision-2-")
        assert " · Revision 2 · " in content
        changed = content.partition("## What changed against revision 1\n")[2].partition("\n## ")[0]
        assert "New cause" in changed
        assert "node restart brought the old pool setting back" in changed


async def test_a_dismissed_item_is_not_among_those_that_carry_over(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    async with running(settings_for(slack, database, jira)):
        told = await drafted(slack, database)
        assert len(database.rows("SELECT id FROM action_item")) == 2
        await told.press(1, item_blocks.DISMISS)
        await told.reopen()
        await told.say(*RELAPSE)
        await told.resolve(2)
        [line] = [line for line in told.changed(2) if line.startswith("Action items")]
        assert line == "Action items: none new; the earlier one carries over as it is, in its own thread."


async def test_an_item_filed_under_the_first_revision_gets_no_second_ticket_under_the_second(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    async with running(settings_for(slack, database, jira)):
        told = await drafted(slack, database)
        filed = await told.press(1, item_blocks.FILE)
        await slack.wait_for(lambda: "Filed as" in texts(told.items(1) or {}))
        count = len(database.rows("SELECT id FROM action_item"))
        await told.reopen()
        await told.say(*RELAPSE, ("ines", "I'll add a check for stale images by monday"))
        await told.resolve(2)
        assert filed not in [button["value"] for button in buttons(told.items(2) or {})]
        [line] = [line for line in told.changed(2) if line.startswith("Action items")]
        assert line == f"Action items: 1 new; the {count} earlier ones carry over as they are, in their own thread."
        await told.press(2, item_blocks.FILE)
        await slack.wait_for(lambda: "Filed as" in texts(told.items(2) or {}))
        assert "Filed as" in texts(told.items(1) or {})
        summaries = [issue.fields["summary"] for issue in jira.issues]
        assert len(summaries) == len(set(summaries)) == 2
        assert "stale images" in summaries[1]


async def test_an_item_of_the_first_revision_can_be_filed_after_the_second_and_gets_one_ticket(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    async with running(settings_for(slack, database, jira)):
        told = await drafted(slack, database)
        await told.reopen()
        await told.say(*RELAPSE)
        await told.resolve(2)
        assert told.items(2) is None
        await told.press(1, item_blocks.FILE)
        await slack.wait_for(lambda: "Filed as" in texts(told.items(1) or {}))
        assert len(jira.issues) == 1


async def test_an_item_that_was_dismissed_is_not_proposed_again(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        told = await drafted(slack, database)
        dismissed = await told.press(1, item_blocks.DISMISS)
        await slack.wait_for(lambda: "Dismissed" in texts(told.items(1) or {}))
        [(text,)] = database.rows(f"SELECT text FROM action_item WHERE id = '{dismissed}'")
        assert text in told.file(1)[1]
        await told.reopen()
        await told.resolve(2)
        assert told.items(2) is None
        assert text not in told.file(2)[1].partition("## Action items")[2]


async def test_a_third_revision_tells_its_changes_against_the_second_and_both_point_to_it(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        told = await drafted(slack, database)
        await told.reopen()
        await told.say(*RELAPSE)
        await told.resolve(2)
        second = told.words(2)
        await told.command("set severity sev1")
        assert "stands as revision 2; the next resolve brings revision 3" in await told.reopen()
        await told.resolve(3)
        assert "Severity: SEV1 now, was none." in told.changed(3)
        assert not any("New cause" in line for line in told.changed(3))
        assert told.words(2) == second
        third = told.address(told.roots()[2]["ts"])
        for earlier in told.roots()[:2]:
            assert f"{third}|revision 3>" in texts(earlier)
            assert texts(earlier).count("Superseded by") == 1
        assert "Superseded" not in texts(told.roots()[2])


async def test_a_resolve_after_which_nothing_is_new_says_that_nothing_changed(
    slack: EmulatedSlack, database: Database
) -> None:
    async with running(settings_for(slack, database)):
        told = await drafted(slack, database)
        await told.reopen()
        await told.resolve(2)
        assert told.changed(2)[0] == UNCHANGED
        assert told.changed(2)[1:] == [
            "Action items: none new; the 2 earlier ones carry over as they are, in their own thread."
        ]


async def test_words_that_are_deleted_leave_what_changed_too(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        told = await drafted(slack, database)
        await told.reopen()
        stamps = await told.say(
            RELAPSE[0],
            ("ines", "root cause: a node restart for zebra-customer-7781 brought the old pool setting back"),
            *RELAPSE[2:],
        )
        await told.resolve(2)
        assert any("zebra-customer" in line for line in told.changed(2))
        await slack.delete(told.channel, stamps[1])

        def shown() -> str:
            files = [str(file.content) for file in slack.files if not file.deleted]
            return str(told.thread(1) + told.thread(2)) + str(files if len(files) == 2 else "zebra-customer")

        await slack.wait_for(lambda: "zebra-customer" not in shown())
        assert "revision 2" in told.words(2)
        await slack.delivered()
    assert not database.holds("zebra-customer")


async def test_revisions_come_in_their_order_however_quickly_people_resolve(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        told = await held(slack, database)
        await slack.wait_for(lambda: slack.called["pins.add"])
        slack.faults.answer("chat.postMessage", status=429, retry_after=20)
        await told.command("resolve")
        await slack.wait_for(
            lambda: database.rows("SELECT id FROM job WHERE kind = 'postmortem' AND error IS NOT NULL")
        )
        await told.reopen()
        await told.command("resolve")
        await slack.wait_for(lambda: len(database.rows("SELECT id FROM job WHERE error = 'NotYet'")) == 1)
        assert told.roots() == []
        ahead.forward(debrief, seconds=30)
        await slack.wait_for(lambda: told.delivered() == 2, timeout=20)
        assert ["Revision 2" in texts(root) for root in told.roots()] == [False, True]
        assert "Superseded by" in texts(told.roots()[0])
        assert database.rows("SELECT revision FROM draft ORDER BY id") == [(1,), (2,)]


async def test_a_revision_that_slack_troubles_comes_once(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    async with running(settings_for(slack, database, jira)):
        told = await drafted(slack, database)
        await told.reopen()
        await told.say(*RELAPSE)
        slack.faults.reset("chat.postMessage", after_write=True, times=2)
        slack.faults.reset("files.completeUploadExternal", after_write=True)
        slack.faults.answer("chat.update", status=503, times=2)
        await told.resolve(2)
        assert len(told.roots()) == 2
        assert sum("Post-mortem draft:" in texts(m) for m in told.thread(2)) == 1
        assert told.file(2)[0].startswith("inc-1-post-mortem-revision-2-")
        assert texts(told.roots()[0]).count("Superseded by") == 1
