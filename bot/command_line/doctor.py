"""`python -m bot doctor`."""

from typing import Annotated

import typer


def doctor(
    http: Annotated[bool, typer.Option("--http", help="For an installation that listens (HTTP mode).")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Look at your installation and say what is missing, and what to do about it.

    Changes nothing and posts nothing. Exit code 1 where something is red."""
    import asyncio
    import json
    import sys
    from dataclasses import asdict

    from rich.console import Console
    from rich.text import Text

    from bot.doctor.examination import examine
    from bot.doctor.findings import Finding
    from bot.domain.plain_text import visible

    marks = {"green": ("✔", "green"), "yellow": ("!", "yellow"), "red": ("✘", "bold red")}
    console = Console(highlight=False)

    async def look() -> list[Finding]:
        found = []
        async for finding in examine(http=http):
            found.append(finding)
            if as_json:
                continue
            mark, style = marks[finding.level]
            console.print(Text.assemble((f"{mark} {finding.level:<7}", style), visible(finding.says)), soft_wrap=True)
            if finding.advice:
                console.print(Text(f"          → {visible(finding.advice)}", "dim"), soft_wrap=True)
        return found

    found = asyncio.run(look())
    levels = [finding.level for finding in found]
    if as_json:
        sys.stdout.write(
            json.dumps({"ok": "red" not in levels, "findings": [asdict(each) for each in found]}, indent=1)
        )
        sys.stdout.write("\n")
    else:
        counts = ", ".join(f"{levels.count(level)} {level}" for level in ("green", "yellow", "red"))
        console.print(f"\n{counts}.")
    raise typer.Exit(1 if "red" in levels else 0)
