"""The log: lines for people at a terminal, else JSON; where it happened and what kind of thing, never a word of anybody."""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import structlog

from bot.errors import DebriefError
from bot.settings import Format

# What these say at lower levels holds whole payloads.
_PAYLOADS = (
    "slack_bolt",
    "slack_sdk",
    "aiohttp",
    "asyncio",
    "anthropic",
    "httpx",
    "httpcore",
    "jira",
    "urllib3",
    "sqlalchemy",
)
_QUIET = frozenset((*_PAYLOADS, "alembic", "apscheduler"))


def configure(format: Format = "auto", level: str = "info", stream: IO[str] = sys.stderr) -> None:
    """Has everything that is logged from now on written to `stream`."""
    as_json = format == "json" or (format == "auto" and not stream.isatty())
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _without_words,
    ]
    shown: Any = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=stream.isatty())
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, shown]
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level.upper())
    # At the handler: Bolt gives its loggers a level of their own.
    handler.addFilter(lambda record: record.levelno >= logging.WARNING or _family(record.name) not in _QUIET)


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """Whatever is logged within is about these: ids, never words."""
    with structlog.contextvars.bound_contextvars(**{name: value for name, value in ids.items() if value}):
        yield


def _without_words(_logger: Any, _name: str, event: Any) -> Any:
    """An exception as its kind and place: its message may quote what somebody wrote, unless it is a sentence of ours."""
    told = event.pop("exc_info", None)
    problem = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    if isinstance(problem, BaseException):
        event["problem"] = type(problem).__name__
        if isinstance(problem, DebriefError):
            event["says"] = str(problem)
        places = traceback.extract_tb(problem.__traceback__)
        event["at"] = [f"{place.filename.rpartition('/')[2]}:{place.lineno} {place.name}" for place in places[-8:]]
    event.pop("stack_info", None)
    record = event.get("_record")
    if record is not None and _family(record.name) in _PAYLOADS:
        event["event"] = _first_words(event.get("event", ""))
    return event


def _family(logger: str) -> str:
    return logger.partition(".")[0]


def _first_words(said: Any) -> str:
    """What a library says up to where it begins to quote: a brace, a bracket or a quotation mark."""
    text = str(said)
    ends = [place for mark in "{[\"'“" if (place := text.find(mark)) >= 0]
    return text[: min([*ends, 120])].strip()
