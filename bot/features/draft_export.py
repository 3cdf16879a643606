"""Drafts a post-mortem from a Slack export, without Slack or network."""

from pathlib import Path

from bot.domain.draft import Draft
from bot.domain.evidence import Evidence
from bot.drafting.extractive import write
from bot.slack.export import read_export


def draft_export(path: Path, channel: str | None = None) -> tuple[Draft, Evidence]:
    """The draft of one channel of the export at `path` and the evidence it rests on; raises UnreadableExport."""
    evidence = read_export(path, channel)
    return write(evidence), evidence
