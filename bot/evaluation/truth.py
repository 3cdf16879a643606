"""What the published post-mortem says: `truth.json`, and `source.json` for its times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from bot.domain.draft import Times
from bot.domain.draft_json import TIMES
from bot.domain.plain_text import one_line, storable_json
from bot.errors import UnreadableCase
from bot.slack.json_text import from_json

TRUTH, SOURCE = "truth.json", "source.json"
MOST_BYTES = 8 * 1024 * 1024
MOST_ENTRIES = 500
MOST_WORDS = 20_000


@dataclass(frozen=True)
class Published:
    """One thing that the post-mortem says. `messages` are the Slack timestamps that state it, none where the channel does not;
    `match` are groups of words by which a cause is known: a claim names one of each group; `at` is an event's time, UTC."""

    text: str
    messages: tuple[str, ...] = ()
    match: tuple[tuple[str, ...], ...] = ()
    at: datetime | None = None


@dataclass(frozen=True)
class Truth:
    """The whole of it. Herrings are what people believed for a while and what was not so."""

    causes: tuple[Published, ...] = ()
    factors: tuple[Published, ...] = ()
    herrings: tuple[Published, ...] = ()
    events: tuple[Published, ...] = ()
    actions: tuple[Published, ...] = ()

    def everything(self) -> tuple[Published, ...]:
        return (*self.causes, *self.factors, *self.herrings, *self.events, *self.actions)

    def messages(self) -> set[str]:
        """Every message that is named anywhere."""
        return {ts for each in self.everything() for ts in each.messages}


_LISTS = {
    "causes": ("root_causes", "text"),
    "factors": ("contributing_factors", "text"),
    "herrings": ("red_herrings", "text"),
    "events": ("timeline", "what"),
    "actions": ("actions", "text"),
}


def read_truth(path: Path) -> Truth:
    """The file's content. Raises UnreadableCase with one sentence."""
    whole = read_object(path)
    lists: dict[str, Any] = {name: tuple(_entries(whole, path, *keys)) for name, keys in _LISTS.items()}
    return Truth(**lists)


def read_times(source: Mapping[str, Any], path: Path) -> Times | None:
    """The published times; None where none is given, or where the incident was not over at the channel's end."""
    if source.get("ends_resolved", True) is False:
        return None
    given: dict[str, Any] = {name: _time(source.get(name), f"{_named(path)}: “{name}”") for name in TIMES}
    return Times(**given) if any(given.values()) else None


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file of a case. Raises UnreadableCase."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableCase(f"{_named(path)} cannot be read: {error.strerror}.") from None
    if len(data) > MOST_BYTES:
        raise UnreadableCase(f"{_named(path)} is larger than {MOST_BYTES // 2**20} MB; it is not read.")
    try:
        whole = storable_json(from_json(data.decode("utf-8-sig")))
    except JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise UnreadableCase(f"{_named(path)} is not valid JSON: look at {where}, or just before.") from None
    except (ValueError, RecursionError):
        raise UnreadableCase(f"{_named(path)} is not valid JSON.") from None
    if not isinstance(whole, dict):
        raise UnreadableCase(f"{_named(path)} does not hold a JSON object.")
    return whole


def _entries(whole: dict[str, Any], path: Path, key: str, words: str) -> list[Published]:
    rows = whole.get(key) or []
    where = f"{_named(path)}: “{key}”"
    if not isinstance(rows, list):
        raise UnreadableCase(f"{where} is not a list.")
    if len(rows) > MOST_ENTRIES:
        raise UnreadableCase(f"{where} has more than {MOST_ENTRIES} entries.")
    read = (_entry(row, words, f"{where}, entry {number},") for number, row in enumerate(rows, 1))
    return [entry for entry in read if entry.text or entry.messages]


def _entry(row: object, words: str, where: str) -> Published:
    if not isinstance(row, dict):
        raise UnreadableCase(f"{where} is not a JSON object.")
    text = row.get(words) or ""
    if not isinstance(text, str) or len(text) > MOST_WORDS:
        raise UnreadableCase(f"{where} needs “{words}” as a text of at most {MOST_WORDS:,} characters.")
    messages = _texts(row.get("message_ts"), f"{where} needs “message_ts” as a list of Slack timestamps in quotes.")
    if messages and not text.strip():
        raise UnreadableCase(f"{where} names messages, but not in “{words}” what they state.")
    sentence = f"{where} needs “match” as a list of lists of words."
    groups = row.get("match") or []
    if not isinstance(groups, list):
        raise UnreadableCase(sentence)
    match = tuple(filter(None, (_texts(group, sentence) for group in groups)))
    return Published(text.strip(), messages, match, _time(row.get("at"), f"{where} “at”"))


def _texts(value: object, sentence: str) -> tuple[str, ...]:
    found = [] if value is None else value
    if not isinstance(found, list) or len(found) > MOST_ENTRIES or not all(isinstance(each, str) for each in found):
        raise UnreadableCase(sentence)
    return tuple(dict.fromkeys(each.strip() for each in found if each.strip()))


def _time(value: object, where: str) -> datetime | None:
    """A time without a zone is UTC, as all times of a draft are."""
    if value is None or value == "":
        return None
    try:
        read = datetime.fromisoformat(value if isinstance(value, str) else "")
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnreadableCase(f"{where} is not a time such as 2031-05-06T09:02:00Z.") from None


def _named(path: Path) -> str:
    return f"“{one_line(path.parent.name, 80)}/{path.name}”"
