"""A database of the first schema, with an incident in it, is brought to the newest and reads as before."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, select

from bot.domain.action_item import ItemState
from bot.domain.incident import Status
from bot.emulator import EmulatedSlack
from storage import action_items, drafts, incidents, jobs, messages, outbox, snapshot
from storage.migrate import config_for, versions
from storage.store import Store
from storage.tables import JOB
from storage.transaction import Tx
from tests.acceptance.kit import MANIFEST, running, settings_for
from tests.databases import Database
from tests.postgres_server import PostgresServer

DUMP = (Path(__file__).parent / "first_schema.sql").read_text(encoding="utf-8")
TEAM, CHANNEL, EDITED = "T0EMULATED", "C0000000004", "1795488824.921239"


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database as the first schema's Debrief left it."""
    file = tmp_path / "old" / "debrief.db"
    file.parent.mkdir()
    with sqlite3.connect(file) as connection:
        connection.executescript(DUMP)
    connection.close()
    sqlite = Database(f"sqlite:///{file}")
    if request.param == "sqlite":
        yield sqlite
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create()
    postgresql = Database(server.url(name))
    _copy(sqlite, postgresql)
    yield postgresql
    server.drop(name)


def _copy(source: Database, target: Database) -> None:
    """The same rows in a PostgreSQL database of the first schema."""
    reading, writing = create_engine(source.url), create_engine(target.url)
    with reading.begin() as old, writing.begin() as new:
        config = config_for()
        config.attributes["connection"] = new
        command.upgrade(config, "0001")
        there, here = MetaData(), MetaData()
        there.reflect(old)
        here.reflect(new)
        for table in there.sorted_tables:
            rows = [_aware(dict(row._mapping)) for row in old.execute(select(table))]
            if rows and table.name != "alembic_version":
                new.execute(here.tables[table.name].insert(), rows)
    reading.dispose()
    writing.dispose()


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for name, value in row.items()}


@pytest.fixture
def upgraded(old: Database) -> Iterator[Store]:
    store = Store(old.url)
    yield store
    store.close()


async def test_messages_keep_their_wordings_and_deletions(upgraded: Store) -> None:
    evidence = await upgraded.read(lambda tx: snapshot.of_channel(tx, TEAM, CHANNEL, "inc-checkout"))
    assert len(evidence) == 10
    assert next(item for item in evidence if item.ts == EDITED).text == "no, provider status is green, ruled out"
    kept = await upgraded.read(lambda tx: messages.versions(tx, TEAM, CHANNEL, EDITED))
    assert [text for _, text in kept] == [
        "no, provider status is green and their latency is flat, ruled out",
        "no, provider status is green, ruled out",
    ]
    assert await upgraded.read(lambda tx: messages.is_deleted(tx, TEAM, CHANNEL, "1795488824.970174"))


async def test_the_incident_its_draft_and_its_items_are_there(upgraded: Store) -> None:
    def look(tx: Tx) -> None:
        incident = incidents.of_channel(tx, TEAM, CHANNEL)
        assert incident
        assert (incident.number, incident.status, incident.severity) == (1, Status.RESOLVED, "SEV2")
        assert incident.resolved_at == datetime(2026, 11, 24, 2, 53, 45, 56936, UTC)
        saved = drafts.of_incident(tx, incident.id, incident.revision)
        assert saved
        assert saved.draft.rests_on("1795488824.921277")
        evidence = drafts.evidence_of(tx, TEAM, CHANNEL, saved.id)
        assert [each.number for each in evidence] == list(range(1, len(evidence) + 1)), "once they had no numbers"
        items = action_items.of_incident(tx, incident.id)
        assert [(item.state, item.ticket_key is not None) for item in items] == [
            (ItemState.FILED, True),
            (ItemState.OPEN, False),
        ]
        assert items[0].evidence == ("1795488824.921447",)

    await upgraded.read(look)


async def test_what_was_sent_and_done_is_not_sent_and_done_again(upgraded: Store) -> None:
    def look(tx: Tx) -> None:
        incident = incidents.of_channel(tx, TEAM, CHANNEL)
        assert incident
        card = outbox.find(tx, TEAM, f"card:{incident.id}")
        assert card
        assert card.ts == "1795488825.038827"
        assert set(tx.execute(select(JOB.c.state)).scalars()) == {"done"}

    await upgraded.read(look)


async def test_the_next_incident_gets_the_next_number(upgraded: Store) -> None:
    opened = await upgraded.write(lambda tx: incidents.add(tx, team=TEAM, channel="C2", title="Next", by=None))
    assert opened.number == 2
    await upgraded.write(lambda tx: jobs.want(tx, TEAM, "card", opened.id))


async def test_the_bot_starts_on_it_and_knows_the_incident(old: Database) -> None:
    async with EmulatedSlack(manifest=MANIFEST) as slack:
        people = [slack.add_user(name) for name in ("maya", "tom", "ines")]
        assert slack.add_channel("inc-checkout", members=people, bot=True) == CHANNEL
        async with running(settings_for(slack, old)):
            answer = await slack.command(people[0], CHANNEL, "/incident", "status")
            await answer.wait()
            assert "INC-1 “Checkout” is resolved, SEV2" in (answer.text or "")


def test_the_versions_are_those_that_alembic_finds() -> None:
    known = [each.revision for each in ScriptDirectory.from_config(config_for()).walk_revisions()]
    assert known == versions()[::-1]


def test_a_database_of_the_newest_schema_is_opened_without_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'debrief.db'}"
    Store(url).close()
    program = f"import sys; from storage.store import Store; Store({url!r}).close(); print('alembic' in sys.modules)"
    again = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert again.stdout == "False\n"
