"""The figures as tables for a terminal."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from bot.evaluation.metrics import METRICS, Figures

_COLUMN, _EDGE = 9, 32
"""Characters that the figures of one incident take, and those of the metric's name and the mean."""
_ARROWS = {"more": "↑", "less": "↓", "size": ""}


def tables(mean: Figures, columns: Mapping[str, Figures], width: int) -> Iterator[Table]:
    """As many tables as the width asks for. Incidents are numbered in the order of `columns`, which `legend` explains."""
    numbered = [(str(place), row) for place, row in enumerate(columns.values(), 1)]
    fit = max(1, (width - _EDGE) // _COLUMN)
    for start in range(0, len(numbered), fit):
        yield _table(mean, numbered[start : start + fit])


def legend(names: Sequence[str]) -> Iterator[Text]:
    """One line for each incident."""
    for place, name in enumerate(names, 1):
        yield Text.assemble((f"{place:>4}  ", "bold"), name)


def _table(mean: Figures, columns: Sequence[tuple[str, Figures]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("metric", no_wrap=True)
    table.add_column("", no_wrap=True)
    for heading in ("mean", *(place for place, _ in columns)):
        table.add_column(heading, justify="right", no_wrap=True, min_width=_COLUMN - 2)
    for metric in METRICS:
        values = [metric.shown(row[metric.name]) for _, row in columns]
        table.add_row(
            metric.name, Text(_ARROWS[metric.better], "dim"), Text(metric.shown(mean[metric.name]), "bold"), *values
        )
    return table
