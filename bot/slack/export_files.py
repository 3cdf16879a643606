"""The files of a Slack export, ZIP or folder. An export is somebody else's file: sizes, counts and names are limited."""

import hashlib
import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from bot.errors import UnreadableExport

MAX_ENTRIES = 200_000
MAX_ENTRY_BYTES = 64 * 1024 * 1024
MAX_TOTAL_BYTES = 512 * 1024 * 1024
MAX_RATIO = 300  # chat packs 5 to 30 times smaller; far beyond that it is a bomb
_RATIO_FLOOR = 1024 * 1024
LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
"""Where the conversations are named; only those of the first are public."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class ExportFiles:
    """The JSON files of an export by their path inside it; counts what is read, up to `most` bytes in all."""

    def __init__(self, sizes: Mapping[str, int], read: Callable[[str, int], bytes], most: int) -> None:
        self._sizes = sizes
        self._read = read
        self._left = most

    def __contains__(self, path: str) -> bool:
        return path in self._sizes

    def __iter__(self) -> Iterator[str]:
        return iter(self._sizes)

    def size(self, path: str) -> int:
        """Bytes, as the export says."""
        return self._sizes[path]

    def load(self, path: str) -> Any:
        """What the file holds. Raises UnreadableExport with one sentence."""
        return self.load_known(path)[0]

    def load_known(self, path: str) -> tuple[Any, str]:
        """The same with a hash by which the file is known again."""
        data = self._read(path, MAX_ENTRY_BYTES + 1)
        self._left -= len(data)
        if len(data) > MAX_ENTRY_BYTES or self._left < 0:
            raise UnreadableExport(f"The export's “{shown(path)}” is too large to read.")
        try:
            return json.loads(_decoded(data)), hashlib.sha256(data).hexdigest()
        except (ValueError, RecursionError):
            raise UnreadableExport(
                f"The export's “{shown(path)}” is not valid JSON; export the channel again."
            ) from None

    def rows(self, path: str) -> Iterator[dict[str, Any]]:
        """The objects of a list or mapping; none where the file is not there."""
        if path in self:
            loaded = self.load(path)
            found = loaded.values() if isinstance(loaded, dict) else loaded if isinstance(loaded, list) else ()
            yield from (row for row in found if isinstance(row, dict))


@contextmanager
def opened(path: Path, most: int = MAX_TOTAL_BYTES) -> Iterator[ExportFiles]:
    """The export at `path`, of which at most that many bytes are read. Raises UnreadableExport."""
    if path.is_dir():
        yield _in_folder(path, most)
        return
    if not path.exists():
        raise UnreadableExport(f"There is no file or folder “{path}”.")
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise UnreadableExport(
            f"“{path.name}” cannot be read: {error.strerror or 'the disk reports an error'}."
        ) from None
    except (*_DAMAGE, ValueError, OverflowError):
        raise UnreadableExport(
            f"“{path.name}” is not a ZIP file that can be read; give the export as Slack gave it."
        ) from None
    with archive:
        yield _in_zip(archive, most)


# What zipfile raises at broken, encrypted or unknown entries, depending on how they are packed.
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


def _in_folder(root: Path, most: int) -> ExportFiles:
    home = root.resolve()
    inside: dict[str, Path] = {}
    for file in sorted([*root.glob("*.json"), *root.glob("*/*.json")]):
        if file.is_file() and file.resolve().is_relative_to(home):
            inside[file.relative_to(root).as_posix()] = file
        if len(inside) > MAX_ENTRIES:
            raise UnreadableExport(f"“{root.name}” holds more files than an export does.")

    def read(name: str, limit: int) -> bytes:
        try:
            with inside[name].open("rb") as stream:
                return stream.read(limit)
        except OSError as error:
            raise UnreadableExport(f"“{shown(name)}” cannot be read: {error.strerror}.") from None

    return ExportFiles({name: file.stat().st_size for name, file in inside.items()}, read, most)


def _in_zip(archive: zipfile.ZipFile, most: int) -> ExportFiles:
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise UnreadableExport("The ZIP holds more entries than an export does.")
    named = {_entry_name(info): info for info in infos if info.filename and not info.is_dir()}
    for name in named:
        if _points_outside(name):
            raise UnreadableExport(f"The ZIP has an entry that points outside itself, “{shown(name)}”; it is not read.")
    prefix = _wrapping_folder(named)
    inside = {name.removeprefix(prefix): info for name, info in named.items() if name.startswith(prefix)}

    def read(name: str, limit: int) -> bytes:
        info = inside[name]
        try:
            with archive.open(info) as stream:
                data = stream.read(limit)
        except (*_DAMAGE, OSError, ValueError):
            raise UnreadableExport(f"The ZIP's “{shown(name)}” is damaged; download the export again.") from None
        if len(data) > _RATIO_FLOOR and len(data) > MAX_RATIO * max(1, info.compress_size):
            raise UnreadableExport(f"The ZIP's “{shown(name)}” unpacks to far more than a chat does; it is not read.")
        return data

    return ExportFiles({name: info.file_size for name, info in inside.items() if name.endswith(".json")}, read, most)


def _points_outside(name: str) -> bool:
    return (
        name.startswith(("/", "\\")) or ".." in PurePosixPath(name).parts or "\\" in name or ":" in name.split("/")[0]
    )


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
    if any(name in names for name in (*LISTS, "users.json")):
        return ""
    wrapped = [name for name in names if name.count("/") == 1 and name.endswith(("/users.json", "/channels.json"))]
    return wrapped[0].split("/")[0] + "/" if wrapped else ""


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


def string(value: object) -> str:
    """The value if it is text, else nothing."""
    return value if isinstance(value, str) else ""


def one_line(text: str) -> str:
    return " ".join(text.split())[:200]


def shown(text: str) -> str:
    """Somebody else's words on one line of a terminal, at which they may do nothing but stand there."""
    return _CONTROL.sub("\ufffd", one_line(text))[:80]
