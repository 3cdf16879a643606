"""What a benchmark yields."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the result."""

    name: str
    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.name} {self.value:.4g} {self.unit}"


@dataclass(frozen=True)
class Size:
    """How much is done: `rounds` of each figure, `events` a round, messages in the channels that are drafted."""

    rounds: int = 5
    events: int = 4000
    channels: tuple[int, ...] = (100, 1000, 10_000)
    items: int = 10_000
    remembered: int = 100_000
    imported: int = 20_000


QUICK = Size(rounds=1, events=500, channels=(100, 1000), items=500, remembered=2000, imported=3000)


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
