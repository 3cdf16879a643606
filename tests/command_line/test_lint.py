"""`python -m bot lint` as a person and a shell see it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.command_line import main
from bot.drafting.document import to_json, to_markdown
from bot.drafting.extractive import write
from tests.drafting import fiction

BLAMING = "# Outage\n\nIt was human error: Rhea forgot to renew the key.\n"


def call(*arguments: str, said: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "bot", "lint", *arguments], input=said, capture_output=True, timeout=60
    )


def lint(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["lint", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    told: dict[str, Any] = json.loads(lint(capsys, "--json", *arguments)[1])
    findings: list[dict[str, Any]] = told["findings"]
    assert told["ok"] is (findings == [])
    return findings


def test_each_phrase_is_told_with_its_place_and_what_to_say_instead(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "outage.md"
    file.write_text(BLAMING, encoding="utf-8")
    code, out, err = lint(capsys, str(file))
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert lines[0] == f"{file}:3:8: human error: “human error”"
    assert lines[2] == f"{file}:3:26: blame: “forgot to renew the key”"
    assert lines[3] == "    → Renewing the key depended on somebody remembering it."
    assert lines[-1] == "2 findings."


def test_nothing_to_find_is_said_and_is_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "fine.txt"
    file.write_text("The key expired at noon.", encoding="utf-8")
    code, out, _ = lint(capsys, str(file))
    assert (code, out.startswith("Nothing found")) == (0, True)


def test_where_nothing_came_nothing_is_called_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = call("-", said=b"")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"Nothing came on standard input; see whether the command before it failed." in ran.stderr
    file = tmp_path / "empty.md"
    file.write_text(" \n", encoding="utf-8")
    code, out, err = lint(capsys, str(file))
    assert (code, out) == (2, "")
    assert "is empty." in err


def test_several_files_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / name for name in ("a.md", "b.md")]
    for file in files:
        file.write_text(BLAMING, encoding="utf-8")
    assert [row["file"] for row in found(capsys, *map(str, files))] == [str(files[0])] * 2 + [str(files[1])] * 2
    assert lint(capsys, *map(str, files))[1].endswith("4 findings in 2 files.\n")


def test_standard_input_is_read() -> None:
    ran = call("--json", "-", said=BLAMING.encode())
    assert ran.returncode == 1
    assert [row["file"] for row in json.loads(ran.stdout)["findings"]] == ["standard input"] * 2


def test_a_drafts_json_is_read_statement_by_statement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = to_json(write(fiction.channel(fiction.LEAKED_KEY)))
    document["factors"] = [{"text": 'They said "ok",\nbut it was human error.', "evidence": []}]
    file = tmp_path / "draft.json"
    for ascii_only in (False, True):
        file.write_text(json.dumps(document, ensure_ascii=ascii_only, indent=1), encoding="utf-8")
        rows = found(capsys, str(file))
        factor = next(row for row in rows if row["where"] == "factors 1")
        line = file.read_text(encoding="utf-8").splitlines()[factor["line"] - 1]
        assert line[factor["column"] - 1 :].startswith("human error")
        assert {(row["where"], row["kind"]) for row in rows} >= {
            ("causes 1", "single cause"),
            ("actions 2", "ownerless action"),
        }


def test_a_drafts_markdown_has_no_more_findings_than_its_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = write(fiction.channel(fiction.NAME_SERVERS))
    (tmp_path / "draft.md").write_text(to_markdown(draft, lambda ts: None), encoding="utf-8")
    (tmp_path / "draft.json").write_text(json.dumps(to_json(draft)), encoding="utf-8")
    kinds = [[row["kind"] for row in found(capsys, str(tmp_path / f"draft.{end}"))] for end in ("md", "json")]
    assert kinds[0] == kinds[1] == ["ownerless action"] * 2


def test_a_list_of_actions_is_asked_for_owners(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "actions.md"
    file.write_text(
        "## Notes\n- the disk was full\n\n## Action items\n- [ ] Add a limit\n- [x] Clean up\n- [ ] Rotate keys (no owner yet)\n"
        "- [ ] Add a probe (owner: Ravi)\n- Ines will lock the file\n- @tom writes a test\n- The network team will fix routes\n"
        "- Write a drill — Ines Okoro\n- Pin the version\n  and say so in the runbook\n\n"
        "| Action | Owner |\n|---|---|\n| Split the queue | Tom |\n| Raise the quota | TBD |\n",
        encoding="utf-8",
    )
    assert [(row["line"], row["phrase"]) for row in found(capsys, str(file))] == [
        (5, "Add a limit"),
        (7, "Rotate keys (no owner yet)"),
        (13, "Pin the version and say so in the runbook"),
        (19, "Raise the quota | TBD"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone.md", None, "There is no file"),
        ("image.png", b"\x89PNG\xff\xfe\x00", "is not text in UTF-8"),
        ("other.json", b'{"colour": "red"}', "is not a draft as"),
        ("list.json", b"[" * 100_000, "is not a draft as"),
        (".", None, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    code, out, err = lint(capsys, str(tmp_path / name))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert sentence in err


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "outage.md"
    file.write_bytes(b"\xef\xbb\xbf" + BLAMING.replace("\n", "\r\n").encode())
    assert [(row["line"], row["column"]) for row in found(capsys, str(file))] == [(3, 8), (3, 26)]
