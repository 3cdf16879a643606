"""What a shell and a person get from the command line when something is amiss."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import __version__


def call(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {key: value for key, value in os.environ.items() if not key.startswith(("SLACK_", "JIRA_", "ANTHROPIC_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], env=own | environment, capture_output=True, text=True, timeout=60
    )


def test_help_names_every_command_and_the_exit_codes() -> None:
    helped = call("--help")
    assert helped.returncode == 0
    for word in ("demo", "run", "draft", "Exit codes", "130"):
        assert word in helped.stdout


def test_the_version_is_said() -> None:
    assert call("--version").stdout == f"Debrief {__version__}\n"


def test_an_unknown_command_suggests_the_nearest_and_is_the_persons_to_mend() -> None:
    met = call("drat")
    assert met.returncode == 2
    assert "Did you mean 'draft'" in met.stderr
    assert "Traceback" not in met.stderr


def test_a_mistake_is_one_sentence_on_standard_error() -> None:
    met = call("draft", "nowhere.zip")
    assert (met.returncode, met.stdout) == (2, "")
    assert met.stderr == "There is no file or folder “nowhere.zip”.\n"


def test_a_value_that_is_none_of_those_there_are_is_told_them() -> None:
    met = call("draft", "export.zip", "--drafter", "gpt")
    assert met.returncode == 2
    assert "'gpt' is not one of 'rules', 'claude'" in met.stderr
    assert "Value error" not in met.stderr


def test_help_is_given_for_its_short_form_too() -> None:
    assert call("draft", "-h").stdout == call("draft", "--help").stdout


def test_all_missing_settings_are_listed_at_once(tmp_path: Path) -> None:
    met = call("run", JIRA_URL="jira.example.com", DEBRIEF_HTTP_PORT="many")
    assert met.returncode == 2
    for word in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DEBRIEF_HTTP_PORT", "JIRA_URL", "JIRA_API_TOKEN"):
        assert word in met.stderr
    assert "Traceback" not in met.stderr


def test_a_reader_that_leaves_early_is_no_failure() -> None:
    piped = subprocess.run(
        f"{sys.executable} -m bot demo | head -1", shell=True, capture_output=True, text=True, timeout=60
    )
    assert piped.stderr == ""


def test_an_output_that_takes_nothing_is_told_and_no_output_is_no_failure() -> None:
    told = subprocess.run(
        f"{sys.executable} -m bot --help >/dev/full", shell=True, capture_output=True, text=True, timeout=60
    )
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
    assert "cannot be written" in told.stderr
    silent = subprocess.run(f"{sys.executable} -m bot --version >&-", shell=True, capture_output=True, timeout=60)
    assert (silent.returncode, silent.stderr) == (0, b"")


def test_what_lint_found_counts_though_nobody_reads_it_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "blame.md").write_text("Tom broke production. He should have tested it.\n" * 500, "utf-8")
    piped = f"set -o pipefail; {sys.executable} -m bot lint {tmp_path / 'blame.md'} --json | head -1"
    assert subprocess.run(["bash", "-c", piped], capture_output=True, timeout=60, check=False).returncode == 1


def test_a_name_that_is_too_long_for_a_file_is_one_sentence() -> None:
    met = call("draft", "a" * 300)
    assert (met.returncode, met.stderr.count("\n")) == (2, 1)


def test_json_on_standard_output_is_as_it_is_in_a_file(tmp_path: Path) -> None:
    export = tmp_path / "export"
    (export / "inc-x").mkdir(parents=True)
    (export / "channels.json").write_text('[{"id": "C1", "name": "inc-x"}]', "utf-8")
    row = {"type": "message", "user": "U1", "ts": "1935820920.000001", "text": "checkout is down \u202e now"}
    (export / "inc-x" / "2031-05-06.json").write_text(json.dumps([row]), "utf-8")
    asked = ("draft", str(export), "--drafter", "rules", "--json")
    printed = call(*asked).stdout
    assert call(*asked, "-o", str(tmp_path / "out.json")).returncode == 0
    assert printed == (tmp_path / "out.json").read_text("utf-8")


def test_what_is_quoted_from_outside_steers_no_terminal() -> None:
    assert "\x1b" not in call("draft", "a\x1b]0;owned\x07.zip").stderr


@pytest.mark.parametrize("arguments", [["--help"], ["draft", "--help"], ["run", "--help"], ["--version"]])
def test_asking_for_help_loads_nothing_heavy(arguments: list[str]) -> None:
    told = (
        "import sys, json, io, contextlib\n"
        "from bot.command_line import main\n"
        "with contextlib.redirect_stdout(io.StringIO()): main(json.loads(sys.argv[1]))\n"
        "heavy = {'anthropic', 'jira', 'slack_bolt', 'slack_sdk', 'sqlalchemy', 'sqlmodel', 'aiohttp', 'apscheduler'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    ran = subprocess.run([sys.executable, "-c", told, json.dumps(arguments)], capture_output=True, text=True)
    assert ran.stdout == "[]\n", ran.stderr
