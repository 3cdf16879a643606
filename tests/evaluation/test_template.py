"""An incident made of an export, for somebody who has no truth.json yet."""

import json
import zipfile
from pathlib import Path

import pytest

from bot.errors import UnreadableCase
from bot.evaluation.cases import read_cases
from bot.evaluation.template import write_template
from tests.evaluation.folders import EVIDENCE, case, messages, people, ts


@pytest.fixture
def export(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("users.json", json.dumps([each | {"profile": {"email": "a@b.example"}} for each in people()]))
        archive.writestr("inc-names/2031-05-06.json", json.dumps(messages()))
    return tmp_path / "export.zip"


def test_an_export_becomes_an_incident_that_can_be_scored(export: Path, tmp_path: Path) -> None:
    folder = write_template(export, tmp_path / "incidents")
    assert folder == tmp_path / "incidents" / "inc-names"
    (read,) = read_cases(tmp_path / "incidents")
    assert read.evidence.items == EVIDENCE.items
    assert read.truth
    assert read.truth.messages() == set()
    assert read.times is None


def test_messages_are_listed_with_the_timestamps_to_copy(export: Path, tmp_path: Path) -> None:
    listed = (write_template(export, tmp_path / "incidents") / "messages.txt").read_text()
    line = next(line for line in listed.splitlines() if "terraform run at" in line)
    assert line.startswith(f"{ts('terraform run')}  2031-05-06 09:14:00  ↳ Ravi: the terraform run")


def test_of_people_only_their_names_are_taken_along(export: Path, tmp_path: Path) -> None:
    folder = write_template(export, tmp_path / "incidents")
    assert "a@b.example" not in "".join(file.read_text() for file in folder.iterdir())


def test_an_incident_that_lies_there_gets_its_truth_in_place(tmp_path: Path) -> None:
    folder = case(tmp_path / "names", truth=None)
    assert write_template(folder, tmp_path / "elsewhere") == folder
    assert (folder / "truth.json").is_file()
    assert not (tmp_path / "elsewhere").exists()


def test_what_is_there_stays(export: Path, tmp_path: Path) -> None:
    folder = case(tmp_path / "names")
    before = (folder / "truth.json").read_text()
    with pytest.raises(UnreadableCase, match="is there already"):
        write_template(folder, tmp_path)
    assert (folder / "truth.json").read_text() == before
    write_template(export, tmp_path)
    with pytest.raises(UnreadableCase, match="is there already"):
        write_template(export, tmp_path)


def test_a_channels_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "../../etc"}]))
        archive.writestr("C1/2031-05-06.json", json.dumps(messages()))
    assert write_template(tmp_path / "export.zip", tmp_path / "incidents").parent == tmp_path / "incidents"
