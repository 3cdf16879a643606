"""One channel of a Slack export as Evidence."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.domain.evidence import Evidence, Item, Person, Reaction
from bot.errors import UnreadableExport
from bot.slack.export_files import ExportFiles, one_line, opened, shown, string
from bot.slack.export_folders import Folder, Member, folders, members
from bot.slack.wording import readable

MAX_MESSAGES = 200_000
_TS = re.compile(r"^\d{9,11}\.\d{1,6}$")
_UNKNOWN = Person("unknown", "Somebody")


def read_export(path: Path, channel: str | None = None) -> Evidence:
    """The messages of one channel of the export at `path`. `channel` is a name (with or without #) or an id, and may be
    left out where the export holds a single channel. Raises UnreadableExport with one sentence."""
    with opened(path) as files:
        people = {each.id: Person(each.id, each.name, each.is_bot) for each in members(files).values()}
        found = folders(files)
        folder = _chosen(found, channel)
        names = {person.id: person.name for person in people.values()} | {f.id: f.name for f in found if f.id}
        items = items_of(_messages(files, folder), people, lambda id_: names.get(id_, id_))
    return Evidence.of(folder.name, items, people.values())


def raw_channel(path: Path, channel: str | None = None) -> tuple[str, list[dict[str, Any]], list[Member]]:
    """The name, the messages as the export has them, and the members of one channel. Raises UnreadableExport."""
    with opened(path) as files:
        folder = _chosen(folders(files), channel)
        return folder.name, list(_messages(files, folder)), list(members(files).values())


def _chosen(known: list[Folder], wanted: str | None) -> Folder:
    filled = [folder for folder in known if folder.days]
    if not known:
        raise UnreadableExport("This is not a Slack export: it has no channels.json and no folders of messages.")
    listed = ", ".join(shown(folder.name) for folder in (filled or known)[:30])
    if wanted:
        named = [folder for folder in known if folder.is_called(wanted)]
        if not named:
            raise UnreadableExport(f"The export has no channel “{shown(wanted)}”; it has {listed}.")
        return max(named, key=lambda folder: len(folder.days))
    if len(filled) > 1:
        raise UnreadableExport(f"The export holds several channels; choose one with --channel: {listed}.")
    return filled[0] if filled else known[0]


def _messages(files: ExportFiles, folder: Folder) -> Iterator[dict[str, Any]]:
    for day in folder.days:
        loaded = files.load(day)
        yield from (message for message in (loaded if isinstance(loaded, list) else ()) if isinstance(message, dict))


def items_of(
    messages: Iterable[Mapping[str, Any]], people: Mapping[str, Person], names: Callable[[str], str]
) -> tuple[Item, ...]:
    """The messages that can be read, each in its newest wording with the earlier ones beside it, without the deleted ones.
    Raises UnreadableExport where there are too many."""
    wordings: dict[str, dict[str, Item]] = {}
    deleted: set[str] = set()
    for message in messages:
        if message.get("subtype") in ("message_deleted", "tombstone"):
            deleted.add(string(message.get("deleted_ts")) or string(message.get("ts")))
            continue
        for told in _wordings(message):
            if item := _item(told, people, names):
                wordings.setdefault(item.ts, {}).setdefault(item.version, item)
        if len(wordings) > MAX_MESSAGES:
            raise UnreadableExport(f"The channel has more than {MAX_MESSAGES:,} messages; export a shorter period.")
    return tuple(_newest(versions) for ts, versions in wordings.items() if ts not in deleted)


def _wordings(message: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The message itself; of the event of an edit, what stands there since and what stood there before."""
    if message.get("subtype") != "message_changed":
        yield message
        return
    yield from (told for key in ("message", "previous_message") if isinstance(told := message.get(key), dict))


def _newest(versions: Mapping[str, Item]) -> Item:
    *before, last = (versions[version] for version in sorted(versions))
    return replace(last, earlier=tuple((item.version, item.text) for item in before)) if before else last


def _item(message: Mapping[str, Any], people: Mapping[str, Person], names: Callable[[str], str]) -> Item | None:
    ts, thread, edited = (message.get(key) for key in ("ts", "thread_ts", "edited"))
    version = string(edited.get("ts")) if isinstance(edited, dict) else ""
    if not isinstance(ts, str) or not _TS.match(ts):
        return None
    return Item(
        ts=ts,
        author=_author(message, people),
        text=readable(message, names),
        version=version if _TS.match(version) else "",
        thread_ts=thread if isinstance(thread, str) and _TS.match(thread) else None,
        subtype=string(message.get("subtype")),
        reactions=_reactions(message.get("reactions")),
        files=_file_names(message),
    )


def _author(message: Mapping[str, Any], people: Mapping[str, Person]) -> Person:
    comment, profile = message.get("comment"), message.get("bot_profile")
    user = string(message.get("user")) or (string(comment.get("user")) if isinstance(comment, dict) else "")
    bot_id = string(message.get("bot_id"))
    if user in people and not (bot_id and isinstance(profile, dict)):
        person = people[user]
        is_app = person.is_bot or message.get("subtype") == "bot_message"
        return person if is_app == person.is_bot else Person(person.id, person.name, is_app)
    app = string(profile.get("name")) if isinstance(profile, dict) else ""
    name = one_line(app or string(message.get("username")))
    if bot_id or message.get("subtype") == "bot_message":
        known = people.get(user) or people.get(bot_id)
        return Person(user or bot_id or name or "bot", name or (known.name if known else bot_id or "An app"), True)
    return Person(user, name or user) if user else _UNKNOWN


def _reactions(value: object) -> tuple[Reaction, ...]:
    found = []
    for reaction in value if isinstance(value, list) else ():
        if isinstance(reaction, dict) and (name := string(reaction.get("name"))):
            count, users = reaction.get("count"), reaction.get("users")
            given = count if isinstance(count, int) else len(users) if isinstance(users, list) else 1
            found.append(Reaction(name, max(0, given)))
    return tuple(found)


def _file_names(message: Mapping[str, Any]) -> tuple[str, ...]:
    files = message.get("files")
    listed = files if isinstance(files, list) else [message.get("file")]
    named = (string(file.get("name")) or string(file.get("title")) for file in listed if isinstance(file, dict))
    return tuple(one_line(name) for name in named if name)
