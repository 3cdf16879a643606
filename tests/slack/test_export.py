"""Slack exports, good and hostile."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bot.errors import UnreadableExport
from bot.slack.export import read_export

TS = "1900000000.000100"
USERS: list[dict[str, Any]] = [
    {"id": "U1", "name": "ines", "real_name": "Ines Okoro"},
    {"id": "U2", "name": "alarm", "is_bot": True},
]
CHANNELS = [{"id": "C1", "name": "inc-red"}]


def message(text: str = "it is red", ts: str = TS, **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": "U1", "text": text, "ts": ts, **more}


def packed(path: Path, entries: dict[str, Any]) -> Path:
    with zipfile.ZipFile(path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content if isinstance(content, (str, bytes)) else json.dumps(content))
    return path / "export.zip"


def export(path: Path, *messages: dict[str, Any], **more: Any) -> Path:
    entries = {"users.json": USERS, "channels.json": CHANNELS, "inc-red/2030-03-17.json": list(messages)}
    return packed(path, entries | more)


def refusal(path: Path, channel: str | None = None) -> str:
    with pytest.raises(UnreadableExport) as caught:
        read_export(path, channel)
    return str(caught.value)


def test_a_channel_is_read_with_its_people(tmp_path: Path) -> None:
    evidence = read_export(export(tmp_path, message("hello <@U1>")))
    assert [(item.ts, item.author.name, item.text) for item in evidence] == [(TS, "Ines Okoro", "hello @Ines Okoro")]
    assert evidence.channel_name == "inc-red"


def test_a_folder_is_read_like_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(export(tmp_path, message())) as archive:
        archive.extractall(tmp_path / "folder")
    assert len(read_export(tmp_path / "folder")) == 1


def test_an_export_packed_with_its_folder_is_read(tmp_path: Path) -> None:
    entries = {"acme/users.json": USERS, "acme/channels.json": CHANNELS, "acme/inc-red/2030-03-17.json": [message()]}
    assert len(read_export(packed(tmp_path, entries))) == 1


def test_several_channels_must_be_chosen_from(tmp_path: Path) -> None:
    path = export(tmp_path, message(), **{"blue/2030-03-17.json": [message(ts="1900000001.000100")]})
    assert "--channel: blue, inc-red" in refusal(path)
    assert read_export(path, "#blue").channel_name == "blue"
    assert read_export(path, "C1").channel_name == "inc-red"


def test_an_unknown_channel_is_answered_with_those_there_are(tmp_path: Path) -> None:
    assert "inc-red" in refusal(export(tmp_path, message()), "green")


def test_a_message_is_read_once_however_often_it_is_filed(tmp_path: Path) -> None:
    newer = message("it is blue", edited={"ts": "1900000009.000000", "user": "U1"})
    evidence = read_export(export(tmp_path, newer, message(), **{"inc-red/2030-03-18.json": [message()]}))
    assert [(item.text, item.version) for item in evidence] == [("it is blue", "1900000009.000000")]


def test_messages_without_a_timestamp_are_skipped(tmp_path: Path) -> None:
    broken = [{"text": "no time"}, message(ts="soon"), {"ts": 19, "text": "number"}]
    assert len(read_export(export(tmp_path, message(), *broken))) == 1


def test_a_deleted_message_is_left_out(tmp_path: Path) -> None:
    gone = {"subtype": "message_deleted", "ts": "1900000005.000000", "deleted_ts": TS}
    assert len(read_export(export(tmp_path, message(), gone))) == 0


def test_an_edit_filed_as_an_event_replaces_the_message(tmp_path: Path) -> None:
    inner = message("it is green", edited={"ts": "1900000006.000000"})
    edit = {"subtype": "message_changed", "ts": "1900000006.000000", "message": inner}
    assert [item.text for item in read_export(export(tmp_path, message(), edit))] == ["it is green"]


def test_an_app_without_a_user_has_its_own_name(tmp_path: Path) -> None:
    post = {"subtype": "bot_message", "bot_id": "B9", "username": "Deployer", "text": "out", "ts": TS}
    author = read_export(export(tmp_path, post)).items[0].author
    assert (author.id, author.name, author.is_bot) == ("B9", "Deployer", True)


def test_joins_threads_reactions_and_files_are_kept(tmp_path: Path) -> None:
    reply = message(
        "same",
        ts="1900000002.000000",
        thread_ts=TS,
        files=[{"name": "graph.png"}],
        reactions=[{"name": "eyes", "users": ["U1", "U2"]}],
    )
    join = message("<@U1> has joined", ts="1900000003.000000", subtype="channel_join")
    _, second, third = read_export(export(tmp_path, message(thread_ts=TS), reply, join))
    assert (second.is_reply, second.files, second.reactions[0].count) == (True, ("graph.png",), 2)
    assert third.subtype == "channel_join"


def test_users_may_be_a_mapping_or_missing(tmp_path: Path) -> None:
    path = export(tmp_path, message(), **{"users.json": {user["id"]: user for user in USERS}})
    assert read_export(path).items[0].author.name == "Ines Okoro"
    assert read_export(packed(tmp_path, {"inc-red/2030-03-17.json": [message()]})).items[0].author.name == "U1"


def test_names_written_without_the_utf8_flag_are_decoded(tmp_path: Path) -> None:
    path = packed(tmp_path, {"inc-gr????e/2030-03-17.json": [message()]})
    path.write_bytes(path.read_bytes().replace(b"inc-gr????e/", "inc-größe/".encode()))
    assert read_export(path).channel_name == "inc-größe"


def test_a_file_in_another_encoding_is_read_as_well_as_can_be(tmp_path: Path) -> None:
    day = json.dumps([message("r\u00f6tlich")], ensure_ascii=False)
    path = export(tmp_path, **{"inc-red/2030-03-17.json": day.encode("latin-1")})
    assert read_export(path).items[0].text.startswith("r")
    assert read_export(export(tmp_path, **{"inc-red/2030-03-17.json": day.encode("utf-16")})).items[0].text == "rötlich"


def test_broken_json_is_named(tmp_path: Path) -> None:
    assert "inc-red/2030-03-17.json" in refusal(export(tmp_path, **{"inc-red/2030-03-17.json": "[{"}))
    assert "not valid JSON" in refusal(export(tmp_path, **{"inc-red/2030-03-17.json": "[" * 100_000}))


@pytest.mark.parametrize(
    "name", ["/etc/inc.json", "../inc/2030-03-17.json", "a/../../b.json", "C:/x.json", "a\\..\\b.json"]
)
def test_an_entry_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("x")
        info.filename = name
        archive.writestr(info, "[]")
    assert "points outside" in refusal(path)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text(json.dumps([message("secret")]))
    (tmp_path / "export" / "inc-red").mkdir(parents=True)
    (tmp_path / "export" / "channels.json").write_text(json.dumps(CHANNELS))
    (tmp_path / "export" / "inc-red" / "2030-03-17.json").symlink_to(outside)
    assert len(read_export(tmp_path / "export")) == 0


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    assert "far more than a chat" in refusal(export(tmp_path, **{"inc-red/2030-03-17.json": " " * 5_000_000 + "[]"}))


def test_what_is_no_export_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "empty").mkdir()
    assert refusal(tmp_path / "notes.txt").endswith(
        "is not a ZIP file that can be read; give the export as Slack gave it."
    )
    assert "not a Slack export" in refusal(tmp_path / "empty")
    assert "no file or folder" in refusal(tmp_path / "missing.zip")


def test_a_cut_off_zip_is_refused(tmp_path: Path) -> None:
    whole = export(tmp_path, message()).read_bytes()
    (tmp_path / "half.zip").write_bytes(whole[: len(whole) // 2])
    assert "not a ZIP file" in refusal(tmp_path / "half.zip")


def test_an_entry_without_a_name_is_none(tmp_path: Path) -> None:
    path = export(tmp_path, message())
    nameless = zipfile.ZipInfo("x")
    nameless.filename = ""
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(nameless, b"?")
    assert len(read_export(path)) == 1
