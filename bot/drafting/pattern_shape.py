"""What the text of a regular expression tells of its matches: how they begin, what they hold, and what several share.

It reads what lists of phrases are written in: characters, classes, brackets without a number, assertions, and how often each may
come. Of anything else it says that nothing is known."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!]|:))?|.", re.S)
_TIMES = re.compile(r"(?:([?*+])|\{(\d*)(?:,\d*)?\})[?+]?")
_NO_WIDTH = ("^", "$", r"\b", r"\B", r"\A", r"\Z", "(?=", "(?!", "(?<=", "(?<!")
LETTERS = 3
_MANY = 20  # a class of more characters than these tells nothing
_ANYTHING = ".*"


@cache
def openings(pattern: str, most: int = LETTERS) -> frozenset[str]:
    """With which characters, at most so many, a match of the pattern begins in ASCII; fewer where any may follow, so an empty one
    says that nothing is known."""
    if not most or not pattern:
        return frozenset(("",))
    piece, times, rest = _first(pattern)
    if piece.startswith(_NO_WIDTH):
        return openings(rest, most)
    after = rest if times in ("", "?") else _ANYTHING
    if piece.startswith("(?:"):
        found = frozenset(each for one in alternatives(piece[3:-1]) for each in openings(one + after, most))
    elif piece.startswith("("):
        return frozenset(("",))
    else:
        letters = _letters(piece)
        found = frozenset(letter + more for letter in letters for more in openings(after, most - 1))
        found = found if len(letters) <= _MANY else frozenset(("",))
    return found | openings(rest, most) if times in ("?", "*") else found


def sure(pattern: str) -> str:
    """The longest of the runs of plain characters that whatever it matches holds."""
    runs = [""]
    while pattern:
        piece, times, pattern = _first(pattern)
        if not times and (piece.isalnum() or piece in " ,-"):
            runs[-1] += piece
        else:
            runs.append("")
    return max(runs, key=len)


def folded(phrases: Iterable[str]) -> str:
    """The phrases as alternatives, with what several begin with tried once: “rolled (?:back|out)”."""
    after: dict[str, list[str]] = {}
    for phrase in dict.fromkeys(phrases):
        rest = _first(phrase)[2] if phrase else ""
        after.setdefault(phrase.removesuffix(rest), []).append(rest)
    return "|".join(head + (rests[0] if len(rests) == 1 else f"(?:{folded(rests)})") for head, rests in after.items())


def alternatives(pattern: str) -> Iterator[str]:
    """What stands between the bars of a pattern that are in no brackets."""
    begin = 0
    for piece, end, depth in _pieces(pattern):
        if piece == "|" and not depth:
            yield pattern[begin : end - 1]
            begin = end
    yield pattern[begin:]


@cache
def _letters(piece: str) -> frozenset[str]:
    return frozenset(filter(re.compile(piece, re.S).fullmatch, map(chr, range(128))))


@cache
def _first(pattern: str) -> tuple[str, str, str]:
    """The first piece of a pattern, how often it comes (nothing for once, else `?`, `*` or `+`), and the rest."""
    end = next(end for _, end, depth in _pieces(pattern) if not depth)
    times = _TIMES.match(pattern, end)
    if times is None:
        return pattern[:end], "", pattern[end:]
    return pattern[:end], times[1] or ("+" if int(times[2] or 0) else "*"), pattern[times.end() :]


def _pieces(pattern: str) -> Iterator[tuple[str, int, int]]:
    """The characters, classes and brackets of a pattern, each with where it ends and how deep in brackets what follows stands."""
    depth = 0
    for piece in _PIECE.finditer(pattern):
        depth += piece[0].startswith("(") - (piece[0] == ")")
        yield piece[0], piece.end(), depth
