"""What PostgreSQL alone can do to us: say no, go away and come back, sort by a locale."""

import asyncio
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from bot.errors import SettingsMistake
from storage.store import Store
from storage.tables import CHANNEL
from storage.transaction import Tx
from tests import postgres_server
from tests.postgres_server import PostgresServer

PASSWORD = "correct-horse-42"


@pytest.fixture
def empty(postgres: PostgresServer) -> Iterator[str]:
    """The name of a database without tables."""
    name = postgres.create()
    yield name
    postgres.drop(name)


@pytest.fixture
def keyed(postgres: PostgresServer) -> Iterator[str]:
    """A user who needs a password and owns nothing."""
    postgres.execute(f"CREATE ROLE keyed LOGIN PASSWORD '{PASSWORD}'")
    yield "keyed"
    postgres.execute("DROP ROLE keyed")


def refusal(url: str) -> str:
    with pytest.raises(SettingsMistake) as mistake:
        Store(url)
    said = str(mistake.value)
    assert said.count("\n") == 0
    assert "DATABASE_URL" in said
    return said


def test_a_wrong_password_is_said_without_the_password(
    postgres: PostgresServer, empty: str, keyed: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = refusal(postgres.url(empty, keyed, "wrong-zebra"))
    assert "password authentication failed" in said
    assert "wrong-zebra" not in said + caplog.text


def test_a_missing_database_is_named(postgres: PostgresServer) -> None:
    assert 'database "nowhere" does not exist' in refusal(postgres.url("nowhere"))


def test_a_host_that_does_not_answer_is_said() -> None:
    said = refusal(f"postgresql+psycopg://debrief:{PASSWORD}@127.0.0.1:1/debrief")
    assert "onnection refused" in said
    assert PASSWORD not in said


def test_a_user_who_may_not_make_tables_is_told_what_to_grant(postgres: PostgresServer, empty: str, keyed: str) -> None:
    postgres.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC", database=empty)
    assert "CREATE" in refusal(postgres.url(empty, keyed, PASSWORD))


@pytest.mark.parametrize("url", ["postgresql+psycopg://a:zebra@host:port/x", "postgresql+psycopg://a:zebra@[::/x"])
def test_an_address_that_cannot_be_read_is_said_without_its_password(url: str) -> None:
    assert "zebra" not in refusal(url)


def test_a_database_that_cannot_hold_every_character_is_refused(postgres: PostgresServer) -> None:
    postgres.execute("CREATE DATABASE narrow ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    assert "UTF8" in refusal(postgres.url("narrow"))
    postgres.drop("narrow")


def _add(tx: Tx, channel: str) -> None:
    tx.execute(tx.insert(CHANNEL).values(team="T1", id=channel, name="", is_private=False, capture="no"))


def _ids(tx: Tx) -> set[str]:
    return set(tx.execute(select(CHANNEL.c.id)).scalars())


async def test_every_text_is_compared_byte_by_byte(postgres: PostgresServer, empty: str) -> None:
    Store(postgres.url(empty)).close()
    by_locale = (
        "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name <> 'alembic_version' AND data_type IN ('text', 'character varying')"
        " AND collation_name IS DISTINCT FROM 'C'"
    )
    store = Store(postgres.url(empty))
    assert await store.read(lambda tx: tx.connection.exec_driver_sql(by_locale).scalars().all()) == []
    store.close()


async def test_a_cut_connection_is_replaced_before_the_next_unit(postgres: PostgresServer, empty: str) -> None:
    store = Store(postgres.url(empty))
    await store.write(lambda tx: _add(tx, "C1"))
    await store.read(_ids)
    postgres.disconnect(empty)
    await store.write(lambda tx: _add(tx, "C2"))
    assert await store.read(_ids) == {"C1", "C2"}
    store.close()


async def test_a_connection_cut_within_a_unit_fails_it_and_its_neighbours_and_the_next_is_stored(
    postgres: PostgresServer, empty: str
) -> None:
    def cut(tx: Tx) -> None:
        postgres.disconnect(empty)
        _add(tx, "C-cut")

    store = Store(postgres.url(empty))
    units = [store.write(lambda tx, n=n: cut(tx) if n == 2 else _add(tx, f"C{n}")) for n in range(5)]  # type: ignore[misc]
    outcomes = await asyncio.gather(*units, return_exceptions=True)
    assert isinstance(outcomes[2], DBAPIError)
    stored = {f"C{n}" for n, outcome in enumerate(outcomes) if not isinstance(outcome, BaseException)}
    assert await store.read(_ids) == stored
    await store.write(lambda tx: _add(tx, "C-next"))
    assert await store.read(_ids) == stored | {"C-next"}
    store.close()


async def test_what_was_acknowledged_outlives_a_restart_and_the_store_comes_back(postgres: PostgresServer) -> None:
    with postgres_server.running(postgres.programs) as server:
        store = Store(server.url(server.create()))
        await store.write(lambda tx: _add(tx, "C1"))
        server.stop(keep=True)
        lost = [store.write(lambda tx, n=n: _add(tx, f"C-lost-{n}")) for n in range(3)]  # type: ignore[misc]
        outcomes = await asyncio.gather(*lost, return_exceptions=True)
        assert [isinstance(outcome, DBAPIError) for outcome in outcomes] == [True, True, True]
        with pytest.raises(DBAPIError):
            await store.read(_ids)
        server.start()
        await store.write(lambda tx: _add(tx, "C2"))
        assert await store.read(_ids) == {"C1", "C2"}
        store.close()
