"""Figures of several incidents taken together, and what is asked of them."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.plain_text import one_line
from bot.errors import UserMistake
from bot.evaluation.metrics import METRICS, Figures

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Bound:
    """What the mean of one metric is asked to be: at least `value`, or at most, where less is better and for sizes."""

    metric: str
    value: float

    @property
    def is_least(self) -> bool:
        return next(metric.better == "more" for metric in METRICS if metric.name == self.metric)

    def holds(self, mean: float) -> bool:
        return mean >= self.value - _ROUNDING if self.is_least else mean <= self.value + _ROUNDING


def means(rows: Sequence[Figures]) -> dict[str, float | None]:
    """The mean of each figure over the incidents that have it; None where none has."""
    found = {}
    for metric in METRICS:
        values = [value for row in rows if (value := row[metric.name]) is not None]
        found[metric.name] = statistics.fmean(values) if values else None
    return found


def without_each(rows: Mapping[str, Figures]) -> dict[str, dict[str, float | None]]:
    """The means again, leaving out each incident in turn: how much hangs on a single one."""
    return {name: means([row for other, row in rows.items() if other != name]) for name in rows}


def read_bound(text: str) -> Bound:
    """`METRIC=VALUE`. Raises UserMistake."""
    name, _, value = text.partition("=")
    known = [metric.name for metric in METRICS]
    if name.strip() not in known:
        raise UserMistake(f"There is no metric “{one_line(name, 40)}”; there are {', '.join(known)}.")
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise UserMistake(f"Write a number behind {name.strip()}, such as --least {name.strip()}=0.8.")
    return Bound(name.strip(), number)


def shortfalls(bounds: Sequence[Bound], mean: Figures) -> list[str]:
    """One sentence for each bound that the means do not keep. Raises UserMistake where a mean cannot be had."""
    short = []
    for bound in bounds:
        reached = mean[bound.metric]
        if reached is None:
            raise UserMistake(f"{bound.metric} cannot be asked for: no incident says what it is measured by.")
        if not bound.holds(reached):
            asked = "at least" if bound.is_least else "at most"
            short.append(f"{bound.metric} is {reached:.3f} in the mean, and was to be {asked} {bound.value:g}.")
    return short
