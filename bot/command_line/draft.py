"""`python -m bot draft`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.drafter_choice import HELP, Drafters, chosen_account


def draft(
    export: Annotated[Path, typer.Argument(metavar="EXPORT", help="The ZIP, or the folder it unpacks to.")],
    channel: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which channel, where the export holds several.")
    ] = None,
    drafter: Annotated[
        Drafters | None,
        typer.Option(help=HELP, metavar="WHO"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of Markdown.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also say of each line why rules put it there. Not with a model.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it, instead of the terminal.")
    ] = None,
) -> None:
    """Draft a post-mortem from a Slack export.

    Slack is not asked for anything. For example: python -m bot draft export.zip --channel inc-42 -o inc-42.md"""
    from bot.command_line.waiting import waiting
    from bot.command_line.written_file import write_file
    from bot.domain.plain_text import visible
    from bot.drafting.document import to_json, to_markdown
    from bot.drafting.explained import as_markdown, explained
    from bot.drafting.reading import is_said
    from bot.errors import UserMistake
    from bot.features.draft_export import draft_export, draft_export_by
    from bot.settings import masks_personal_data

    account, personal = chosen_account(drafter), masks_personal_data()
    if explain and account:
        raise UserMistake("Rules can say why they wrote a line, a model cannot. Add --drafter rules to --explain.")
    with waiting(f"{account.model} is drafting" if account else "drafting"):
        found, evidence = (
            draft_export_by(account, export, channel, personal=personal) if account else draft_export(export, channel)
        )
    if not evidence.items:
        raise UserMistake("This channel holds no message that can be read.")
    sys.stderr.write(f"{found.note}\n" if account and found.note else "")
    read = sum(map(is_said, evidence))
    why = explained(found, evidence) if explain else ()
    if as_json:
        told = to_json(found) | ({"why": [asdict(each) for each in why]} if explain else {})
        text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    else:
        text = to_markdown(found, lambda ts: None, messages_read=read) + (as_markdown(why) if explain else "")
    if output is None:
        sys.stdout.write(text if as_json else visible(text))
        return
    write_file(output, text, export)
    sys.stderr.write(f"Wrote {output}: {read:,} messages read, {len(found.timeline)} timeline entries.\n")
