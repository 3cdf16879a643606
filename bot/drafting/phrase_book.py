"""Many lists of phrases looked up at once: which of them a text holds, told by one walk over its words.

A search for one list tries each of its phrases at every word, and twenty searches do so twenty times over. Yet nearly every phrase
can begin only with a few letters, and its pattern tells with which. So the phrases of all lists are sorted here by how they begin,
as in a dictionary, and at a word of the text only those are tried that begin like it. What is found is what a search for each list
would find."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!]|:))?|.", re.S)
_TIMES = re.compile(r"(?:([?*+])|\{(\d*)(?:,\d*)?\})[?+]?")
_NO_WIDTH = ("^", "$", r"\b", r"\B", r"\A", r"\Z", "(?=", "(?!", "(?<=", "(?<!")
_LISTED = re.compile(r"\(\?<!\\w\)\(\?:(.*)\)", re.S)
_LETTERS = 3
_MANY = 20  # a class of more characters than these tells nothing
_ANYTHING = ".*"

Lists = dict[str, list[str]]
"""Phrases by the name of their list."""


class PhraseBook:
    """Lists by name, each a pattern as `phrases` makes it. Pages are written when first they are opened."""

    def __init__(self, lists: Mapping[str, re.Pattern[str]]) -> None:
        self._lists = lists

    def held_by(self, text: str) -> frozenset[str]:
        """The names of the lists of which the text holds a phrase."""
        if not text.isascii():  # the openings are told in ASCII alone
            return frozenset(name for name, pattern in self._lists.items() if pattern.search(text))
        pages, anywhere = self._pages, self._pages[""]
        found = [name for name, pattern in anywhere.lists if pattern.search(text)] if anywhere.any.search(text) else []
        for start in self._starts.finditer(text):
            at = start.start()
            page = pages.get(text[at : at + 3]) or pages.get(text[at : at + 2]) or pages.get(text[at])
            if page and page.any.match(text, at):
                found += [name for name, pattern in page.lists if pattern.match(text, at)]
        return frozenset(found)

    @cached_property
    def _starts(self) -> re.Pattern[str]:
        first = "".join(sorted({letters[0] for letters in self._pages if letters}))
        return re.compile(rf"(?<!\w)[{re.escape(first)}]")

    @cached_property
    def _pages(self) -> dict[str, "_Page"]:
        """By the letters with which a word begins, what may stand there: of “res” what can begin only so, and all that begins
        with “re” or “r” and anything then. Under no letters, what may stand anywhere."""
        pages: dict[str, Lists] = {"": {}}
        for name, pattern in self._lists.items():
            for phrase in _listed(pattern):
                for letters in openings(phrase):
                    pages.setdefault(letters, {}).setdefault(name, []).append(phrase)
        return {
            letters: _Page(pages.get(letters[:count], {}) for count in range(bool(letters), len(letters) + 1))
            for letters in pages
        }


class _Page:
    """Phrases that may stand in one place."""

    def __init__(self, merged: Iterable[Lists]) -> None:
        self._lists: Lists = {}
        for lists in merged:
            for name, those in lists.items():
                self._lists.setdefault(name, []).extend(those)

    @cached_property
    def any(self) -> re.Pattern[str]:
        return _any_of(phrase for those in self._lists.values() for phrase in those)

    @cached_property
    def lists(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(name, _any_of(those)) for name, those in self._lists.items()]


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    alternatives = "|".join(phrases)
    return re.compile(rf"(?<!\w)(?:{alternatives})" if alternatives else r"(?!)")


def _listed(pattern: re.Pattern[str]) -> Iterator[str]:
    match = _LISTED.fullmatch(pattern.pattern)
    if match is None:
        raise ValueError("no list of phrases")
    return _alternatives(match[1])


@lru_cache(maxsize=None)
def openings(pattern: str, most: int = _LETTERS) -> frozenset[str]:
    """With which characters, at most so many, a match of the pattern begins in ASCII; fewer where any may follow, so that an empty
    one says that nothing is known."""
    if not most or not pattern:
        return frozenset(("",))
    piece, times, rest = _first(pattern)
    if piece.startswith(_NO_WIDTH):
        return openings(rest, most)
    after = rest if times in ("", "?") else _ANYTHING
    if piece.startswith("(?:"):
        found = frozenset(each for one in _alternatives(piece[3:-1]) for each in openings(one + after, most))
    elif piece.startswith("("):
        return frozenset(("",))
    else:
        letters = _letters(piece)
        found = frozenset(letter + more for letter in letters for more in openings(after, most - 1))
        found = found if len(letters) <= _MANY else frozenset(("",))
    return found | openings(rest, most) if times in ("?", "*") else found


@lru_cache(maxsize=None)
def _letters(piece: str) -> frozenset[str]:
    return frozenset(filter(re.compile(piece, re.S).fullmatch, map(chr, range(128))))


def _first(pattern: str) -> tuple[str, str, str]:
    """The first piece of a pattern, how often it comes (nothing for once, else `?`, `*` or `+`), and the rest."""
    end = next(end for _, end, depth in _pieces(pattern) if not depth)
    times = _TIMES.match(pattern, end)
    if times is None:
        return pattern[:end], "", pattern[end:]
    return pattern[:end], times[1] or ("+" if int(times[2] or 0) else "*"), pattern[times.end() :]


def _alternatives(pattern: str) -> Iterator[str]:
    begin = 0
    for piece, end, depth in _pieces(pattern):
        if piece == "|" and not depth:
            yield pattern[begin : end - 1]
            begin = end
    yield pattern[begin:]


def _pieces(pattern: str) -> Iterator[tuple[str, int, int]]:
    """The characters, classes and brackets of a pattern, each with where it ends and how deep in brackets what follows stands."""
    depth = 0
    for piece in _PIECE.finditer(pattern):
        depth += piece[0].startswith("(") - (piece[0] == ")")
        yield piece[0], piece.end(), depth
