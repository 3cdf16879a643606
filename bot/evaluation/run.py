"""Drafts every incident with the drafter that the settings choose, and scores the drafts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.drafting.drafter import Brief
from bot.drafting.fallback import drafter_for
from bot.evaluation.cases import Case
from bot.evaluation.judgement import Judgement, judge
from bot.evaluation.metrics import Figures, figures
from bot.model_settings import ModelAccount


@dataclass(frozen=True)
class Scored:
    """One incident, its draft held beside what was published, and the figures."""

    judged: Judgement
    figures: Figures

    @property
    def name(self) -> str:
        return self.judged.case.name


async def evaluated(
    cases: Sequence[Case],
    account: ModelAccount | None,
    tell: Callable[[str], None] = lambda name: None,
    *,
    personal: bool = False,
) -> tuple[Scored, ...]:
    """Every case, drafted by the model behind `account` or by rules. `tell` is given each name before its turn;
    with `personal` neither reads personal data."""
    drafter = drafter_for(account, personal=personal)
    scored = []
    try:
        for case in cases:
            tell(case.name)
            judged = judge(case, await drafter.write(Brief(case.evidence)))
            scored.append(Scored(judged, figures(judged)))
    finally:
        await drafter.close()
    return tuple(scored)
