"""Capture through a real socket: an ack means that it is in the database."""

import asyncio
import json
from typing import Any

import pytest

from bot.emulator import EmulatedSlack
from bot.slack import blocks
from bot.slack.gateway import Message
from storage import messages, snapshot
from tests.acceptance.kit import hold_incident, running, settings_for
from tests.databases import Database

pytestmark = pytest.mark.both_databases


def rows(database: Database, query: str) -> list[Any]:
    return database.rows(query)


@pytest.fixture
def channel(slack: EmulatedSlack) -> tuple[str, str]:
    user = slack.add_user("maya", real_name="Maya Lind")
    return slack.add_channel("inc-checkout", members=[user], bot=True), user


async def test_an_acknowledged_message_is_in_the_database(
    slack: EmulatedSlack, database: Database, channel: tuple[str, str]
) -> None:
    async with running(settings_for(slack, database)):
        ts = await slack.post(*channel, "checkout is down")
        await slack.delivered()
        assert rows(database, "select ts, text from message_version") == [(ts, "checkout is down")]


async def test_three_deliveries_of_a_message_make_one_row(
    slack: EmulatedSlack, database: Database, channel: tuple[str, str]
) -> None:
    async with running(settings_for(slack, database)):
        slack.faults.duplicate(3)
        await slack.post(*channel, "checkout is down")
        await slack.delivered()
        assert len(slack.acks) == 3
        assert rows(database, "select count(*) from inbox_event") == [(1,)]
        assert rows(database, "select count(*) from message") == [(1,)]


async def test_edits_and_deletions_reach_the_store(
    slack: EmulatedSlack, database: Database, channel: tuple[str, str]
) -> None:
    where, _ = channel
    async with running(settings_for(slack, database)) as debrief:
        kept = await slack.post(*channel, "down since 14:00")
        gone = await slack.post(*channel, "my password is hunter2")
        await slack.edit(where, kept, "down since 14:05")
        await slack.delete(where, gone)
        await slack.delivered()
        evidence = await debrief.store.read(lambda tx: snapshot.of_channel(tx, slack.team_id, where, "inc"))
        assert [item.text for item in evidence] == ["down since 14:05"]
        versions = await debrief.store.read(lambda tx: messages.versions(tx, slack.team_id, where, kept))
        assert [text for _, text in versions] == ["down since 14:00", "down since 14:05"]


async def test_a_write_that_fails_is_not_acknowledged_and_is_stored_on_redelivery(
    slack: EmulatedSlack, database: Database, channel: tuple[str, str]
) -> None:
    async with running(settings_for(slack, database)):
        database.run("alter table inbox_event rename to inbox_event_of_a_full_disk")
        ts = await slack.post(*channel, "checkout is down")
        await asyncio.sleep(0.3)
        assert slack.deliveries.undelivered()
        database.run("alter table inbox_event_of_a_full_disk rename to inbox_event")
        await slack.delivered()
        assert rows(database, "select ts from message") == [(ts,)]


async def test_an_app_post_that_lives_only_in_an_attachment_is_kept(
    slack: EmulatedSlack, database: Database, channel: tuple[str, str]
) -> None:
    async with running(settings_for(slack, database)):
        alert = [{"color": "danger", "title": "[FIRING:1] CheckoutErrors", "text": "error rate 31%", "fallback": "x"}]
        await slack.post_app(channel[0], name="Alerts", app_id="A0ALERT", text="", attachments=alert)
        await slack.delivered()
        text = rows(database, "select text from message_version")[0][0]
        assert "CheckoutErrors" in text
        assert "error rate 31%" in text


@pytest.mark.parametrize("event", ["no object", {"type": "message"}, {"type": "brand_new_thing", "x": [1]}, 7, None])
async def test_a_payload_that_cannot_be_read_is_kept_and_acknowledged(
    slack: EmulatedSlack, database: Database, event: Any
) -> None:
    async with running(settings_for(slack, database)):
        payload = {"type": "event_callback", "team_id": slack.team_id, "event_id": "EvODD", "event": event}
        await slack.deliver_raw(payload)
        await slack.wait_for(lambda: slack.acks)
        kept = rows(database, "select raw from inbox_event")
        assert json.loads(kept[0][0])["event"] == event


async def test_a_burst_of_a_thousand_events_is_stored_whole(
    slack: EmulatedSlack, database: Database, channel: tuple[str, str]
) -> None:
    async with running(settings_for(slack, database)):
        stamps = [await slack.post(*channel, f"message {n}") for n in range(1000)]
        await slack.delivered(timeout=60)
        assert rows(database, "select count(*) from message_version") == [(len(set(stamps)),)]


async def test_listeners_that_are_still_at_work_delay_no_ack(
    slack: EmulatedSlack, database: Database, channel: tuple[str, str]
) -> None:
    where, user = channel
    async with running(settings_for(slack, database)) as debrief:
        at_work, enough = [], asyncio.Event()

        @debrief.bolt.action("slow")
        async def slow(ack: Any) -> None:
            await ack()
            at_work.append(1)
            await enough.wait()

        offer = Message("Press this.", (blocks.actions([blocks.button("Slow", "slow", "1")], "slow"),))
        ts = await debrief.gateway.post_once("slow", where, offer)
        for _ in range(10):
            await slack.press(user, where, ts, "slow")
        await slack.wait_for(lambda: len(at_work) == 10)
        await slack.post(where, user, "checkout is down")
        await slack.delivered()  # and not one of the ten has come to its end
        enough.set()


async def test_events_held_back_and_shuffled_are_stored_once_each(
    slack: EmulatedSlack, database: Database, channel: tuple[str, str]
) -> None:
    async with running(settings_for(slack, database)):
        slack.faults.reorder(7)
        slack.faults.duplicate(2)
        stamps = [await slack.post(*channel, f"message {n}") for n in range(40)]
        await slack.delivered()
        assert rows(database, "select ts from message order by ts") == [(ts,) for ts in sorted(stamps)]


async def test_what_happens_while_the_socket_is_closed_comes_with_the_next_one(
    slack: EmulatedSlack, database: Database, channel: tuple[str, str]
) -> None:
    async with running(settings_for(slack, database)):
        await slack.faults.close_sockets(abrupt=True)
        ts = await slack.post(*channel, "checkout is down")
        await slack.wait_for(lambda: rows(database, "select ts from message"), timeout=20)
        assert rows(database, "select ts from message") == [(ts,)]


async def test_a_channel_not_named_like_an_incident_keeps_no_words(slack: EmulatedSlack, database: Database) -> None:
    user = slack.add_user("maya", real_name="Maya Lind")
    lunch = slack.add_channel("lunch", members=[user], bot=True)
    async with running(settings_for(slack, database)):
        await slack.post(lunch, user, "pizza or sushi-zebra?")
        await slack.wait_for(lambda: rows(database, "select capture from channel") == [("no",)])
        await slack.post(lunch, user, "sushi-zebra it is")
        await slack.delivered()
        assert rows(database, "select * from message_version") == []
        assert not database.holds("sushi-zebra")


async def test_a_file_with_an_odd_id_is_asked_about_once_and_gone(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people, _ = await hold_incident(slack)
        file = {"id": "F1:x:y", "name": "call.vtt", "filetype": "vtt", "mode": "hosted"}
        event = {
            "type": "message",
            "channel": channel,
            "user": people["tom"],
            "ts": "1700000000.000100",
            "files": [file],
        }
        slack.event(event | {"text": "the call"})
        await slack.wait_for(
            lambda: database.rows("select state, failures from job where kind = 'upload'") == [("done", 0)]
        )
