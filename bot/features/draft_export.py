"""Drafts a post-mortem from a Slack export, without Slack."""

import asyncio
from pathlib import Path

from bot.domain.draft import Draft
from bot.domain.evidence import Evidence
from bot.drafting.drafter import Brief
from bot.drafting.extractive import write
from bot.drafting.fallback import drafter_for
from bot.model_settings import ModelAccount
from bot.slack.export import read_export


def draft_export(path: Path, channel: str | None = None) -> tuple[Draft, Evidence]:
    """The draft by rules of one channel of the export at `path`, and the evidence it rests on; raises UnreadableExport."""
    evidence = read_export(path, channel)
    return write(evidence), evidence


def draft_export_by(
    account: ModelAccount, path: Path, channel: str | None = None, *, personal: bool = False
) -> tuple[Draft, Evidence]:
    """The same by a model; where that comes to nothing, by rules, and the draft's note says so. With `personal` neither reads
    personal data."""
    evidence = read_export(path, channel)

    async def ask() -> Draft:
        drafter = drafter_for(account, personal=personal)
        try:
            return await drafter.write(Brief(evidence))
        finally:
            await drafter.close()

    return asyncio.run(ask()), evidence
