"""A channel as a file of its message events, one JSON object a line, with users.json beside it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.domain.evidence import Evidence, Person
from bot.errors import UnreadableExport
from bot.slack.export import MAX_MESSAGES, items_of
from bot.slack.export_files import MAX_ENTRY_BYTES, opened, shown
from bot.slack.export_folders import Member, members
from bot.slack.json_text import from_json

CHANNEL, USERS = "channel.jsonl", "users.json"


def read_channel(folder: Path, name: str) -> Evidence:
    """The evidence of `channel.jsonl` in `folder`, with the people of its `users.json`. Raises UnreadableExport."""
    rows = list(_rows(folder / CHANNEL))
    with opened(folder) as files:
        people = {each.id: Person(each.id, each.name, each.is_bot) for each in members(files).values()}
    items = items_of(rows, people, lambda id_: people[id_].name if id_ in people else id_)
    return Evidence.of(name, items, people.values())


def write_channel(folder: Path, messages: Iterable[Mapping[str, Any]], people: Iterable[Member]) -> None:
    """Writes both files; of people only what a draft needs. Raises OSError."""
    lines = (json.dumps(message) for message in messages)
    (folder / CHANNEL).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    rows = [{"id": each.id, "name": each.name, "real_name": each.name, "is_bot": each.is_bot} for each in people]
    (folder / USERS).write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_ENTRY_BYTES + 1)
    except OSError as error:
        raise UnreadableExport(f"“{shown(path.name)}” cannot be read: {error.strerror}.") from None
    if len(data) > MAX_ENTRY_BYTES:
        raise UnreadableExport(f"“{shown(path.name)}” is larger than {MAX_ENTRY_BYTES // 2**20} MB; it is not read.")
    lines = data.decode("utf-8-sig", errors="replace").split("\n")
    if len(lines) > MAX_MESSAGES * 2:
        raise UnreadableExport(f"“{shown(path.name)}” has more than {MAX_MESSAGES * 2:,} lines; it is not read.")
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _row(line, f"Line {number:,} of “{shown(path.name)}”")


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = from_json(line)
    except (ValueError, RecursionError):
        raise UnreadableExport(f"{where} is not valid JSON; each line is one of Slack's message events.") from None
    if not isinstance(row, dict):
        raise UnreadableExport(f"{where} is not a JSON object; each line is one of Slack's message events.")
    return row
