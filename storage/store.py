"""The store: one writer thread that commits whatever waits in one transaction, and readers beside it."""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult

from bot.domain.clock import Clock, new_id, system_clock
from storage import engines

T = TypeVar("T")
log = logging.getLogger(__name__)

BATCH = 256
_PREPARED: dict[tuple[str, Callable[..., Any]], Any] = {}


@dataclass
class Tx:
    """One unit of work inside a transaction. Features get it, and hand it to the queries of this folder.

    `erased` asks for the write-ahead log to be emptied after the commit; `woken` for the jobs to be looked at."""

    connection: Connection
    now: datetime
    erased: bool = False
    woken: bool = False

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

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that knows ON CONFLICT in this database's dialect."""
        make = postgresql.insert if self.connection.dialect.name == "postgresql" else sqlite.insert
        return make(table)


@dataclass
class _Unit:
    work: Callable[[Tx], Any]
    result: "Future[Any]" = field(default_factory=Future)


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
        return await asyncio.wrap_future(self._submit(work, self._urgent))

    async def write_bulk(self, work: Callable[[Tx], T]) -> T:
        """The same for one chunk of long work; it goes when nothing urgent waits."""
        return await asyncio.wrap_future(self._submit(work, self._bulk))

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
        self._writing.dispose()
        self._reading.dispose()

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

    def _submit(self, work: Callable[[Tx], T], lane: deque[_Unit]) -> "Future[T]":
        unit = _Unit(work)
        with self._waiting:
            if self._closing:
                raise RuntimeError("The store is closed.")
            lane.append(unit)
            self._waiting.notify()
        return unit.result

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
                self._commit([unit for unit in batch if unit.result.set_running_or_notify_cancel()])
            if self._scrub:
                self._empty_log()
            if closing and not batch:
                return

    def _commit(self, batch: list[_Unit]) -> None:
        done: list[tuple[_Unit, Any]] = []
        failed: list[tuple[_Unit, BaseException]] = []
        woken = erased = False
        try:
            with self._writing.begin() as connection:
                for unit in batch:
                    tx = Tx(connection, self.clock())
                    savepoint = connection.begin_nested()
                    try:
                        result = unit.work(tx)
                        savepoint.commit()
                    except Exception as problem:  # noqa: BLE001 -- whatever a unit raises is its caller's, not its neighbours'
                        savepoint.rollback()
                        failed.append((unit, problem))
                    else:
                        done.append((unit, result))
                        woken, erased = woken or tx.woken, erased or tx.erased
        except Exception as lost:  # noqa: BLE001 -- no transaction, or no commit: nothing of the batch is stored
            untried = batch[len(done) + len(failed) :]
            failed += [(unit, lost) for unit in [*(unit for unit, _ in done), *untried]]
            done, woken, erased = [], False, False
        self._scrub = self._scrub or erased
        if erased:
            self._empty_log()
        for unit, result in done:
            unit.result.set_result(result)
        for unit, reason in failed:
            unit.result.set_exception(reason)
        if woken:
            self.on_wake()

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
