"""What a drafter is: it turns evidence into a document. One works by rules, the other asks a model."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.catchup import CatchUp
from bot.domain.draft import Draft
from bot.domain.evidence import Evidence
from bot.domain.incident import Incident
from bot.domain.model_call import ModelCall, Usage
from bot.drafting import extractive


@dataclass(frozen=True)
class Brief:
    """What a drafter is given. `incident` is what people set on it, None where there is nobody to set anything; `since` is
    where a catch-up's window begins, UTC, None where nothing is asked of what changed, and `now` when it was asked for; `team`
    is the workspace, for the ledger."""

    evidence: Evidence
    incident: Incident | None = None
    team: str = ""
    since: datetime | None = None
    now: datetime | None = None


class Drafter(Protocol):
    """Writes what people read. Whatever it returns is supported by the brief's evidence."""

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

    async def begin(self, call: ModelCall) -> str:
        """Notes that the call is about to be sent; returns its id. Committed when it returns."""
        ...

    async def end(self, call_id: str, outcome: str, seconds: float, usage: Usage) -> None:
        """Notes how the call ended."""
        ...


class ExtractiveDrafter:
    """The drafter by rules. It needs no model and no network, and never fails.

    `catching_up` is the same for catch-ups: a plain function of the brief."""

    def __init__(self, catching_up: Callable[[Brief], CatchUp] | None = None) -> None:
        self._catching_up = catching_up

    async def write(self, brief: Brief) -> Draft:
        return await asyncio.to_thread(extractive.write, brief.evidence, brief.incident)

    async def catch_up(self, brief: Brief) -> CatchUp:
        if self._catching_up is None:
            return CatchUp(since=brief.since, drafter=extractive.NAME)
        return await asyncio.to_thread(self._catching_up, brief)

    async def close(self) -> None:
        """Holds nothing."""
