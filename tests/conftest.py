"""What every test folder may use: a real store on either database, and a clock that tests turn."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from storage.store import Store
from tests import postgres_server
from tests.databases import Database, Databases, PostgresDatabases, SqliteDatabases
from tests.postgres_server import PostgresServer


class TurnedClock:
    """A clock that stands still until a test turns it."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server, started when the first test needs it."""
    programs = postgres_server.binaries()
    if programs is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(postgres_server.MISSING)
    with postgres_server.running(programs) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_databases(postgres: PostgresServer) -> PostgresDatabases:
    return PostgresDatabases(postgres)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    return SqliteDatabases(tmp_path_factory.mktemp("databases"))


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Where databases come from; the test runs once on SQLite and once on PostgreSQL."""
    lender: Databases = request.getfixturevalue(f"{request.param}_databases")
    yield lender
    lender.take_back_all()


@pytest.fixture
def database(databases: Databases) -> Database:
    """An empty database: hand it to `settings_for`, look into it with `rows`, change it behind the bot's back with `run`."""
    return databases.lend()


@pytest.fixture
def store(database: Database, clock: TurnedClock) -> Iterator[Store]:
    opened = Store(database.url, clock)
    yield opened
    opened.close()
