"""Whether the hard facts of a sentence stand in the messages it cites: numbers, identifiers, times, quotations, names."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property, lru_cache

from bot.domain.clock import moment
from bot.domain.evidence import Item, Person
from bot.domain.transcript import carrier_of
from bot.drafting.channel_words import words_of
from bot.drafting.content_words import content, stem
from bot.drafting.quantities import CLOCK, Quantity, agree, borne_out, quantities
from bot.drafting.vocabulary import STOP, words
from prompts.fence import plain

_HARD = re.compile(
    r"(?<![\w.])(?:v\d(?:[\w.\-]*\w)?|(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}|#\d+|[\w-]+(?:\.[\w-]+)+|/[\w./-]{2,}\w|`[^`\n]{2,60}`)(?!\w)"
)
_HASH = re.compile(r"(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}")
_PLAIN_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:%|[a-z]{1,2})?$", re.I)
_TIMESTAMP = re.compile(r"\d{1,11}\.\d{1,6}")
_SAID_TWICE = re.compile(r"a responder(?: a responder)+")
_SPELLED = frozenset(("e.g", "i.e"))
_COUPLE = 2
_NUMBERED = re.compile(r"(?<!\w)#(\d+)\b")
_QUOTED = re.compile(r"[“\"]([^“”\"]{3,})[”\"]")
_APOSTROPHES = str.maketrans("’‘“”", "''\"\"")


class Ground:
    """The words of cited messages, in every wording they had, with their authors and files."""

    def __init__(self, cited: Sequence[Item]) -> None:
        self.cited = cited
        self._words = plain(" \n ".join(map(words_of, cited)))
        self._told = _flat(self._words)
        moments = [at for item in cited for at in _moments(item)]
        self._times = {f"{at:%H:%M}" for at in moments} | {f"{at:%Y-%m-%d}" for at in moments}

    def holds(self, words: str) -> bool:
        """Whether the words stand there as they are, but for case and space."""
        return _flat(words).strip(" .,;:!?") in self._told

    def missing(self, text: str) -> Iterator[str]:
        """The numbers, identifiers, times and quotations of the text that stand nowhere in the messages."""
        for match in CLOCK.finditer(text):
            if match[0].lower() not in self._told and not self._times & {match[0][:5].zfill(5), match[0][:10]}:
                yield f"“{match[0]}”"
        rest = CLOCK.sub(" ", text)
        for match in _HARD.finditer(rest):
            token = match[0].strip("`")
            if token in _SPELLED or _PLAIN_NUMBER.match(token) or self._has(token.lower()):
                continue
            if not (token[0] == "#" and self._has(token[1:])):
                yield f"“{match[0]}”"
        for said in quantities(rest):
            if not self._counts(said):
                yield f"“{said.written}”"
        for match in _QUOTED.finditer(text):
            if not self.holds(match[1]):
                yield f"the quotation “{match[1][:60]}”"

    def counted_otherwise(self, text: str, spoken_of: Container[str]) -> Iterator[str]:
        """The numbers that count what the channel speaks of elsewhere, where the messages count something else with them."""
        mine = frozenset(content(text))
        for said in quantities(CLOCK.sub(" ", text)):
            told = [each for each in self._quantities if each.value == said.value]
            what = stem(said.counts) if said.counts.endswith("s") else ""
            if not what or what not in spoken_of or what in self._stems or not told:
                continue
            if all(each.counts.endswith("s") and stem(each.counts) not in mine for each in told):
                yield f"{said.number} {said.counts}"

    def as_written(self, text: str) -> str:
        """The text with its numbers as the messages write them: 1,900 for 1900, and 31% for 31 percent."""
        for said in sorted(quantities(text), key=lambda each: -each.start):
            if said.is_word or self._has(said.written.lower()):
                continue
            told = next((each.written for each in self._quantities if agree(said, each)), None)
            if told and text.startswith(said.written, said.start):
                text = text[: said.start] + told + text[said.start + len(said.written) :]
        return _NUMBERED.sub(lambda match: match[0] if self._has(match[0]) else match[1], text)

    def knows(self, person: Person) -> bool:
        """Whether the person wrote one of the messages or is named in one."""
        if any(item.author.id == person.id for item in self.cited):
            return True
        return any(self._has(_flat(name).strip()) for name in (person.name, *person.name.split()) if len(name) > 1)

    @cached_property
    def _quantities(self) -> list[Quantity]:
        return list({(each.value, each.units, each.counts): each for each in quantities(self._words)}.values())

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(content(self._words))

    @cached_property
    def _timeless(self) -> str:
        return CLOCK.sub(" ", self._told)

    def _counts(self, said: Quantity) -> bool:
        """Whether the messages hold the number with the same unit; a bare one may be part of an address or an identifier."""
        found = borne_out(said, self._quantities)
        if found is not None:
            return found
        if said.value == _COUPLE and said.is_word:
            return not any(
                said.counts and stem(said.counts) == stem(each.counts) for each in self._quantities if each.counts
            )
        return not said.is_word and not said.units and self._has(said.number.lower(), self._timeless)

    def _has(self, token: str, told: str | None = None) -> bool:
        """Whether the token stands there by itself: 5 is neither in 15 nor in 5.2, but in 5s and 5%; a hash may be cut short."""
        told = self._told if told is None else told
        begins = r"(?<![\d.,])" if token[:1].isdigit() else r"(?<!\w)" if token[:1].isalnum() else ""
        if _HASH.fullmatch(token):
            return bool(re.search(rf"(?<!\w){token}", told))
        ends = r"(?!\d|[.,]\d)" if token[-1:].isdigit() else r"(?!\w)" if token[-1:].isalnum() else ""
        return bool(re.search(begins + re.escape(token) + ends, told))


# First names that open a sentence as plain words too.
_PLAIN_FIRST = words("""
    will mark may grace hope art bill chase rob drew max pat sue jack page case dean norm guy ray dot faith joy rose
    ruby rusty sandy june april august summer dawn iris olive ivy crystal amber jade pearl violet melody link major
    king duke earl stone field hunter mason cook baker miller data test admin bot user users team support ops alert
    alerts deploy build release engineer dev service server node cloud root main master sky star lane brook reed
    heath cliff forest river storm gene frank ernest harry angel
""")


def named(text: str, people: Iterable[Person]) -> Iterator[Person]:
    """The people, not apps, whom the text names: by their whole name, by their first, or with an @.

    A first name that is also a plain word counts within a sentence alone, and a name of one small word, such as “data”, with an @
    alone, unless it is written with a capital."""
    return (person for person in people if (pattern := _pattern(person)) and pattern.search(text))


def without_people(text: str, people: Iterable[Person]) -> str:
    """The text with “a responder” in place of everybody whom it names."""
    for person in named(text, people):
        if pattern := _pattern(person):
            text = pattern.sub("a responder", text)
    return _SAID_TWICE.sub("a responder", text[:1].upper() + text[1:] if text.startswith("a responder") else text)


@lru_cache(maxsize=4096)
def _pattern(person: Person) -> re.Pattern[str] | None:
    """Finds a person's name; None for apps and for names too short to tell."""
    parts = person.name.split()
    if person.is_bot or not parts or len(parts[0]) < 3:
        return None
    first, small = parts[0], person.name.isalpha() and person.name.islower()
    ways = [] if small else [rf"(?<!\w)@?{re.escape(person.name)}"]
    ways.append(f"@{re.escape(first)}")
    if len(parts) > 1 and first[:1].isupper():
        ways.append(rf"(?<=[\w,;:] ){re.escape(first)}")
    ways += [rf"(?<![\w\-]){re.escape(part)}" for part in _sure_parts(parts, small)]
    return re.compile(rf"(?:{'|'.join(ways)})(?![\w\-])")


def _sure_parts(parts: Sequence[str], small: bool) -> Iterator[str]:
    """The parts of a name that are no plain words, as a sentence would write them."""
    for part in parts:
        if (
            part.isalpha()
            and len(part) > 2
            and part.lower() not in _PLAIN_FIRST | STOP
            and (small or part[0].isupper())
        ):
            yield part.capitalize() if small else part


def _moments(item: Item) -> Iterator[datetime]:
    """When the message was said and posted, and when it got its wordings."""
    yield item.at
    yield moment(carrier_of(item.ts))
    for version in (item.version, *(version for version, _ in item.earlier)):
        if _TIMESTAMP.fullmatch(version):
            yield moment(version)


def _flat(text: str) -> str:
    return " ".join(plain(text).translate(_APOSTROPHES).lower().split())
