"""A rule by which a secret is known, and what it finds."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class Found(NamedTuple):
    """Where a secret stands in a text, and what kind it is (`password`, `AWS-access-key`)."""

    start: int
    end: int
    kind: str


Believes = Callable[[re.Match[str], str], bool]


def anything(match: re.Match[str], value: str) -> bool:
    """Believes every match."""
    return True


@dataclass(frozen=True)
class Rule:
    """`needles`, lower-case, say cheaply whether the pattern is worth a try: one of them stands in the text. The secret is the
    last group that took part in the match, or else all of it; `believes` says whether it really is one; a `token` goes on for as
    long as its letters do."""

    kind: str
    needles: tuple[str, ...]
    pattern: re.Pattern[str]
    believes: Believes = field(default=anything)
    token: bool = False

    def find(self, text: str) -> Iterator[Found]:
        """The secrets in the text. What looked like one and is not may overlap with one that is."""
        at = 0
        while match := self.pattern.search(text, at):
            start, end = match.span(match.lastindex or 0)
            if self.token:
                end = token_end(text, end)
            else:
                start, end = bare(text, start, end)
            at = match.end() if self.token else match.start() + 1
            if start < end and self.believes(match, text[start:end]):
                yield Found(start, end, self.kind)
                at = max(at, end)


class Rules:
    """Rules, of which those are found quickly that are worth a try."""

    def __init__(self, *rules: Rule) -> None:
        self._by_needle: dict[str, list[int]] = {}
        self._rules = rules
        for place, rule in enumerate(rules):
            for needle in rule.needles:
                self._by_needle.setdefault(needle, []).append(place)

    def worth_trying(self, low: str) -> Iterator[Rule]:
        """The rules of which a needle stands in a lower-case text."""
        if there := list(filter(low.__contains__, self._by_needle)):
            for place in sorted({place for needle in there for place in self._by_needle[needle]}):
                yield self._rules[place]


_REST = re.compile(r"[A-Za-z0-9_\-+/=%~]*")
_OPENS, _CLOSES = "([{<\"'`*_~“‘", ".,;:!?)]}>\"'`*_~”’"


def token_end(text: str, end: int) -> int:
    """Where the token ends that goes on at `end`."""
    match = _REST.match(text, end)
    return match.end() if match else end


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the quotation marks, emphasis and full stops of the sentence around it."""
    while start < end and text[start] in _OPENS:
        start += 1
    while start < end and text[end - 1] in _CLOSES:
        end -= 1
    return start, end
