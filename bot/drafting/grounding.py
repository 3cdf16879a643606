"""Whether the hard facts of a sentence stand in the messages it cites: numbers, identifiers, times, quotations, names."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.domain.clock import moment
from bot.domain.evidence import Item, Person
from bot.domain.transcript import carrier_of
from prompts.fence import plain

_HARD = re.compile(
    r"(?<![\w.])(?:\d+(?:[.,]\d+)*(?:%|ms|s|m|h|GB|MB|TB|k|x)?|v\d[\w.\-]*|[0-9a-f]{7,40}|#\d+"
    r"|[\w-]+(?:\.[\w-]+)+|/[\w./-]{3,}|`[^`\n]{2,60}`)(?!\w)"
)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z?)?\b")
_HASH = re.compile(r"(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}")
_QUOTED = re.compile(r"[“\"]([^“”\"]{3,})[”\"]")
_APOSTROPHES = str.maketrans("’‘“”", "''\"\"")


class Ground:
    """The words of cited messages, in every wording they had, with their authors and files."""

    def __init__(self, cited: Sequence[Item]) -> None:
        self.cited = cited
        self._told = _flat(" \n ".join(_words_of(item) for item in cited))
        self._times = {f"{at:%H:%M}" for item in cited for at in (item.at, moment(carrier_of(item.ts)))}

    def holds(self, words: str) -> bool:
        """Whether the words stand there as they are, but for case and space."""
        return _flat(words).strip(" .,;:!?") in self._told

    def missing(self, text: str) -> Iterator[str]:
        """The numbers, identifiers, times and quotations of the text that stand nowhere in the messages."""
        for match in _CLOCK.finditer(text):
            if match[0].lower() not in self._told and match[0][:5].zfill(5) not in self._times:
                yield f"“{match[0]}”"
        for match in _HARD.finditer(_CLOCK.sub(" ", text)):
            if not self._has(match[0].strip("`").lower()):
                yield f"“{match[0]}”"
        for match in _QUOTED.finditer(text):
            if not self.holds(match[1]):
                yield f"the quotation “{match[1][:60]}”"

    def knows(self, person: Person) -> bool:
        """Whether the person wrote one of the messages or is named in one."""
        if any(item.author.id == person.id for item in self.cited):
            return True
        first = person.name.split()[0] if person.name.split() else ""
        return bool(first) and any(self._has(_flat(name).strip()) for name in (person.name, first))

    def _has(self, token: str) -> bool:
        """Whether the token stands there by itself: 5 is neither in 15 nor in 5.2, but in 5s and 5%; a hash may be cut short."""
        begins = r"(?<![\d.,])" if token[:1].isdigit() else r"(?<!\w)" if token[:1].isalnum() else ""
        if _HASH.fullmatch(token):
            return bool(re.search(rf"(?<!\w){token}", self._told))
        ends = r"(?!\d|[.,]\d)" if token[-1:].isdigit() else r"(?!\w)" if token[-1:].isalnum() else ""
        return bool(re.search(begins + re.escape(token) + ends, self._told))


def named(text: str, people: Iterable[Person]) -> Iterator[Person]:
    """The people, not apps, whom the text names: by their whole name, by their first within a sentence, or with an @.

    A name of one small word, such as “data”, counts with an @ alone."""
    for person in people:
        words = person.name.split()
        if person.is_bot or not words or len(words[0]) < 3:
            continue
        patterns = [f"@{re.escape(words[0])}"]
        if len(words) > 1 or not (person.name.isalpha() and person.name.islower()):
            patterns.append(rf"(?<!\w){re.escape(person.name)}")
        if len(words) > 1 and words[0][:1].isupper():
            patterns.append(rf"(?<=[\w,;:] ){re.escape(words[0])}")
        if re.search(rf"(?:{'|'.join(patterns)})(?!\w)", text):
            yield person


def _flat(text: str) -> str:
    return " ".join(plain(text).translate(_APOSTROPHES).lower().split())


def _words_of(item: Item) -> str:
    return " \n ".join((*(text for _, text in item.earlier), item.text, item.author.name, *item.files))
