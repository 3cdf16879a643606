"""Past incidents to be scored on: one folder each, with the channel and what was published about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.draft import Times
from bot.domain.evidence import Evidence
from bot.domain.plain_text import one_line
from bot.errors import UnreadableCase, UnreadableExport
from bot.evaluation.truth import SOURCE, TRUTH, Truth, read_object, read_times, read_truth
from bot.slack.channel_file import CHANNEL, USERS, read_channel
from bot.slack.export import read_export


@dataclass(frozen=True)
class Case:
    """One incident. `truth` and `times` are None where nothing was published, or nobody wrote it down."""

    name: str
    evidence: Evidence
    truth: Truth | None = None
    times: Times | None = None

    @property
    def is_bare(self) -> bool:
        """Whether nothing is known of what was published."""
        return self.times is None and not (self.truth and self.truth.everything())


def read_cases(path: Path, channel: str | None = None) -> tuple[Case, ...]:
    """The incidents at `path`: a folder of folders, one such folder, or a Slack export. `channel` chooses within an export.
    All are read before any is drafted, so that a mistake in the last costs nothing. Raises UnreadableCase."""
    try:
        return _read_cases(path, channel)
    except OSError as error:
        name = one_line(str(error.filename or path), 200)
        raise UnreadableCase(f"“{name}” cannot be read: {error.strerror}.") from None


def _read_cases(path: Path, channel: str | None) -> tuple[Case, ...]:
    if not path.exists():
        raise UnreadableCase(f"There is no file or folder “{one_line(str(path), 200)}”.")
    if is_one_incident(path):
        return (read_case(path, channel),)
    folders = sorted(each for each in path.iterdir() if each.is_dir() and not each.name.startswith("."))
    if not any(_holds_one(folder) for folder in folders):
        raise UnreadableCase(
            f"“{one_line(path.resolve().name, 80)}” holds no incidents: each is a folder with {CHANNEL} or an export."
        )
    cases = {case.name: case for case in (read_case(folder, channel) for folder in folders)}
    if len(cases) < len(folders):
        raise UnreadableCase(
            "Two incidents have the same name, as far as it can be shown; rename one of their folders."
        )
    return tuple(cases.values())


def is_one_incident(path: Path) -> bool:
    """Whether the path is an incident by itself, and no folder of several."""
    return path.is_file() or any((path / name).is_file() for name in (CHANNEL, TRUTH, USERS, "channels.json"))


def _holds_one(folder: Path) -> bool:
    return is_one_incident(folder) or any(_zips(folder)) or any(folder.glob("*/*.json"))


def read_case(path: Path, channel: str | None = None) -> Case:
    """One incident. Raises UnreadableCase."""
    name = one_line(path.resolve().stem if path.is_file() else path.resolve().name, 80)
    folder = path if path.is_dir() else None
    source = read_object(folder / SOURCE) if folder and (folder / SOURCE).is_file() else {}
    try:
        evidence = _evidence(path, name, channel, source)
    except UnreadableExport as problem:
        raise UnreadableCase(f"{name}: {problem}") from None
    if not evidence.items:
        raise UnreadableCase(f"{name}: its channel holds no message that can be read.")
    truth = read_truth(folder / TRUTH) if folder and (folder / TRUTH).is_file() else None
    for ts in sorted(truth.messages() if truth else ()):
        if evidence.get(ts) is None:
            raise UnreadableCase(
                f"{name}: {TRUTH} names the message {one_line(ts, 40)}, which the channel does not hold."
            )
    return Case(name, evidence, truth, read_times(source, folder / SOURCE) if folder else None)


def _evidence(path: Path, name: str, channel: str | None, source: dict[str, Any]) -> Evidence:
    told = source.get("channel_name")
    known = told if isinstance(told, str) and told.strip() else None
    if (path / CHANNEL).is_file():
        return read_channel(path, one_line(known or name, 80))
    return read_export(_export(path), channel or known)


def _export(path: Path) -> Path:
    """The ZIP that lies in the folder, or the folder itself, as an export unpacks."""
    if path.is_file():
        return path
    packed = list(_zips(path))
    if len(packed) > 1:
        raise UnreadableExport("it holds several ZIP files; leave the one that is this incident's.")
    if not packed and not any(path.glob("*/*.json")):
        raise UnreadableExport(f"it holds neither {CHANNEL} nor a Slack export.")
    return packed[0] if packed else path


def _zips(folder: Path) -> Iterator[Path]:
    yield from (each for each in sorted(folder.iterdir()) if each.suffix.lower() == ".zip" and each.is_file())
