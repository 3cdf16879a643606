"""What the doctor finds."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["green", "yellow", "red"]


@dataclass(frozen=True)
class Finding:
    """One line. `id` stays the same from version to version, for machines; `advice` is what to do, empty where all is well."""

    id: str
    level: Level
    says: str
    advice: str = ""


def green(id: str, says: str) -> Finding:
    return Finding(id, "green", says)


def yellow(id: str, says: str, advice: str) -> Finding:
    """It works, with something to know or to do."""
    return Finding(id, "yellow", says, advice)


def red(id: str, says: str, advice: str) -> Finding:
    """It will not work until something is done."""
    return Finding(id, "red", says, advice)
