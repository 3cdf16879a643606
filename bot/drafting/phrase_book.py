"""Many lists of phrases looked up at once: which of them a text holds, told by one walk over its words.

A search for one list tries each of its phrases at every word, and twenty searches do so twenty times over. Yet nearly every
phrase can begin with few letters only, and its pattern tells which. So the phrases of all lists are sorted by how they begin,
as in a dictionary, and at each word of a text only those are tried that begin like it. What is found is what a search for each
list would find."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import compress

from bot.drafting.pattern_shape import LETTERS, alternatives, folded, openings, sure

_LISTED = re.compile(r"\(\?<!\\w\)\(\?:(.*)\)", re.S)

Lists = dict[str, list[str]]
"""Phrases by the name of their list."""


class PhraseBook:
    """Lists by name, each a pattern as `phrases` makes it. Pages are written when first they are opened, and not for the first
    texts: writing them takes longer than to search so `few` texts for each list."""

    def __init__(self, lists: Mapping[str, re.Pattern[str]], few: int = 1000) -> None:
        self._lists = lists
        self._few = few

    def held_by(self, text: str) -> frozenset[str]:
        """The names of the lists of which the text holds a phrase."""
        if self._few or not text.isascii():  # the openings are told in ASCII alone
            self._few = max(0, self._few - 1)
            return frozenset(name for name, pattern in self._lists.items() if pattern.search(text))
        pages = self._pages
        found = [name for letters, name, pattern in self._anywhere if letters in text and pattern.search(text)]
        for start in self._starts.finditer(text):
            at = start.start()
            page = pages[text[at : at + LETTERS]]
            if page and page.any.match(text, at):
                found += page.lists_at(text, at)
        return frozenset(found)

    @cached_property
    def _begun(self) -> dict[str, Lists]:
        """All phrases by the letters they begin with; under no letters, those of which that is not known."""
        found: dict[str, Lists] = {}
        for name, pattern in self._lists.items():
            for phrase in _listed(pattern):
                begins = openings(phrase)
                for letters in begins if "" not in begins else ("",):
                    found.setdefault(letters, {}).setdefault(name, []).append(phrase)
        return found

    @cached_property
    def _starts(self) -> re.Pattern[str]:
        first = "".join(sorted({letters[0] for letters in self._begun if letters}))
        return re.compile(rf"(?<!\w)[{re.escape(first)}]")

    @cached_property
    def _anywhere(self) -> list[tuple[str, str, re.Pattern[str]]]:
        """The phrases that may begin with anything, with letters that they hold for sure and the name of their list."""
        lists = self._begun.get("", {}).items()
        return [(sure(phrase), name, _any_of((phrase,))) for name, those in lists for phrase in those]

    @cached_property
    def _pages(self) -> "_Pages":
        return _Pages(self._begun)


class _Pages(dict[str, "_Page | None"]):
    """What may stand where a word begins with some letters: what begins with all of them, or with the first of them and anything
    then. None where nothing does. Each is written when it is first looked up; there are at most as many as there
    are three characters of ASCII that can begin a word."""

    def __init__(self, begun: Mapping[str, Lists]) -> None:
        self._begun = begun

    def __missing__(self, letters: str) -> "_Page | None":
        page: _Page | None = None
        if letters in self._begun:
            there: Lists = {}
            for count in range(1, len(letters) + 1):
                for name, those in self._begun.get(letters[:count], {}).items():
                    there[name] = [*there.get(name, ()), *those]
            page = _Page(there)
        elif len(letters) > 1:
            page = self[letters[:-1]]
        self[letters] = page
        return page


class _Page:
    """Phrases that may stand in one place."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    @cached_property
    def any(self) -> re.Pattern[str]:
        return _any_of(phrase for those in self._lists.values() for phrase in those)

    def lists_at(self, text: str, at: int) -> Iterator[str]:
        """The names of the lists of which a phrase stands there."""
        match = self._each.match(text, at)
        return compress(self._lists, match.groups()) if match else iter(())

    @cached_property
    def _each(self) -> re.Pattern[str]:
        """Matches always; it has a group for each list."""
        return re.compile("".join(f"(?:(?=({folded(those)}))|)" for those in self._lists.values()))


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{folded(phrases)})")


def _listed(pattern: re.Pattern[str]) -> Iterator[str]:
    match = _LISTED.fullmatch(pattern.pattern)
    if match is None or pattern.groups or pattern.flags != re.UNICODE:  # a page numbers groups of its own
        raise ValueError("no list of phrases")
    return alternatives(match[1])
