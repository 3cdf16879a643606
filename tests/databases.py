"""The databases that tests keep things in: a SQLite file or a PostgreSQL database, to be looked into alike."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import MetaData, NullPool, create_engine, make_url, select
from sqlmodel import SQLModel

from storage.store import Store
from tests.postgres_server import PostgresServer


@dataclass(frozen=True)
class Database:
    """An empty database of either kind. `url` is what DATABASE_URL takes."""

    url: str

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query finds among what is committed now."""
        engine = create_engine(self.url, poolclass=NullPool)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    def run(self, *statements: str) -> None:
        """Runs statements from outside, in a transaction."""
        engine = create_engine(self.url, poolclass=NullPool)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def holds(self, words: str) -> bool:
        """Whether words are anywhere: in SQLite's files, free pages and log included, or in any row of PostgreSQL."""
        file = make_url(self.url).database
        if self.url.startswith("sqlite") and file:
            return any(words.encode() in each.read_bytes() for each in Path(file).parent.iterdir() if each.is_file())
        engine = create_engine(self.url, poolclass=NullPool)
        with engine.connect() as connection:
            found = MetaData()
            found.reflect(connection)
            return any(words in str(row) for table in found.sorted_tables for row in connection.execute(select(table)))


@dataclass
class PostgresDatabases:
    """Databases of the newest schema, emptied and lent again: to make one takes a hundred times as long."""

    server: PostgresServer
    _idle: list[str] = field(default_factory=list)

    def lend(self) -> str:
        if self._idle:
            return self._idle.pop()
        name = self.server.create()
        Store(self.server.url(name)).close()
        return name

    def take_back(self, name: str) -> None:
        self.server.disconnect(name)
        try:
            self.server.execute(*(f'DELETE FROM "{table}"' for table in SQLModel.metadata.tables), database=name)
        except psycopg.Error:  # a test changed the schema and failed
            self.server.drop(name)
        else:
            self._idle.append(name)
