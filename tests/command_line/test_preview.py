"""`python -m bot preview`: exactly what a model would be sent, and nothing is sent."""

import asyncio
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.command_line import main
from tests.drafting.model_server import ModelServer, Refuses, shown_to, task_of
from tests.drafting.planted import Maker, tokens

SECRET = tokens(Maker())["AWS key"]
LINES = (
    "checkout is down since 14:05",
    f"root cause: the job used {SECRET}, and the password is marzipan",
    "mail jane.roe@example.com about it",
)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A small export of one incident channel."""
    folder = tmp_path / "export"
    (folder / "inc-7").mkdir(parents=True)
    (folder / "channels.json").write_text(json.dumps([{"id": "C1", "name": "inc-7"}]))
    (folder / "users.json").write_text(json.dumps([{"id": "U1", "team_id": "T0123ABCD", "real_name": "Maya Lind"}]))
    said = [
        {"type": "message", "user": "U1", "ts": f"{1760000000 + n * 60}.000100", "text": text}
        for n, text in enumerate(LINES)
    ]
    (folder / "inc-7" / "2025-10-09.json").write_text(json.dumps(said))
    return folder


@dataclass(frozen=True)
class Said:
    """What a command gave back and wrote."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Calls a command with settings of the environment."""
    for name in [name for name in os.environ if name.startswith(("ANTHROPIC_", "MASK_", "DATABASE_"))]:
        monkeypatch.delenv(name)

    def run(*arguments: str, **settings: str) -> Said:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        code = main(list(arguments))
        return Said(code, *capsys.readouterr())

    return run


def without_code(text: str) -> str:
    """The text without the code in its markers, which is another in each process."""
    code = text.partition("<<<evidence ")[2][:16]
    return text.replace(code, "CODE")


def test_without_a_model_it_shows_what_one_would_be_sent_and_says_so(call: Call, export: Path) -> None:
    shown = call("preview", str(export))
    assert shown.code == 0
    for words in (
        "--- system\n",
        "the job used [secret:AWS-access-key]",
        "the password is [secret:password]",
        "--- task\n",
    ):
        assert words in shown.out
    assert "--- replaced: 1 AWS-access-key, 1 password\n" in shown.out
    assert SECRET not in shown.out + shown.err
    assert "jane.roe@example.com" in shown.out
    assert "No model is configured" in shown.err


def test_personal_data_is_replaced_where_the_setting_says_so(call: Call, export: Path) -> None:
    shown = call("preview", str(export), MASK_PERSONAL_DATA="true")
    assert re.search(r"mail \[e-mail-[0-9a-f]{6}\] about it", shown.out)
    assert "1 e-mail" in shown.out


async def test_it_is_what_a_draft_sends(call: Call, export: Path) -> None:
    async with ModelServer(Refuses(401)) as server:
        settings = {"ANTHROPIC_BASE_URL": server.url}
        await asyncio.to_thread(call, "draft", str(export), "--drafter", "claude", **settings)
        shown = await asyncio.to_thread(call, "preview", str(export), **settings)
    (request,) = server.requests
    parts = {
        "system": request["system"][0]["text"],
        "evidence": without_code(shown_to(request)),
        "task": task_of(request),
    }
    expected = "".join(f"--- {name}\n{text}\n\n" for name, text in parts.items())
    assert without_code(shown.out).startswith(f"{expected}--- replaced: ")


def test_an_incident_of_the_database_is_shown_by_its_number(call: Call, export: Path, tmp_path: Path) -> None:
    database = {"DATABASE_URL": f"sqlite:///{tmp_path / 'debrief.db'}"}
    assert call("import", str(export), "--workspace", "T0123ABCD", **database).code == 0
    shown = call("preview", "INC-1", **database)
    assert "the job used [secret:AWS-access-key]" in shown.out
    assert SECRET not in shown.out
    missing = call("preview", "INC-9", **database)
    assert (missing.code, missing.out) == (2, "")
    assert missing.err == "The database of DATABASE_URL holds no INC-9.\n"
