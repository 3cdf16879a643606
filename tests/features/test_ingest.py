"""Capture: the same end state in whatever order Slack tells it, and nothing left of what was deleted."""

import itertools
import json
import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.incident import named_like_one, title_of
from bot.features import ingest
from bot.slack import payloads
from bot.slack.answers import Identity
from storage import channels, jobs, messages, snapshot
from storage.store import Store
from storage.tables import INBOX_EVENT, MESSAGE, VERSION
from storage.transaction import Tx
from tests.databases import Database, Databases

ME = Identity("T1", "https://example.slack.com/", "UBOT", "BBOT")
TS, SECRET = "1772442000.000100", "zebra-crossing-42"


def event(event_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": event_id,
        "event": {"type": "message", "channel": "C1", "channel_type": "channel", **fields},
    }


def wording(text: str, edited: str | None = None) -> dict[str, Any]:
    message: dict[str, Any] = {"type": "message", "user": "U1", "ts": TS, "text": text}
    return message | ({"edited": {"user": "U1", "ts": edited}} if edited else {})


def posted(text: str = f"first {SECRET}") -> dict[str, Any]:
    return event("Ev1", **wording(text))


def edited(number: int, before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    ts = f"17724421{number}0.000000"
    return event(f"EvE{number}", subtype="message_changed", ts=ts, message=now, previous_message=before)


FIRST, SECOND, THIRD = (
    wording(f"first {SECRET}"),
    wording(f"second {SECRET}", "1772442110.000000"),
    wording(f"third {SECRET}", "1772442120.000000"),
)
STORY = (
    posted(),
    edited(1, FIRST, SECOND),
    edited(2, SECOND, THIRD),
    event("EvD", subtype="message_deleted", ts="1772442130.000000", deleted_ts=TS, previous_message=THIRD),
)


async def take(store: Store, *bodies: dict[str, Any]) -> None:
    for body in bodies:
        delivery = payloads.delivery(json.loads(json.dumps(body)))
        await store.write(lambda tx, d=delivery: ingest.record_all(tx, [d], ME))  # type: ignore[misc]


async def state(store: Store) -> list[Any]:
    def everything(tx: Tx) -> list[Any]:
        rows = [*tx.execute(select(MESSAGE)), *tx.execute(select(VERSION).order_by(VERSION.c.version))]
        return [tuple(row) for row in rows]

    return await store.read(everything)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
async def test_any_order_of_post_edits_and_delete_with_duplicates_ends_alike(
    store: Store, databases: Databases, order: tuple[int, ...]
) -> None:
    await take(store, *STORY)
    expected = await state(store)
    other = Store(databases.lend().url, store.clock)
    shuffled = [STORY[n] for n in order]
    twice = shuffled + random.Random(str(order)).sample(shuffled, 4)
    await take(other, *twice)
    assert await state(other) == expected
    other.close()


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::4])
async def test_taken_together_deliveries_end_as_one_by_one(
    store: Store, database: Database, databases: Databases, order: tuple[int, ...]
) -> None:
    other = Store(databases.lend().url, store.clock)
    await take(other, *STORY)
    expected = await state(other)
    other.close()
    twice = [payloads.delivery(STORY[n]) for n in (*order, *order[:2])]
    is_news = await store.write(lambda tx: ingest.record_all(tx, twice, ME))
    assert is_news == [True] * 4 + [False] * 2
    assert await state(store) == expected
    await store.write(lambda tx: None)  # behind the deletion's own clean-up
    assert not database.holds(SECRET)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_any_order_of_post_and_edits_ends_with_the_newest_wording(store: Store, order: tuple[int, ...]) -> None:
    await take(store, *(STORY[n] for n in order))
    evidence = await store.read(lambda tx: snapshot.of_channel(tx, "T1", "C1", "inc"))
    assert [item.text for item in evidence] == [f"third {SECRET}"]
    assert [text for _, text in evidence.items[0].earlier] == [f"first {SECRET}", f"second {SECRET}"]
    kept = await store.read(lambda tx: messages.versions(tx, "T1", "C1", TS))
    assert [text for _, text in kept] == [f"first {SECRET}", f"second {SECRET}", f"third {SECRET}"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
async def test_a_deleted_messages_words_are_nowhere_in_the_database(
    store: Store, database: Database, order: tuple[int, ...]
) -> None:
    await take(store, *(STORY[n] for n in order))
    await store.write(lambda tx: None)  # behind the deletion's own clean-up
    assert not database.holds(SECRET)


async def test_a_deleted_roots_words_are_not_left_in_a_reply_sent_to_the_channel_too(
    store: Store, database: Database
) -> None:
    quoted = {"user": "U2", "ts": "1772442050.000200", "thread_ts": TS, "text": "for all", "root": FIRST}
    reply = event("Ev2", **quoted, subtype="thread_broadcast")
    changed = {**quoted, "type": "message", "subtype": "thread_broadcast"}
    noted = event("Ev3", subtype="message_changed", ts="1772442060.0", message=changed, previous_message=changed)
    await take(store, posted(), reply, noted, STORY[-1])
    await store.write(lambda tx: None)  # behind the deletion's own clean-up
    assert not database.holds(SECRET)
    assert database.holds("for all")


async def test_three_deliveries_of_an_event_make_one_row(store: Store) -> None:
    await take(store, posted(), posted(), posted())
    rows = await store.read(lambda tx: tx.execute(select(INBOX_EVENT.c.event_id)).all())
    assert len(rows) == 1
    assert len(await store.read(lambda tx: snapshot.of_channel(tx, "T1", "C1", "inc"))) == 1


async def test_a_root_deleted_under_its_thread_counts_as_deleted(store: Store) -> None:
    tombstone = wording("This message was deleted.") | {"subtype": "tombstone"}
    gone = event("EvT", subtype="message_changed", ts="1772442130.0", message=tombstone, previous_message=FIRST)
    await take(store, posted(), gone)
    assert len(await store.read(lambda tx: snapshot.of_channel(tx, "T1", "C1", "inc"))) == 0


async def test_a_thread_reply_stays_itself(store: Store) -> None:
    reply = event("Ev2", user="U2", ts="1772442050.000200", thread_ts=TS, text="answer")
    broadcast = event(
        "Ev3", user="U2", ts="1772442060.000200", thread_ts=TS, text="for all", subtype="thread_broadcast"
    )
    await take(store, posted("question"), reply, broadcast, broadcast)
    evidence = await store.read(lambda tx: snapshot.of_channel(tx, "T1", "C1", "inc"))
    assert [(item.text, item.is_reply) for item in evidence] == [
        ("question", False),
        ("answer", True),
        ("for all", True),
    ]


async def test_an_app_that_rewrites_its_post_without_marking_it_makes_a_version(store: Store) -> None:
    alert = {
        "type": "message",
        "bot_id": "B7",
        "username": "Alerts",
        "ts": TS,
        "text": "",
        "attachments": [{"title": "FIRING"}],
    }
    calm = alert | {"attachments": [{"title": "RESOLVED"}]}
    change = event("Ev2", subtype="message_changed", ts="1772442300.000000", message=calm, previous_message=alert)
    await take(store, change, event("Ev1", **alert))
    kept = await store.read(lambda tx: messages.versions(tx, "T1", "C1", TS))
    assert [text for _, text in kept] == ["FIRING", "RESOLVED"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_of_two_edits_within_one_second_the_later_one_stays(store: Store, order: tuple[int, ...]) -> None:
    second = wording("second, typo", "1772442110.000000")
    third = wording("third, mended", "1772442110.000000")
    story = (posted(), edited(1, FIRST, second), edited(2, second, third))
    await take(store, *(story[n] for n in order))
    evidence = await store.read(lambda tx: snapshot.of_channel(tx, "T1", "C1", "inc"))
    assert [item.text for item in evidence] == ["third, mended"]


async def test_an_unfurl_is_no_new_version(store: Store) -> None:
    unfurled = FIRST | {"attachments": [{"from_url": "https://example.com", "title": "Example"}]}
    await take(
        store,
        posted(),
        event("Ev2", subtype="message_changed", ts="1772442300.0", message=unfurled, previous_message=FIRST),
    )
    assert len(await store.read(lambda tx: messages.versions(tx, "T1", "C1", TS))) == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "message", "channel": "C1", "ts": None, "text": "no time"},
        {"type": "message", "channel": {"id": "C1"}, "ts": TS},
        {"type": "message", "channel": "C1", "subtype": "message_changed", "message": "text"},
        {"type": "member_joined_channel"},
        "not even an object",
        None,
    ],
)
async def test_a_payload_that_cannot_be_read_is_kept_raw(store: Store, broken: Any) -> None:
    await take(store, {"type": "event_callback", "team_id": "T1", "event_id": "EvX", "event": broken})
    raw = await store.read(lambda tx: tx.execute(select(INBOX_EVENT.c.raw)).scalar())
    assert json.loads(str(raw))["event"] == broken


async def test_characters_that_no_database_holds_lose_nothing_but_themselves(store: Store) -> None:
    odd = wording("half \ud83d of a smile, nul \0 and 🦓") | {"files": [{"name": "a\ud83d.txt"}], "x\0": ["\udc00"]}
    await take(store, event("Ev\0", **odd))
    evidence = await store.read(lambda tx: snapshot.of_channel(tx, "T1", "C1", "inc"))
    assert [(item.text, item.files) for item in evidence] == [("half � of a smile, nul � and 🦓", ("a�.txt",))]
    raw = await store.read(lambda tx: tx.execute(select(INBOX_EVENT.c.raw)).scalar())
    assert json.loads(str(raw))["event"]["x�"] == ["�"]


async def test_a_payload_that_cannot_be_read_loses_its_words_when_its_message_is_deleted(store: Store) -> None:
    odd = {"type": "message", "channel": "C1", "subtype": "message_changed", "message": [SECRET], "of": TS}
    await take(store, {"type": "event_callback", "team_id": "T1", "event_id": "EvX", "event": odd}, STORY[3])
    raws = await store.read(lambda tx: tx.execute(select(INBOX_EVENT.c.raw)).scalars().all())
    assert not any(SECRET in (raw or "") for raw in raws)


async def test_debriefs_own_posts_are_no_evidence(store: Store) -> None:
    await take(store, event("Ev1", user="UBOT", bot_id="BBOT", ts=TS, text="The draft says"))
    assert len(await store.read(lambda tx: snapshot.of_channel(tx, "T1", "C1", "inc"))) == 0


async def test_the_first_message_of_an_unknown_channel_asks_for_a_look_at_it(store: Store) -> None:
    await take(store, posted())
    job = await store.write(lambda tx: jobs.claim(tx, timedelta(seconds=30)))
    assert job is not None
    assert (job.kind, job.key) == ("channel", "C1")


async def test_a_channel_that_is_no_incidents_keeps_nothing(store: Store) -> None:
    await store.write(lambda tx: channels.describe(tx, "T1", "C1", name="random", capture="no"))
    await take(store, posted())
    assert await state(store) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("inc-7", True),
        ("incident-checkout", True),
        ("sev1-db", True),
        ("Inc-Upper", True),
        ("including", False),
        ("general", False),
    ],
)
def test_a_channels_name_says_whether_it_is_an_incidents(name: str, expected: bool) -> None:
    assert named_like_one(name, ("inc-*", "incident-*", "sev*-*")) is expected


def test_a_channels_name_makes_a_first_title() -> None:
    assert title_of("inc-checkout-down") == "Checkout down"
    assert title_of("sev1-payments_slow") == "Payments slow"
    assert (title_of("INC-API-Down"), title_of("incident-inc-42")) == ("API Down", "Incident 42")
    assert (title_of("inc-42"), title_of("inc"), title_of("")) == ("Incident 42", "Inc", "Untitled incident")
