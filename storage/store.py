"""The store: one writer thread that commits whatever waits in one transaction, and readers beside it."""

import asyncio
import contextlib
import json
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import ARRAY, Boolean, Connection, Dialect, Engine, Table, Text, any_, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult

from bot.domain.clock import Clock, new_id, system_clock
from storage import engines

T = TypeVar("T")
Given = TypeVar("Given")
log = logging.getLogger(__name__)

BATCH = 256
CLOSED = "The store is closed."
_HELPINGS = (64, 8, 1)
"""How many rows a statement has on SQLite, which gives up the interpreter for each step of one: getting that back from a busy
event loop takes longer than the step. Few sizes, so that each text is parsed once."""
_PREPARED: dict[tuple[Any, ...], Any] = {}


@dataclass
class Tx:
    """One unit of work inside a transaction. Features get it, and hand it to the queries of this folder.

    `erased` asks for the write-ahead log to be emptied after the commit; `woken` for the jobs to be looked at."""

    connection: Connection
    now: datetime
    erased: bool = False
    woken: bool = False
    remembered: dict[Any, Any] = field(default_factory=dict)
    """What queries have found in this unit, as long as nothing in it changed that."""

    def execute(self, statement: Any, rows: Any = None) -> CursorResult[Any]:
        return self.connection.execute(statement, rows)

    def new_id(self) -> str:
        return new_id(self.now)

    def prepared(self, build: "Callable[[Tx], Any]") -> Any:
        """The statement that `build` makes, built once a dialect: building one takes as long as running it."""
        key = (self.connection.dialect.name, build)
        if key not in _PREPARED:
            _PREPARED[key] = build(self)
        return _PREPARED[key]

    def execute_many(self, build: "Callable[[Tx], Any]", rows: Sequence[Mapping[str, Any]]) -> None:
        """Runs the statement that `build` makes for each row. All rows name the same values, and the statement no others.

        The driver gets them as they are: SQLAlchemy's own work on a row takes longer than the database's."""
        statement = self._compiled(build, tuple(rows[0]))
        for name, process in statement.processors:
            made = {value: process(value) for value in {row[name] for row in rows}}
            rows = [{**row, name: made[row[name]]} for row in rows]
        if statement.in_order is None:
            self.connection.exec_driver_sql(statement.sql[1], list(rows))
            return
        begin = 0
        for size in _HELPINGS:
            while len(rows) - begin >= size:
                given = tuple(chain.from_iterable(map(statement.in_order, rows[begin : begin + size])))
                self._driver().execute(statement.sql[size], engines.cleaned(given))
                begin += size

    def found(self, build: "Callable[[Tx], Any]", values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What the SELECT that `build` makes finds with these values; each row by the names of its columns."""
        statement = self._compiled(build, tuple(values))
        if statement.in_order is None:
            return [dict(row) for row in self.execute(self.prepared(build), values).mappings()]
        rows = self._driver().execute(statement.sql[1], engines.cleaned(statement.in_order(values))).fetchall()
        return [
            {name: read(value) if read else value for (name, read), value in zip(statement.read, row, strict=True)}
            for row in rows
        ]

    def one_of(self, column: Any, name: str) -> Any:
        """Whether a column of text is one of the values that `listed` binds to this name. IN would make a text for each number
        of them."""
        if self.connection.dialect.name == "postgresql":
            return column == any_(bindparam(name, type_=ARRAY(Text)))
        return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))

    def listed(self, values: Iterable[str]) -> Any:
        """Several texts as one value, for `one_of`."""
        return list(values) if self.connection.dialect.name == "postgresql" else json.dumps(list(values))

    def _compiled(self, build: "Callable[[Tx], Any]", columns: tuple[str, ...]) -> "_Compiled":
        key = (self.connection.dialect.name, build, columns)
        if key not in _PREPARED:
            _PREPARED[key] = _compiled(self.prepared(build), self.connection.dialect, columns)
        statement: _Compiled = _PREPARED[key]
        return statement

    def _driver(self) -> Any:
        return self.connection.connection.driver_connection

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that knows ON CONFLICT in this database's dialect."""
        make = postgresql.insert if self.connection.dialect.name == "postgresql" else sqlite.insert
        return make(table)


Together = Callable[[Tx, Sequence[Given]], Sequence[T]]
"""Work on many items at once: as many results, in the order of the items."""
Told = Callable[[T | None, BaseException | None], None]
"""Hears of a result, or of the problem instead."""


@dataclass(frozen=True)
class _Compiled:
    """What the driver is given: the statement's text by the number of rows it takes (only 1, where they go by name),
    what puts a row's values in order, if they go by order, and what some values need first; for a SELECT, the columns that come
    back, with what their values need then."""

    sql: Mapping[int, str]
    in_order: Callable[[Mapping[str, Any]], tuple[Any, ...]] | None
    processors: list[tuple[str, Any]]
    read: list[tuple[str, Any]] = field(default_factory=list)


def _compiled(statement: Any, dialect: Dialect, columns: tuple[str, ...]) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    assert set(compiled.binds) == set(columns)
    made = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
    # The drivers know what is true, and SQLAlchemy only turns it into a number.
    processors = [
        (name, each) for name, each in made.items() if each and not isinstance(compiled.binds[name].type, Boolean)
    ]
    sql = str(compiled)
    if not compiled.positiontup:
        return _Compiled({1: sql}, None, processors)
    if statement.is_select:
        read = [
            (each.key, each.type.dialect_impl(dialect).result_processor(dialect, None))
            for each in statement.selected_columns
        ]
        return _Compiled({1: sql}, itemgetter(*compiled.positiontup), processors, read)
    row = f"({', '.join('?' * len(columns))})"
    head, tail = sql.split(f"VALUES {row}")
    texts = {size: f"{head}VALUES {', '.join([row] * size)}{tail}" for size in _HELPINGS}
    return _Compiled(texts, itemgetter(*compiled.positiontup), processors)


@dataclass
class _Unit:
    """Work that waits, and whom its result is told, in which event loop. With `together`, what waits beside it for the same work
    goes with it; `dropped` says whether nobody wants it any more."""

    work: Callable[[Tx], Any] | None
    loop: asyncio.AbstractEventLoop
    told: "Told[Any]"
    together: "Together[Any, Any] | None" = None
    item: Any = None
    dropped: Callable[[], bool] | None = None


@dataclass
class _Outcome:
    """What became of a batch: each unit with its result or its problem, and what the commit brings about."""

    done: list[tuple[_Unit, Any]] = field(default_factory=list)
    failed: list[tuple[_Unit, BaseException]] = field(default_factory=list)
    woken: bool = False
    erased: bool = False

    def add(self, group: "list[_Unit]", results: Sequence[Any], tx: Tx) -> None:
        self.done += zip(group, results, strict=True)
        self.woken, self.erased = self.woken or tx.woken, self.erased or tx.erased


class Store:
    """Open it, `write` and `read` with plain functions over a transaction, close it.

    An acknowledged `write` is on disk: its result comes only after the commit. One transaction writes at a time, whichever
    process it belongs to, so a unit may read, decide and write. `clock` gives `tx.now`. Raises SettingsMistake where the database
    cannot be opened."""

    def __init__(self, url: str, clock: Clock = system_clock) -> None:
        self.clock = clock
        self.on_wake: Callable[[], None] = lambda: None
        self._writing, self._reading = engines.opened(url)
        self._urgent: deque[_Unit] = deque()
        self._bulk: deque[_Unit] = deque()
        self._gathered: list[_Unit] = []
        self._waiting = threading.Condition()
        self._closing = False
        self._readers = 0  # a reader whose caller was cancelled reads on, and still has a connection
        self._scrub = True  # whatever an earlier process left in its log
        self._writer = threading.Thread(target=self._run, name="debrief-writer", daemon=True)
        self._writer.start()

    @property
    def engine(self) -> Engine:
        """The writer's engine, for tests that listen to its commits."""
        return self._writing

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Runs `work` in a transaction and returns its result once that is committed."""
        return await self._submit(work, self._urgent)

    def write_among(self, work: Together[Given, T], item: Given, told: "Told[T]") -> None:
        """Runs `work` once for all items that wait for it by then, and tells this item's result once that is committed, or its
        problem. Whoever is told must not raise.

        If `work` raises, it is run again for each item alone, so that one of them does not spoil the others."""
        loop = asyncio.get_running_loop()
        if not self._gathered:
            loop.call_soon(self._hand_over)
        self._gathered.append(_Unit(None, loop, told, work, item))

    def _hand_over(self) -> None:
        """Gives the writer what came in one round of the event loop: its lock is not asked for as often as there are events."""
        gathered, self._gathered = self._gathered, []
        with self._waiting:
            if not self._closing:
                self._urgent += gathered
                self._waiting.notify()
                return
        _tell([(unit, None, RuntimeError(CLOSED)) for unit in gathered])

    async def write_bulk(self, work: Callable[[Tx], T]) -> T:
        """The same as `write` for one chunk of long work; it goes when nothing urgent waits."""
        return await self._submit(work, self._bulk)

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Runs `work` over what is committed; it must not write."""
        return await asyncio.to_thread(self._read, work)

    def close(self) -> None:
        """Commits what waits and lets go of the database."""
        with self._waiting:
            self._closing = True
            self._waiting.notify()
        self._writer.join()
        with self._waiting:
            self._waiting.wait_for(lambda: self._readers == 0, timeout=5)
        engines.close(self._writing, self._reading)

    def _read(self, work: Callable[[Tx], T]) -> T:
        with self._waiting:
            self._readers += 1
        try:
            with self._reading.begin() as connection:
                return work(Tx(connection, self.clock()))
        finally:
            with self._waiting:
                self._readers -= 1
                self._waiting.notify_all()

    def _submit(self, work: Callable[[Tx], T], lane: deque[_Unit]) -> "asyncio.Future[T]":
        loop = asyncio.get_running_loop()
        result: asyncio.Future[T] = loop.create_future()
        self._wait(_Unit(work, loop, partial(_settle, result), dropped=result.cancelled), lane)
        return result

    def _wait(self, unit: _Unit, lane: deque[_Unit]) -> None:
        with self._waiting:
            if self._closing:
                raise RuntimeError(CLOSED)
            lane.append(unit)
            self._waiting.notify()

    def _run(self) -> None:
        while True:
            with self._waiting:
                while not (self._urgent or self._bulk or self._closing or self._scrub):
                    self._waiting.wait()
                if self._urgent:
                    batch = [self._urgent.popleft() for _ in range(min(BATCH, len(self._urgent)))]
                else:
                    batch = [self._bulk.popleft()] if self._bulk else []
                closing = self._closing
            if batch:
                self._commit([unit for unit in batch if unit.dropped is None or not unit.dropped()])
            if self._scrub:
                self._empty_log()
            if closing and not batch:
                return

    def _commit(self, batch: list[_Unit]) -> None:
        outcome = _Outcome()
        groups = _groups(batch)
        try:
            if len(groups) == 1:
                self._commit_alone(groups[0], outcome)
            else:
                with self._writing.begin() as connection:
                    for group in groups:
                        self._work_off(connection, group, outcome)
        except Exception as lost:  # noqa: BLE001 -- no transaction, or no commit: nothing of the batch is stored
            kept = {id(unit) for unit, _ in outcome.failed}
            failed = outcome.failed + [(unit, lost) for unit in batch if id(unit) not in kept]
            outcome = _Outcome(failed=failed)
        self._scrub = self._scrub or outcome.erased
        if outcome.erased:
            self._empty_log()
        _hand_out(outcome)
        if outcome.woken:
            self.on_wake()

    def _commit_alone(self, group: list[_Unit], outcome: _Outcome) -> None:
        """Runs what shares its transaction with nothing else, and so needs no savepoint: that takes as long as two statements."""
        with self._writing.connect() as connection:
            transaction = connection.begin()
            tx = Tx(connection, self.clock())
            try:
                results = _results(tx, group)
            except Exception as problem:  # noqa: BLE001 -- whatever a unit raises is its caller's
                transaction.rollback()
                if len(group) == 1:
                    outcome.failed.append((group[0], problem))
                    return
            else:
                transaction.commit()
                outcome.add(group, results, tx)
                return
            with connection.begin():
                for unit in group:
                    self._work_off(connection, [unit], outcome)

    def _work_off(self, connection: Connection, group: list[_Unit], outcome: _Outcome) -> None:
        """Runs one unit, or several that go together, under a savepoint of its own."""
        tx = Tx(connection, self.clock())
        savepoint = connection.begin_nested()
        try:
            results = _results(tx, group)
            savepoint.commit()
        except Exception as problem:  # noqa: BLE001 -- whatever a unit raises is its caller's, not its neighbours'
            savepoint.rollback()
            if len(group) > 1:
                for unit in group:
                    self._work_off(connection, [unit], outcome)
            else:
                outcome.failed.append((group[0], problem))
        else:
            outcome.add(group, results, tx)

    def _empty_log(self) -> None:
        """Deleted text is overwritten in the database, but its old pages live on in the write-ahead log until it is cut."""
        if self._writing.dialect.name != "sqlite":
            self._scrub = False
            return
        with self._writing.connect() as connection:
            cursor = connection.connection.cursor()
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            cursor.close()
        self._scrub = bool(busy)
        if busy:
            with self._waiting:
                self._waiting.wait(0.02)


def _groups(batch: list[_Unit]) -> list[list[_Unit]]:
    """The units in their order, those that go together in one group where the first of them stands."""
    groups: list[list[_Unit]] = []
    together: dict[Any, list[_Unit]] = {}
    for unit in batch:
        if unit.together in together:
            together[unit.together].append(unit)
            continue
        groups.append([unit])
        if unit.together is not None:
            together[unit.together] = groups[-1]
    return groups


def _results(tx: Tx, group: list[_Unit]) -> Sequence[Any]:
    first = group[0]
    if first.together is not None:
        return first.together(tx, [unit.item for unit in group])
    assert first.work is not None
    return [first.work(tx)]


def _hand_out(outcome: _Outcome) -> None:
    """Tells the callers; all of one event loop at once, since each waking of a loop costs as much as a small query."""
    told: dict[asyncio.AbstractEventLoop, list[tuple[_Unit, Any, BaseException | None]]] = {}
    for unit, result in outcome.done:
        told.setdefault(unit.loop, []).append((unit, result, None))
    for unit, problem in outcome.failed:
        told.setdefault(unit.loop, []).append((unit, None, problem))
    for loop, units in told.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_tell, units)


def _tell(units: list[tuple[_Unit, Any, BaseException | None]]) -> None:
    for unit, result, problem in units:
        unit.told(result, problem)


def _settle(waiting: "asyncio.Future[Any]", result: Any, problem: BaseException | None) -> None:
    if waiting.done():  # whoever waited has gone
        return
    if problem is None:
        waiting.set_result(result)
    else:
        waiting.set_exception(problem)
