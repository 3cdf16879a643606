"""Huddles and calls: what Slack gives of them, what people add, and that every word can be found again and taken away."""

import json
import re
from typing import Any

import pytest

from bot.app import Debrief
from bot.emulator import EmulatedSlack, NotPossible
from bot.emulator.huddles import Huddle
from bot.slack import huddle_blocks
from storage import snapshot
from tests.acceptance.kit import ClockAhead, hold_incident, own, running, settings_for, texts
from tests.databases import Database

VTT = """WEBVTT

00:00:05.000 --> 00:00:09.000
<v Maya Lind>Checkout is failing since the deploy, I see it in the dashboard.</v>

00:01:10.000 --> 00:01:15.000
<v Tom Abara>I am rolling back v812 on all hosts right now.</v>

00:04:00.000 --> 00:04:05.000
<v Alex>I will write a test for the pool size tomorrow.</v>
"""
NOTES = (
    "# Summary\n- The team found that deploy v812 lowered the pool size and that checkout ran out of connections.\n"
    "- Tom rolls the deploy back; Ines adds an alarm for it.\n"
)


def thread(slack: EmulatedSlack, channel: str, ts: str) -> list[str]:
    """What the bot said in a thread."""
    return [texts(message) for message in own(slack, slack.thread(channel, ts))]


async def told(slack: EmulatedSlack, channel: str, ts: str, words: str) -> dict[str, Any]:
    """The bot's message in a thread that says so, once it is there."""
    await slack.wait_for(lambda: any(words in said for said in thread(slack, channel, ts)))
    return next(m for m in own(slack, slack.thread(channel, ts)) if words in texts(m))


async def whispered(slack: EmulatedSlack, user: str, words: str) -> dict[str, Any]:
    """What only this person sees and says so, once it is there."""
    await slack.wait_for(lambda: any(words in texts(m) for m in slack.ephemerals(user)))
    return next(m for m in slack.ephemerals(user) if words in texts(m))


def idle(database: Database, *kinds: str) -> bool:
    """Whether all jobs of these kinds are done."""
    names = ", ".join(f"'{kind}'" for kind in kinds)
    states = database.rows(f"SELECT state FROM job WHERE kind IN ({names})")
    return bool(states) and all(state == ("done",) for state in states)


def lines(database: Database) -> list[tuple[Any, ...]]:
    """The words that are kept as evidence."""
    return database.rows(
        "SELECT l.number, l.speaker, l.text FROM transcript_line l JOIN transcript t ON t.id = l.transcript "
        "WHERE t.state = 'kept' ORDER BY t.id, l.number"
    )


async def hold_huddle(
    slack: EmulatedSlack, debrief: Debrief, ahead: ClockAhead, minutes: float = 12
) -> tuple[Huddle, dict[str, str]]:
    """A huddle of Maya and Tom in an incident's channel that has ended."""
    channel, people, _ = await hold_incident(slack)
    huddle = await slack.start_huddle(channel, people["maya"])
    await slack.join_huddle(huddle, people["tom"])
    ahead.forward(debrief, minutes=minutes)
    await slack.end_huddle(huddle)
    await slack.delivered()
    return huddle, people


async def asked(slack: EmulatedSlack, debrief: Debrief, ahead: ClockAhead, huddle: Huddle) -> dict[str, Any]:
    """The request for a transcript in the huddle's thread."""
    ahead.forward(debrief, minutes=2)
    return await told(slack, huddle.channel, huddle.ts, "Slack does not let apps hear")


async def read_so_often(slack: EmulatedSlack, database: Database, reads: int) -> None:
    """Waits until a huddle's notes were read so many times."""
    await slack.wait_for(lambda: database.rows("SELECT notes_reads FROM huddle") == [(reads,)])


async def test_a_huddle_without_words_is_on_the_record_and_asked_about_once(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    settings = settings_for(slack, database)
    async with running(settings, clock=ahead) as debrief:
        slack.faults.duplicate(2)
        huddle, people = await hold_huddle(slack, debrief, ahead)
        await asked(slack, debrief, ahead, huddle)
        shown = await slack.command(people["maya"], huddle.channel, "/catchup", "all")
        told_now = texts(await shown.wait())
    async with running(settings, clock=ahead) as debrief:
        ahead.forward(debrief, minutes=30)
        await slack.wait_for(lambda: idle(database, "huddle", "channel", "backfill"))
    assert len(thread(slack, huddle.channel, huddle.ts)) == 1
    assert "INC-1" in told_now
    [(started, ended, participants)] = database.rows("SELECT started_at, ended_at, participants FROM huddle")
    assert started
    assert ended
    assert {people["maya"], people["tom"]} <= set(json.loads(participants))


async def test_a_huddle_that_was_held_while_the_bot_was_away_is_learnt_of(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    settings = settings_for(slack, database)
    async with running(settings, clock=ahead):
        channel, people, _ = await hold_incident(slack)
        await slack.wait_for(lambda: idle(database, "channel", "backfill"))
    with slack.quiet():
        huddle = await slack.start_huddle(channel, people["maya"])
        await slack.end_huddle(huddle)
    async with running(settings, clock=ahead) as debrief:
        await slack.wait_for(lambda: database.rows("SELECT ts FROM huddle") == [(huddle.ts,)])
        await asked(slack, debrief, ahead, huddle)


async def test_notes_are_read_until_they_stay_as_they_are(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, _ = await hold_huddle(slack, debrief, ahead)
        canvas = await slack.attach_notes(huddle)
        await slack.wait_for(lambda: database.rows("SELECT notes_reads FROM huddle") == [(1,)])
        await slack.fill_notes(canvas, NOTES)
        ahead.forward(debrief, minutes=1.1)
        await slack.wait_for(lambda: len(lines(database)) == 2)
        await slack.fill_notes(canvas, NOTES + "- Nobody else was affected.\n")
        ahead.forward(debrief, minutes=2.1)
        await slack.wait_for(lambda: len(lines(database)) == 3)
        ahead.forward(debrief, minutes=7.1)
        await slack.wait_for(lambda: database.rows("SELECT notes FROM huddle") == [("read",)])
    assert database.rows("SELECT source, state FROM transcript ORDER BY slot") == [
        ("notes", "replaced"),
        ("notes", "kept"),
    ]
    assert not thread(slack, huddle.channel, huddle.ts)


@pytest.mark.parametrize("notes", ["", "# Notes\nThere was not enough to summarise.\n"])
async def test_where_notes_say_nothing_and_the_transcript_is_closed_people_are_asked(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, notes: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, _ = await hold_huddle(slack, debrief, ahead)
        await slack.attach_notes(huddle, markdown=notes)
        for reads, minutes in ((1, 1.1), (2, 2.1), (3, 7.1)):
            await read_so_often(slack, database, reads)
            ahead.forward(debrief, minutes=minutes)
        await told(slack, huddle.channel, huddle.ts, "Slack does not let apps hear")
    assert slack.calls("download")
    assert database.rows("SELECT notes FROM huddle") == [("refused",)]
    assert len(thread(slack, huddle.channel, huddle.ts)) == 1


async def test_notes_that_the_bot_may_not_read_are_read_as_a_page(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        slack.faults.answer("canvases.getContent", error="missing_scope", times=9)
        huddle, _ = await hold_huddle(slack, debrief, ahead)
        await slack.attach_notes(huddle, markdown=NOTES)
        await slack.wait_for(lambda: len(lines(database)) == 2)


async def test_a_transcript_shared_in_the_huddles_thread_is_kept_and_told_about(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, people = await hold_huddle(slack, debrief, ahead)
        shared = await slack.upload(huddle.channel, people["maya"], "call.vtt", VTT, thread_ts=huddle.ts)
        message = await told(slack, huddle.channel, huddle.ts, "Kept 3 lines of call.vtt")
        question = await whispered(slack, people["maya"], "Who spoke")
    [(began, given_by, consented, why)] = database.rows(
        "SELECT h.started_at, t.given_by, t.consented_at, t.anchor_why FROM transcript t JOIN huddle h ON h.ts = t.huddle_ts"
    )
    assert (given_by, why) == (people["maya"], "the huddle's start")
    assert consented
    assert began
    assert "UTC, the huddle's start." in texts(message)
    assert "I do not know whose they are: Alex." in texts(message)
    assert "Given by Maya Lind" in texts(message)
    assert "“Alex”" in texts(question)
    assert "Maya" not in texts(question)
    matched = database.rows('SELECT name, "user", state FROM speaker ORDER BY name')
    assert matched == [
        ("Alex", None, "unknown"),
        ("Maya Lind", people["maya"], "matched"),
        ("Tom Abara", people["tom"], "matched"),
    ]
    assert shared.ts


async def test_whoever_gave_a_transcript_says_who_spoke(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, people = await hold_huddle(slack, debrief, ahead)
        await slack.upload(huddle.channel, people["maya"], "call.vtt", VTT, thread_ts=huddle.ts)
        message = await told(slack, huddle.channel, huddle.ts, "Kept 3 lines")
        question = await whispered(slack, people["maya"], "Who spoke")
        await slack.press(
            people["maya"],
            huddle.channel,
            question["ts"],
            huddle_blocks.SPEAKER,
            value={"selected_user": people["ines"]},
        )
        await whispered(slack, people["maya"], "that was the last name")
        await slack.wait_for(lambda: "do not know" not in thread(slack, huddle.channel, huddle.ts)[-1])
    assert database.rows("SELECT \"user\", state FROM speaker WHERE name = 'Alex'") == [(people["ines"], "told")]
    assert message


async def test_a_name_may_stay_as_written(slack: EmulatedSlack, database: Database, ahead: ClockAhead) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, people = await hold_huddle(slack, debrief, ahead)
        slack.add_user("lex1", real_name="Alex")
        for twin in ("lex2", "lex3"):
            await slack.join(huddle.channel, user := slack.add_user(twin, real_name="Alex"))
            await slack.post(huddle.channel, user, "here too")
        await slack.upload(huddle.channel, people["maya"], "call.vtt", VTT, thread_ts=huddle.ts)
        question = await whispered(slack, people["maya"], "Who spoke")
        assert database.rows("SELECT state FROM speaker WHERE name = 'Alex'") == [("ambiguous",)]
        await slack.press(people["maya"], huddle.channel, question["ts"], huddle_blocks.AS_WRITTEN)
        await slack.wait_for(
            lambda: database.rows("SELECT \"user\", state FROM speaker WHERE name = 'Alex'") == [(None, "told")]
        )


async def paste(slack: EmulatedSlack, user: str, text: str, **values: Any) -> Any:
    """Fills in the form and submits it."""
    given = {"text0": {"value": text}, "consent": {"value": ["yes"]}} | values
    return await slack.submit(user, given)


async def test_text_can_be_pasted_and_is_kept_once(slack: EmulatedSlack, database: Database, ahead: ClockAhead) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, people = await hold_huddle(slack, debrief, ahead)
        request = await asked(slack, debrief, ahead, huddle)
        for _ in range(2):
            await slack.press(people["tom"], huddle.channel, request["ts"], huddle_blocks.PASTE)
            await paste(slack, people["tom"], VTT)
        await told(slack, huddle.channel, huddle.ts, "Kept 3 lines of Pasted text")
        await slack.wait_for(lambda: idle(database, "transcript", "transcript_told"))
    assert database.rows("SELECT source, state, given_by FROM transcript") == [("pasted", "kept", people["tom"])]
    assert len(lines(database)) == 3


async def test_nothing_is_pasted_without_consent_or_without_words(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, people = await hold_huddle(slack, debrief, ahead)
        request = await asked(slack, debrief, ahead, huddle)
        await slack.press(people["tom"], huddle.channel, request["ts"], huddle_blocks.PASTE)
        with pytest.raises(NotPossible):
            await paste(slack, people["tom"], VTT, consent={"value": []})
        forged = await paste(slack, people["tom"], VTT, consent={"value": {"selected_options": [], "forged": "yes"}})
        assert "tick this" in str(forged.ack)
        empty = await paste(slack, people["tom"], "just a thought")
        assert "nothing spoken in it" in str(empty.ack)
    assert not database.rows("SELECT id FROM transcript")


async def test_a_stated_start_counts(slack: EmulatedSlack, database: Database, ahead: ClockAhead) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, people = await hold_huddle(slack, debrief, ahead)
        await slack.upload(huddle.channel, people["maya"], "call.vtt", VTT, thread_ts=huddle.ts)
        message = await told(slack, huddle.channel, huddle.ts, "Kept 3 lines")
        start = int(float(huddle.ts)) + 125
        await slack.press(people["maya"], huddle.channel, message["ts"], huddle_blocks.START)
        await slack.submit(people["maya"], {"start": {"value": start}})
        await told(slack, huddle.channel, huddle.ts, "as stated by whoever gave it")
        evidence = await debrief.store.read(lambda tx: _spoken(tx, debrief, huddle.channel))
    assert round(evidence[0].at.timestamp()) == start


def _spoken(tx: Any, debrief: Debrief, channel: str) -> list[Any]:
    return [item for item in snapshot.of_channel(tx, debrief.me.team, channel, "x") if item.subtype == "transcript"]


ZOOM = "[Maya Lind] 00:00:05\nCheckout is failing since the deploy.\n\n[Tom Abara] 00:01:10\nI am rolling back v812 right now.\n"
TEAMS = "Maya Lind   0:05\nCheckout is failing since the deploy.\nTom Abara   1:10\nI am rolling back v812 right now.\n"
MEET = (
    "Attendees\nMaya Lind, Tom Abara\nTranscript\n00:00:00\nMaya Lind: Checkout is failing since the deploy.\n"
    "00:01:00\nTom Abara: I am rolling back v812 right now.\n"
)
SRT = (
    "1\n00:00:05,000 --> 00:00:08,000\nMaya Lind: Checkout is failing since the deploy.\n\n"
    "2\n00:01:10,000 --> 00:01:12,000\nTom Abara: I am rolling back v812 right now.\n"
)


@pytest.mark.parametrize(("name", "text"), [("z.txt", ZOOM), ("t.txt", TEAMS), ("m.txt", MEET), ("s.srt", SRT)])
async def test_what_zoom_teams_and_meet_write_is_kept(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, name: str, text: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, people = await hold_huddle(slack, debrief, ahead)
        await slack.upload(huddle.channel, people["tom"], name, text, thread_ts=huddle.ts)
        await told(slack, huddle.channel, huddle.ts, f"Kept 2 lines of {name}")
    assert [line[1] for line in lines(database)] == ["Maya Lind", "Tom Abara"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x00\x00\x00" + bytes(range(1, 200)), "This file is not text"),
        (b"nothing of the sort", "I find nothing spoken in it"),
        (b"WEBVTT\n" + b"x" * (5 * 1024 * 1024), "larger than 5 MB"),
    ],
)
async def test_a_file_in_the_thread_that_is_no_transcript_gets_one_clear_sentence(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, content: bytes, words: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, people = await hold_huddle(slack, debrief, ahead)
        await slack.upload(huddle.channel, people["tom"], "call.vtt", content, thread_ts=huddle.ts)
        await told(slack, huddle.channel, huddle.ts, words)
    assert not lines(database)


@pytest.mark.parametrize("method", ["files.info", "download"])
async def test_without_the_right_to_read_files_it_says_so(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, method: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, people = await hold_huddle(slack, debrief, ahead)
        if method == "download":
            slack.faults.answer("download", status=403, times=5)
            words = "Slack did not give it to me"
        else:
            slack.faults.answer("files.info", error="missing_scope", times=5)
            words = "files:read"
        await slack.upload(huddle.channel, people["tom"], "call.vtt", VTT, thread_ts=huddle.ts)
        await told(slack, huddle.channel, huddle.ts, words)


@pytest.mark.parametrize(("answer", "count"), [(huddle_blocks.KEEP, 3), (huddle_blocks.DONT_KEEP, 0)])
async def test_a_transcript_shared_elsewhere_is_kept_only_if_its_giver_says_so(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, answer: str, count: int
) -> None:
    async with running(settings_for(slack, database), clock=ahead):
        channel, people, _ = await hold_incident(slack)
        await slack.upload(channel, people["ines"], "zoom.vtt", VTT)
        question = await whispered(slack, people["ines"], "looks like a transcript")
        assert not lines(database)
        await slack.press(people["ines"], channel, question["ts"], answer)
        if count:
            await slack.wait_for(lambda: len(lines(database)) == count)
            await slack.wait_for(lambda: idle(database, "transcript", "transcript_told"))
        else:
            await slack.wait_for(lambda: database.rows("SELECT state FROM transcript") == [("refused",)])
    assert len(lines(database)) == count


async def test_a_log_shared_elsewhere_asks_nothing(slack: EmulatedSlack, database: Database, ahead: ClockAhead) -> None:
    async with running(settings_for(slack, database), clock=ahead):
        channel, people, _ = await hold_incident(slack)
        await slack.upload(channel, people["ines"], "app.txt", "error in pool\nretry failed after all\n" * 20)
        await slack.wait_for(lambda: idle(database, "upload"))
        assert not slack.ephemerals(people["ines"])


async def test_a_clips_own_transcript_is_evidence(slack: EmulatedSlack, database: Database, ahead: ClockAhead) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        channel, people, _ = await hold_incident(slack)
        clip = await slack.record_clip(channel, people["tom"], seconds=20)
        await slack.wait_for(lambda: idle(database, "upload"))
        await slack.transcribe(
            clip.file, "WEBVTT\n\n00:00:02.000 --> 00:00:06.000\nThe pool is exhausted on every host.\n"
        )
        await slack.wait_for(lambda: [line[2] for line in lines(database)] == ["The pool is exhausted on every host."])
        [item] = await debrief.store.read(lambda tx: _spoken(tx, debrief, channel))
    assert item.author.name == "Tom Abara"
    assert round(float(clip.ts) - item.at.timestamp()) == 18


async def test_a_clip_that_slack_could_not_write_down_leaves_no_words(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead):
        channel, people, _ = await hold_incident(slack)
        clip = await slack.record_clip(channel, people["tom"])
        await slack.wait_for(lambda: idle(database, "upload"))
        await slack.transcribe(clip.file, None, status="failed")
        await slack.wait_for(lambda: database.rows("SELECT state FROM transcript") == [("refused",)])


@pytest.mark.parametrize("how", ["message", "file", "button"])
async def test_removing_what_carried_words_removes_them_everywhere(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead, how: str
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, people = await hold_huddle(slack, debrief, ahead)
        channel = huddle.channel
        shared = await slack.upload(channel, people["maya"], "call.vtt", VTT, thread_ts=huddle.ts)
        message = await told(slack, channel, huddle.ts, "Kept 3 lines")
        await slack.command(people["maya"], channel, "/incident", "resolve")
        await slack.wait_for(lambda: bool(database.rows("SELECT id FROM draft")))
        assert database.holds("test for the pool size")
        if how == "message":
            await slack.delete(channel, shared.ts)
        elif how == "file":
            await slack.delete_file(shared.file)
        else:
            await slack.press(people["tom"], channel, message["ts"], huddle_blocks.REMOVE)
        await told(slack, channel, huddle.ts, "was removed")
        await slack.wait_for(lambda: not lines(database))
    for words in ("test for the pool size", "I see it in the dashboard"):
        assert not database.holds(words)


async def test_words_of_a_call_stand_in_the_draft_and_lead_to_what_carried_them(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, people = await hold_huddle(slack, debrief, ahead)
        shared = await slack.upload(huddle.channel, people["maya"], "call.vtt", VTT, thread_ts=huddle.ts)
        await told(slack, huddle.channel, huddle.ts, "Kept 3 lines")
        await slack.command(people["maya"], huddle.channel, "/incident", "resolve")
        await slack.wait_for(lambda: bool(database.rows("SELECT id FROM draft")))
        [(body,)] = database.rows("SELECT body FROM draft")
    assert f"{shared.ts}#1.00003" in body
    assert "test for the pool size" in body


async def test_a_long_transcript_is_stored_asked_about_and_cited_line_by_line(
    slack: EmulatedSlack, database: Database, ahead: ClockAhead
) -> None:
    said = "WEBVTT\n" + "".join(
        f"\n{n // 60:02d}:{n % 60:02d}:00.000 --> {(n + 2) // 60:02d}:{(n + 2) % 60:02d}:30.000\n"
        f"<v Guest {n % 7}>Line {n}: rolling back node {n} because checkout fails with error {n}</v>\n"
        for n in range(3000)
    )
    async with running(settings_for(slack, database), clock=ahead) as debrief:
        huddle, people = await hold_huddle(slack, debrief, ahead)
        await slack.upload(huddle.channel, people["maya"], "long.vtt", said, thread_ts=huddle.ts)
        await told(slack, huddle.channel, huddle.ts, "Kept 3,000 lines")
        question = await whispered(slack, people["maya"], "Who spoke")
        shown = await slack.command(people["maya"], huddle.channel, "/catchup", "all")
        assert texts(await shown.wait())
        await slack.command(people["maya"], huddle.channel, "/incident", "resolve")
        await slack.wait_for(lambda: bool(database.rows("SELECT id FROM draft")), timeout=60)
    assert texts(question).count("Who is") >= 7
    kept = {
        f"{ts}#{slot}.{number:05d}"
        for ts, slot, number in database.rows(
            "SELECT t.ts, t.slot, l.number FROM transcript t JOIN transcript_line l ON l.transcript = t.id"
        )
    }
    assert len(kept) == 3000
    [(body,)] = database.rows("SELECT body FROM draft")
    cited = set(re.findall(r'"(\d+\.\d+#1\.\d{5})"', body))
    assert cited
    assert cited <= kept
