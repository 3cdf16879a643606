"""A transaction, as features and queries know it, and how its statements reach the database without a detour."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import ARRAY, Boolean, Connection, Dialect, Table, Text, any_, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult

from bot.domain.clock import new_id
from storage import engines

_HELPINGS = (64, 8, 1)
"""How many rows a statement has on SQLite, which gives up the interpreter for each step of one: getting that back from a busy
event loop takes longer than the step. Few sizes, so that each text is parsed once."""
_PREPARED: dict[tuple[Any, ...], Any] = {}

Row = tuple[Any, ...]


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

    def execute_many(self, build: "Callable[[Tx], Any]", columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Runs the statement that `build` makes for each row, which has the values of these columns in their order; the statement
        takes no others.

        The driver gets them as they are: SQLAlchemy's own work on a row takes longer than the database's."""
        statement = self._compiled(build, columns)
        for name, process in statement.processors:
            at = columns.index(name)
            made = {value: process(value) for value in {row[at] for row in rows}}
            rows = [(*row[:at], made[row[at]], *row[at + 1 :]) for row in rows]
        if statement.order is None:
            named = [dict(zip(columns, row, strict=True)) for row in rows]
            self.connection.exec_driver_sql(statement.sql[1], named)
            return
        if statement.order != columns:
            in_order = itemgetter(*map(columns.index, statement.order))
            rows = [in_order(row) for row in rows]
        begin = 0
        for size in _HELPINGS:
            while len(rows) - begin >= size:
                given = tuple(chain.from_iterable(rows[begin : begin + size]))
                self._driver().execute(statement.sql[size], engines.cleaned(given))
                begin += size

    def found(self, build: "Callable[[Tx], Any]", values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What the SELECT that `build` makes finds with these values; each row by the names of its columns."""
        statement = self._compiled(build, tuple(values))
        if statement.order is None:
            return [dict(row) for row in self.execute(self.prepared(build), values).mappings()]
        given = tuple(map(values.__getitem__, statement.order))
        rows = self._driver().execute(statement.sql[1], engines.cleaned(given)).fetchall()
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


@dataclass(frozen=True)
class _Compiled:
    """What the driver is given: the statement's text by the number of rows it takes (only 1, where values go by name),
    the order of the values, if they go by order, and what some values need first; for a SELECT, the columns that come
    back, with what their values need then."""

    sql: Mapping[int, str]
    order: tuple[str, ...] | None
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
        return _Compiled({1: sql}, tuple(compiled.positiontup), processors, read)
    row = f"({', '.join('?' * len(columns))})"
    head, tail = sql.split(f"VALUES {row}")
    texts = {size: f"{head}VALUES {', '.join([row] * size)}{tail}" for size in _HELPINGS}
    return _Compiled(texts, tuple(compiled.positiontup), processors)
