"""What a model would be sent for a post-mortem, without sending it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.domain.incident import Incident
from bot.drafting.claude import Request
from bot.drafting.claude_drafter import ClaudeDrafter
from bot.drafting.drafter import Brief
from bot.drafting.masking import without_secrets
from bot.errors import UserMistake
from bot.masking.masked import masked
from bot.model_settings import ModelAccount
from bot.slack.export import read_export
from storage import incidents, installations, snapshot
from storage.store import Store
from storage.transaction import Tx

_NAME = re.compile(r"(?i)(?:inc-?)?(\d{1,9})$")


@dataclass(frozen=True)
class Preview:
    """The request, and how many things were replaced in the evidence that it was made from, by kind."""

    request: Request
    counts: Mapping[str, int]


def number_of(name: str) -> int | None:
    """The number of an incident's name (INC-7, inc-7, 7); None for anything else."""
    match = _NAME.match(name)
    return int(match[1]) if match else None


def of_export(path: Path, channel: str | None, account: ModelAccount, *, personal: bool) -> Preview:
    """Of one channel of the export at `path`. Raises UnreadableExport."""
    return _preview(Brief(read_export(path, channel)), account, personal)


async def of_incident(store: Store, number: int, account: ModelAccount, *, personal: bool) -> Preview:
    """Of an incident in the database. Raises UserMistake where there is none of this number, or several."""
    return _preview(await store.read(lambda tx: _brief(tx, number)), account, personal)


def _brief(tx: Tx, number: int) -> Brief:
    found: list[Incident] = [
        incident for team in installations.workspaces(tx) if (incident := incidents.numbered(tx, team, number))
    ]
    if not found:
        raise UserMistake(f"The database of DATABASE_URL holds no INC-{number}.")
    if len(found) > 1:
        raise UserMistake(
            f"The database holds {len(found)} workspaces with an INC-{number}; preview an export instead."
        )
    return Brief(snapshot.of_incident(tx, found[0]), found[0], found[0].team)


def _preview(brief: Brief, account: ModelAccount, personal: bool) -> Preview:
    safe = without_secrets(brief, personal=personal)
    return Preview(ClaudeDrafter(account).request(safe), masked(safe.evidence).counts)
