"""Slack's ids of people, channels, teams and files, as anybody may have made them up."""

import re
from functools import lru_cache
from typing import Any

# Never a colon: the keys of jobs and of the outbox are ids with colons between them.
_ID = re.compile("[A-Za-z0-9_.-]+")
LONGEST = 64


def id_of(value: Any) -> str:
    """The id. Raises ValueError if it is none."""
    if not _is_id(value):
        raise ValueError("an id is not one")
    return str(value)


def id_or_none(value: Any) -> str | None:
    """The id, where it may be missing or odd."""
    return str(value) if _is_id(value) else None


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and _reads_as_id(value)


@lru_cache(4096)
def _reads_as_id(value: str) -> bool:
    """The same few ids come with every event."""
    return bool(_ID.fullmatch(value))
