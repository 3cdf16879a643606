"""The channel's talk as a whole: which words come up where and come up again, and who does how much of the talking."""

from collections import Counter
from dataclasses import dataclass

from bot.drafting.reading import Note, Reading


@dataclass(frozen=True)
class Talk:
    """`first` is the place where a word was said first, `count` how many messages hold it, `share` how much each person
    says, 1 for whoever says most."""

    first: dict[str, int]
    count: Counter[str]
    share: dict[str, float]

    @classmethod
    def of(cls, reading: Reading) -> "Talk":
        first: dict[str, int] = {}
        count: Counter[str] = Counter()
        said: Counter[str] = Counter()
        for note in reading.notes:
            count.update(note.terms)
            for term in note.terms:
                first.setdefault(term, note.place)
            if not note.is_bot:
                said[note.by] += 1
        most = max(said.values(), default=1)
        return cls(first, count, {who: times / most for who, times in said.items()})

    def introduces(self, note: Note) -> int:
        """How many words the note brings up that come up again."""
        return sum(self.first[term] == note.place and self.count[term] >= 3 for term in note.terms)
