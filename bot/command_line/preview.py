"""`python -m bot preview`."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.features.preview import Preview
    from bot.model_settings import ModelAccount


def preview(
    incident: Annotated[
        str, typer.Argument(metavar="INCIDENT", help="Its number, such as INC-7; or a Slack export, ZIP or folder.")
    ],
    channel: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which channel, where an export holds several.")
    ] = None,
) -> None:
    """Print what a model would be sent for an incident's post-mortem.

    Nothing is sent. It is what a draft asks first: the standing instructions, the messages, with placeholders for what was
    taken out, and the task. Only the code in the markers around the messages is another in each process."""
    from bot.domain.web_addresses import without_login
    from bot.features.preview import number_of, of_export
    from bot.model_settings import ModelAccount, model_account
    from bot.settings import masks_personal_data

    account, personal = model_account(), masks_personal_data()
    number = number_of(incident)
    if number is None or Path(incident).exists():
        seen = of_export(Path(incident), channel, account or ModelAccount(), personal=personal)
    else:
        seen = asyncio.run(_of_incident(number, account or ModelAccount(), personal))
    request = seen.request
    evidence = "".join(block.text for block in request.evidence)
    for title, text in (("system", request.system), ("evidence", evidence), ("task", request.task)):
        sys.stdout.write(f"--- {title}\n{text}\n\n")
    replaced = ", ".join(f"{count:,} {kind}" for kind, count in sorted(seen.counts.items()))
    sys.stdout.write(f"--- replaced: {replaced or 'nothing'}\n")
    where = (
        f"{account.model} at {without_login(account.base_url or 'Anthropic')} would be sent this"
        if account
        else ("No model is configured, so rules draft and nothing is sent; a model would be sent this")
    )
    sys.stderr.write(f"{where}.\n")


async def _of_incident(number: int, account: "ModelAccount", personal: bool) -> "Preview":
    from bot.command_line.existing_store import existing_store
    from bot.features.preview import of_incident

    async with existing_store() as store:
        return await of_incident(store, number, account, personal=personal)
