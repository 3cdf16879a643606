"""Several incidents taken together, and what is asked of them."""

import pytest

from bot.errors import UserMistake
from bot.evaluation.means import means, read_bound, shortfalls, without_each
from bot.evaluation.metrics import METRICS


def row(**given: float) -> dict[str, float | None]:
    return {metric.name: given.get(metric.name) for metric in METRICS}


def test_a_mean_is_over_the_incidents_that_have_the_figure() -> None:
    assert means([row(clean=1, brier=0.5), row(clean=0.5)]) == row(clean=0.75, brier=0.5)


def test_each_incident_is_left_out_in_turn() -> None:
    left = without_each({"a": row(clean=1), "b": row(clean=0.5), "c": row(clean=0)})
    assert {name: each["clean"] for name, each in left.items()} == {"a": 0.25, "b": 0.5, "c": 0.75}


@pytest.mark.parametrize(
    ("asked", "reached", "is_short"),
    [
        ("clean=0.9", row(clean=0.9), False),
        ("clean=0.9", row(clean=0.89), True),
        ("brier=0.2", row(brier=0.2), False),
        ("brier=0.2", row(brier=0.21), True),
        ("words=500", row(words=501), True),
    ],
)
def test_a_bound_is_a_least_where_more_is_better_and_else_a_most(
    asked: str, reached: dict[str, float | None], is_short: bool
) -> None:
    assert bool(shortfalls([read_bound(asked)], reached)) == is_short


@pytest.mark.parametrize("asked", ["", "clean", "clean=", "clean=much", "clean=nan", "clen=1"])
def test_a_bound_that_cannot_be_read_is_a_mistake(asked: str) -> None:
    with pytest.raises(UserMistake):
        read_bound(asked)


def test_a_bound_on_what_no_incident_has_is_a_mistake_and_not_kept() -> None:
    with pytest.raises(UserMistake, match="brier cannot be asked for"):
        shortfalls([read_bound("brier=0.2")], row(clean=1))
