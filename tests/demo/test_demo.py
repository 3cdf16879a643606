"""`python -m bot demo`, run as a person runs it."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bot.demo import show

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def demo() -> subprocess.CompletedProcess[str]:
    """One run of the demo without a terminal, in an environment that sets nothing up."""
    environment = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot", "demo"],
        cwd=ROOT,
        env=environment | {"PYTHONUTF8": "1", "COLUMNS": "80"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_it_succeeds_and_complains_of_nothing(demo: subprocess.CompletedProcess[str]) -> None:
    assert (demo.returncode, demo.stderr) == (0, "")


def test_without_a_terminal_it_prints_no_control_characters(demo: subprocess.CompletedProcess[str]) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", demo.stdout)
    assert max(len(line) for line in demo.stdout.splitlines()) <= 80


@pytest.mark.parametrize(
    "line",
    [
        r"INC-1 is resolved after 2 h",
        r"Post-mortem draft: Card payments slow at checkout",
        r"🎧 started a huddle",
        r"Slack does not let\s+apps hear or read what was said",
        r"📎 queue-huddle\.vtt",
        r"🔒 only Anneke sees: Who is “ops-ipad”\? → chooses Hal",
        r"Rosa +/catchup\n╭─ 🔒 only Rosa sees this",
        r"14:34 UTC Cause, likely: our Idempotency-Key",
        r"136 messages and 7 spoken lines by 8 people",
        r"\bTimeline\b",
        r"14:44 UTC The new doubles are caused by payments-worker",
        r"Nobody typed the line of 14:44\. Inês said it in the huddle; it cites line 4",
        r"\bProbable causes\b",
        r"\[ File in Jira \]  \[ Done \]  \[ Edit \]  \[ Dismiss \]",
        r"messages are cited",
        r"Jira ─",
        r"\bOPS-1\b",
        r"Filed as OPS-1",
        r"Anneke opens Debrief's Home tab\n─+\n╭─ 🔒 only Anneke sees this",
        r"1 is yours · 1 of yours is overdue",
        r"✓ not in the database",
        r"✓ not in the private answers and Homes",
        r"python -m bot draft YOUR_EXPORT\.zip",
    ],
)
def test_it_shows_the_whole_way_to_the_ticket(demo: subprocess.CompletedProcess[str], line: str) -> None:
    assert re.search(line, demo.stdout)


def test_the_deleted_number_is_seen_only_when_it_is_posted(demo: subprocess.CompletedProcess[str]) -> None:
    assert demo.stdout.count("+44 7700 900417") == 1


def test_a_demo_that_cannot_start_says_so_in_one_line_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert show(Console(file=io.StringIO()), tmp_path / "nowhere") == 1
    assert re.fullmatch(r"The demo broke off: .*nowhere.*\n", capsys.readouterr().err)
