"""Past incidents taken over from an export: whole, once, and with nothing that was deleted."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.incident import Status
from bot.domain.observation import Deleted
from bot.errors import UserMistake
from bot.features import ingest
from bot.features.import_export import Progress, Report, Wanted, import_export
from bot.slack.gateway import EVENT_TYPE
from storage import incidents, messages, snapshot
from storage.store import Store
from tests.databases import Database

BEGAN = datetime(2030, 3, 17, 9, 0, tzinfo=UTC)
USERS = [
    {"id": "U1", "team_id": "T0RED", "real_name": "Ines Okoro", "tz": "Europe/Madrid"},
    {"id": "U2", "real_name": "Tom"},
]
CHANNELS = [{"id": "C1", "name": "inc-red"}, {"id": "C2", "name": "general"}]
WANTED = Wanted(("inc-*",))


def ts(minutes: float) -> str:
    return f"{(BEGAN + timedelta(minutes=minutes)).timestamp():.6f}"


def message(text: str, minutes: float = 0, **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": "U1", "text": text, "ts": ts(minutes), **more}


TALK = [
    message("checkout is down since 08:55, 503s everywhere"),
    message("root cause: the pool limit of 20", 12, user="U2"),
    message("raised it to 200, all clear, errors are back to zero", 20),
]


def export(folder: Path, *talk: dict[str, Any], **more: Any) -> Path:
    entries: dict[str, Any] = {"users.json": USERS, "channels.json": CHANNELS, "inc-red/2030-03-17.json": list(talk)}
    with zipfile.ZipFile(folder / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (entries | more).items():
            archive.writestr(name, content if isinstance(content, (str, bytes)) else json.dumps(content))
    return folder / "export.zip"


async def take(store: Store, path: Path, wanted: Wanted = WANTED, **more: Any) -> Report:
    return await import_export(store, path, wanted, ingest.erase, more.get("tell", lambda _: None))


async def texts(store: Store, channel: str = "C1") -> list[str]:
    evidence = await store.read(lambda tx: snapshot.of_channel(tx, "T0RED", channel, ""))
    return [item.text for item in evidence]


async def test_a_channel_becomes_a_resolved_incident_with_its_words_and_people(store: Store, tmp_path: Path) -> None:
    path = export(tmp_path, *TALK, **{"general/2030-03-17.json": [message("lunch?")]})
    report = await take(store, path)
    incident = await store.read(lambda tx: incidents.of_channel(tx, "T0RED", "C1"))
    assert incident is not None
    assert (incident.name, incident.title, incident.status) == ("INC-1", "Red", Status.RESOLVED)
    assert (incident.opened_at, incident.resolved_at) == (BEGAN, BEGAN + timedelta(minutes=20))
    evidence = await store.read(lambda tx: snapshot.of_incident(tx, incident))
    assert [item.author.name for item in evidence] == ["Ines Okoro", "Tom", "Ines Okoro"]
    assert [(each.channel, each.new, each.known, each.incident) for each in report.taken] == [
        ("inc-red", 3, 0, "INC-1")
    ]
    assert +report.left == {"conversations that are not named like an incident's": 1}
    assert await texts(store, "C2") == []


async def test_taken_twice_it_is_there_once(store: Store, database: Database, tmp_path: Path) -> None:
    path = export(tmp_path, *TALK)
    await take(store, path)
    report = await take(store, path)
    assert [(each.new, each.known) for each in report.taken] == [(0, 3)]
    assert database.rows("select count(*) from incident") == [(1,)]
    assert database.rows("select count(*) from message_version") == [(3,)]


async def test_a_longer_export_adds_what_is_new_and_moves_the_end(store: Store, tmp_path: Path) -> None:
    await take(store, export(tmp_path, *TALK[:1]))
    report = await take(store, export(tmp_path, *TALK))
    assert [(each.new, each.known) for each in report.taken] == [(2, 1)]
    incident = await store.read(lambda tx: incidents.of_channel(tx, "T0RED", "C1"))
    assert incident is not None
    assert incident.resolved_at == BEGAN + timedelta(minutes=20)


async def test_broken_off_it_goes_on_where_it_was(store: Store, database: Database, tmp_path: Path) -> None:
    talk = [message(f"line {n}", n / 10) for n in range(450)]
    path = export(tmp_path, *talk[:250], **{"inc-red/2030-03-18.json": talk[250:]})

    def break_off(progress: Progress) -> None:
        if progress.messages >= 300:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await take(store, path, tell=break_off)
    stored = database.rows("select count(*) from message")[0][0]
    assert 300 <= stored < 450
    report = await take(store, path)
    assert [(each.new, each.known) for each in report.taken] == [(450 - stored, stored)]
    assert await texts(store) == [each["text"] for each in talk]


async def test_edits_and_deletions_filed_as_events_count(store: Store, database: Database, tmp_path: Path) -> None:
    edit = {
        "subtype": "message_changed",
        "ts": ts(30),
        "message": TALK[1] | {"text": "the limit of 25", "edited": {"ts": ts(30)}},
    }
    gone = {"subtype": "message_deleted", "ts": ts(31), "deleted_ts": ts(0), "previous_message": TALK[0]}
    await take(store, export(tmp_path, *TALK, **{"inc-red/2030-03-18.json": [edit, gone]}))
    assert await texts(store) == ["the limit of 25", TALK[2]["text"]]
    assert not database.holds("503s everywhere")


async def test_what_was_deleted_in_slack_does_not_come_back(store: Store, tmp_path: Path) -> None:
    path = export(tmp_path, *TALK)
    await take(store, path)
    await store.write(lambda tx: ingest.erase(tx, "T0RED", Deleted("C1", ts(12))))
    (tmp_path / "again").mkdir()
    report = await take(store, export(tmp_path / "again", *TALK, message("one more", 40)))
    assert [(each.new, each.known) for each in report.taken] == [(1, 2)]
    assert report.left["messages that were deleted in Slack"] == 1
    assert "root cause" not in " ".join(await texts(store))


async def test_reactions_pins_files_and_threads_come_along(store: Store, tmp_path: Path) -> None:
    root = message("it is red", reactions=[{"name": "eyes", "users": ["U1", "U2"], "count": 2}], thread_ts=ts(0))
    reply = message("graph", 1, thread_ts=ts(0), files=[{"id": "F1", "name": "graph.png"}])
    pinned = [{"id": "C1", "name": "inc-red", "pins": [{"id": ts(0), "type": "C"}]}]
    await take(store, export(tmp_path, root, reply, **{"channels.json": pinned}))
    first, second = (await store.read(lambda tx: snapshot.of_channel(tx, "T0RED", "C1", ""))).items
    assert (first.pinned, [(each.name, each.count) for each in first.reactions]) == (True, [("eyes", 2)])
    assert (second.is_reply, second.files) == (True, ("graph.png",))


async def test_debriefs_own_posts_are_no_evidence(store: Store, tmp_path: Path) -> None:
    by_metadata = message("draft", 1, bot_id="B9", metadata={"event_type": EVENT_TYPE, "event_payload": {}})
    by_name = message("draft", 2, bot_id="B9", bot_profile={"name": "Debrief"})
    report = await take(store, export(tmp_path, *TALK, by_metadata, by_name))
    assert report.left["posts of Debrief itself"] == 2
    assert "draft" not in await texts(store)


async def test_a_channel_with_a_live_incident_gets_words_and_no_second_incident(store: Store, tmp_path: Path) -> None:
    await store.write(lambda tx: incidents.add(tx, team="T0RED", channel="C1", title="Live", by="U1"))
    report = await take(store, export(tmp_path, *TALK))
    assert [each.incident for each in report.taken] == ["INC-1"]
    incident = await store.read(lambda tx: incidents.of_channel(tx, "T0RED", "C1"))
    assert incident is not None
    assert (incident.title, incident.status) == ("Live", Status.OPEN)


async def test_one_broken_file_costs_only_itself(store: Store, tmp_path: Path) -> None:
    report = await take(
        store, export(tmp_path, *TALK, **{"inc-red/2030-03-16.json": "[{", "inc-red/2030-03-18.json": "{}"})
    )
    assert [each.new for each in report.taken] == [3]
    assert [why for why in report.left if "2030-03-16.json” is not valid JSON" in why]


async def test_odd_messages_are_counted_and_the_rest_is_taken(store: Store, tmp_path: Path) -> None:
    odd = [message("no time", ts="soon"), 7, None, {"ts": ts(3)}, message("half \ud800 a pair \0", 4)]
    report = await take(store, export(tmp_path, *TALK, *odd))  # type: ignore[arg-type]
    assert report.left["messages that cannot be read"] == 3
    assert "half \ufffd a pair \ufffd" in await texts(store)


async def test_a_chosen_channel_is_taken_whatever_its_name(store: Store, tmp_path: Path) -> None:
    path = export(tmp_path, *TALK, **{"general/2030-03-17.json": [message("lunch?")]})
    await take(store, path, Wanted(("inc-*",), ("#General",)))
    assert (await texts(store, "C2"), await texts(store)) == (["lunch?"], [])


async def test_what_cannot_be_taken_is_said_before_anything_is_stored(
    store: Store, database: Database, tmp_path: Path
) -> None:
    path = export(tmp_path, *TALK)
    for wanted, word in (
        (Wanted(("sev-*",)), "choose one with --channel: inc-red"),
        (Wanted(("inc-*",), ("blue",)), "no channel “blue”; it has general, inc-red"),
        (Wanted(("inc-*",), (), "acme"), "T0123ABCD"),
    ):
        with pytest.raises(UserMistake, match=word):
            await take(store, path, wanted)
    assert database.rows("select count(*) from message") == [(0,)]


async def test_an_export_of_another_workspace_is_asked_about(store: Store, tmp_path: Path) -> None:
    await store.write(lambda tx: incidents.add(tx, team="T0BLUE", channel="C9", title="Live", by="U1"))
    with pytest.raises(UserMistake, match="of workspace T0RED, and the database holds T0BLUE; give --workspace T0BLUE"):
        await take(store, export(tmp_path, *TALK))
    report = await take(store, export(tmp_path, *TALK), Wanted(("inc-*",), (), "T0BLUE"))
    assert report.workspace == "T0BLUE"


async def test_an_export_that_names_no_workspace_goes_to_the_only_one_there_is(store: Store, tmp_path: Path) -> None:
    nameless = {"users.json": [{"id": "U1", "real_name": "Ines"}]}
    with pytest.raises(UserMistake, match="does not say which workspace"):
        await take(store, export(tmp_path, *TALK, **nameless))
    await store.write(lambda tx: incidents.add(tx, team="T0BLUE", channel="C9", title="Live", by="U1"))
    assert (await take(store, export(tmp_path, *TALK, **nameless))).workspace == "T0BLUE"


async def test_a_past_incident_can_be_reopened_and_gets_its_first_draft_then(store: Store, tmp_path: Path) -> None:
    await take(store, export(tmp_path, *TALK))
    incident = await store.read(lambda tx: incidents.of_channel(tx, "T0RED", "C1"))
    assert incident is not None
    assert incident.was_over
    assert await store.read(lambda tx: incidents.status_changes(tx, incident.id, "resolved")) == []


async def test_versions_of_a_live_channel_stand_beside_the_exports(store: Store, tmp_path: Path) -> None:
    await take(store, export(tmp_path, TALK[0]))
    await take(store, export(tmp_path, TALK[0] | {"text": "checkout is slow", "edited": {"ts": ts(5)}}))
    kept = await store.read(lambda tx: messages.versions(tx, "T0RED", "C1", ts(0)))
    assert [text for _, text in kept] == [TALK[0]["text"], "checkout is slow"]
