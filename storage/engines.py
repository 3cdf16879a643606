"""The ways into a database: an engine that writes and one that reads, for SQLite and for PostgreSQL."""

import os
import sqlite3
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError

from bot.domain.plain_text import one_line, storable
from bot.errors import SettingsMistake
from storage.migrate import migrate

WRITERS = int.from_bytes(b"debrief")
"""The advisory lock that PostgreSQL's writers take in turns."""
STALLED = "30s"
PATIENCE = 5.0
"""Seconds to wait for another process's lock."""
NOT_PERMITTED = "42501"
LONGEST_REASON = 300
_idle: deque[tuple[Engine, Engine]] = deque(maxlen=16)
_lock = threading.Lock()
_UNREADABLE = "DATABASE_URL cannot be read; .env.example shows how it is written."


def opened(url: str) -> tuple[Engine, Engine]:
    """An engine to write with and one to read with, over a database that was brought to the newest schema.

    Raises SettingsMistake, with one sentence, where the database cannot be opened."""
    try:
        writing, reading = _engines(checked := address(url))
    except (ArgumentError, ImportError, ValueError):  # nothing is connected yet: it is the address
        raise SettingsMistake(_UNREADABLE) from None
    try:
        if checked.get_backend_name() == "sqlite":
            look_who_may_write(Path(checked.database or ""))
        else:
            _meet(reading)
        migrate(writing)
    except Exception as problem:
        close(writing, reading)
        if isinstance(problem, DBAPIError) and (mistake := _mistake(problem)):
            raise SettingsMistake(mistake) from problem
        raise
    return writing, reading


def close(writing: Engine, reading: Engine) -> None:
    """Lets go of the database. The engines wait without a connection for whoever opens the same one again: they have learnt the
    server and compiled the statements, which takes longer than to connect."""
    writing.dispose()
    reading.dispose()
    with _lock:
        _idle.append((writing, reading))


def _engines(wanted: URL) -> tuple[Engine, Engine]:
    with _lock:
        for pair in _idle:
            if pair[0].url == wanted:
                _idle.remove(pair)
                return pair
    writing, reading = _sqlite(wanted) if wanted.get_backend_name() == "sqlite" else _postgresql(wanted)
    for engine in (writing, reading):
        event.listen(engine, "before_cursor_execute", _clean, retval=True)
    return writing, reading


def _sqlite(address: URL) -> tuple[Engine, Engine]:
    """Writers begin IMMEDIATE: one that began with a read could not be let in to write later."""
    # Deleted text is overwritten with zeros, not only unlinked, nor left behind in a temporary file.
    # A page that events change again and again goes from the log into the file once for all of them: 16 MB of log instead of 4.
    log = ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000")
    pragmas = (f"busy_timeout={PATIENCE * 1000:.0f}", *log, "foreign_keys=ON", "secure_delete=ON")
    return (
        _sqlite_engine(address, "BEGIN IMMEDIATE", (*pragmas, "temp_store=MEMORY")),
        _sqlite_engine(address, "BEGIN", (*pragmas, "temp_store=MEMORY", "query_only=ON")),
    )


def _sqlite_engine(address: URL, begin: str, pragmas: tuple[str, ...]) -> Engine:
    engine = create_engine(address, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            _set(connection, pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _set(connection: Any, pragma: str) -> None:
    """Sets a pragma. SQLite's own patience does not cover the first change to a write-ahead log, which several processes want
    that start at once."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError as busy:
            if "locked" not in str(busy) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _postgresql(address: URL) -> tuple[Engine, Engine]:
    """Writers take turns as SQLite's do, readers see one moment; a connection that was cut is noticed before it is used."""
    options: dict[str, Any] = {
        "pool_pre_ping": True,
        # Else an INSERT does not say whether it found a row there already.
        "execution_options": {"preserve_rowcount": True},
        "hide_parameters": True,  # an error's text must not carry people's words into a log
        "connect_args": {"connect_timeout": 10, "application_name": "debrief", "client_encoding": "utf8"},
    }
    writing = create_engine(address, pool_size=1, **options)
    reading = create_engine(address, **options)

    @event.listens_for(writing, "begin")
    def take_turns(connection: Connection) -> None:
        # A process that stalls with the lock in its hands would stop all others; the server ends its session instead.
        connection.exec_driver_sql(
            f"SET LOCAL idle_in_transaction_session_timeout = '{STALLED}'; SELECT pg_advisory_xact_lock({WRITERS})"
        )

    @event.listens_for(reading, "connect")
    def only_read(connection: Any, _record: Any) -> None:
        from psycopg import IsolationLevel

        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True

    return writing, reading


def _clean(
    _connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
) -> tuple[str, Any]:
    """One odd character in somebody's text must not fail the unit that stores it."""
    # Where a statement returns something, its many rows are given as the one row of a longer statement.
    rows = many and isinstance(parameters, list)
    return statement, [cleaned(row) for row in parameters] if rows else cleaned(parameters)


def cleaned(row: Any) -> Any:
    """The values of a statement as both databases can keep them."""
    for value in row.values() if isinstance(row, dict) else row:
        if type(value) is str and not (value.isascii() and "\0" not in value):
            break
    else:
        return row
    if isinstance(row, dict):
        return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}
    return tuple(storable(value) if isinstance(value, str) else value for value in row)


def look_who_may_write(file: Path) -> None:
    """Makes sure that a SQLite file, or one to be made there, may be written. Raises SettingsMistake."""
    folder, shown = file.absolute().parent, one_line(str(file), LONGEST_REASON)
    try:
        if not folder.is_dir():
            raise SettingsMistake(f"There is no folder for {shown}: make it, or set DATABASE_URL to another place.")
        if not os.access(folder, os.W_OK | os.X_OK):
            raise SettingsMistake(f"The folder of {shown} may not be written to; look who may, or set DATABASE_URL.")
        if file.exists() and not os.access(file, os.R_OK | os.W_OK):
            raise SettingsMistake(f"{shown} may not be written to; look who may, or set DATABASE_URL to another file.")
    except OSError as problem:
        raise SettingsMistake(f"{shown} cannot be reached ({problem.strerror}); look at its folder.") from problem


def address(url: str) -> URL:
    """The address of a database that everything can be kept in. Raises SettingsMistake."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # What went wrong may quote the password.
        raise SettingsMistake(_UNREADABLE) from None
    if storable(url) != url:
        raise SettingsMistake(_UNREADABLE)
    if address.drivername == "sqlite" and address.database in (None, "", ":memory:"):
        raise SettingsMistake(
            "DATABASE_URL names no file to keep everything in; write one, such as sqlite:///debrief.db."
        )
    if address.drivername == "sqlite" and address.query:
        raise SettingsMistake(
            "DATABASE_URL takes nothing behind the path of a SQLite file; leave out what follows the “?”."
        )
    return address


def _meet(engine: Engine) -> None:
    """Makes sure that PostgreSQL is there, lets us in and can hold every character."""
    try:
        with engine.connect() as connection:
            encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    except DBAPIError as problem:
        raise SettingsMistake(
            f"The database of DATABASE_URL cannot be reached ({reason(problem)}); "
            "check host, port, database, user and password there."
        ) from problem
    if encoding != "UTF8":
        raise SettingsMistake(
            f"The database of DATABASE_URL has the encoding {encoding}; create it with ENCODING 'UTF8'."
        )


def _mistake(problem: DBAPIError) -> str | None:
    """What whoever runs Debrief can do about a database that cannot be brought to the newest schema; None for a bug of ours."""
    if getattr(problem.orig, "sqlstate", None) == NOT_PERMITTED:
        return (
            f"The user of DATABASE_URL may not create tables ({reason(problem)}); "
            "make it the owner of the database, or grant it CREATE on the schema."
        )
    if isinstance(problem, DatabaseError) and "not a database" in str(problem.orig):
        return "The file of DATABASE_URL is no database; restore a backup of it, or set DATABASE_URL to another file."
    if isinstance(problem, OperationalError):
        return f"The database of DATABASE_URL cannot be opened ({reason(problem)}); check the path and who may write there."
    return None


def reason(problem: DBAPIError) -> str:
    """What the database says, in one line and without the statement. Where it was tried at several addresses, the last one's
    words are enough."""
    told = str(problem.orig).partition("Multiple connection attempts failed")[0]
    lines = (line for line in told.strip().splitlines() if not line.startswith("LINE "))
    return one_line(" ".join(lines), LONGEST_REASON).rstrip(".^ ")
