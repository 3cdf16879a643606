"""WebVTT and SubRip: cues with a begin and an end, and what is spoken in them."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.transcript import Line
from bot.slack.speaker_names import without_speaker

_PART = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,6}))?"
_TIMING = re.compile(rf"\s*{_PART}\s*-->\s*{_PART}(?:\s.{{0,200}})?$")
_SKIPPED = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s>]{1,60})?\s+([^>]{1,200})>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:[a-zA-Z][^<>]{0,200}|\d[\d:.]{0,20})>|</?>")


@dataclass(frozen=True)
class _Cue:
    start_ms: int
    end_ms: int
    text: str


def has_cues(text: str) -> bool:
    """Whether a line of the text is a cue's timing."""
    return any("-->" in line and _TIMING.match(line[:400]) for line in text.splitlines())


def cue_lines(text: str) -> tuple[Line, ...]:
    """What is spoken, in order of time; overlapping cues are kept side by side, a caption that is only repeated is not."""
    cues = sorted(_cues(text.splitlines()), key=lambda cue: cue.start_ms)
    lines: list[Line] = []
    shown_until: dict[tuple[str, str], int] = {}
    for cue in cues:
        for speaker, words in _spoken(cue.text):
            if shown_until.get((speaker, words), -1) < cue.start_ms:
                lines.append(Line(len(lines) + 1, speaker, words, cue.start_ms, cue.end_ms))
            shown_until[(speaker, words)] = cue.end_ms
    return tuple(lines)


def _cues(lines: Sequence[str]) -> Iterator[_Cue]:
    place = 0
    while place < len(lines):
        line = lines[place]
        timing = _TIMING.match(line[:400]) if "-->" in line else None
        place += 1
        if timing is None:
            if _SKIPPED.match(line):
                while place < len(lines) and lines[place].strip() and "-->" not in lines[place]:
                    place += 1
            continue
        said = []
        while place < len(lines) and lines[place].strip() and not _begins_next(lines, place):
            said.append(lines[place].strip())
            place += 1
        yield _Cue(_ms(*timing.groups()[:4]), _ms(*timing.groups()[4:]), "\n".join(said))


def _begins_next(lines: Sequence[str], place: int) -> bool:
    """A timing, or the number before one, where the empty line between cues is missing."""
    if "-->" in lines[place] and _TIMING.match(lines[place][:400]):
        return True
    follows = lines[place + 1] if place + 1 < len(lines) else ""
    return lines[place].strip().isdigit() and "-->" in follows and bool(_TIMING.match(follows[:400]))


def _spoken(text: str) -> Iterator[tuple[str, str]]:
    """(speaker, words) of a cue: each voice span by itself, else each line with a name before a colon."""
    parts = _VOICE.split(text)
    if before := _plain(parts[0]):
        yield from _by_prefix(before)
    for voice, words in zip(parts[1::2], parts[2::2], strict=True):
        if said := _plain(words):
            yield _plain(voice), " ".join(said.split())


def _by_prefix(text: str) -> Iterator[tuple[str, str]]:
    speaker, words = "", ""
    for line in text.splitlines():
        name, rest = without_speaker(line)
        if name and words:
            yield speaker, words
            words = ""
        speaker = name or speaker
        words = f"{words} {rest}".strip()
    if words:
        yield speaker, words


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).replace("\xa0", " ").strip()


def _ms(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> int:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int(((fraction or "") + "000")[:3])
