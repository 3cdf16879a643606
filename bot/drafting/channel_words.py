"""The words of a whole channel: how rare each is, and which messages hold which."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from bot.domain.evidence import Evidence, Item, Person
from bot.drafting.clauses import Clause, clauses_of
from bot.drafting.content_words import content

_BEFORE = 3
_CAPITAL_WITHIN = re.compile(r"(?<=[a-z,] )([A-Z][a-z]{2,})(?![\w\-])")
_SMALL = re.compile(r"(?<![\w\-./@])[a-z]{3,}(?![\w\-])")
_PART = re.compile(r"[^\W_]+")
_READ = 6_000


@dataclass
class Channel:
    """A channel as the checks of a draft need it; reads each message once. `evidence` is all that was said."""

    evidence: Evidence
    _stems: dict[str, frozenset[str]] = field(default_factory=dict)
    _clauses: dict[str, tuple[Clause, ...]] = field(default_factory=dict)

    def stems(self, item: Item) -> frozenset[str]:
        """The stems of all wordings of the message, and of its author and files."""
        known = self._stems.get(item.ts)
        if known is None:
            known = self._stems[item.ts] = frozenset(content(words_of(item)[:_READ]))
        return known

    def clauses(self, item: Item) -> tuple[Clause, ...]:
        """The clauses of all that the message shows."""
        if item.ts not in self._clauses:
            self._clauses[item.ts] = tuple(clauses_of(words_of(item)[:_READ]))
        return self._clauses[item.ts]

    def people_in(self, words: str) -> Iterator[Person]:
        """Whoever may be named in the words: the people of whose name they hold a part."""
        found = {part for word in _PART.findall(words.lower()) for part in self._called.get(word, ())}
        return (person for person in self.evidence.people.values() if person.id in found)

    @cached_property
    def _called(self) -> dict[str, list[str]]:
        called: dict[str, list[str]] = {}
        for person in self.evidence.people.values():
            for part in _PART.findall(person.name.lower()):
                called.setdefault(part, []).append(person.id)
        return called

    def told(self, items: Iterable[Item]) -> frozenset[str]:
        return frozenset().union(*(self.stems(item) for item in items))

    @cached_property
    def postings(self) -> dict[str, list[int]]:
        """For each stem, the places of the messages that hold it."""
        found: dict[str, list[int]] = {}
        for place, item in enumerate(self.evidence.items):
            for each in self.stems(item):
                found.setdefault(each, []).append(place)
        return found

    @cached_property
    def places(self) -> dict[str, int]:
        return {item.ts: place for place, item in enumerate(self.evidence.items)}

    def rarity(self, word: str) -> float:
        """How much a stem tells: more, the fewer messages hold it; 0 where none does."""
        holding = len(self.postings.get(word, ()))
        return math.log(1 + len(self.evidence) / holding) if holding else 0.0

    @cached_property
    def capitalised(self) -> frozenset[str]:
        """Names: words, in lower case here, that people write with a capital within a sentence, and seldom without."""
        texts = [item.text[:_READ] for item in self.evidence.items]
        within = Counter(word.lower() for text in texts for word in _CAPITAL_WITHIN.findall(text))
        small = Counter(word for text in texts for word in _SMALL.findall(text))
        return frozenset(word for word, count in within.items() if 2 * count >= small[word])

    def around(self, item: Item) -> list[Item]:
        """What a message may speak of without naming it: the root of its thread, and the few messages before in the same talk."""
        place = self.places.get(item.ts)
        if place is None:
            return []
        talk = item.thread_ts if item.is_reply else None
        found = [root] if talk and (root := self.evidence.get(talk)) else []
        for other in reversed(self.evidence.items[max(0, place - 4 * _BEFORE) : place]):
            if (other.thread_ts if other.is_reply else None) == talk and other not in found:
                found.append(other)
                if len(found) >= _BEFORE:
                    break
        return found


def words_of(item: Item) -> str:
    """All that a message shows: every wording it had, who wrote it, and the names of its files."""
    return " \n ".join((*(text for _, text in item.earlier), item.text, item.author.name, *item.files))
