"""`python -m bot ledger`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

WIDTH = 180

if TYPE_CHECKING:
    from bot.features.ledger import Account, Line


def ledger(
    month: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="This month alone.")] = None,
    incident: Annotated[str | None, typer.Option(metavar="INC-7", help="This incident alone.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Show what the language model took: calls, tokens and dollars, by month, purpose and model.

    Every call is in it, also those that came to nothing. Months are of UTC."""
    import asyncio
    import json
    import sys

    from bot.command_line.existing_store import existing_store
    from bot.domain.month import Month
    from bot.errors import UserMistake
    from bot.features.ledger import accounts
    from bot.model_settings import model_account

    try:
        wanted = Month.read(month) if month else None
    except ValueError:
        raise UserMistake(f"“{(month or '')[:40]}” is no month; write it as 2031-05.") from None
    account = model_account()
    budget = account.budget if account else None

    async def look() -> "Sequence[Account]":
        async with existing_store() as store:
            return await store.read(lambda tx: accounts(tx, wanted, incident, budget))

    found = asyncio.run(look())
    if as_json:
        whole = {"workspaces": [_json(each) for each in found]}
        sys.stdout.write(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
    else:
        _print(found)


def _print(found: "Sequence[Account]") -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    # A number that is cut to fit says nothing; a line that the terminal breaks still does.
    console.width = max(console.width, WIDTH)
    if not found:
        console.print("No call to a language model has been made yet.")
    for each in found:
        if len(found) > 1:
            console.print(Text(f"Workspace {each.team}"))
        console.print(_table(each))
        for sentence in _sentences(each):
            console.print(Text(sentence))


def _table(account: "Account") -> Any:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("month", "purpose", "model"):
        table.add_column(name, no_wrap=True)
    for name in ("calls", "fresh", "cached", "written", "out", "dollars", "seconds"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("outcomes")
    for line in (*account.lines, account.total):
        table.add_row(*_row(line))
    return table


def _row(line: "Line") -> list[Any]:
    from rich.text import Text

    from bot.domain.model_call import dollars

    cost = (
        "?" if line.calls and line.unpriced == line.calls else dollars(line.dollars) + (" + ?" if line.unpriced else "")
    )
    counts = (line.calls, line.fresh, line.cached, line.written, line.output)
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in line.outcomes)
    numbers = [*(f"{each:,}" for each in counts), cost, f"{line.seconds:,.1f}"]
    return [Text(each) for each in (line.month, line.purpose, line.model, *numbers, outcomes)]


def _sentences(account: "Account") -> Sequence[str]:
    from bot.domain.model_call import dollars

    said = []
    if account.total.unpriced:
        said.append("No price is known for calls with a “?”: DEBRIEF_MODEL_PRICES takes one.")
    if account.budget is None or account.left is None:
        said.append(f"Spent in {account.month}: {dollars(account.spent)}; there is no budget (DEBRIEF_MODEL_BUDGET).")
    else:
        left = f"{dollars(account.spent)} spent, {dollars(account.left)} left"
        said.append(f"Budget for {account.month}: {dollars(account.budget)}, {left}.")
    return said


def _json(account: "Account") -> dict[str, Any]:
    return {
        "workspace": account.team,
        "lines": [_line(line) for line in account.lines],
        "total": {k: v for k, v in _line(account.total).items() if k not in ("month", "purpose", "model")},
        "month": str(account.month),
        "spent": account.spent,
        "budget": account.budget,
        "left": account.left,
    }


def _line(line: "Line") -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(line), "outcomes": dict(line.outcomes)}
