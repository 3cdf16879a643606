"""Numbers with what they count or measure: 350 ms is neither 350 s nor 350 %, 1.2k is 1,200, and “three” is 3."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.drafting.vocabulary import words

_UNITS = {
    "ms": "ms msec millisecond milliseconds millis", "us": "us µs microsecond microseconds", "s": "s sec secs second seconds",
    "min": "min mins minute minutes", "h": "h hr hrs hour hours", "d": "d day days", "week": "week weeks",
    "month": "month months", "year": "year years", "%": "% percent pct percentage", "B": "byte bytes b", "kB": "kb kib",
    "MB": "mb mib megabyte megabytes", "GB": "gb gib gigabyte gigabytes", "TB": "tb tib terabyte terabytes",
    "bit/s": "bps", "kbit/s": "kbps", "Mbit/s": "mbps", "Gbit/s": "gbps", "x": "x times", "$": "$ usd dollar dollars",
    "€": "€ eur euro euros", "£": "£ gbp pound pounds",
}  # fmt: skip
_UNIT = {spelling: unit for unit, spellings in _UNITS.items() for spelling in spellings.split()}
# What a single letter behind a number may stand for: minutes or millions, gigabytes, terabytes, a thousand.
_LETTERS = {"m": ("min", "MB"), "g": ("GB",), "t": ("TB",)}
_TIMES = {"k": 1_000, "thousand": 1_000, "million": 1_000_000, "mio": 1_000_000, "billion": 1_000_000_000}
_UP_TO_TWENTY = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty
"""
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100}
_WORDS = {word: value for value, word in enumerate(_UP_TO_TWENTY.split(), 2)} | _TENS
_NUMBER = re.compile(
    r"(?<![\w.,])(?<![A-Za-z]-)(?P<money>[$€£])?(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d]|[.,]\d)"
    r"(?:\s?-?(?P<unit>%|[a-zA-Zµ$€£]+)(?![\w]))?",
)
_WORD = re.compile(r"(?<![\w\-])(?:" + "|".join(_WORDS) + r")(?![\w])(?:[\s-](?P<unit>[a-z%]+))?", re.I)
_NOUN = re.compile(r"\s?([a-z]{3,})")
_NOT_COUNTED = words("of and or to in on at from per more less other others times")
_STATUS = re.compile(r"[45]\d\d")  # “504s” are answers with the status 504, or seconds
CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\b|\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z?)?\b")


@dataclass(frozen=True)
class Quantity:
    """A number as it was `written`, with its unit beside it if it has one. `units` are those that it may have, empty for a bare
    number; `counts` is the word after a bare number."""

    value: float
    units: tuple[str, ...]
    written: str
    number: str
    counts: str = ""
    start: int = 0

    @property
    def is_word(self) -> bool:
        return self.number.isalpha()


def quantities(text: str) -> Iterator[Quantity]:
    """The numbers of a text, times of day apart, in digits and in words."""
    flat = CLOCK.sub(lambda match: " " * len(match[0]), text)
    for match in _NUMBER.finditer(flat):
        value = float(match["number"].replace(",", ""))
        yield _quantity(flat, match, value, match["number"], match["money"] or match["unit"] or "")
    for match in _WORD.finditer(flat):
        word = re.split(r"[\s-]", match[0])[0]
        yield _quantity(flat, match, float(_WORDS[word.lower()]), word, match["unit"] or "")


def _quantity(text: str, match: re.Match[str], value: float, number: str, beside: str) -> Quantity:
    low = beside.lower()
    if low in _TIMES or beside == "M":
        factor = _TIMES.get(low, 1_000_000)
        return Quantity(value * factor, (), match[0], number, _counted(text, match.end()), match.start())
    if beside == "s" and _STATUS.fullmatch(number) and match[0].endswith(f"{number}s"):
        return Quantity(value, ("s", ""), match[0], number, "", match.start())
    if units := _LETTERS.get(low) or ((_UNIT[low],) if low in _UNIT else ()):
        return Quantity(value, units, match[0], number, "", match.start())
    counted = low if len(low) > 2 and low not in _NOT_COUNTED else ""
    return Quantity(
        value, (), (match["money"] or "") + number if number[0].isdigit() else number, number, counted, match.start()
    )


def _counted(text: str, at: int) -> str:
    match = _NOUN.match(text, at)
    return match[1] if match and match[1] not in _NOT_COUNTED else ""


def agree(said: Quantity, told: Quantity) -> bool:
    """Whether two equal numbers can be one: of the same unit, or bare and counting nothing that speaks against it."""
    if said.value != told.value:
        return False
    if "" in said.units and not told.units:
        return True
    if said.units and told.units:
        return bool(set(said.units) & set(told.units))
    if said.units:
        return not told.counts and "%" not in said.units
    return not (told.units and said.counts.endswith("s"))


def borne_out(said: Quantity, told: Sequence[Quantity]) -> bool | None:
    """Whether one of the told numbers is the one that was said; None where none has its value."""
    equal = [each for each in told if each.value == said.value]
    return any(agree(said, each) for each in equal) if equal else None
