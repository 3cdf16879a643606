"""`python -m bot import` as a person and a shell see it."""

import json
import os
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

BEGAN = datetime(2030, 3, 17, 9, 0, tzinfo=UTC)
CHANNELS = [{"id": "C1", "name": "inc-red"}, {"id": "C2", "name": "general"}]


def export(folder: Path, count: int, **more: Any) -> Path:
    days: dict[str, list[dict[str, Any]]] = {}
    for n in range(count):
        at = BEGAN + timedelta(minutes=n)
        row = {"type": "message", "user": "U1", "text": f"line {n}", "ts": f"{at.timestamp():.6f}"}
        days.setdefault(f"inc-red/{at:%Y-%m-%d}.json", []).append(row)
    entries = {"users.json": [{"id": "U1", "team_id": "T0RED", "real_name": "Ines"}], "channels.json": CHANNELS} | days
    with zipfile.ZipFile(folder / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (entries | more).items():
            archive.writestr(name, json.dumps(content))
    return folder / "export.zip"


def command(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    own = {key: value for key, value in os.environ.items() if not key.startswith(("SLACK_", "JIRA_", "ANTHROPIC_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "import", *arguments],
        env=own | {"DATABASE_URL": f"sqlite:///{folder / 'kept.db'}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def call(folder: Path, *arguments: str) -> tuple[int, str, str]:
    process = command(folder, *arguments)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def stored(folder: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{folder / 'kept.db'}?mode=ro", uri=True)) as connection:
            return int(connection.execute("select count(*) from message").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_a_person_reads_what_was_taken_and_what_was_left(tmp_path: Path) -> None:
    path = export(tmp_path, 3, **{"general/2030-03-17.json": [{"type": "message", "text": "lunch?", "ts": "1.000001"}]})
    code, out, err = call(tmp_path, str(path))
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "Taken over into workspace T0RED:"
    assert ["INC-1", "#inc-red", "3", "2030-03-17", "2030-03-17"] in [line.split() for line in out.splitlines()]
    assert "  conversations that are not named like an incident's: 1" in out.splitlines()


def test_a_machine_gets_json(tmp_path: Path) -> None:
    code, out, _ = call(tmp_path, str(export(tmp_path, 3)), "--json")
    told = json.loads(out)
    assert (code, told["workspace"], told["taken"][0]["new"]) == (0, "T0RED", 3)


def test_a_channel_that_is_not_there_is_a_mistake_of_one_sentence(tmp_path: Path) -> None:
    code, out, err = call(tmp_path, str(export(tmp_path, 3)), "--channel", "blue")
    assert (code, out, err) == (2, "", "The export has no channel “blue”; it has general, inc-red.\n")


def test_killed_in_the_middle_it_goes_on_and_takes_nothing_twice(tmp_path: Path) -> None:
    path, count = export(tmp_path, 2500), 2500
    process = command(tmp_path, str(path))
    deadline = time.monotonic() + 60
    while stored(tmp_path) < 300 and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.communicate()
    reached = stored(tmp_path)
    assert 300 <= reached < count
    code, out, _ = call(tmp_path, str(path), "--json")
    taken = json.loads(out)["taken"][0]
    assert (code, taken["new"], taken["known"]) == (0, count - reached, reached)
    assert stored(tmp_path) == count


def test_names_in_an_export_cannot_steer_the_terminal(tmp_path: Path) -> None:
    hostile = [{"id": "C1", "name": "inc-\x1b]0;owned\x07[red]x"}]
    path = export(tmp_path, 1, **{"channels.json": hostile, "inc-\x1b]0;owned\x07[red]x/2030-03-17.json": []})
    _, out, err = call(tmp_path, str(path), "--channel", "nowhere")
    assert "\x1b" not in out + err
    assert "[red]x" in err
