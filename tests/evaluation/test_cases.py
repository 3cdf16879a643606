"""Incidents as folders: good ones, and whatever else may lie there."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bot.errors import UnreadableCase
from bot.evaluation.cases import read_cases
from tests.evaluation.folders import EVIDENCE, SOURCE, TRUTH, case, messages, people, ts


def refusal(path: Path) -> str:
    """The one sentence with which the incidents at `path` are refused."""
    with pytest.raises(UnreadableCase) as caught:
        read_cases(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_each_folder_is_an_incident(tmp_path: Path) -> None:
    case(tmp_path / "b")
    case(tmp_path / "a", truth=None, source=None)
    (tmp_path / "notes.txt").write_text("not an incident")
    (tmp_path / ".git").mkdir()
    bare, full = read_cases(tmp_path)
    assert (bare.name, bare.truth, bare.times) == ("a", None, None)
    assert full.name == "b"
    assert full.evidence.items == EVIDENCE.items
    assert full.evidence.channel_name == "inc-names"
    assert full.truth
    assert [len(each.messages) for each in full.truth.events] == [1, 1, 1, 0]
    assert full.times
    assert f"{full.times.started:%H:%M}" == "08:58"


def test_a_single_incident_may_be_named_itself(tmp_path: Path) -> None:
    assert [each.name for each in read_cases(case(tmp_path / "names"))] == ["names"]


def packed(path: Path) -> Path:
    day: Any = {
        "users.json": people(),
        "inc-names/2031-05-06.json": messages(),
        "inc-other/2031-05-06.json": messages(),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in day.items():
            archive.writestr(name, json.dumps(content))
    return path


def test_an_export_in_the_folder_is_read_and_source_names_its_channel(tmp_path: Path) -> None:
    folder = tmp_path / "names"
    folder.mkdir()
    packed(folder / "export.zip")
    (folder / "truth.json").write_text(json.dumps(TRUTH))
    assert "choose one" in refusal(tmp_path)
    (folder / "source.json").write_text(json.dumps(SOURCE))
    assert len(read_cases(tmp_path)[0].evidence) == len(EVIDENCE)


def test_an_export_by_itself_is_an_incident(tmp_path: Path) -> None:
    assert read_cases(packed(tmp_path / "export.zip"), "inc-names")[0].name == "export"


def test_earlier_wordings_are_kept(tmp_path: Path) -> None:
    row = messages()[3]
    after = row | {"text": "reworded", "edited": {"ts": "1935826000.000000"}}
    edit = {"subtype": "message_changed", "ts": "1935826000.000100", "message": after, "previous_message": row}
    found = read_cases(case(tmp_path / "names", messages=[*messages(), edit]))[0].evidence.get(row["ts"])
    assert found
    assert (found.text, found.earlier) == ("reworded", (("", row["text"]),))


def test_an_edit_without_a_time_that_can_be_read_does_not_break_the_drafter(tmp_path: Path) -> None:
    row = messages()[1] | {"edited": {"ts": "yesterday"}}
    edit = {"subtype": "message_changed", "ts": row["ts"], "message": row, "previous_message": row | {"text": "before"}}
    read = read_cases(case(tmp_path / "names", messages=[edit, *messages()]))[0]
    assert [(item.version, item.earlier) for item in read.evidence.as_told() if item.earlier or item.version] == []


def test_folders_whose_names_look_the_same_are_refused(tmp_path: Path) -> None:
    for end in "ab":
        case(tmp_path / ("long" * 30 + end))
    assert "the same name" in refusal(tmp_path)


def test_a_time_without_a_zone_is_utc(tmp_path: Path) -> None:
    times = read_cases(
        case(tmp_path / "names", source={"started": "2031-05-06T10:58:00+02:00", "resolved": "2031-05-06 09:35"})
    )[0].times
    assert times
    assert f"{times.started:%H:%M} {times.resolved:%H:%M %Z}" == "08:58 09:35 UTC"


def test_times_do_not_count_where_the_incident_was_not_over(tmp_path: Path) -> None:
    assert read_cases(case(tmp_path / "names", source=SOURCE | {"ends_resolved": False}))[0].times is None


def test_empty_entries_are_passed_over(tmp_path: Path) -> None:
    empty: dict[str, Any] = {"timeline": [{"at": None, "what": "", "message_ts": []}], "actions": None}
    truth = read_cases(case(tmp_path / "names", truth=empty))[0].truth
    assert truth
    assert truth.events == ()


NAMED = "“names/truth.json”"
EVENT = {"what": "Full", "message_ts": [ts("FIRING")]}


@pytest.mark.parametrize(
    ("truth", "sentence"),
    [
        ("{", f"{NAMED} is not valid JSON"),
        ("[" * 100_000, f"{NAMED} is not valid JSON"),
        ("\xff", f"{NAMED} is not valid JSON"),
        ("[]", f"{NAMED} does not hold a JSON object."),
        ({"timeline": {}}, ""),
        ({"timeline": "all of it"}, f"{NAMED}: “timeline” is not a list."),
        ({"timeline": [EVENT] * 501}, f"{NAMED}: “timeline” has more than 500 entries."),
        ({"timeline": ["Full"]}, f"{NAMED}: “timeline”, entry 1, is not a JSON object."),
        ({"timeline": [EVENT | {"what": 7}]}, "needs “what” as a text"),
        ({"timeline": [EVENT | {"what": " "}]}, "names messages, but not in “what” what they state"),
        ({"timeline": [EVENT | {"message_ts": 1935820920.0}]}, "needs “message_ts” as a list"),
        ({"timeline": [EVENT | {"message_ts": [1935820920.0]}]}, "needs “message_ts” as a list"),
        ({"timeline": [EVENT | {"message_ts": ["1.000001"]}]}, "truth.json names the message 1.000001"),
        ({"timeline": [EVENT | {"at": "noon"}]}, "“timeline”, entry 1, “at” is not a time such as"),
        ({"timeline": [EVENT | {"at": 12}]}, "is not a time such as"),
        ({"timeline": [EVENT | {"at": "0001-01-01T00:00:00+23:00"}]}, "is not a time such as"),
        ({"root_causes": [{"text": "x", "match": "disk"}]}, "needs “match” as a list of lists of words"),
        ({"root_causes": [{"text": "x", "match": ["disk"]}]}, "needs “match” as a list of lists of words"),
    ],
)
def test_a_truth_that_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, truth: Any, sentence: str) -> None:
    folder = case(tmp_path / "names", truth=truth)
    if sentence:
        assert sentence in refusal(folder)
    else:
        assert read_cases(folder)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("{", "names: Line 1 of “channel.jsonl” is not valid JSON"),
        (f"{json.dumps(messages()[0])}\n\n[]", "names: Line 3 of “channel.jsonl” is not a JSON object"),
        ('{"ts": 5}\n{"ts": "soon"}', "names: its channel holds no message that can be read."),
        ("", "names: its channel holds no message that can be read."),
        ("\n" * 400_001, "names: “channel.jsonl” has more than 400,000 lines"),
    ],
)
def test_a_channel_that_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, lines: str, sentence: str) -> None:
    assert sentence in refusal(case(tmp_path / "names", messages=lines))


def test_files_that_are_far_too_large_are_not_read(tmp_path: Path) -> None:
    for name, size in (("truth.json", 9), ("channel.jsonl", 65)):
        folder = case(tmp_path / name)
        with (folder / name).open("ab") as file:
            file.truncate(size * 1024 * 1024)
        assert f"{name}” is larger than {size - 1} MB" in refusal(folder)


def test_users_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    assert "users.json” is not valid JSON" in refusal(case(tmp_path / "names", people="{"))


@pytest.mark.parametrize("content", [{"started": []}, {"started": "then"}])
def test_a_source_that_cannot_be_read_is_refused(tmp_path: Path, content: Any) -> None:
    assert "“names/source.json”: “started” is not a time" in refusal(case(tmp_path / "names", source=content))


def test_what_is_no_incident_is_refused(tmp_path: Path) -> None:
    assert "There is no file or folder" in refusal(tmp_path / "nowhere")
    assert "holds no incidents" in refusal(tmp_path)
    (tmp_path / "empty").mkdir()
    assert f"“{tmp_path.name}” holds no incidents" in refusal(tmp_path)
    case(tmp_path / "names")
    assert refusal(tmp_path) == "empty: it holds neither channel.jsonl nor a Slack export."


def test_json_that_breaks_off_is_told_with_its_line(tmp_path: Path) -> None:
    folder = case(tmp_path / "names")
    (folder / "truth.json").write_text('{\n "timeline": [\n', encoding="utf-8")
    assert refusal(folder) == f"{NAMED} is not valid JSON: look at line 3, column 1, or just before."


def test_a_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    case(tmp_path / "names")
    (tmp_path / "in\x1b]0;owned\x07c").mkdir()
    assert "\x1b" not in refusal(tmp_path)
