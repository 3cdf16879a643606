"""The store: one writer thread that commits whatever waits in one transaction, and readers beside it."""

import asyncio
import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from bot.domain.clock import Clock, system_clock
from storage import engines
from storage.transaction import Tx

T = TypeVar("T")
Given = TypeVar("Given")
log = logging.getLogger(__name__)

BATCH = 512
AGAIN = 1.0
"""Seconds after which what failed beside the writing is tried again."""
CLOSED = "The store is closed."

Together = Callable[[Tx, Sequence[Given]], Sequence[T]]
"""Work on many items at once: as many results, in the order of the items."""
Told = Callable[[T | None, BaseException | None], None]
"""Hears of a result, or of the problem instead."""


@dataclass(slots=True)
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
        self._stuck = False  # the last try to empty it failed
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
        problem.

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
                self._try_to_empty_log()
            if self._stuck:
                with self._waiting:
                    self._waiting.wait_for(lambda: self._urgent or self._bulk or self._closing, timeout=AGAIN)
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
            self._try_to_empty_log()
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

    def _try_to_empty_log(self) -> None:
        """Whatever is in the way, a full disk for one, the writer goes on: without it nothing would ever be stored again."""
        try:
            self._empty_log()
        except Exception as problem:  # noqa: BLE001 -- see above
            if not self._stuck:
                log.warning("the write-ahead log cannot be emptied (%s); trying on", type(problem).__name__)
            self._scrub = self._stuck = True
        else:
            self._stuck = False

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
        try:
            unit.told(result, problem)
        except Exception:
            log.exception("what was committed could not be told")


def _settle(waiting: "asyncio.Future[Any]", result: Any, problem: BaseException | None) -> None:
    if waiting.done():  # whoever waited has gone
        return
    if problem is None:
        waiting.set_result(result)
    else:
        waiting.set_exception(problem)
