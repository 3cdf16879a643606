"""Transcripts as plain text, the way Zoom, Teams and Meet write them, and people who follow their example."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.domain.transcript import Line
from bot.slack.speaker_names import is_name, without_speaker

_TIME = r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?(?:\s?([AaPp])\.?[Mm]\.?)?"
_TIME_ALONE = re.compile(rf"[\[(]?{_TIME}[\])]?$")
_NAME_AND_TIME = re.compile(rf"(?:\[([^\]]{{1,80}})\]|(.{{1,80}}?))[\s|·,–-]{{1,10}}[\[(]?{_TIME}[\])]?$")
_TIME_FIRST = re.compile(rf"[\[(]?{_TIME}[\])]?[\s–-]{{1,6}}(?=\S)(.{{1,4000}})$", re.DOTALL)
_FROM = re.compile(r"(?:From\s+)(.{1,80}?)(?:\s+[Tt]o\s+.{1,80}?)?\s*:\s*(.*)$", re.DOTALL)
_ENDS = re.compile(r"(?i)(?:meeting|transcription|recording) (?:ended|stopped|started)\b")
_RELATIVE_BEGINS = 30 * 60_000
_HALF_DAY = 12 * 3600_000
_SHORT_BEGINS = 5 * 60_000
_PREAMBLE = 12  # lines above the first words: a title, who attended
_ROW = 4000


@dataclass
class _Reader:
    """Reads line by line, remembering the last time and the last name met."""

    names_alone: frozenset[str]
    minutes_first: bool
    speaker: str = ""
    at: int | None = None
    days: int = 0
    found: list[Line] = field(default_factory=list)
    lost: int = 0

    def say(self, words: str) -> None:
        if words and (self.speaker or self.at is not None):
            self.found.append(Line(len(self.found) + 1, self.speaker, words, self.at))
        elif words:
            self.lost += 1

    def turn(self, time: Sequence[str | None]) -> None:
        now = _ms(time, self.minutes_first) + self.days
        if self.at is not None and self.at - now > _HALF_DAY:
            now, self.days = now + 2 * _HALF_DAY, self.days + 2 * _HALF_DAY
        self.at = now

    def read(self, line: str) -> None:
        if alone := _TIME_ALONE.match(line):
            self.turn(alone.groups())
        elif (both := _NAME_AND_TIME.match(line)) and is_name(both[1] or both[2]):
            self.speaker = (both[1] or both[2]).strip()
            self.turn(both.groups()[2:])
        elif timed := _TIME_FIRST.match(line):
            self.turn(timed.groups()[:5])
            chat = _FROM.match(timed[6])
            name, words = (chat[1].strip(), chat[2].strip()) if chat else without_speaker(timed[6])
            self.speaker = name or ("" if words else timed[6])
            self.say(words)
        elif line in self.names_alone:
            self.speaker = line
        else:
            name, words = without_speaker(line)
            self.speaker = name or self.speaker
            if not _ENDS.match(words):
                self.say(words)


def text_lines(text: str) -> tuple[tuple[Line, ...], bool]:
    """The lines, and whether their times are times of day; no lines if the text does not read as a transcript."""
    rows = [row.strip() for row in text.splitlines()]
    reader = _Reader(_names_alone(rows), _is_of_minutes(rows))
    for row in rows:
        if row:
            reader.read(row[:_ROW])
            for start in range(_ROW, len(row), _ROW):
                reader.say(row[start : start + _ROW])
    found = reader.found
    named = sum(bool(line.speaker) for line in found)
    if len(found) < 2 or named * 2 < len(found) + max(0, reader.lost - _PREAMBLE):
        return (), False
    first = next((line.start_ms for line in found if line.start_ms is not None), 0)
    return tuple(found), first >= _RELATIVE_BEGINS


def _names_alone(rows: Sequence[str]) -> frozenset[str]:
    """Names that stand on a line of their own above what was said, at least twice."""
    begins = Counter(
        row
        for before, row, after in zip(["", *rows], rows, [*rows[1:], ""], strict=False)
        if after and (not before or _TIME_ALONE.match(before)) and is_name(row) and not _TIME_ALONE.match(after)
    )
    return frozenset(name for name, count in begins.items() if count >= 2)


def _is_of_minutes(rows: Iterable[str]) -> bool:
    """Whether times of two parts are minutes and seconds, as in recordings, not hours and minutes of a day."""
    for row in rows:
        found = _TIME_ALONE.match(row) or _NAME_AND_TIME.match(row[:4000]) or _TIME_FIRST.match(row[:4000])
        if found:
            time = found.groups()[2:] if found.re is _NAME_AND_TIME else found.groups()[:5]
            return time[0] is not None or (time[4] is None and _ms(time, True) < _SHORT_BEGINS)
    return True


def _ms(time: Sequence[str | None], minutes_first: bool) -> int:
    first, second, third, fraction, half = time[:5]
    parts = [int(first or 0), int(second or 0), int(third or 0)]
    if first is None and not minutes_first:
        parts = [parts[1], parts[2], 0]
    if half:
        parts[0] = parts[0] % 12 + (12 if half in "pP" else 0)
    return ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + int(((fraction or "") + "000")[:3])
