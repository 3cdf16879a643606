"""Words that sound like the end: one person is asked privately, and only a press resolves."""

import asyncio
from typing import Any

import pytest

from bot.app import Debrief
from bot.emulator import EmulatedSlack
from bot.slack.ending_blocks import NOT_YET, RESOLVE
from tests.acceptance.kit import ClockAhead, buttons, draft_thread, own, running, settings_for, texts
from tests.databases import Database

OVER = "all clear, checkout is back to normal"


class Room:
    """A channel with an open incident, the people in it, and what they are asked."""

    def __init__(self, slack: EmulatedSlack, ahead: ClockAhead, database: Database, channel: str) -> None:
        self.slack, self.ahead, self.database, self.channel = slack, ahead, database, channel

    async def say(self, user: str, text: str) -> str:
        ts = await self.slack.post(self.channel, user, text)
        await self.slack.delivered()
        return ts

    async def command(self, user: str, text: str) -> str:
        response = await self.slack.command(user, self.channel, "/incident", text)
        return str((await response.wait())["text"])

    async def later(self, debrief: Debrief, **time: float) -> None:
        """Lets time pass, and the bot look for what is due then."""
        self.ahead.forward(debrief, **time)
        await self.slack.wait_for(lambda: not self._due())

    async def put_off(self) -> None:
        """Returns once Slack asked to wait and the bot does."""
        busy = "SELECT id FROM job WHERE kind = 'end' AND state = 'waiting' AND error = 'SlackBusy'"
        await self.slack.wait_for(lambda: self.database.rows(busy))

    def _due(self) -> bool:
        now = f"{self.ahead():%Y-%m-%d %H:%M:%S}+00:00"
        waiting = f"state = 'running' OR state = 'waiting' AND due_at <= '{now}'"
        return bool(self.database.rows(f"SELECT id FROM job WHERE kind = 'end' AND ({waiting})"))

    def asked(self, *users: str) -> list[str]:
        """The names of those who were asked, once for each question that still has its buttons."""
        return [user for user in users for _ in self.questions(user)]

    def questions(self, user: str) -> list[dict[str, Any]]:
        return [m for m in self.slack.ephemerals(user) if RESOLVE in (b["action_id"] for b in buttons(m))]

    async def press(self, user: str, action: str) -> str:
        """What stands in the place of the newest question after a press."""
        ts = self.questions(user)[-1]["ts"]
        await self.slack.press(user, self.channel, ts, action)
        return await self.stands(user, ts)

    async def stands(self, user: str, ts: str) -> str:
        def words() -> str:
            return next(str(m["text"]) for m in self.slack.ephemerals(user) if m["ts"] == ts and not m["blocks"])

        await self.slack.wait_for(lambda: any(m["ts"] == ts and not m["blocks"] for m in self.slack.ephemerals(user)))
        return words()

    def resolves(self) -> int:
        said = own(self.slack, self.slack.messages(self.channel))
        return sum("is resolved after" in message["text"] for message in said)

    def status(self) -> str:
        [[status]] = self.database.rows("SELECT status FROM incident WHERE number = 1")
        return str(status)


@pytest.fixture
def maya(slack: EmulatedSlack) -> str:
    return slack.add_user("maya", real_name="Maya Lind")


@pytest.fixture
def tom(slack: EmulatedSlack) -> str:
    return slack.add_user("tom", real_name="Tom Abara")


@pytest.fixture
def room(slack: EmulatedSlack, ahead: ClockAhead, database: Database, maya: str, tom: str) -> Room:
    return Room(slack, ahead, database, slack.add_channel("ops", members=[maya, tom]))


async def opened(room: Room, by: str, lead: str | None = None) -> None:
    await room.command(by, "open Checkout is down sev2")
    if lead:
        await room.command(by, f"set lead <@{lead}>")
    await room.say(by, "checkout returns 502 for a third of requests")


async def asked_about(room: Room, debrief: Debrief, lead: str, sayer: str) -> None:
    """The lead has the question on the screen."""
    await opened(room, lead, lead)
    await room.say(sayer, OVER)
    await room.later(debrief, minutes=2)
    assert room.asked(lead) == [lead]


async def test_the_lead_alone_is_asked_after_a_breath_and_nothing_is_resolved(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await opened(room, maya, lead=maya)
        ts = await room.say(tom, OVER)
        await room.later(debrief, seconds=40)
        assert room.asked(maya, tom) == []
        await room.later(debrief, seconds=30)
        assert room.asked(maya, tom) == [maya]
        [question] = room.questions(maya)
        shown = texts(question)
        assert "Tom Abara said" in shown
        assert f"/archives/{room.channel}/p{ts.replace('.', '')}|" in shown
        assert "Only you see this. Nothing happens unless you press a button." in shown
        assert [b["text"]["text"] for b in buttons(question)] == ["Resolve", "Not yet"]
        assert "back to normal" not in str(question)
        await room.later(debrief, hours=5)
        assert (room.status(), room.resolves()) == ("open", 0)


async def test_without_a_lead_whoever_said_it_is_asked(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await opened(room, maya)
        await room.say(tom, OVER)
        await room.later(debrief, minutes=2)
        assert room.asked(maya, tom) == [tom]
        assert "What you said" in texts(room.questions(tom)[0])


async def test_where_the_lead_has_left_the_channel_whoever_said_it_is_asked(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await opened(room, maya, lead=maya)
        await slack.leave(room.channel, maya)
        await room.say(tom, OVER)
        await room.later(debrief, minutes=2)
        assert room.asked(maya, tom) == [tom]


async def test_the_end_of_an_alarm_is_asked_about_once_nobody_has_said_anything_for_a_while(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await opened(room, maya)
        await slack.post_app(room.channel, "Alertmanager", "[RESOLVED] checkout error rate")
        await slack.delivered()
        await room.later(debrief, minutes=15)
        await room.say(tom, "let me look at the graphs for a moment")
        await room.later(debrief, minutes=10)
        assert room.asked(maya, tom) == []
        await room.later(debrief, minutes=11)
        assert room.asked(maya, tom) == [maya]
        assert "Alertmanager said" in texts(room.questions(maya)[0])


async def test_where_nobody_could_be_asked_the_next_who_says_it_is_asked(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, maya: str, tom: str
) -> None:
    room = Room(slack, ahead, database, slack.add_channel("inc-checkout", members=[maya, tom]))
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await room.say(maya, "checkout returns 502 for a third of requests")
        await slack.wait_for(lambda: database.rows("SELECT id FROM incident"))
        await slack.post_app(room.channel, "Alertmanager", "[RESOLVED] checkout error rate")
        await slack.delivered()
        await room.later(debrief, minutes=21)
        assert room.asked(maya, tom) == []
        await room.say(tom, OVER)
        await room.later(debrief, minutes=2)
        assert room.asked(maya, tom) == [tom]


async def test_a_press_on_resolve_resolves_once_and_drafts_once_however_often_it_is_pressed(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await asked_about(room, debrief, lead=maya, sayer=tom)
        ts = room.questions(maya)[0]["ts"]
        await asyncio.gather(*(slack.press(maya, room.channel, ts, RESOLVE) for _ in range(3)))
        assert "INC-1 is resolved" in await room.stands(maya, ts)
        await slack.wait_for(lambda: any("Post-mortem draft" in texts(m) for m in draft_thread(slack, room.channel)))
        await slack.wait_for(lambda: database.rows("SELECT id FROM job WHERE kind = 'deliver' AND state = 'done'"))
        await slack.delivered()
        assert (room.status(), room.resolves()) == ("resolved", 1)
        assert database.rows("SELECT revision FROM draft") == [(1,)]
        assert sum("Post-mortem draft:" in texts(m) for m in draft_thread(slack, room.channel)) == 1
        assert room.asked(maya, tom) == []


async def test_not_yet_is_answered_kindly_and_keeps_quiet_for_an_hour(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await asked_about(room, debrief, lead=maya, sayer=tom)
        await room.later(debrief, minutes=10)
        answer = await room.press(maya, NOT_YET)
        assert (
            answer == "All right, I will not ask again for an hour. `/incident resolve` ends INC-1 whenever you like."
        )
        assert room.status() == "open"
        await room.say(tom, "everything is back to normal, really")
        await room.later(debrief, minutes=55)
        assert room.asked(maya, tom) == []
        await room.later(debrief, minutes=6)
        assert room.asked(maya, tom) == [maya]


async def test_within_an_hour_of_a_question_nobody_is_asked_again(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await asked_about(room, debrief, lead=maya, sayer=tom)
        for words in (OVER, "it is fixed now", "we can close this"):
            await room.say(tom, words)
            await room.later(debrief, minutes=15)
        assert room.asked(maya, tom) == [maya]
        await room.later(debrief, minutes=20)
        assert room.asked(maya, tom) == [maya, maya]


async def test_words_that_were_asked_about_are_not_asked_about_again(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await asked_about(room, debrief, lead=maya, sayer=tom)
        await room.later(debrief, hours=2)
        await room.say(tom, "I will write the ticket for the follow-up tomorrow")
        await room.later(debrief, hours=2)
        assert room.asked(maya, tom) == [maya]


async def test_after_a_change_of_status_the_hour_begins_anew(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await asked_about(room, debrief, lead=maya, sayer=tom)
        await room.press(maya, NOT_YET)
        await room.later(debrief, minutes=5)
        await room.command(maya, "mitigated")
        await room.say(tom, OVER)
        await room.later(debrief, minutes=2)
        assert room.asked(maya) == [maya]


@pytest.mark.parametrize(
    "words", ["is it resolved?", "not resolved yet", "resolved the merge conflict", "looking good so far?"]
)
async def test_words_that_only_look_like_the_end_are_not_asked_about(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str, words: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await opened(room, maya, lead=maya)
        await room.say(tom, words)
        await room.later(debrief, minutes=2)
        assert room.asked(maya, tom) == []


async def test_words_that_are_deleted_edited_away_or_taken_back_within_the_breath_are_not_asked_about(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await opened(room, maya, lead=maya)
        gone = await room.say(tom, OVER)
        await slack.delete(room.channel, gone)
        await slack.delivered()
        await room.later(debrief, minutes=2)
        changed = await room.say(tom, OVER)
        await slack.edit(room.channel, changed, "no all clear yet, still looking")
        await slack.delivered()
        await room.later(debrief, minutes=2)
        await room.say(tom, OVER)
        await room.say(maya, "spoke too soon, errors are rising again")
        await room.later(debrief, minutes=2)
        assert room.asked(maya, tom) == []
        assert slack.called["chat.postEphemeral"] == 0


async def test_words_edited_into_an_end_are_asked_about(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await opened(room, maya, lead=maya)
        ts = await room.say(tom, "almost there")
        await room.later(debrief, minutes=5)
        await slack.edit(room.channel, ts, OVER)
        await slack.delivered()
        assert room.asked(maya, tom) == []
        await room.later(debrief, minutes=2)
        assert room.asked(maya, tom) == [maya]


async def test_an_incident_that_people_resolve_within_the_breath_is_not_asked_about(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await opened(room, maya, lead=maya)
        await room.say(tom, OVER)
        await room.command(tom, "resolve")
        await room.later(debrief, minutes=2)
        assert room.asked(maya, tom) == []


@pytest.mark.parametrize("action", [RESOLVE, NOT_YET])
async def test_a_button_of_an_incident_that_is_resolved_by_now_says_so_in_one_sentence(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str, action: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await asked_about(room, debrief, lead=maya, sayer=tom)
        await room.command(tom, "resolve")
        await slack.wait_for(lambda: room.resolves() == 1)
        assert await room.press(maya, action) == ("INC-1 is resolved already; `/incident reopen` takes it up again.")
        assert room.resolves() == 1


@pytest.mark.parametrize("action", [RESOLVE, NOT_YET])
async def test_a_button_of_an_earlier_incident_of_the_channel_leaves_the_new_one_alone(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str, action: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await asked_about(room, debrief, lead=maya, sayer=tom)
        await room.command(tom, "resolve")
        await room.command(tom, "open Search is slow")
        assert await room.press(maya, action) == "That was an earlier incident; this channel's is INC-2 now."
        assert database.rows("SELECT status FROM incident ORDER BY number") == [("resolved",), ("open",)]


@pytest.mark.parametrize("who", [{}, {"guest": True}, {"team": "T0OTHER"}], ids=["stranger", "guest", "connected"])
@pytest.mark.parametrize("action", [RESOLVE, NOT_YET])
async def test_a_press_by_somebody_who_may_not_see_the_incident_changes_and_tells_nothing(
    slack: EmulatedSlack,
    database: Database,
    ahead: ClockAhead,
    maya: str,
    tom: str,
    who: dict[str, Any],
    action: str,
) -> None:
    other = slack.add_user("oskar", real_name="Oskar", **who)
    lobby = slack.add_channel("lobby", members=[maya, other])
    room = Room(slack, ahead, database, slack.add_channel("secret", private=True, members=[maya, tom]))
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await asked_about(room, debrief, lead=maya, sayer=tom)
        [copy] = room.questions(maya)
        slack.shown_ephemerals[other] = [copy | {"channel": lobby}]
        response = await slack.press(other, lobby, copy["ts"], action)
        answer = await response.wait()
        assert answer["text"] == "I find no such incident among those you can see."
        assert not answer.get("replace_original")
        assert room.status() == "open"
        assert database.rows("SELECT value FROM incident_change WHERE field = 'status'") == [("open",)]


@pytest.mark.parametrize("action", [RESOLVE, NOT_YET])
async def test_a_question_from_before_a_reopening_ends_nothing(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str, action: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await asked_about(room, debrief, lead=maya, sayer=tom)
        await room.command(tom, "resolve")
        await room.command(tom, "reopen")
        assert await room.press(maya, action) == (
            "INC-1 was resolved and reopened since I asked. `/incident resolve` ends it when it is over."
        )
        assert room.status() == "open"


async def test_a_question_that_slack_left_unanswered_is_not_asked_twice(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await opened(room, maya, lead=maya)
        slack.faults.reset("chat.postEphemeral", after_write=True)
        await room.say(tom, OVER)
        await room.later(debrief, minutes=2)
        await room.later(debrief, minutes=5)
        assert room.asked(maya, tom) == [maya]
        assert (await room.press(maya, NOT_YET)).startswith("All right")


async def test_a_bot_that_stops_between_asking_and_noting_does_not_ask_again(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await opened(room, maya, lead=maya)
        slack.faults.stall("chat.postEphemeral", seconds=60, after_write=True)
        await room.say(tom, OVER)
        ahead.forward(debrief, minutes=2)
        await slack.wait_for(lambda: room.asked(maya))
    slack.faults.clear()
    assert database.rows("SELECT end_asked_at FROM incident") == [(None,)]
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await room.later(debrief, minutes=5)
        assert database.rows("SELECT end_asked_at FROM incident") != [(None,)]
        await room.say(tom, OVER)
        await room.later(debrief, minutes=5)
        assert room.asked(maya, tom) == [maya]


async def test_a_breath_that_began_before_a_restart_ends_after_it(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead):
        await opened(room, maya, lead=maya)
        await room.say(tom, OVER)
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await room.later(debrief, minutes=2)
        assert room.asked(maya, tom) == [maya]


@pytest.mark.parametrize("error", [{"status": 429, "retry_after": 1}, {"error": "ratelimited"}], ids=["429", "named"])
async def test_where_slack_asks_to_wait_the_question_comes_later_and_once(
    slack: EmulatedSlack,
    database: Database,
    ahead: ClockAhead,
    room: Room,
    maya: str,
    tom: str,
    error: dict[str, Any],
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await opened(room, maya, lead=maya)
        slack.faults.answer("chat.postEphemeral", **error)
        await room.say(tom, OVER)
        ahead.forward(debrief, minutes=2)
        await room.put_off()
        assert room.asked(maya, tom) == []
        await room.later(debrief, minutes=1)
        assert room.asked(maya, tom) == [maya]


async def test_an_incident_that_is_resolved_while_slack_asks_to_wait_is_not_asked_about(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, room: Room, maya: str, tom: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        await opened(room, maya, lead=maya)
        slack.faults.answer("chat.postEphemeral", status=429, retry_after=30)
        await room.say(tom, OVER)
        ahead.forward(debrief, minutes=2)
        await room.put_off()
        await room.command(tom, "resolve")
        await room.later(debrief, minutes=2)
        assert room.asked(maya, tom) == []
