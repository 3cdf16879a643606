"""The writer thread: what is acknowledged is committed, and one unit's failure is its own."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError

from bot.errors import SettingsMistake
from storage.store import Store, Together
from storage.tables import CHANNEL
from storage.transaction import Tx
from tests.databases import Database


def _add(tx: Tx, channel: str) -> str:
    tx.execute(tx.insert(CHANNEL).values(team="T1", id=channel, name=channel, is_private=False, capture="no"))
    return channel


def _ids(tx: Tx) -> set[str]:
    return set(tx.execute(select(CHANNEL.c.id)).scalars())


async def test_a_write_is_visible_to_another_connection_once_it_is_acknowledged(
    store: Store, database: Database
) -> None:
    await store.write(lambda tx: _add(tx, "C1"))
    assert database.rows("select id from channel") == [("C1",)]


async def test_a_failing_unit_undoes_itself_and_leaves_its_neighbours_alone(store: Store) -> None:
    def breaks(tx: Tx) -> None:
        _add(tx, "C-broken")
        raise ValueError("on purpose")

    results = await asyncio.gather(
        store.write(lambda tx: _add(tx, "C1")),
        store.write(breaks),
        store.write(lambda tx: _add(tx, "C2")),
        return_exceptions=True,
    )
    assert isinstance(results[1], ValueError)
    assert await store.read(_ids) == {"C1", "C2"}


async def test_one_that_fails_by_itself_leaves_nothing_behind(store: Store) -> None:
    def breaks(tx: Tx) -> None:
        _add(tx, "C1")
        raise ValueError("on purpose")

    for attempt in (breaks, lambda tx: _add(tx, "C2")):
        await asyncio.gather(store.write(attempt), return_exceptions=True)
    assert await store.read(_ids) == {"C2"}


async def _among(store: Store, work: Together[str, str], item: str) -> str:
    result: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def told(given: str | None, problem: BaseException | None) -> None:
        if problem is None:
            result.set_result(given or "")
        else:
            result.set_exception(problem)

    store.write_among(work, item, told)
    return await result


async def test_many_writes_at_once_are_all_stored(store: Store) -> None:
    await asyncio.gather(*(store.write(lambda tx, n=n: _add(tx, f"C{n}")) for n in range(500)))  # type: ignore[misc]
    assert len(await store.read(_ids)) == 500


async def test_what_waits_for_the_same_work_is_done_at_once_and_each_gets_its_own_result(store: Store) -> None:
    sizes: list[int] = []

    def name_all(tx: Tx, channels: Sequence[str]) -> list[str]:
        sizes.append(len(channels))
        return [_add(tx, channel) for channel in channels]

    names = [f"C{n}" for n in range(50)]
    assert await asyncio.gather(*(_among(store, name_all, name) for name in names)) == names
    assert len(sizes) < 50
    assert await store.read(_ids) == set(names)


async def test_one_that_fails_among_many_fails_alone(store: Store) -> None:
    def name_all(tx: Tx, channels: Sequence[str]) -> list[str]:
        for channel in channels:
            _add(tx, channel)
            if channel == "C7":
                raise ValueError("on purpose")
        return list(channels)

    names = [f"C{n}" for n in range(20)]
    results = await asyncio.gather(*(_among(store, name_all, name) for name in names), return_exceptions=True)
    assert [type(each) for each in results if not isinstance(each, str)] == [ValueError]
    assert await store.read(_ids) == set(names) - {"C7"}


async def test_whoever_cannot_bear_its_result_keeps_nobody_from_theirs(store: Store) -> None:
    def refuse(result: str | None, problem: BaseException | None) -> None:
        raise ValueError("on purpose")

    store.write_among(_as_given, "C1", refuse)
    async with asyncio.timeout(5):
        assert await _among(store, _as_given, "C2") == "C2"


def _as_given(_: Tx, items: Sequence[str]) -> list[str]:
    return list(items)


async def test_whoever_stops_waiting_disturbs_nobody(store: Store) -> None:
    waiting = [asyncio.ensure_future(store.write(lambda tx, n=n: n)) for n in range(3)]  # type: ignore[misc]
    await asyncio.sleep(0)
    waiting[1].cancel()
    assert (await waiting[0], await waiting[2]) == (0, 2)


async def test_urgent_writes_overtake_bulk_work(store: Store) -> None:
    order: list[str] = []
    bulk = [store.write_bulk(lambda tx: order.append("bulk")) for _ in range(50)]
    tasks = [asyncio.ensure_future(each) for each in bulk]
    await asyncio.sleep(0)
    await store.write(lambda tx: order.append("urgent"))
    await asyncio.gather(*tasks)
    assert order.index("urgent") < 49


async def test_what_comes_to_a_closed_store_together_with_others_hears_of_it(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'a.db'}")
    store.close()
    with pytest.raises(RuntimeError, match="closed"):
        await _among(store, lambda tx, items: list(items), "C1")


async def test_a_closed_store_refuses_work(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'a.db'}")
    store.close()
    with pytest.raises(RuntimeError):
        await store.write(lambda tx: None)


async def test_the_newest_schema_is_what_the_tables_say(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    def difference(tx: Tx) -> object:
        return compare_metadata(MigrationContext.configure(tx.connection), SQLModel.metadata)

    assert await store.write(difference) == []


def test_a_database_that_cannot_be_opened_says_which_setting_to_check(tmp_path: Path) -> None:
    with pytest.raises(SettingsMistake, match="DATABASE_URL"):
        Store(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")


async def test_a_character_that_no_database_holds_is_replaced(store: Store) -> None:
    await store.write(lambda tx: _add(tx, "half \ud83d nul \0 🦓"))
    assert await store.read(_ids) == {"half � nul � 🦓"}


async def test_closing_waits_for_a_reader_whose_caller_has_gone(store: Store, database: Database) -> None:
    began, ended, reading = threading.Event(), threading.Event(), Store(database.url)

    def slow(tx: Tx) -> set[str]:
        began.set()
        time.sleep(0.2)
        found = _ids(tx)
        ended.set()
        return found

    caller = asyncio.ensure_future(reading.read(slow))
    await asyncio.to_thread(began.wait)
    caller.cancel()
    reading.close()
    assert ended.is_set()


async def test_a_log_that_cannot_be_emptied_does_not_end_the_writing(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'x.db'}")
    left = [False, True]  # the commit's own connection, then the one that empties the log

    def broken(*_: object) -> None:
        if left and left.pop(0):
            raise OSError("no space left")

    def erasing(tx: Tx) -> None:
        tx.erased = True

    await store.write(lambda tx: None)
    event.listen(store.engine, "checkout", broken)
    await store.write(erasing)
    event.remove(store.engine, "checkout", broken)
    assert await asyncio.wait_for(store.write(lambda tx: "stored"), 5) == "stored"
    assert left == []
    await asyncio.to_thread(store.close)


def test_a_very_long_path_is_told_shortly(tmp_path: Path) -> None:
    with pytest.raises(SettingsMistake) as met:
        Store(f"sqlite:///{tmp_path}/{'x' * 5000}")
    assert len(str(met.value)) < 500


def test_tables_of_a_newer_debrief_are_told_as_such(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    Store(url).close()
    with closing(sqlite3.connect(tmp_path / "x.db")) as kept:
        kept.execute("UPDATE alembic_version SET version_num = '0099'")
        kept.commit()
    with pytest.raises(SettingsMistake, match="newer Debrief"):
        Store(url)


def test_a_file_that_is_no_database_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(SettingsMistake, match="is no database"):
        Store(f"sqlite:///{tmp_path / 'x.db'}")


async def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError):
        await store.read(lambda tx: _add(tx, "C1"))


def test_an_errors_text_carries_no_words_of_people(store: Store) -> None:
    def twice(tx: Tx) -> None:
        named = {"team": "T1", "id": "C1", "name": "my password is hunter2", "is_private": False, "capture": "no"}
        tx.execute(tx.insert(CHANNEL).values(**named))
        tx.execute(tx.insert(CHANNEL).values(**named))

    with pytest.raises(DBAPIError) as error:
        asyncio.run(store.write(twice))
    assert "INSERT INTO channel" in str(error.value)
    assert "hunter2" not in str(error.value)
