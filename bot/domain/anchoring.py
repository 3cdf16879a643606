"""From which moment a transcript's times count: the best of the clues there are, and which it was."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.transcript import Anchor, Script, anchored_by_phrase

STATED = "as stated by whoever gave it"
GUESSED = "a guess: so that it ends when it was shared"


@dataclass(frozen=True)
class Clues:
    """What is known beside the transcript itself. `began` is when the call began, `stated` when a person said that the transcript
    begins, `zone` the name of that person's time zone, `typed` what was written in the channel, as (timestamp, text)."""

    shared_at: datetime
    began: datetime | None = None
    stated: datetime | None = None
    zone: str | None = None
    typed: Iterable[tuple[str, str]] = ()


def anchored(script: Script, clues: Clues) -> Anchor:
    """What a person stated; else times of day; else a sentence said and typed; else the call's beginning; else a guess."""
    if clues.stated:
        return Anchor(clues.stated - (_first(script) if script.clock else timedelta()), STATED)
    if script.clock:
        return _by_clock(script, clues)
    if script.timed and (found := anchored_by_phrase(script.lines, clues.typed)):
        return found
    if clues.began:
        return Anchor(clues.began, "the huddle's start")
    return Anchor(clues.shared_at - _last(script), GUESSED)


def _by_clock(script: Script, clues: Clues) -> Anchor:
    """Midnight of the day, in the giver's zone or UTC, that brings the first line closest to when the call was."""
    near = clues.began or clues.shared_at - (_last(script) - _first(script))
    found: list[tuple[timedelta, datetime, str]] = []
    for name, zone in _zones(clues.zone):
        local = near.astimezone(zone).date()
        for days in (-1, 0, 1):
            midnight = datetime.combine(local + timedelta(days=days), time(), zone).astimezone(UTC)
            found.append((abs(midnight + _first(script) - near), midnight, name))
    _, at, name = min(found, key=lambda each: each[0])
    return Anchor(at, f"its times are times of day in {name}")


def _zones(name: str | None) -> list[tuple[str, tzinfo]]:
    zones: list[tuple[str, tzinfo]] = [("UTC", UTC)]
    if name:
        with contextlib.suppress(ZoneInfoNotFoundError, ValueError, OSError):
            zones.insert(0, (name, ZoneInfo(name)))
    return zones


def _first(script: Script) -> timedelta:
    return timedelta(milliseconds=min((line.start_ms for line in script.lines if line.start_ms is not None), default=0))


def _last(script: Script) -> timedelta:
    ends = [line.end_ms if line.end_ms is not None else line.start_ms for line in script.lines]
    return timedelta(milliseconds=max((end for end in ends if end is not None), default=0))
