"""Secrets in words: found whatever their form and disguise, and replaced by what kind they are."""

import logging
import re
from collections.abc import Iterable, Iterator

from bot.masking.addresses import ADDRESSES
from bot.masking.commands import COMMANDS
from bot.masking.detector import known
from bot.masking.disguise import View, encoded, piece_after, views
from bot.masking.formats import FORMATS
from bot.masking.labels import LABELS
from bot.masking.likeness import is_piece
from bot.masking.private_keys import PRIVATE_KEYS
from bot.masking.rule import Found, Rules

log = logging.getLogger(__name__)

WITHHELD = "[withheld: could not be checked for secrets]"
LONGEST = 400_000
"""More characters than any message has; of a longer text nobody would wait for the end of the search."""
_BESIDE_WORDS, _BY_FORM = Rules(*LABELS, *COMMANDS, *ADDRESSES), Rules(*PRIVATE_KEYS, *FORMATS)
_LONG_WORD = re.compile(r"[^\s]{16}")
_DEPTH, _SAID_BEFORE = 2, 300


def placeholder(kind: str) -> str:
    """What stands in a secret's place: one word, so that no sentence is cut within."""
    return f"[secret:{kind}]"


def without_secrets(text: str) -> str:
    """The text with each secret replaced by its kind; none of it where it could not be checked."""
    return replaced(text)[0]


def replaced(text: str) -> tuple[str, list[str]]:
    """The text without secrets, and the kinds of those that were in it. It fails closed."""
    try:
        found = secrets_in(text)
    except Exception as problem:  # noqa: BLE001 # whatever went wrong, words that nobody checked go nowhere
        log.error("a text could not be checked for secrets, and is withheld: %s", type(problem).__name__)
        return WITHHELD, ["withheld"]
    if not found:
        return text, []
    pieces, at = [], 0
    for start, end, kind in found:
        pieces += [text[at:start], placeholder(kind)]
        at = end
    return "".join([*pieces, text[at:]]), [each.kind for each in found]


def secrets_in(text: str) -> list[Found]:
    """The secrets in the text in their order, none of them overlapping. Raises ValueError for a text that is far too long."""
    if len(text) > LONGEST:
        raise ValueError("far too long to be checked")
    return in_order(_all(text, _DEPTH))


def _all(text: str, depth: int) -> Iterator[Found]:
    low = text.lower()
    for rule in _BESIDE_WORDS.worth_trying(low):
        yield from rule.find(text)
    if _LONG_WORD.search(text) or "private key" in low:
        for rule in _BY_FORM.worth_trying(low):
            yield from rule.find(text)
        yield from known(text, low)
        yield from _within(text, depth)
    if depth:
        for view in views(text):
            yield from _seen(view, depth)


def _within(text: str, depth: int) -> Iterator[Found]:
    """Tokens that hold a secret in another encoding."""
    if depth:
        for start, end, inner in encoded(text):
            if kinds := [found.kind for found in _all(inner, depth - 1)]:
                yield Found(start, end, kinds[0])


def _seen(view: View, depth: int) -> Iterator[Found]:
    """What shows in another reading of the text, told by where it stands in the text."""
    for found in _all(view.text, depth - 1):
        start, end = found.start, found.end
        for seam in reversed([seam for seam in view.seams if start < seam < end]):
            # The next line's first word is no part of a token that was whole before it.
            if is_piece(piece_after(view.text, seam)):
                break
            if not _whole(view.text, start, seam):
                break
            end = seam
        yield Found(*view.span(start, end), found.kind)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether the stretch is a secret by itself, with what was said just before it."""
    before = max(0, start - _SAID_BEFORE)
    found = _all(text[before:end], 0)
    return any(before + other.start <= start and before + other.end >= end for other in found)


def in_order(found: Iterable[Found]) -> list[Found]:
    """Each stretch once: what overlaps is one, named for the one that begins first and is longest."""
    merged: list[Found] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if merged and each.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Found(last.start, max(last.end, each.end), last.kind)
        else:
            merged.append(each)
    return merged
