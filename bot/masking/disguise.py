"""Texts as they read without what hides a secret: characters that are not seen, line breaks within a token, %-codes, base64."""

import base64
import binascii
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from bot.masking.likeness import is_piece

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
_LETTERS = r"A-Za-z0-9+/=_.\-"
# A line's end and the marks before the next, the joint of two strings of code, emphasis.
_JOINT = r"[ \t]*+\\?\r?\n[ \t>|]*+|[\"'][ \t]*+[+.][ \t]*+\\?(?:\r?\n[ \t]*+)?[\"']|[*~`]{1,3}"
_MARKS = ("\n", "*", "`", "~", '"', "'")
_BROKEN = re.compile(rf"(?<=[{_LETTERS}])(?:{_JOINT})(?=[{_LETTERS}])")
_LEFT, _RIGHT = re.compile(rf"[{_LETTERS}]{{1,200}}$"), re.compile(rf"[{_LETTERS}]+")
_CODES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ESCAPED = re.compile(r"\\u00[0-7][0-9a-fA-F]|&#x?[0-9a-fA-F]{2,3};")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_\-])[A-Za-z0-9+/_\-]{16,}={0,2}")
_HEX = re.compile(r"(?<![A-Za-z0-9])(?:[0-9a-fA-F]{2}){12,}(?![A-Za-z0-9])")
_TEXT = re.compile(r"[\t\n\r\x20-\x7e]*")
_PREFIX = re.compile(
    r"(?:AKIA|ASIA|gh[pousr]_|gl[a-z]+-|xox[a-z]-|xapp|sk[_-]|rk[_-]|npm_|pypi-|SG\.|AIza|eyJ|[A-Za-z]+[_\-=]$)"
)


class View:
    """A text made from another by replacing pieces, which knows where each of its characters comes from.

    `seams` are the places where something was taken out."""

    def __init__(self, text: str, pattern: re.Pattern[str], put: Callable[[re.Match[str]], str | None]) -> None:
        pieces: list[str] = []
        self.seams: list[int] = []
        self._starts: list[int] = []
        self._runs: list[tuple[int, int, bool]] = []  # (begin there, end there, whether it is as it was there)
        here = there = 0

        def add(shown: str, begin: int, end: int, same: bool) -> None:
            nonlocal here
            if shown:
                pieces.append(shown)
                self._starts.append(here)
                self._runs.append((begin, end, same))
                here += len(shown)

        for match in pattern.finditer(text):
            if (new := put(match)) is None:
                continue
            add(text[there : match.start()], there, match.start(), True)
            if not new:
                self.seams.append(here)
            add(new, match.start(), match.end(), False)
            there = match.end()
        add(text[there:], there, len(text), True)
        self.text = "".join(pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of this text, not an empty one, stands in the original, with all that was taken out within."""
        first, last = (bisect_right(self._starts, place) - 1 for place in (start, end - 1))
        begin, _, same = self._runs[first]
        return (
            begin + start - self._starts[first] if same else begin,
            self._runs[last][0] + end - self._starts[last] if self._runs[last][2] else self._runs[last][1],
        )


def views(text: str) -> Iterator[View]:
    """The ways of reading the text that differ from the text itself."""
    if not text.isascii() and _UNSEEN.search(text):
        yield View(text, _UNSEEN, lambda match: "")
    if any(map(text.__contains__, _MARKS)) and _BROKEN.search(text) and (view := View(text, _BROKEN, _joined)).seams:
        yield view
    if "%" in text and _CODES.search(text):
        yield View(text, _CODES, _decoded)
    if ("\\u00" in text or "&#" in text) and _ESCAPED.search(text):
        yield View(text, _ESCAPED, _unescaped)


def _joined(match: re.Match[str]) -> str | None:
    """Nothing, where the word before the break may be the beginning of a token."""
    left = _LEFT.search(match.string, max(0, match.start() - 200), match.start())
    word = left[0] if left else ""
    return "" if is_piece(word) or _PREFIX.match(word) else None


def piece_after(text: str, seam: int) -> str:
    """The word that follows a seam."""
    match = _RIGHT.match(text, seam)
    return match[0] if match else ""


def _decoded(match: re.Match[str]) -> str | None:
    return bytes.fromhex(match[0].replace("%", "")).decode("latin-1")


def _unescaped(match: re.Match[str]) -> str | None:
    digits = match[0].strip("\\u&#;")
    return chr(int(digits.lstrip("x"), 16 if match[0][0] == "\\" or digits[0] == "x" else 10) & 0x7F)


def encoded(text: str) -> Iterator[tuple[int, int, str]]:
    """Tokens in base64 or hexadecimal that hold readable text, each with where it stands and that text."""
    for match in _BASE64.finditer(text):
        if (inner := _of_base64(match[0])) is not None:
            yield match.start(), match.end(), inner
    for match in _HEX.finditer(text):
        if (inner := _readable(bytes.fromhex(match[0]))) is not None:
            yield match.start(), match.end(), inner


def _of_base64(token: str) -> str | None:
    core = token.rstrip("=")
    if core.isalpha() and (core.islower() or core.isupper()):
        return None
    plain = core.replace("-", "+").replace("_", "/")
    try:
        return _readable(base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True))
    except binascii.Error:
        return None


def _readable(raw: bytes) -> str | None:
    text = raw.decode("latin-1")
    return text if len(text) >= 8 and _TEXT.fullmatch(text) else None
