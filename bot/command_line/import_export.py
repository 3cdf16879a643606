"""`python -m bot import`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.features.import_export import Progress, Report


def import_export(
    export: Annotated[Path, typer.Argument(metavar="EXPORT", help="The ZIP, or the folder it unpacks to.")],
    channel: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Take this channel, whatever its name; may be given several times."),
    ] = None,
    workspace: Annotated[
        str | None, typer.Option(metavar="ID", help="The workspace's id, where the export does not say it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Take past incidents over from a Slack export into Debrief's database.

    Every channel that is named like an incident's becomes one, resolved, with all that was said in it. Slack is not asked for
    anything, and nothing is posted. It may be stopped and called again: it goes on where it was, and takes nothing twice."""
    import asyncio
    import json
    import sys

    from bot.features.import_export import Wanted, import_export, look
    from bot.features.ingest import erase
    from bot.settings import store_settings
    from storage.store import Store

    settings = store_settings()
    wanted = Wanted(settings.channel_patterns, tuple(channel or ()), workspace)

    async def take() -> "Report":
        look(export, wanted)  # before there is a database for nothing
        store = Store(settings.database_url)
        try:
            with _shown() as tell:
                return await import_export(store, export, wanted, erase, tell)
        finally:
            await asyncio.to_thread(store.close)

    try:
        report = asyncio.run(take())
    except KeyboardInterrupt:
        sys.stderr.write("What was taken over so far is stored; call it again to go on.\n")
        raise
    if as_json:
        sys.stdout.write(json.dumps(_json(report), ensure_ascii=False, indent=1) + "\n")
    else:
        _print(report)


@contextmanager
def _shown() -> "Iterator[Callable[[Progress], None]]":
    """A bar on standard error, where somebody sits before it."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading the export", total=None)
        yield lambda now: bar.update(
            task,
            total=max(1, now.total),
            completed=now.done,
            description=f"{now.messages:,} messages · {escape(now.channel)}",
        )


def _print(report: "Report") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    table = Table("incident", "channel", "messages", "from", "to", box=None, padding=(0, 2, 0, 0), header_style="dim")
    for each in report.taken:
        messages = f"{each.new:,}" + (f" and {each.known:,} that were there" if each.known else "")
        days = [f"{at:%Y-%m-%d}" if at else "" for at in (each.began, each.ended)]
        table.add_row(each.incident, Text(f"#{each.channel}"), messages, *days)
    console.print(f"Taken over into workspace {report.workspace}:")
    console.print(table)
    left = [(why, count) for why, count in sorted(report.left.items()) if count]
    if left:
        console.print("Left:")
        for why, count in left:
            console.print(Text(f"  {why}: {count:,}"), soft_wrap=True)


def _json(report: "Report") -> dict[str, object]:
    return {
        "workspace": report.workspace,
        "taken": [
            {
                "incident": each.incident,
                "channel": each.channel,
                "new": each.new,
                "known": each.known,
                "began": each.began.isoformat() if each.began else None,
                "ended": each.ended.isoformat() if each.ended else None,
            }
            for each in report.taken
        ],
        "left": {why: count for why, count in sorted(report.left.items()) if count},
    }
