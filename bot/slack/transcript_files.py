"""Files of transcripts, whatever wrote them: bytes become lines, or one sentence why not."""

import codecs
from dataclasses import replace

from bot.domain.plain_text import storable
from bot.domain.transcript import Line, Script
from bot.errors import UnreadableTranscript
from bot.slack.cues import cue_lines, has_cues
from bot.slack.speaker_names import LONGEST
from bot.slack.spoken_text import text_lines

LARGEST = 10 * 1024 * 1024
MOST_LINES = 20_000
LONGEST_LINE = 2_000
_EXTENSIONS = frozenset(("vtt", "srt", "txt"))
_KINDS = frozenset(("vtt", "srt", "text", "subrip", "webvtt", "text/vtt", "text/plain", "application/x-subrip"))
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def may_be_one(name: str, kind: str) -> bool:
    """Whether a file of this name and Slack kind (or mimetype) is worth a look."""
    return name.rpartition(".")[2].lower() in _EXTENSIONS or kind.lower() in _KINDS


def read(content: bytes) -> Script:
    """Reads a transcript. Raises UnreadableTranscript with the reason and what to do."""
    if len(content) > LARGEST:
        raise UnreadableTranscript("This file is larger than 10 MB; please share the transcript alone, or in parts.")
    return read_text(decoded(content))


def read_text(text: str) -> Script:
    """The same for text, such as somebody pasted."""
    text = storable(text.lstrip("\ufeff"))
    if text.lstrip().startswith("WEBVTT") or has_cues(text):
        kind = "vtt" if text.lstrip().startswith("WEBVTT") else "srt"
        lines, clock = cue_lines(text), False
    else:
        kind = "text"
        lines, clock = text_lines(text)
    if not lines:
        raise UnreadableTranscript(
            "I find nothing spoken in it. I can read WebVTT (.vtt), SubRip (.srt), and text in which names or times stand before "
            "what was said."
        )
    lines = _whole(lines)
    if len(lines) > MOST_LINES:
        raise UnreadableTranscript(f"It has more than {MOST_LINES:,} lines; please share it in parts.")
    return Script(kind, lines, clock)


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows' western encoding. Raises UnreadableTranscript if it is no text."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    sample = content[:4000]
    if sample.count(0) * 4 > len(sample):
        # Every other byte is zero: UTF-16 that lacks its mark.
        return content.decode("utf-16-le" if sample[1:2] == b"\0" else "utf-16-be", errors="replace")
    if b"\0" in sample:
        raise UnreadableTranscript(
            "This file is not text; please save the transcript as .vtt, .srt or .txt and share that."
        )
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _whole(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines with none too long: what is, goes on in the next."""
    kept: list[Line] = []
    for line in lines:
        words = " ".join(line.text.split())
        while words:
            room = words.rfind(" ", 1, LONGEST_LINE + 1) if len(words) > LONGEST_LINE else -1
            part = words[: room if room > 0 else LONGEST_LINE]
            kept.append(replace(line, number=len(kept) + 1, speaker=line.speaker[:LONGEST], text=part))
            words = words[len(part) :].lstrip()
    return tuple(kept)
