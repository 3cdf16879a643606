"""`python -m bot lint`."""

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.drafting.linted import Remark

_MOST = 4_000_000


def lint(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Markdown, text, or a draft's JSON; - reads standard input.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Find blame in a text, and propose words about the system.

    It finds blame, counterfactuals, hindsight, one cause for everything, "human error", platitudes and ownerless actions. What
    stands in quotation marks, in quoted lines or in code is left alone. Exit code 1 where something is found."""
    from bot.drafting.linted import of_source, of_text
    from bot.errors import UserMistake

    found: list[tuple[str, Remark]] = []
    for file in files:
        name, text = _read(file)
        remarks = of_source(text) if name.endswith(".json") or text.lstrip().startswith("{") else None
        if remarks is None and name.endswith(".json"):
            raise UserMistake(f"“{name}” is not a draft as `python -m bot draft --json` writes it.")
        found += [(name, remark) for remark in (of_text(text) if remarks is None else remarks)]
    with suppress(BrokenPipeError):  # whoever reads no further, as `head`, still asks whether something was found
        if as_json:
            sys.stdout.write(json.dumps(_json(found), ensure_ascii=False, indent=1) + "\n")
            sys.stdout.flush()
        else:
            _print(found, len(files))
    raise typer.Exit(1 if found else 0)


def _read(file: Path) -> tuple[str, str]:
    """The file's name as it is shown, and its text. Raises UserMistake with the reason."""
    from bot.errors import UserMistake

    name = "standard input" if str(file) == "-" else str(file)
    try:
        if str(file) == "-":
            raw = sys.stdin.buffer.read(_MOST + 1)
        else:
            with file.open("rb") as opened:
                raw = opened.read(_MOST + 1)
    except FileNotFoundError:
        raise UserMistake(f"There is no file “{name}”.") from None
    except OSError as error:
        raise UserMistake(f"“{name}” cannot be read: {error.strerror}.") from error
    if len(raw) > _MOST:
        raise UserMistake(f"“{name}” is longer than {_MOST // 1_000_000} MB; lint it in parts.")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UserMistake(f"“{name}” is not text in UTF-8.") from None
    if not text.strip():  # no blame in nothing: a check would pass where the command failed whose draft it was to read
        if str(file) == "-":
            raise UserMistake("Nothing came on standard input; see whether the command before it failed.")
        raise UserMistake(f"“{name}” is empty.")
    return name, text


def _json(found: "list[tuple[str, Remark]]") -> dict[str, object]:
    rows = [
        {
            "file": name,
            "line": remark.finding.line,
            "column": remark.finding.column,
            "kind": remark.finding.kind,
            "phrase": remark.finding.phrase,
            "proposal": remark.finding.proposal,
            **({"where": remark.where} if remark.where else {}),
        }
        for name, remark in found
    ]
    return {"ok": not rows, "findings": rows}


def _print(found: "list[tuple[str, Remark]]", files: int) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for name, remark in found:
        finding = remark.finding
        place = f"{name}:{finding.line}:{finding.column}: "
        where = f" in {remark.where}" if remark.where else ""
        console.print(
            Text.assemble((place, "dim"), (finding.kind, "bold"), f"{where}: “{finding.phrase}”"), soft_wrap=True
        )
        console.print(Text(f"    → {finding.proposal}", "green"), soft_wrap=True)
    among = f" in {files} files" if files > 1 else ""
    if found:
        console.print(f"\n{len(found)} finding{'' if len(found) == 1 else 's'}{among}.")
    else:
        console.print(
            f"Nothing found{among}: no blame, no hindsight, no platitude, no action without an owner.", soft_wrap=True
        )
