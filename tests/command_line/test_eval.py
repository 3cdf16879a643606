"""`python -m bot eval` as a person and a CI see it."""

import json
from pathlib import Path

import pytest

from bot.command_line import main
from tests.drafting import fiction
from tests.evaluation.folders import case, messages, people


@pytest.fixture
def incidents(tmp_path: Path) -> Path:
    """Two incidents, one of them without a truth."""
    case(tmp_path / "incidents" / "names")
    queue = fiction.channel(fiction.POISONED_QUEUE)
    case(tmp_path / "incidents" / "queue", messages=messages(queue), people=people(queue), truth=None, source=None)
    return tmp_path / "incidents"


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> "Call":
    return Call(capsys)


class Call:
    """Runs the command in this process, with rules as the drafter."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        code = main(["eval", *map(str, arguments), "--drafter", "rules"])
        told = self._capsys.readouterr()
        return code, told.out, told.err


def test_a_person_reads_each_figure_its_mean_and_what_is_missing(call: Call, incidents: Path) -> None:
    code, out, err = call(incidents)
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.strip()}
    assert (code, err) == (0, "")
    assert rows["clean"] == ["↑", "1.00", "1.00", "1.00"]
    assert rows["cause_hit_1"] == ["↑", "1.00", "1.00", "–"]
    assert rows["2"] == ["queue"]
    assert "Nothing is known of what was published about queue;" in out
    assert "--template EXPORT" in out


def test_a_machine_gets_json(call: Call, incidents: Path) -> None:
    code, out, _ = call(incidents, "--json", "--leave-one-out")
    told = json.loads(out)
    assert (code, told["ok"], told["mean"]["clean"]) == (0, True, 1.0)
    assert told["cases"]["queue"]["timeline_recall"] is None
    assert told["without"]["names"]["words"] == told["cases"]["queue"]["words"]
    assert told["drafters"] == {"names": "extractive", "queue": "extractive"}


def test_the_means_come_again_without_each_incident(call: Call, incidents: Path) -> None:
    _, out, _ = call(incidents, "--leave-one-out")
    assert "without each incident in turn" in out
    assert out.count("timeline_recall") == 2


def test_many_incidents_are_shown_in_as_many_tables_as_fit(call: Call, tmp_path: Path) -> None:
    for number in range(8):
        case(tmp_path / f"case-{number}", truth=None, source=None)
    _, out, _ = call(tmp_path)
    assert max(map(len, out.splitlines()[:30])) <= 80
    assert out.count("citation_validity") == 2


def test_a_mean_that_is_good_enough_exits_with_0_and_one_that_is_not_with_1(call: Call, incidents: Path) -> None:
    assert call(incidents, "--least", "clean=1", "--least", "brier=0.9")[0] == 0
    code, _, err = call(incidents, "--least", "clean=1", "--least", "timeline_precision=0.99")
    assert code == 1
    assert err.startswith("timeline_precision is 0.")
    assert err.endswith("in the mean, and was to be at least 0.99.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "There is no file or folder “nowhere”.\n"),
        ([], "Name a folder of incidents, or begin one with: python -m bot eval --template EXPORT\n"),
        (["nowhere", "--least", "clen=1"], "There is no metric “clen”; there are citation_validity, cited,"),
        (["--template", "nowhere.zip"], "There is no file or folder “nowhere.zip”.\n"),
    ],
)
def test_a_mistake_is_one_sentence_and_exits_with_2(call: Call, arguments: list[str], sentence: str) -> None:
    code, out, err = call(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(sentence)


def test_a_report_is_written_only_where_asked(call: Call, incidents: Path, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    call(incidents)
    assert set(tmp_path.rglob("*")) == before
    code, _, err = call(incidents, "--report", tmp_path / "report.html")
    assert (code, err) == (0, f"Wrote {tmp_path / 'report.html'}; it quotes the channels.\n")
    assert (tmp_path / "report.html").read_text().startswith("<!doctype html>")


def test_a_report_that_cannot_be_written_is_said_before_anything_is_drafted(call: Call, incidents: Path) -> None:
    code, out, err = call(incidents, "--report", incidents / "no" / "report.html")
    assert (code, out) == (2, "")
    assert "cannot be written" in err


def test_an_export_becomes_an_incident_to_fill_in_and_is_scored_without(
    call: Call, incidents: Path, tmp_path: Path
) -> None:
    folder = incidents / "queue"
    code, out, _ = call("--template", folder)
    assert code == 0
    assert f"Then: python -m bot eval {folder}" in out
    code, out, _ = call(folder, "--least", "cited=1")
    assert code == 0
    assert "Nothing is filled in yet in truth.json of queue;" in out
    assert "--template" not in out
    assert call(folder, "--least", "cause_hit_1=1")[0] == 2
