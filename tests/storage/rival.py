"""Work that several processes do on one database at once."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from storage import incidents, jobs
from storage.store import Store


def claim_all(url: str, start: Any, said: Any) -> None:
    """Takes and finishes jobs until there are none; says which."""
    asyncio.run(_with_store(url, start, said, _claim_all))


def open_incidents(url: str, start: Any, said: Any) -> None:
    """Opens twenty incidents, one after the other; says their numbers."""
    asyncio.run(_with_store(url, start, said, _open_incidents))


def open_store(url: str, start: Any, said: Any) -> None:
    """Opens the store at the same moment as the others; says what is wrong, if anything is."""
    start.wait()
    try:
        Store(url).close()
    except Exception as problem:  # noqa: BLE001 -- whatever it is, the test shows it
        said.put([repr(problem)])
    else:
        said.put([])


async def _with_store(url: str, start: Any, said: Any, work: Callable[[Store], Any]) -> None:
    store = Store(url)
    start.wait()
    said.put(await work(store))
    await asyncio.to_thread(store.close)


async def _claim_all(store: Store) -> list[str]:
    taken = []
    while job := await store.write(lambda tx: jobs.claim(tx, timedelta(seconds=60))):
        taken.append(job.key)
        await asyncio.sleep(0.001)  # as work takes a moment: whoever never lets go of SQLite's lock keeps others out
        await store.write(lambda tx, job=job: jobs.finish(tx, job))  # type: ignore[misc]
    return taken


async def _open_incidents(store: Store) -> list[int]:
    opened = []
    for n in range(20):
        incident = await store.write(lambda tx, n=n: incidents.add(tx, team="T1", channel=f"C{n}", title="x", by=None))  # type: ignore[misc]
        opened.append(incident.number)
    return opened
