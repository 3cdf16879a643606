"""What commands write: whole or not at all, and never over what they read."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from bot.command_line import main
from tests.command_line.test_import import export as export_of


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return export_of(tmp_path, 3)


RULES = ["--channel", "inc-red", "--drafter", "rules"]


def test_a_draft_is_not_written_over_its_export(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = export.read_bytes()
    assert main(["draft", str(export), *RULES, "-o", str(export)]) == 2
    assert "is what is read" in capsys.readouterr().err
    assert export.read_bytes() == before


def test_a_report_is_not_written_over_what_it_scores(tmp_path: Path) -> None:
    assert (
        main(
            [
                "eval",
                str(export_in(tmp_path)),
                "--channel",
                "inc-red",
                "--drafter",
                "rules",
                "--report",
                str(tmp_path / "truth.json"),
            ]
        )
        == 2
    )
    assert (tmp_path / "truth.json").read_text("utf-8") == "{}"


def export_in(folder: Path) -> Path:
    export_of(folder, 3)
    (folder / "truth.json").write_text("{}", "utf-8")
    return folder


def test_what_was_there_stays_where_writing_fails(export: Path, tmp_path: Path) -> None:
    output = tmp_path / "draft.md"
    output.write_text("kept" * 1000, "utf-8")
    told = subprocess.run(
        [
            sys.executable,
            "-m",
            "bot",
            "draft",
            str(export),
            "--channel",
            "inc-red",
            "--drafter",
            "rules",
            "--json",
            "-o",
            str(output),
        ],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "cannot be written" in told.stderr
    assert output.read_text("utf-8") == "kept" * 1000
    assert sorted(each.name for each in tmp_path.iterdir()) == ["draft.md", "export.zip"]


def test_an_import_that_finds_nothing_makes_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///new.db")
    assert main(["import", "missing.zip"]) == 2
    assert list(tmp_path.iterdir()) == []
