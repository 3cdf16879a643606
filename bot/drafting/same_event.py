"""Whether two entries of a timeline tell one event, and which of them stays."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.draft import TimelineEntry
from bot.drafting.content_words import roots

_NEAR = timedelta(minutes=1)
_ALIKE, _LIKE_THE_OTHER = 0.75, 0.35
_WORDS = 3


def same_event(one: TimelineEntry, other: TimelineEntry) -> bool:
    """Two entries at the same moment that rest first of all on the same message; or near each other, with a message in common and
    a third of their words; or with most of their words."""
    if abs(one.at - other.at) > _NEAR:
        return False
    if one.at == other.at and one.evidence[:1] == other.evidence[:1]:
        return True
    shared = _likeness(one.text, other.text)
    return shared >= (_LIKE_THE_OTHER if set(one.evidence) & set(other.evidence) else _ALIKE)


def _likeness(one: str, other: str) -> float:
    """The share of the shorter text's content words that the other has too; 0 for texts of a word or two."""
    left, right = roots(one), roots(other)
    least = min(len(left), len(right))
    return len(left & right) / least if least >= _WORDS else 0.0


def told_once(entries: Sequence[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    """The entries without those that tell again what a more important one tells, in the order given."""
    kept: list[TimelineEntry] = []
    for entry in sorted(entries, key=lambda each: -each.importance):
        if entry.withdrawn or not any(same_event(entry, other) for other in kept if not other.withdrawn):
            kept.append(entry)
    return tuple(entry for entry in entries if any(entry is each for each in kept))
