"""A Slack export, ZIP or folder, as Evidence. An export is somebody else's file: sizes, counts and names are limited."""

import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from bot.domain.evidence import Evidence, Item, Person, Reaction
from bot.errors import UnreadableExport
from bot.slack.wording import readable

MAX_ENTRIES = 200_000
MAX_ENTRY_BYTES = 64 * 1024 * 1024
MAX_TOTAL_BYTES = 512 * 1024 * 1024
MAX_MESSAGES = 200_000
MAX_RATIO = 300  # chat packs 5 to 30 times smaller; far beyond that it is a bomb
_RATIO_FLOOR = 1024 * 1024

_LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
_TS = re.compile(r"^\d{9,11}\.\d{1,6}$")
_DAY = re.compile(r"^[^/]+/[^/]+\.json$")
_UNKNOWN = Person("unknown", "Somebody")


def read_export(path: Path, channel: str | None = None) -> Evidence:
    """The messages of one channel of the export at `path`. `channel` is a name (with or without #) or an id, and may be
    left out where the export holds a single channel. Raises UnreadableExport with one sentence."""
    with _opened(path) as files:
        people = _people(files)
        folders = _folders(files)
        folder = _chosen(folders, channel)
        names = {person.id: person.name for person in people.values()} | {f.id: f.name for f in folders if f.id}
        items = _items(files, folder, people, lambda id_: names.get(id_, id_))
    return Evidence.of(folder.name, items, people.values())


@dataclass(frozen=True)
class _Folder:
    """A conversation and the day files that hold its messages."""

    name: str
    id: str
    days: tuple[str, ...]

    def is_called(self, wanted: str) -> bool:
        return wanted.removeprefix("#").casefold() in (self.name.casefold(), self.id.casefold())


class _Files:
    """The JSON files of an export by their path inside it; counts what is read."""

    def __init__(self, paths: Mapping[str, str], read: Callable[[str, int], bytes]) -> None:
        self._paths = paths
        self._read = read
        self._left = MAX_TOTAL_BYTES

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def load(self, path: str) -> Any:
        data = self._read(self._paths[path], MAX_ENTRY_BYTES + 1)
        self._left -= len(data)
        if len(data) > MAX_ENTRY_BYTES or self._left < 0:
            raise UnreadableExport(f"The export's “{_shown(path)}” is too large to read.")
        try:
            return json.loads(_decoded(data))
        except (ValueError, RecursionError):
            raise UnreadableExport(
                f"The export's “{_shown(path)}” is not valid JSON; export the channel again."
            ) from None


@contextmanager
def _opened(path: Path) -> Iterator[_Files]:
    if path.is_dir():
        yield _in_folder(path)
        return
    if not path.exists():
        raise UnreadableExport(f"There is no file or folder “{path}”.")
    try:
        with zipfile.ZipFile(path) as archive:
            yield _in_zip(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise UnreadableExport(
            f"“{path.name}” is not a ZIP file that can be read; is it the export as Slack gave it?"
        ) from None
    except OSError as error:
        raise UnreadableExport(
            f"“{path.name}” cannot be read: {error.strerror or 'the disk reports an error'}."
        ) from None


def _in_folder(root: Path) -> _Files:
    home = root.resolve()
    inside = {}
    for file in sorted([*root.glob("*.json"), *root.glob("*/*.json")]):
        if file.is_file() and file.resolve().is_relative_to(home):
            inside[file.relative_to(root).as_posix()] = str(file)
        if len(inside) > MAX_ENTRIES:
            raise UnreadableExport(f"“{root.name}” holds more files than an export does.")

    def read(name: str, limit: int) -> bytes:
        with Path(name).open("rb") as stream:
            return stream.read(limit)

    return _Files(inside, read)


def _in_zip(archive: zipfile.ZipFile) -> _Files:
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise UnreadableExport("The ZIP holds more entries than an export does.")
    named = {_entry_name(info): info for info in infos if not info.is_dir()}
    for name in named:
        if (
            name.startswith(("/", "\\"))
            or ".." in PurePosixPath(name).parts
            or "\\" in name
            or ":" in name.split("/")[0]
        ):
            raise UnreadableExport(
                f"The ZIP has an entry that points outside itself, “{_shown(name)}”; it is not read."
            )
    prefix = _wrapping_folder(named)
    inside = {name.removeprefix(prefix): name for name in named if name.startswith(prefix) and name.endswith(".json")}

    def read(name: str, limit: int) -> bytes:
        info = named[name]
        with archive.open(info) as stream:
            data = stream.read(limit)
        if len(data) > _RATIO_FLOOR and len(data) > MAX_RATIO * max(1, info.compress_size):
            raise UnreadableExport(f"The ZIP's “{_shown(name)}” unpacks to far more than a chat does; it is not read.")
        return data

    return _Files(inside, read)


def _entry_name(info: zipfile.ZipInfo) -> str:
    """Slack writes UTF-8 names without the flag that says so, and Python then reads them as cp437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _wrapping_folder(names: Mapping[str, Any]) -> str:
    """A folder packed as a whole puts everything below one name."""
    if any(name in names for name in (*_LISTS, "users.json")):
        return ""
    wrapped = [name for name in names if name.count("/") == 1 and name.endswith(("/users.json", "/channels.json"))]
    return wrapped[0].split("/")[0] + "/" if wrapped else ""


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


def _rows(files: _Files, path: str) -> Iterator[dict[str, Any]]:
    if path in files:
        loaded = files.load(path)
        rows = loaded.values() if isinstance(loaded, dict) else loaded if isinstance(loaded, list) else ()
        yield from (row for row in rows if isinstance(row, dict))


def _people(files: _Files) -> dict[str, Person]:
    people = {}
    for path in ("users.json", "org_users.json"):
        for row in _rows(files, path):
            if id_ := _string(row.get("id")):
                people[id_] = Person(id_, _name(row) or id_, bool(row.get("is_bot")) or id_ == "USLACKBOT")
    return people


def _name(row: Mapping[str, Any]) -> str:
    profile = row.get("profile")
    inner = profile if isinstance(profile, dict) else {}
    choices = (row.get("real_name"), inner.get("real_name"), inner.get("display_name"), row.get("name"))
    return next((_one_line(name) for name in map(_string, choices) if name.strip()), "")


def _folders(files: _Files) -> list[_Folder]:
    days: dict[str, list[str]] = {}
    for path in files:
        if _DAY.match(path) and not path.startswith("__MACOSX/"):
            days.setdefault(path.split("/")[0], []).append(path)
    known: dict[str, _Folder] = {}
    for listing in _LISTS:
        for row in _rows(files, listing):
            id_, name = _string(row.get("id")), _one_line(_string(row.get("name")))
            folder = name if name in days else id_
            if folder and folder not in known:
                known[folder] = _Folder(name or id_, id_, tuple(sorted(days.pop(folder, []))))
    bare = [_Folder(name, "", tuple(sorted(paths))) for name, paths in days.items()]
    return sorted([*known.values(), *bare], key=lambda folder: folder.name)


def _chosen(folders: list[_Folder], wanted: str | None) -> _Folder:
    filled = [folder for folder in folders if folder.days]
    if not folders:
        raise UnreadableExport("This is not a Slack export: it has no channels.json and no folders of messages.")
    listed = ", ".join(folder.name for folder in (filled or folders)[:30])
    if wanted:
        named = [folder for folder in folders if folder.is_called(wanted)]
        if not named:
            raise UnreadableExport(f"The export has no channel “{_shown(wanted)}”; it has {listed}.")
        return max(named, key=lambda folder: len(folder.days))
    if len(filled) > 1:
        raise UnreadableExport(f"The export holds several channels; choose one with --channel: {listed}.")
    return filled[0] if filled else folders[0]


def _items(files: _Files, folder: _Folder, people: Mapping[str, Person], names: Callable[[str], str]) -> Iterator[Item]:
    newest: dict[str, Item] = {}
    deleted: set[str] = set()
    for day in folder.days:
        loaded = files.load(day)
        for message in loaded if isinstance(loaded, list) else ():
            if not isinstance(message, dict):
                continue
            if message.get("subtype") in ("message_deleted", "tombstone"):
                deleted.add(_string(message.get("deleted_ts")) or _string(message.get("ts")))
                continue
            item = _item(message, people, names)
            if item and (item.ts not in newest or newest[item.ts].version < item.version):
                newest[item.ts] = item
            if len(newest) > MAX_MESSAGES:
                raise UnreadableExport(f"The channel has more than {MAX_MESSAGES:,} messages; export a shorter period.")
    return (item for ts, item in newest.items() if ts not in deleted)


def _item(message: dict[str, Any], people: Mapping[str, Person], names: Callable[[str], str]) -> Item | None:
    inner = message.get("message")
    if message.get("subtype") == "message_changed" and isinstance(inner, dict):
        message = inner
    ts, thread, edited = (message.get(key) for key in ("ts", "thread_ts", "edited"))
    if not isinstance(ts, str) or not _TS.match(ts):
        return None
    return Item(
        ts=ts,
        author=_author(message, people),
        text=readable(message, names),
        version=_string(edited.get("ts")) if isinstance(edited, dict) else "",
        thread_ts=thread if isinstance(thread, str) and _TS.match(thread) else None,
        subtype=_string(message.get("subtype")),
        reactions=_reactions(message.get("reactions")),
        files=_file_names(message),
    )


def _author(message: Mapping[str, Any], people: Mapping[str, Person]) -> Person:
    comment, profile = message.get("comment"), message.get("bot_profile")
    user = _string(message.get("user")) or (_string(comment.get("user")) if isinstance(comment, dict) else "")
    bot_id = _string(message.get("bot_id"))
    if user in people and not (bot_id and isinstance(profile, dict)):
        person = people[user]
        is_app = person.is_bot or message.get("subtype") == "bot_message"
        return person if is_app == person.is_bot else Person(person.id, person.name, is_app)
    app = _string(profile.get("name")) if isinstance(profile, dict) else ""
    name = _one_line(app or _string(message.get("username")))
    if bot_id or message.get("subtype") == "bot_message":
        known = people.get(user) or people.get(bot_id)
        return Person(user or bot_id or name or "bot", name or (known.name if known else bot_id or "An app"), True)
    return Person(user, name or user) if user else _UNKNOWN


def _reactions(value: object) -> tuple[Reaction, ...]:
    found = []
    for reaction in value if isinstance(value, list) else ():
        if isinstance(reaction, dict) and (name := _string(reaction.get("name"))):
            count, users = reaction.get("count"), reaction.get("users")
            given = count if isinstance(count, int) else len(users) if isinstance(users, list) else 1
            found.append(Reaction(name, max(0, given)))
    return tuple(found)


def _file_names(message: Mapping[str, Any]) -> tuple[str, ...]:
    files = message.get("files")
    listed = files if isinstance(files, list) else [message.get("file")]
    named = (_string(file.get("name")) or _string(file.get("title")) for file in listed if isinstance(file, dict))
    return tuple(_one_line(name) for name in named if name)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]


def _shown(text: str) -> str:
    return _one_line(text)[:80]
