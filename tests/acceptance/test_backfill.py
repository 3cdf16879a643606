"""What was said while the bot could not hear it is read back, and so is what was changed or taken away."""

import pytest

from bot.app import Debrief
from bot.domain.evidence import Evidence
from bot.emulator import EmulatedSlack
from storage import channels, incidents, installations, jobs, messages, snapshot
from tests.acceptance.kit import CHAT, draft_thread, hold_incident, own, running, settings_for, texts
from tests.databases import Database


async def evidence(debrief: Debrief, channel: str) -> Evidence:
    return await debrief.store.read(lambda tx: snapshot.of_channel(tx, debrief.me.team, channel, "inc"))


async def read_back(debrief: Debrief, channel: str) -> None:
    """Waits until a channel was read back and nothing of it is left to do."""
    team = debrief.me.team

    def settled(tx):  # type: ignore[no-untyped-def]
        known = channels.find(tx, team, channel)
        work = (("presence", team), ("channel", channel), ("backfill", channel), ("backfill", f"{channel}:all"))
        return known and known.watermark and not any(jobs.is_pending(tx, team, *each) for each in work)

    await until(debrief, settled)


async def told_before(slack: EmulatedSlack) -> tuple[str, dict[str, str], list[str]]:
    """An incident of which no event reaches the bot."""
    with slack.quiet():
        return await hold_incident(slack)


async def until(debrief: Debrief, condition, seconds: float = 20):  # type: ignore[no-untyped-def]
    import asyncio

    for _ in range(int(seconds / 0.05)):
        if found := await debrief.store.read(condition):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come about in time")


async def test_what_passed_while_the_bot_was_down_is_known_after_its_restart(
    slack: EmulatedSlack, database: Database
) -> None:
    maya = slack.add_user("maya", real_name="Maya Lind")
    channel = slack.add_channel("inc-checkout", members=[maya], bot=True)
    async with running(settings_for(slack, database)) as debrief:
        before = [await slack.post(channel, maya, f"before {n}") for n in range(3)]
        await slack.delivered()
        await read_back(debrief, channel)
    said = [await slack.post(channel, maya, f"meanwhile {n}") for n in range(10)]
    replies = [await slack.post(channel, maya, f"reply {n}", thread_ts=before[0]) for n in range(2)]
    await slack.edit(channel, before[1], "before 1, put right")
    await slack.delete(channel, before[2])
    await slack.react(channel, said[0], maya, "eyes")
    slack.faults.give_up()
    async with running(settings_for(slack, database)) as debrief:
        await read_back(debrief, channel)
        known = await evidence(debrief, channel)
        assert [item.ts for item in known] == sorted([*before[:2], *said, *replies])
        assert known.get(before[1]).text == "before 1, put right"  # type: ignore[union-attr]
        assert known.get(replies[0]).thread_ts == before[0]  # type: ignore[union-attr]
        assert [r.name for r in known.get(said[0]).reactions] == ["eyes"]  # type: ignore[union-attr]
        assert database.rows("select count(*) from message_version where text = 'before 2'") == [(0,)]


async def test_what_was_said_before_the_bot_was_invited_is_read_back(slack: EmulatedSlack, database: Database) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("inc-secret", members=[maya], private=True)
    said = [await slack.post(channel, maya, f"early {n}") for n in range(120)]
    reply = await slack.post(channel, maya, "an early reply", thread_ts=said[5])
    async with running(settings_for(slack, database)) as debrief:
        await slack.invite_bot(channel, maya)
        await read_back(debrief, channel)
        known = await evidence(debrief, channel)
        assert {*said, reply} <= {item.ts for item in known}


async def test_a_public_incident_channel_made_while_the_bot_was_down_is_joined_and_read(
    slack: EmulatedSlack, database: Database
) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("inc-new", members=[maya])
    ts = await slack.post(channel, maya, "it is down")
    async with running(settings_for(slack, database)) as debrief:
        await read_back(debrief, channel)
        assert (await evidence(debrief, channel)).get(ts)
        assert await debrief.store.read(lambda tx: incidents.of_channel(tx, debrief.me.team, channel))


async def test_a_channel_that_is_no_incidents_is_not_read(slack: EmulatedSlack, database: Database) -> None:
    maya = slack.add_user("maya")
    general, inc = slack.add_channel("general", members=[maya], bot=True), slack.add_channel("inc-1", bot=True)
    await slack.post(general, maya, "lunch?")
    async with running(settings_for(slack, database)) as debrief:
        await read_back(debrief, inc)
        await until(debrief, lambda tx: channels.find(tx, debrief.me.team, general).capture == "no")  # type: ignore[union-attr]
        assert database.rows("select count(*) from message_version where text = 'lunch?'") == [(0,)]
        assert not [r for r in slack.requests if r.method == "conversations.history" and r.args["channel"] == general]


async def test_an_incident_opened_by_hand_reads_back_one_hour_and_no_more(
    slack: EmulatedSlack, database: Database
) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("ops", members=[maya], bot=True)
    async with running(settings_for(slack, database)) as debrief:
        ts = await slack.post(channel, maya, "checkout looks odd")
        await slack.delivered()
        await slack.command(maya, channel, "/incident", "open Checkout is down")
        await read_back(debrief, channel)
        assert (await evidence(debrief, channel)).get(ts)
        asked = next(r for r in slack.requests if r.method == "conversations.history")
        assert 3500 < float(ts) - float(asked.args["oldest"]) < 3700


async def test_a_channel_that_was_no_incidents_until_now_is_read_back_too(
    slack: EmulatedSlack, database: Database
) -> None:
    maya = slack.add_user("maya")
    channel = slack.add_channel("ops", members=[maya], bot=True)
    async with running(settings_for(slack, database)) as debrief:
        ts = await slack.post(channel, maya, "checkout looks odd")
        await slack.delivered()
        await until(debrief, lambda tx: channels.find(tx, debrief.me.team, channel).capture == "no")  # type: ignore[union-attr]
        await slack.command(maya, channel, "/incident", "open Checkout is down")
        await read_back(debrief, channel)
        assert (await evidence(debrief, channel)).get(ts)


async def test_many_changes_at_once_are_compared_message_by_message(slack: EmulatedSlack, database: Database) -> None:
    channel, _, stamps = await told_before(slack)
    async with running(settings_for(slack, database)) as debrief:
        await read_back(debrief, channel)
        assert len(await evidence(debrief, channel)) == len(CHAT)
        await slack.change_history(channel, edits={stamps[0]: "checkout is slow"}, deletions=stamps[1:3])
        await slack.delivered()
        await until(debrief, lambda tx: messages.is_deleted(tx, debrief.me.team, channel, stamps[2]))
        await read_back(debrief, channel)
        known = await evidence(debrief, channel)
        assert known.get(stamps[0]).text == "checkout is slow"  # type: ignore[union-attr]
        assert [ts for ts in stamps[1:3] if known.get(ts)] == []


async def test_rate_limits_and_errors_while_reading_back_only_delay_it(
    slack: EmulatedSlack, database: Database
) -> None:
    channel, _, _ = await told_before(slack)
    slack.faults.answer("conversations.history", status=429, retry_after=0)
    slack.faults.answer("conversations.history", status=503)
    slack.faults.answer("users.conversations", status=500)
    async with running(settings_for(slack, database)) as debrief:
        await read_back(debrief, channel)
        assert len(await evidence(debrief, channel)) == len(CHAT)


async def test_a_draft_waits_for_what_is_still_being_read_back(slack: EmulatedSlack, database: Database) -> None:
    channel, people, stamps = await told_before(slack)
    slack.faults.answer("conversations.history", status=429, retry_after=1)
    async with running(settings_for(slack, database)):
        await slack.wait_for(lambda: own(slack, slack.messages(channel)), timeout=20)
        await slack.command(people["maya"], channel, "/incident", "resolve")
        await slack.wait_for(lambda: draft_thread(slack, channel), timeout=20)
        assert stamps[4].replace(".", "") in texts(draft_thread(slack, channel)[0])


async def test_reactions_and_pins_follow_their_newest_event(slack: EmulatedSlack, database: Database) -> None:
    channel, people, stamps = await told_before(slack)
    async with running(settings_for(slack, database)) as debrief:
        await read_back(debrief, channel)
        await slack.react(channel, stamps[4], people["tom"], "white_check_mark")
        await slack.react(channel, stamps[4], people["maya"], "white_check_mark")
        await slack.react(channel, stamps[3], people["maya"], "eyes")
        await slack.unreact(channel, stamps[3], people["maya"], "eyes")
        await slack.pin(channel, stamps[4], people["tom"])
        await slack.delivered()
        known = await evidence(debrief, channel)
        assert [(r.name, r.count) for r in known.get(stamps[4]).reactions] == [("white_check_mark", 2)]  # type: ignore[union-attr]
        assert known.get(stamps[3]).reactions == ()  # type: ignore[union-attr]
        assert [item.ts for item in known if item.pinned] == [stamps[4]]


async def test_an_archived_and_a_renamed_channel_are_known_as_such(slack: EmulatedSlack, database: Database) -> None:
    channel, people, _ = await told_before(slack)
    async with running(settings_for(slack, database)) as debrief:
        await read_back(debrief, channel)
        await slack.rename(channel, "inc-checkout-2")
        await slack.set_topic(channel, people["maya"], "rolled back, watching")
        slack.archive(channel, by=people["maya"])
        await slack.delivered()

        def seen(tx):  # type: ignore[no-untyped-def]
            known = channels.find(tx, debrief.me.team, channel)
            return known and known.name == "inc-checkout-2" and known.is_archived

        await until(debrief, seen)
        assert any("rolled back, watching" in item.text for item in await evidence(debrief, channel))


@pytest.mark.parametrize("how", ["uninstall", "revoke_tokens"])
async def test_work_waits_while_the_app_is_signed_out_and_goes_on_when_it_is_back(
    slack: EmulatedSlack, database: Database, how: str
) -> None:
    channel, people, _ = await told_before(slack)
    async with running(settings_for(slack, database)) as debrief:
        await read_back(debrief, channel)
        slack.faults.answer("chat.postMessage", status=429, retry_after=2)
        await slack.command(people["maya"], channel, "/incident", "resolve")
        await getattr(slack, how)()
        await until(debrief, lambda tx: installations.state(tx, debrief.me.team) != installations.ACTIVE)
    slack.reinstall()
    async with running(settings_for(slack, database)) as debrief:
        assert await debrief.store.read(lambda tx: installations.state(tx, debrief.me.team)) == installations.ACTIVE
        await slack.wait_for(lambda: len(draft_thread(slack, channel)) >= 3, timeout=30)


async def test_a_listing_from_before_an_apps_edit_does_not_bring_the_old_words_back(
    slack: EmulatedSlack, database: Database
) -> None:
    channel = slack.add_channel("inc-checkout", members=[slack.add_user("maya")], bot=True)
    ts = await slack.post_app(channel, "Alerts", "[FIRING] checkout is down")
    slack.faults.stall("conversations.history", 1.0)
    async with running(settings_for(slack, database)) as debrief:
        await slack.wait_for(lambda: slack.calls("conversations.history"), 20)
        begun = slack.calls("conversations.history")[0].at
        assert begun is not None
        # Slack's own `edited.ts` has whole seconds: it may lie before the moment as of which the channel is read.
        await slack.edit(channel, ts, "[RESOLVED] checkout is back", edited_ts=f"{int(begun.timestamp())}.000000")
        await slack.delivered()
        await read_back(debrief, channel)
        alert = (await evidence(debrief, channel)).items[-1]
        assert alert.text == "[RESOLVED] checkout is back"
        assert [text for _, text in alert.earlier] == ["[FIRING] checkout is down"]
