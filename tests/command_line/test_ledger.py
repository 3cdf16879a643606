"""`python -m bot ledger`."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.command_line import main
from bot.domain.model_call import ModelCall, Usage
from storage import incidents, ledger
from storage.store import Store

USAGE = Usage(fresh=1_000, output=200, cached=30_000, written=4_000, written_for_an_hour=4_000)


async def filled(url: str) -> None:
    """Two calls for INC-1 in May, one that was cut off for no incident, and one without a price in June."""
    now = [datetime(2031, 5, 6, tzinfo=UTC)]
    store = Store(url, lambda: now[0])
    opened = await store.write(lambda tx: incidents.add(tx, team="T1", channel="C1", title="Shop", by=None))

    async def call(purpose: str, model: str, incident: str | None, outcome: str | None, cost: float | None) -> None:
        what = ModelCall("T1", incident, purpose, model, f"{purpose}/v2")
        entry = await store.write(lambda tx: ledger.begin(tx, what, cost))
        if outcome:
            await store.write(lambda tx: ledger.end(tx, entry, outcome, 2.5, USAGE, cost))

    await call("catchup", "claude-x", opened.id, "answered", 0.25)
    await call("catchup", "claude-x", opened.id, "overloaded", 0.0)
    await call("postmortem", "claude-x", None, None, 0.5)
    now[0] = datetime(2031, 6, 1, tzinfo=UTC)
    await call("postmortem", "local", None, "answered", None)
    store.close()


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    url = f"sqlite:///{tmp_path / 'debrief.db'}"
    asyncio.run(filled(url))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["ledger", *options]) == 0
    return capsys.readouterr().out


def test_calls_are_summed_by_month_purpose_and_model(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [" ".join(line.split()) for line in shown(capsys).splitlines()]
    assert rows[0] == "month purpose model calls fresh cached written out dollars seconds outcomes"
    assert rows[1] == "2031-05 catchup claude-x 2 2,000 60,000 8,000 400 $0.25 5.0 1 answered, 1 overloaded"
    assert rows[2] == "2031-05 postmortem claude-x 1 0 0 0 0 $0.50 0.0 1 cut off"
    assert rows[3] == "2031-06 postmortem local 1 1,000 30,000 4,000 200 ? 2.5 1 answered"
    assert rows[4].startswith("all 4 3,000 90,000 12,000 600 $0.75 + ? 7.5 2 answered")
    assert "DEBRIEF_MODEL_PRICES" in rows[5]


def test_a_month_alone_tells_what_is_left_of_its_budget(
    book: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBRIEF_MODEL_BUDGET", "2")
    told = shown(capsys, "--month", "2031-05")
    assert "Budget for 2031-05: $2.00, $0.75 spent, $1.25 left." in told
    assert "2031-06" not in told


def test_an_incident_alone_is_named_as_people_name_it(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(shown(capsys, "--incident", "inc-1", "--json"))
    (workspace,) = told["workspaces"]
    assert [(line["purpose"], line["calls"]) for line in workspace["lines"]] == [("catchup", 2)]
    assert workspace["total"]["outcomes"] == {"answered": 1, "overloaded": 1}
    assert workspace["budget"] is None


@pytest.mark.parametrize("options", [("--month", "May"), ("--incident", "INC-9"), ("--incident", "x")])
def test_what_does_not_exist_is_said_in_a_sentence(
    book: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    assert main(["ledger", *options]) == 2
    assert options[1] in capsys.readouterr().err


def test_without_a_call_the_ledger_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path / 'new.db'}"
    Store(url).close()
    monkeypatch.setenv("DATABASE_URL", url)
    assert shown(capsys) == "No call to a language model has been made yet.\n"


@pytest.mark.parametrize("command", [["ledger"], ["preview", "INC-1"]])
def test_looking_at_a_database_that_is_not_there_does_not_make_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///new.db")
    assert main(command) == 2
    assert capsys.readouterr().err.startswith("There is no database of Debrief's in new.db yet")
    assert list(tmp_path.iterdir()) == []


def test_looking_at_a_database_of_somebody_elses_does_not_change_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///other.db")
    with closing(sqlite3.connect("other.db")) as other:
        other.execute("CREATE TABLE customers (id)")
        other.commit()
        assert main(["ledger"]) == 2
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("customers",)]
    assert "no database of Debrief's in other.db" in capsys.readouterr().err


def test_looking_at_older_tables_does_not_bring_them_up_to_date(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(book / "debrief.db")) as kept:
        kept.execute("UPDATE alembic_version SET version_num = '0001'")
        kept.commit()
        assert main(["ledger"]) == 2
        assert kept.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    assert "of an older Debrief" in capsys.readouterr().err
