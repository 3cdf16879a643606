"""Why each line of a draft by rules is there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.draft import SECTIONS
from bot.drafting.explained import Why, explained
from bot.drafting.extractive import write
from bot.evaluation.cases import read_case
from tests.drafting import fiction

INCIDENTS = Path(__file__).parents[1] / "incidents"
SCRIPTS = (fiction.NAME_SERVERS, fiction.POISONED_QUEUE, fiction.LEAKED_KEY, fiction.QUIET)


def told(script: str) -> tuple[Why, ...]:
    evidence = fiction.channel(script)
    return explained(write(evidence), evidence)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_line_has_a_reason_in_the_order_of_the_document(script: str) -> None:
    draft = write(fiction.channel(script))
    found = [why for why in told(script) if why.section != "times"]
    assert [(why.section, why.line) for why in found] == [
        (section, claim.text) for section in SECTIONS for claim in getattr(draft, section)
    ]
    assert all(why.reasons for why in found)


@pytest.mark.parametrize("folder", sorted(path.name for path in INCIDENTS.iterdir() if path.is_dir()))
def test_no_line_of_a_long_incident_is_without_a_reason(folder: str) -> None:
    evidence = read_case(INCIDENTS / folder).evidence
    assert [why for why in explained(write(evidence), evidence) if not why.reasons] == []


def reasons(section: str, words: str) -> str:
    return next(
        "; ".join(why.reasons) for why in told(fiction.NAME_SERVERS) if why.section == section and words in why.line
    )


def test_a_reason_names_the_words_that_a_rule_looked_for() -> None:
    assert "“found it” puts forward a cause" in reasons("causes", "A record")
    assert "is a sign: found" in reasons("timeline", "no A record")
    assert "“i'll” is a promise; “by friday” is a date; Ravi took it on" in reasons("actions", "plan review")
    assert reasons("times", "Resolved") == "stated in the message as 09:27 UTC"


def test_the_parts_of_a_weight_add_up_to_it() -> None:
    reason = next(each for each in reasons("timeline", "no A record").split("; ") if each.startswith("weighs"))
    weight, _, parts = reason.removeprefix("weighs ").partition(": ")
    summed = sum(float(part.rpartition(" ")[2]) for part in parts.split(", "))
    assert abs(float(weight) - summed) < 1.0, "parts below 0.3 are not shown"


def export(folder: Path) -> Path:
    evidence = fiction.channel(fiction.NAME_SERVERS)
    day = [{"type": "message", "ts": item.ts, "user": item.author.id, "text": item.text} for item in evidence]
    people = [{"id": person.id, "name": person.name, "is_bot": person.is_bot} for person in evidence.people.values()]
    (folder / "inc-names").mkdir()
    (folder / "inc-names" / "2031-05-06.json").write_text(json.dumps(day))
    (folder / "users.json").write_text(json.dumps(people))
    return folder


def ran(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "bot", "draft", *words], capture_output=True, text=True, check=False)


def test_the_command_line_tells_it_to_people_and_to_programs(tmp_path: Path) -> None:
    folder = str(export(tmp_path))
    assert "## Why each line is there" in ran(folder, "--drafter", "rules", "--explain").stdout
    found = json.loads(ran(folder, "--drafter", "rules", "--explain", "--json").stdout)
    assert {"section", "line", "reasons"} == set(found["why"][0])
    assert "why" not in json.loads(ran(folder, "--drafter", "rules", "--json").stdout)


def test_a_model_cannot_say_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "by-hand")
    refused = ran(str(export(tmp_path)), "--drafter", "claude", "--explain")
    assert refused.returncode != 0
    assert "a model cannot" in " ".join(refused.stderr.split())
