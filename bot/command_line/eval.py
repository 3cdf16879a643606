"""`python -m bot eval`."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.command_line.drafter_choice import HELP, Drafters, chosen_account

if TYPE_CHECKING:
    from bot.evaluation.run import Scored

NEW_CASES = Path("incidents")


def evaluate(
    cases: Annotated[
        Path | None,
        typer.Argument(metavar="CASES", help="A folder with one folder per incident; or a single one, or an export."),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            metavar="EXPORT", help="Score nothing; make an incident of this export, with an empty truth.json."
        ),
    ] = None,
    channel: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which channel, where an export holds several.")
    ] = None,
    drafter: Annotated[Drafters | None, typer.Option(help=HELP, metavar="WHO")] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write an HTML page with every claim beside its messages.")
    ] = None,
    least: Annotated[
        list[str] | None,
        typer.Option(
            metavar="METRIC=VALUE",
            help="Exit with 1 where the mean is worse (for sizes: larger); may be given several times.",
        ),
    ] = None,
    leave_one_out: Annotated[
        bool, typer.Option("--leave-one-out", help="The means again without each incident in turn.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Score the drafts on past incidents of your own.

    Each is drafted anew and held against what your people published about it. No model judges.
    For example: python -m bot eval incidents --report report.html --least clean=1 --least timeline_recall=0.7"""
    from bot.errors import UserMistake
    from bot.evaluation.means import means, read_bound, shortfalls

    if template is not None:
        _make_template(template, cases or NEW_CASES, channel)
        return
    if cases is None:
        raise UserMistake("Name a folder of incidents, or begin one with: python -m bot eval --template EXPORT")
    bounds = [read_bound(each) for each in least or ()]
    if report is not None and not report.parent.is_dir():
        raise UserMistake(f"“{report}” cannot be written: there is no folder “{report.parent}”.")
    scored = _scored(cases, channel, drafter)
    mean = means([each.figures for each in scored])
    short = shortfalls(bounds, mean)
    if report is not None:  # first: whoever reads the table may leave early, as `head` does
        _write_report(report, scored, cases)
    if as_json:
        _write_json(scored, mean, leave_one_out, short)
    else:
        _print(scored, mean, leave_one_out)
    for sentence in short:
        sys.stderr.write(f"{sentence}\n")
    raise typer.Exit(1 if short else 0)


def _make_template(export: Path, into: Path, channel: str | None) -> None:
    from bot.evaluation.template import MESSAGES, write_template
    from bot.evaluation.truth import TRUTH

    folder = write_template(export, into, channel)
    sys.stdout.write(
        f"Wrote {folder / TRUTH}: fill in what was published, with timestamps from {MESSAGES} beside it.\n"
        f"Then: python -m bot eval {folder.parent if folder != export else folder}\n"
    )


def _scored(cases: Path, channel: str | None, drafter: Drafters | None) -> "tuple[Scored, ...]":
    import asyncio

    from bot.evaluation.cases import read_cases
    from bot.evaluation.run import evaluated
    from bot.settings import masks_personal_data

    account = chosen_account(drafter)
    read = read_cases(cases, channel)
    with _shown(len(read)) as tell:
        return asyncio.run(evaluated(read, account, tell, personal=masks_personal_data()))


@contextmanager
def _shown(total: int) -> Iterator[Callable[[str], None]]:
    """A bar on standard error, where somebody sits before it."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=total)
        begun: list[str] = []

        def tell(name: str) -> None:
            bar.update(task, completed=len(begun), description=f"drafting {escape(name)}")
            begun.append(name)

        yield tell


def _print(scored: "Sequence[Scored]", mean: dict[str, float | None], leave_one_out: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    from bot.evaluation.means import without_each
    from bot.evaluation.table import legend, tables

    console = Console(highlight=False)
    rows = {each.name: each.figures for each in scored}
    for table in tables(mean, rows, console.width):
        console.print(table)
    for line in legend(list(rows)):
        console.print(line, soft_wrap=True)
    if leave_one_out and len(rows) > 1:
        console.print("\nThe means without each incident in turn:")
        for table in tables(mean, without_each(rows), console.width):
            console.print(table)
    for sentence in _notes(scored):
        console.print(Text(sentence, "dim"), soft_wrap=True)


def _notes(scored: "Sequence[Scored]") -> list[str]:
    """What must be known of how the figures came about."""
    from bot.evaluation.truth import TRUTH

    notes = [f"{each.name}: {each.judged.draft.note}" for each in scored if each.judged.draft.note]
    bare = [each.judged.case for each in scored if each.judged.case.is_bare]
    if unfilled := [case.name for case in bare if case.truth]:
        notes.append(
            f"Nothing is filled in yet in {TRUTH} of {', '.join(unfilled)}; what needs what was published shows as –."
        )
    if unknown := [case.name for case in bare if not case.truth]:
        notes.append(
            f"Nothing is known of what was published about {', '.join(unknown)}; what needs that shows as –. "
            "To write it down, begin with: python -m bot eval --template EXPORT"
        )
    return notes


def _write_json(
    scored: "Sequence[Scored]", mean: dict[str, float | None], leave_one_out: bool, short: list[str]
) -> None:
    import json

    from bot.evaluation.means import without_each

    rows = {each.name: each.figures for each in scored}
    told: dict[str, Any] = {"ok": not short, "mean": mean, "cases": rows}
    if leave_one_out and len(rows) > 1:
        told["without"] = without_each(rows)
    told |= {"drafters": {each.name: each.judged.draft.drafter for each in scored}, "notes": _notes(scored)}
    sys.stdout.write(json.dumps(told | {"short": short}, ensure_ascii=False, indent=1) + "\n")


def _write_report(path: Path, scored: "Sequence[Scored]", cases: Path) -> None:
    from bot.command_line.written_file import write_file
    from bot.evaluation.report import report

    write_file(path, report(scored), cases)
    sys.stderr.write(f"Wrote {path}; it quotes the channels.\n")
