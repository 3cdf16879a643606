"""The figures of one draft, and what each means."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.domain.draft_json import TIMES
from bot.evaluation.claims import cited
from bot.evaluation.judgement import BEST_EVENTS, Judgement, stated

Better = Literal["more", "less", "size"]

NOT_GIVEN = 60.0
"""What a time costs, in minutes, that was published and is not in the draft."""
SILENCE = 0.5
"""The confidence that a draft without hypotheses is scored at, so that saying nothing never looks certain."""


@dataclass(frozen=True)
class Metric:
    """One figure. `better` says in which direction; a `size` is neither good nor bad by itself. It is None where the case has
    nothing to measure it by."""

    name: str
    meaning: str
    better: Better
    of: Callable[[Judgement], float | None]
    digits: int = 2

    def shown(self, value: float | None) -> str:
        """The figure as people read it; a dash where there is none."""
        return "–" if value is None else f"{value:,.{self.digits}f}"


def citation_validity(judged: Judgement) -> float:
    named = [ts for each in judged.checked if each.is_scored for ts in cited(each.claim)]
    unknown = sum(len(each.unknown) for each in judged.checked if each.is_scored)
    return 1 - unknown / len(named) if named else 0.0


def cited_share(judged: Judgement) -> float:
    return _share([each.is_cited for each in judged.checked if each.is_scored])


def clean(judged: Judgement) -> float:
    return _share([not each.unfounded for each in judged.checked if each.is_scored])


def timeline_recall(judged: Judgement) -> float | None:
    published = len(stated(judged.case.truth.events)) if judged.case.truth else 0
    return len(judged.events) / published if published else None


def recall_15(judged: Judgement) -> float | None:
    published = len(stated(judged.case.truth.events)) if judged.case.truth else 0
    return len(judged.best_events) / min(BEST_EVENTS, published) if published else None


def timeline_precision(judged: Judgement) -> float | None:
    if timeline_recall(judged) is None:
        return None
    return len(judged.events) / len(judged.draft.timeline) if judged.draft.timeline else 0.0


def timeline_entries(judged: Judgement) -> float:
    return float(len(judged.draft.timeline))


def cause_hit_1(judged: Judgement) -> float | None:
    return _hit_within(judged, 1)


def cause_hit_3(judged: Judgement) -> float | None:
    return _hit_within(judged, 3)


def _hit_within(judged: Judgement, first: int) -> float | None:
    return float(any(judged.hits[place] for place in judged.hypotheses[:first])) if _has_causes(judged) else None


def herring_1(judged: Judgement) -> float | None:
    return float(judged.falls_for_herring) if _has_causes(judged) else None


def brier(judged: Judgement) -> float | None:
    if not _has_causes(judged):
        return None
    told = [
        (judged.draft.causes[place].confidence, bool(judged.hits[place] or judged.factors[place]))
        for place in judged.hypotheses
    ]
    return statistics.fmean((confidence - true) ** 2 for confidence, true in told or [(SILENCE, False)])


def action_recall(judged: Judgement) -> float | None:
    published = len(stated(judged.case.truth.actions)) if judged.case.truth else 0
    return len(judged.actions) / published if published else None


def action_precision(judged: Judgement) -> float | None:
    if action_recall(judged) is None or not judged.draft.actions:
        return None
    return len(judged.actions) / len(judged.draft.actions)


def time_error_min(judged: Judgement) -> float | None:
    errors = [error for name in TIMES if (error := time_error(judged, name)) is not None]
    return statistics.median(errors) if errors else None


def time_error(judged: Judgement, name: str) -> float | None:
    """By how many minutes one of the published times is off; None where it was not published."""
    published, drafted = getattr(judged.case.times, name, None), getattr(judged.draft.times, name)
    if published is None:
        return None
    return abs((drafted - published).total_seconds()) / 60 if drafted else NOT_GIVEN


def blame(judged: Judgement) -> float:
    return float(sum(len(each.blames) for each in judged.checked if each.is_scored))


def words(judged: Judgement) -> float:
    return float(sum(len(each.claim.text.split()) for each in judged.checked if each.is_scored))


def _has_causes(judged: Judgement) -> bool:
    return judged.case.truth is not None and bool(stated(judged.case.truth.causes))


def _share(holds: list[bool]) -> float:
    return sum(holds) / len(holds) if holds else 0.0


METRICS = (
    Metric("citation_validity", "cited messages that exist", "more", citation_validity),
    Metric("cited", "claims that name a message, or say that there is none", "more", cited_share),
    Metric("clean", "claims whose every number and name stands in their messages", "more", clean),
    Metric("timeline_recall", "published events that the draft has", "more", timeline_recall),
    Metric("recall_15", "the same among its 15 most important entries", "more", recall_15),
    Metric("timeline_precision", "drafted events that were published", "more", timeline_precision),
    Metric("timeline_entries", "drafted events", "size", timeline_entries, 0),
    Metric("cause_hit_1", "the first cause is a published one", "more", cause_hit_1),
    Metric("cause_hit_3", "one of the first three is", "more", cause_hit_3),
    Metric("herring_1", "the first cause is a known wrong lead", "less", herring_1),
    Metric("brier", "squared error of the causes' confidences", "less", brier),
    Metric("action_recall", "published actions that the draft has", "more", action_recall),
    Metric("action_precision", "drafted actions that were published", "more", action_precision),
    Metric("time_error_min", "median error of the published times, minutes", "less", time_error_min, 1),
    Metric("blame", "phrases that blame, or argue from hindsight", "less", blame),
    Metric("words", "words of the draft", "size", words, 0),
)

Figures = Mapping[str, float | None]


def figures(judged: Judgement) -> dict[str, float | None]:
    """Every figure by its name."""
    return {metric.name: metric.of(judged) for metric in METRICS}
