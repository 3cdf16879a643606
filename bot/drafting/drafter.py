"""What a drafter is: it turns evidence into a document. One works by rules, the other asks a model."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.catchup import CatchUp
from bot.domain.draft import Draft
from bot.domain.evidence import Evidence
from bot.domain.incident import Incident
from bot.domain.model_call import ModelCall, Usage
from bot.drafting import catchup, extractive


@dataclass(frozen=True)
class Brief:
    """What a drafter is given. `incident` is what people set on it, None where there is nobody to set anything; `since` is
    where a catch-up's window begins, UTC, None where nothing is asked of what changed; `now` is the moment that a catch-up is as
    of, which it needs, as it does `incident`; `team` is the workspace, for the ledger; `within` says that only people of the
    channel will read it, so that personal data that was taken out comes back."""

    evidence: Evidence
    incident: Incident | None = None
    team: str = ""
    since: datetime | None = None
    now: datetime | None = None
    within: bool = False


class Drafter(Protocol):
    """Writes what people read. Whatever it returns is supported by the brief's evidence. `asks_model` says whether a model has a
    hand in it."""

    @property
    def asks_model(self) -> bool: ...

    async def write(self, brief: Brief) -> Draft:
        """The post-mortem. Raises ModelTrouble where a model is asked and gives nothing usable."""
        ...

    async def catch_up(self, brief: Brief) -> CatchUp:
        """Where the incident stands. Raises as `write` does."""
        ...

    async def close(self) -> None:
        """Lets go of connections."""
        ...


class Ledger(Protocol):
    """Where calls to a model are written down: before each is sent, and when it ends."""

    async def begin(self, call: ModelCall, estimate: float | None = None) -> str:
        """Notes that the call is about to be sent, and about what it may cost, in dollars; returns its id. Committed when it
        returns. Raises BudgetSpent where it must not be sent."""
        ...

    async def end(self, call_id: str, outcome: str, seconds: float, usage: Usage, cost: float | None = None) -> None:
        """Notes how the call ended, and what it cost, in dollars; None where nobody knows: then the estimate stands."""
        ...


class ExtractiveDrafter:
    """The drafter by rules. It needs no model and no network."""

    asks_model = False

    async def write(self, brief: Brief) -> Draft:
        return await asyncio.to_thread(extractive.write, brief.evidence, brief.incident)

    async def catch_up(self, brief: Brief) -> CatchUp:
        return await asyncio.to_thread(_caught_up, brief)

    async def close(self) -> None:
        """Holds nothing."""


def _caught_up(brief: Brief) -> CatchUp:
    if brief.incident is None or brief.now is None:
        raise ValueError("a catch-up is of an incident, and as of a moment")
    return catchup.catch_up(brief.evidence, brief.incident, brief.since, brief.now)
