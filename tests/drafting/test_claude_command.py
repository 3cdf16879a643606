"""`python -m bot draft --drafter claude`, as a process of its own."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.drafting import answers, fiction
from tests.drafting.model_server import ModelServer, Refuses, Says

ROOT = Path(__file__).parents[2]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """The name servers' incident as a Slack export."""
    evidence = fiction.channel(fiction.NAME_SERVERS)
    rows = [{"type": "message", "ts": item.ts, "user": item.author.id, "text": item.text} for item in evidence]
    people = [{"id": person.id, "name": person.name, "is_bot": person.is_bot} for person in evidence.people.values()]
    folder = tmp_path / "export"
    (folder / "inc-names").mkdir(parents=True)
    (folder / "inc-names" / "2031-05-06.json").write_text(json.dumps(rows))
    (folder / "users.json").write_text(json.dumps(people))
    return folder


async def command(export: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs where no .env lies, with nothing but this environment."""
    line = [sys.executable, "-m", "bot", "draft", str(export), "--json", *options]
    where = {"PYTHONPATH": str(ROOT), **environment}
    return await asyncio.to_thread(
        subprocess.run, line, cwd=export, env=where, capture_output=True, text=True, check=False, timeout=60
    )


async def test_the_environment_names_the_model(export: Path) -> None:
    async with ModelServer(Says(json.dumps(answers.good()))) as server:
        done = await command(export, ANTHROPIC_BASE_URL=server.url, DEBRIEF_MODEL="local-1")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["drafter"] == "local-1 (checked)"
    assert server.requests[0]["model"] == "local-1"


async def test_rules_can_be_asked_for_all_the_same(export: Path) -> None:
    async with ModelServer(Says("never asked")) as server:
        done = await command(export, "--drafter", "rules", ANTHROPIC_BASE_URL=server.url)
    assert json.loads(done.stdout)["drafter"] == "extractive"
    assert server.requests == []


async def test_if_the_model_does_not_answer_rules_do_and_it_is_said(export: Path) -> None:
    async with ModelServer(Refuses(401)) as server:
        done = await command(
            export, "--drafter", "claude", ANTHROPIC_BASE_URL=server.url, ANTHROPIC_API_KEY="sk-secret"
        )
    assert done.returncode == 0
    assert "so rules wrote this draft" in done.stderr
    assert "so rules wrote this draft" in json.loads(done.stdout)["note"]
    assert "sk-secret" not in done.stderr


async def test_without_a_model_in_the_settings_it_says_what_to_set(export: Path) -> None:
    done = await command(export, "--drafter", "claude")
    assert done.returncode == 2
    assert "ANTHROPIC_API_KEY" in done.stderr
