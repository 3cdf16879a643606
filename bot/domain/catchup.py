"""A catch-up: where an incident stands, told to somebody who comes late, each line resting on messages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from bot.domain.draft import Claim, TimelineEntry, is_supported
from bot.domain.evidence import Evidence

PARTS = ("wrong", "tried", "people", "open", "changed")


Outcome = Literal["worked", "failed", "ruled_out", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Attempt(Claim):
    """Something that was tried or looked at, and how it went as far as the channel tells."""

    outcome: Outcome = "unknown"


@dataclass(frozen=True, kw_only=True)
class CatchUp:
    """What is `wrong` and for whom, what was `tried` and how it went, which `people` are on it and in which role, what is
    `open`, and what `changed` since the window began.

    `since` is when that was, UTC, None for all of the incident; `drafter` names who wrote it."""

    wrong: tuple[Claim, ...] = ()
    tried: tuple[Claim, ...] = ()
    people: tuple[Claim, ...] = ()
    open: tuple[Claim, ...] = ()
    changed: tuple[TimelineEntry, ...] = ()
    since: datetime | None = None
    drafter: str = ""

    def claims(self) -> Iterator[Claim]:
        """Every claim, part by part."""
        for part in PARTS:
            yield from getattr(self, part)

    def supported(self, evidence: Evidence) -> "CatchUp":
        """The same without what cites nothing, or a message that is not in the evidence: what may be shown to a reader."""
        kept: dict[str, Any] = {
            part: tuple(claim for claim in getattr(self, part) if is_supported(claim, evidence)) for part in PARTS
        }
        return replace(self, **kept)
