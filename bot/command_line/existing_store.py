"""The store that the settings name, for commands that only look at it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.store import Store


@asynccontextmanager
async def existing_store() -> "AsyncIterator[Store]":
    """Opened, and closed afterwards. Raises UserMistake where there is none, or an older one:
    looking at it must neither make nor change it."""
    import asyncio

    from bot.errors import UserMistake
    from bot.settings import store_settings
    from storage.inspection import inspect
    from storage.store import Store

    url = store_settings().database_url
    condition = await asyncio.to_thread(inspect, url)
    name = condition.name
    if not condition.exists or condition.schema is None:
        raise UserMistake(
            f"There is no database of Debrief's in {name} yet: `run` and `import` make it. "
            "If yours is elsewhere, go to the folder of its .env, or set DATABASE_URL."
        )
    if condition.schema != condition.newest and not condition.schema_is_unknown:
        raise UserMistake(
            f"The tables of {name} are of an older Debrief; back it up (docs/how-to/backup.md) and `run` this one once."
        )
    store = Store(url)
    try:
        yield store
    finally:
        await asyncio.to_thread(store.close)
