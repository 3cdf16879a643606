"""The databases that tests keep things in: a SQLite file or a PostgreSQL database, to be looked into alike."""

import shutil
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import psycopg
from sqlalchemy import Engine, NullPool, QueuePool, create_engine, make_url
from sqlmodel import SQLModel

from storage.store import Store
from tests.postgres_server import PostgresServer


@dataclass(frozen=True)
class Database:
    """An empty database of either kind. `url` is what DATABASE_URL takes."""

    url: str

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query finds among what is committed now."""
        with _from_outside(self.url).connect() as connection:
            # The PostgreSQL driver takes a percent sign for a placeholder's beginning.
            literal = query if self.url.startswith("sqlite") else query.replace("%", "%%")
            return [tuple(row) for row in connection.exec_driver_sql(literal)]

    def run(self, *statements: str) -> None:
        """Runs statements from outside, in a transaction."""
        with _from_outside(self.url).begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def holds(self, words: str) -> bool:
        """Whether words are anywhere: in SQLite's files, free pages and log included, or in any row of PostgreSQL."""
        file = make_url(self.url).database
        if self.url.startswith("sqlite") and file:
            return any(words.encode() in each.read_bytes() for each in Path(file).parent.iterdir() if each.is_file())
        with _from_outside(self.url).connect() as connection:
            tables = connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").scalars()
            rows = (connection.exec_driver_sql(f'SELECT * FROM "{table}"') for table in tables.all())
            return any(words in str(row) for found in rows for row in found)


@lru_cache(maxsize=16)
def _from_outside(url: str) -> Engine:
    """PostgreSQL starts a process for each connection: a test that looks every moment had better keep one."""
    if url.startswith("sqlite"):
        return create_engine(url, poolclass=NullPool)
    return create_engine(url, poolclass=QueuePool, pool_size=1, pool_pre_ping=True)


class Databases(Protocol):
    """Databases of the newest schema, all of one kind, emptied and lent again: to make one takes a hundred times as long.

    Those that a test does not give back are taken back at its end."""

    def lend(self) -> Database: ...
    def take_back(self, database: Database) -> None: ...
    def take_back_all(self) -> None: ...


@cache
def _empty() -> bytes:
    """A SQLite file of the newest schema: to make one takes a hundred times as long as to copy it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "debrief.db"
        Store(f"sqlite:///{file}").close()
        return file.read_bytes()


class SqliteDatabases:
    """Files below `folder`, each in a folder of its own. A file comes again where another was: its engines are warm."""

    def __init__(self, folder: Path) -> None:
        self._folders = (folder / f"database-{n}" for n in count())
        self._idle: list[Path] = []
        self._lent: list[Path] = []

    def lend(self) -> Database:
        folder = self._idle.pop() if self._idle else next(self._folders)
        folder.mkdir()
        (folder / "debrief.db").write_bytes(_empty())
        self._lent.append(folder)
        return Database(f"sqlite:///{folder / 'debrief.db'}")

    def take_back_all(self) -> None:
        while self._lent:
            self._take_back(self._lent[0])

    def take_back(self, database: Database) -> None:
        self._take_back(Path(str(make_url(database.url).database)).parent)

    def _take_back(self, folder: Path) -> None:
        self._lent.remove(folder)
        shutil.rmtree(folder)
        self._idle.append(folder)


class PostgresDatabases:
    """Databases of one server."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._idle: list[Database] = []
        self._lent: list[Database] = []

    def lend(self) -> Database:
        if self._idle:
            database = self._idle.pop()
        else:
            database = Database(self._server.url(self._server.create()))
            Store(database.url).close()
        self._lent.append(database)
        return database

    def take_back_all(self) -> None:
        while self._lent:
            self.take_back(self._lent[0])

    def take_back(self, database: Database) -> None:
        self._lent.remove(database)
        name = str(make_url(database.url).database)
        _from_outside(database.url).dispose()
        self._server.disconnect(name)
        try:
            self._server.execute(*(f'DELETE FROM "{table}"' for table in SQLModel.metadata.tables), database=name)
        except psycopg.Error:  # a test changed the schema and failed
            self._server.drop(name)
        else:
            self._idle.append(database)
