"""Two processes on one database: what one has taken the other does not take."""

import multiprocessing
from collections.abc import Callable
from typing import Any

import pytest

from storage import jobs
from storage.store import Store
from storage.transaction import Tx
from tests.databases import Database
from tests.postgres_server import PostgresServer
from tests.storage import rival

PATIENCE = 60.0


def at_once(work: Callable[..., None], url: str, processes: int = 2) -> list[list[Any]]:
    """What each of some processes says that do the same work, begun at the same moment."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.storage.rival"])
    start, said = context.Barrier(processes), context.Queue()
    rivals = [context.Process(target=work, args=(url, start, said), daemon=True) for _ in range(processes)]
    for each in rivals:
        each.start()
    answers = [said.get(timeout=PATIENCE) for _ in rivals]
    for each in rivals:
        each.join(PATIENCE)
    return answers


async def test_each_of_five_hundred_jobs_is_taken_by_exactly_one_of_two_processes(
    store: Store, database: Database
) -> None:
    def want(tx: Tx) -> None:
        for n in range(500):
            jobs.want(tx, "T1", "card", str(n))

    await store.write(want)
    first, second = at_once(rival.claim_all, database.url)
    assert sorted(first + second, key=int) == [str(n) for n in range(500)]
    assert first
    assert second


def test_two_processes_give_no_incident_the_same_number(database: Database) -> None:
    first, second = at_once(rival.open_incidents, database.url)
    assert sorted(first + second) == list(range(1, 41))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_start_together_on_an_empty_database_all_come_up(
    kind: str, tmp_path: Any, request: pytest.FixtureRequest
) -> None:
    if kind == "sqlite":
        assert at_once(rival.open_store, f"sqlite:///{tmp_path / 'new.db'}", 4) == [[], [], [], []]
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create()
    assert at_once(rival.open_store, server.url(name), 4) == [[], [], [], []]
    server.drop(name)
