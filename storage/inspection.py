"""Looks at a database without changing it, for the doctor."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.errors import SettingsMistake
from storage.engines import address, look_who_may_write, reason
from storage.migrate import versions

SQLITE = sqlite3.sqlite_version_info
"""The version of SQLite that this Python brings."""


@dataclass(frozen=True)
class Condition:
    """How a database is. `schema` and `newest` are versions of its tables, `schema` None where there are none yet; `size` in
    bytes where it is known; `given_up` are kinds of jobs with how many were given up and the last reason."""

    name: str
    exists: bool
    writable: bool = True
    schema: str | None = None
    newest: str = ""
    schema_is_unknown: bool = False
    size: int | None = None
    given_up: tuple[tuple[str, int, str], ...] = ()


def folder_of(url: str) -> Path | None:
    """Where a SQLite file is; None for another database."""
    file = _file(url)
    return file.absolute().parent if file else None


def inspect(url: str) -> Condition:
    """Looks. Raises SettingsMistake, with one sentence, where the database cannot be used."""
    file = _file(url)
    if file is None:
        return _postgresql(url)
    look_who_may_write(file)
    return _sqlite(file) if file.exists() else Condition(file.name, exists=False)


def _file(url: str) -> Path | None:
    wanted = address(url)
    return Path(wanted.database or "") if wanted.get_backend_name() == "sqlite" else None


def _sqlite(file: Path) -> Condition:
    try:
        connection = sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode=rw", uri=True, timeout=3)
    except sqlite3.OperationalError as problem:
        raise SettingsMistake(f"{file} cannot be opened ({problem}); look who may read and write it.") from problem
    try:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchall()
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone() if rows else None
        schema = found[0] if found else None
        given_up = tuple(connection.execute(_GIVEN_UP).fetchall()) if schema else ()
        return _condition(file.name, _takes_writes(connection), schema, file.stat().st_size, given_up)
    except sqlite3.DatabaseError as problem:
        raise SettingsMistake(
            f"{file} is no database that can be read ({problem}); restore a backup of it."
        ) from problem
    finally:
        connection.close()


def _takes_writes(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    connection.execute("ROLLBACK")
    return True


def _postgresql(url: str) -> Condition:
    engine = create_engine(url, hide_parameters=True, connect_args={"connect_timeout": 10})
    try:
        with engine.connect() as connection:
            return _server(connection)
    except DBAPIError as problem:
        raise SettingsMistake(
            f"The database of DATABASE_URL cannot be reached ({reason(problem)}); "
            "check host, port, database, user and password there."
        ) from problem
    finally:
        engine.dispose()


def _server(connection: Connection) -> Condition:
    told = connection.execute(
        text("SELECT current_setting('server_version'), current_setting('server_encoding')")
    ).one()
    if told[1] != "UTF8":
        raise SettingsMistake(
            f"The database of DATABASE_URL has the encoding {told[1]}; create it with ENCODING 'UTF8'."
        )
    there = connection.execute(text("SELECT to_regclass('alembic_version')")).scalar()
    schema = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if there else None
    given_up = tuple((row[0], row[1], row[2]) for row in connection.execute(text(_GIVEN_UP))) if schema else ()
    size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar()
    writable = connection.execute(text("SELECT has_schema_privilege(current_schema(), 'CREATE')")).scalar()
    return _condition(f"PostgreSQL {told[0].split()[0]}", bool(writable), schema, size, given_up)


def _condition(
    name: str, writable: bool, schema: str | None, size: int | None, given_up: tuple[tuple[str, int, str], ...]
) -> Condition:
    known = versions()
    return Condition(
        name=name,
        exists=True,
        writable=writable,
        schema=schema,
        newest=known[-1],
        schema_is_unknown=schema is not None and schema not in known,
        size=size,
        given_up=given_up,
    )


_GIVEN_UP = "SELECT kind, count(*), max(error) FROM job WHERE state = 'failed' GROUP BY kind ORDER BY kind"
