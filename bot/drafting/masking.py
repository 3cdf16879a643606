"""What every drafter is given: words without secrets, and by setting without personal data."""

import asyncio
from dataclasses import replace

from bot.domain.catchup import CatchUp
from bot.domain.draft import Draft
from bot.drafting.drafter import Brief, Drafter
from bot.masking.masked import Masked, given_back, masked, masked_incident


def without_secrets(brief: Brief, *, personal: bool = False) -> Brief:
    """The brief as it may be read by a model. What is masked already stays as it is."""
    if isinstance(brief.evidence, Masked):
        return brief
    evidence = masked(brief.evidence, personal=personal)
    return replace(brief, evidence=evidence, incident=masked_incident(brief.incident))


class MaskingDrafter:
    """Shows a drafter masked words alone. Secrets never come back; personal data does where only the channel reads."""

    def __init__(self, drafter: Drafter, *, personal: bool) -> None:
        self._drafter, self._personal = drafter, personal

    @property
    def asks_model(self) -> bool:
        return self._drafter.asks_model

    async def write(self, brief: Brief) -> Draft:
        safe = await asyncio.to_thread(without_secrets, brief, personal=self._personal)
        draft = await self._drafter.write(safe)
        return given_back(draft, _meanings(safe)) if brief.within else draft

    async def catch_up(self, brief: Brief) -> CatchUp:
        safe = await asyncio.to_thread(without_secrets, brief, personal=self._personal)
        told = await self._drafter.catch_up(safe)
        return given_back(told, _meanings(safe)) if brief.within else told

    async def close(self) -> None:
        await self._drafter.close()


def _meanings(brief: Brief) -> dict[str, str]:
    return dict(brief.evidence.personal) if isinstance(brief.evidence, Masked) else {}
