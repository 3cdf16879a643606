"""A drafter that never fails: it asks a model, and where that comes to nothing, rules write, and the text says why."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from bot.domain.catchup import CatchUp
from bot.domain.clock import Clock, system_clock
from bot.domain.draft import Draft
from bot.drafting.claude_drafter import ClaudeDrafter
from bot.drafting.drafter import Brief, Drafter, ExtractiveDrafter, Ledger
from bot.drafting.masking import MaskingDrafter
from bot.errors import ModelTrouble
from bot.model_settings import ModelAccount

T = TypeVar("T")
log = logging.getLogger(__name__)


class FallbackDrafter:
    """`primary`, and where it gives nothing usable, `by_rules`."""

    asks_model = True

    def __init__(self, primary: Drafter, by_rules: Drafter) -> None:
        self._primary, self._by_rules = primary, by_rules

    async def write(self, brief: Brief) -> Draft:
        """The post-mortem; its note says so if rules had to write it."""
        draft, trouble = await _tried(self._primary.write, brief)
        if draft is not None:
            return draft
        plain = await self._by_rules.write(brief)
        return replace(plain, note=f"{trouble.rstrip('.')}, so rules wrote this draft. {plain.note}".strip())

    async def catch_up(self, brief: Brief) -> CatchUp:
        """The catch-up; its drafter tells who wrote it."""
        told, _ = await _tried(self._primary.catch_up, brief)
        return told if told is not None else await self._by_rules.catch_up(brief)

    async def close(self) -> None:
        await self._primary.close()
        await self._by_rules.close()


def drafter_for(
    account: ModelAccount | None,
    ledger: Ledger | None = None,
    clock: Clock = system_clock,
    *,
    personal: bool = False,
) -> Drafter:
    """Rules alone without an account, else the model behind it with rules to fall back on; either reads no secret, and with
    `personal` no personal data."""
    if account is None:
        return MaskingDrafter(ExtractiveDrafter(), personal=personal)
    drafter = FallbackDrafter(ClaudeDrafter(account, ledger, clock), ExtractiveDrafter())
    return MaskingDrafter(drafter, personal=personal)


async def _tried(work: Callable[[Brief], Awaitable[T]], brief: Brief) -> tuple[T | None, str]:
    """The result, or else one sentence why there is none."""
    try:
        return await work(brief), ""
    except ModelTrouble as trouble:
        log.warning("No draft of the model: %s (%s)", trouble, trouble.outcome)
        return None, str(trouble)
    except Exception:  # a fault in what reads the model's answers must not cost people their draft
        log.exception("The model's answer could not be worked on")
        return None, "The model's answer could not be worked on."
