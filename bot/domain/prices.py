"""What models cost: a table as data, and the arithmetic.

Lists of prices change; DEBRIEF_MODEL_PRICES overrides a line of this one, or adds to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.model_call import Usage

_MILLION = 1_000_000
WRITE, WRITE_FOR_AN_HOUR, READ = 1.25, 2.0, 0.1
"""What a token costs that is written into the server's cache for five minutes, for an hour, or read from there, in prices of a
token that is read without one."""
CHARACTERS_A_TOKEN = 4
_USUAL_ANSWER = 3_000


@dataclass(frozen=True)
class Price:
    """Dollars for a million tokens read, and written. A prompt of more than `long_after` tokens costs `long` instead."""

    input: float
    output: float
    long_after: int | None = None
    long: "Price | None" = None


KNOWN: Mapping[str, Price] = {
    "claude-fable-5-1": Price(10, 50),
    "claude-opus-5-5": Price(4, 20),
    "claude-sonnet-5-5": Price(2, 10),
    "claude-haiku-5-5": Price(0.10, 0.50, 100_000, Price(0.50, 2.50)),
    "claude-opus-4-6": Price(5, 25),
    "claude-opus-4-5": Price(5, 25),
    "claude-sonnet-4-6": Price(3, 15),
    "claude-haiku-4-5": Price(1, 5),
}
"""By the beginning of a model's name: a date may follow."""


def price_of(model: str, own: Mapping[str, Price] | None = None) -> Price | None:
    """The model's price, of `own` first; None where nobody has said it."""
    for table in (own or {}, KNOWN):
        fitting = [name for name in table if model == name or model.startswith((f"{name}-2", f"{name}@"))]
        if fitting:
            return table[max(fitting, key=len)]
    return None


def cost(price: Price | None, usage: Usage) -> float | None:
    """Dollars; None without a price, or where the server did not count. What was written for an unknown time is taken to be
    written for an hour: the dearer of the two."""
    if price is None or not usage:
        return None
    if price.long and price.long_after is not None and usage.read > price.long_after:
        price = price.long
    written = usage.written or 0
    hour = written if usage.written_for_an_hour is None else usage.written_for_an_hour
    parts = (usage.fresh or 0, WRITE * (written - hour), WRITE_FOR_AN_HOUR * hour, READ * (usage.cached or 0))
    return (price.input * sum(parts) + price.output * (usage.output or 0)) / _MILLION


def estimate(price: Price | None, characters: int, *, cached: bool) -> float | None:
    """About what a request of so many characters will cost at most, in dollars, with an answer of the usual length."""
    tokens = characters // CHARACTERS_A_TOKEN
    hour = tokens if cached else 0
    return cost(price, Usage(tokens - hour, _USUAL_ANSWER, 0, hour, hour))
