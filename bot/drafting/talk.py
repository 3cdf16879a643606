"""The channel's talk as a whole: which words come up where and come up again, and who does how much of the talking."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.drafting.reading import Note  # a reading holds its talk


@dataclass(frozen=True)
class Talk:
    """`count` is how many messages hold a word, `introduced` how many words the message at each place brings up that come up
    again, `share` how much each person says, 1 for whoever says most."""

    count: Counter[str]
    introduced: tuple[int, ...]
    share: dict[str, float]

    @classmethod
    def of(cls, notes: Sequence["Note"]) -> "Talk":
        count = Counter(term for note in notes for term in note.terms)
        first = {term: note.place for note in reversed(notes) for term in note.terms}
        introduced = Counter(first[term] for term, times in count.items() if times >= 3)
        said = Counter(note.by for note in notes if not note.is_bot)
        most = max(said.values(), default=1)
        share = {who: times / most for who, times in said.items()}
        return cls(count, tuple(introduced[note.place] for note in notes), share)
