"""A draft held beside what was published: which of its claims is which of theirs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.draft import Cause, Draft, TimelineEntry
from bot.evaluation.cases import Case
from bot.evaluation.claims import Checked, checked
from bot.evaluation.matching import is_action, is_cause, is_event, is_herring, paired, rests_on_factor
from bot.evaluation.truth import Published

BEST_EVENTS, LEAST_HERRING = 15, 0.3


@dataclass(frozen=True)
class Judgement:
    """What was found. `events`, `best_events` and `actions` give the place of the published thing for that of the claim in its
    section (in `best_events`, among the most important entries); `hits` are the places of the published causes that a cause
    names; `herrings` those of the herrings that it fell for."""

    case: Case
    draft: Draft
    checked: tuple[Checked, ...]
    events: Mapping[int, int] = field(default_factory=dict)
    best_events: Mapping[int, int] = field(default_factory=dict)
    actions: Mapping[int, int] = field(default_factory=dict)
    hits: tuple[tuple[int, ...], ...] = ()
    herrings: tuple[tuple[int, ...], ...] = ()
    factors: tuple[tuple[int, ...], ...] = ()

    @property
    def hypotheses(self) -> tuple[int, ...]:
        """The places of the causes that the draft does not reject, the likeliest first."""
        return tuple(place for place, cause in enumerate(self.draft.causes) if cause.status != "rejected")

    @property
    def falls_for_herring(self) -> bool:
        """Whether the first hypothesis, held with some confidence, is one of what was not so."""
        first = next(iter(self.hypotheses), None)
        if first is None or self.hits[first]:
            return False
        return self.draft.causes[first].confidence >= LEAST_HERRING and bool(self.herrings[first])


def judge(case: Case, draft: Draft) -> Judgement:
    """Compares the two; without a truth only the claims themselves are looked at."""
    found = checked(draft, case.evidence)
    truth = case.truth
    if truth is None:
        return Judgement(case, draft, found)
    events = stated(truth.events)
    best = sorted(draft.timeline, key=lambda entry: -entry.importance)[:BEST_EVENTS]
    actions = stated(truth.actions)
    return Judgement(
        case,
        draft,
        found,
        events=_events(case, draft.timeline, events),
        best_events=_events(case, best, events),
        actions=paired(
            len(draft.actions), len(actions), lambda mine, theirs: is_action(draft.actions[mine], actions[theirs])
        ),
        hits=_each(draft, stated(truth.causes), is_cause),
        herrings=_each(draft, stated(truth.herrings), is_herring),
        factors=_each(draft, stated(truth.factors), rests_on_factor),
    )


def stated(published: Sequence[Published]) -> tuple[Published, ...]:
    """Those that the channel states: only these can be asked of a draft."""
    return tuple(each for each in published if each.messages)


def _events(case: Case, entries: Sequence[TimelineEntry], events: Sequence[Published]) -> dict[int, int]:
    return paired(
        len(entries), len(events), lambda mine, theirs: is_event(entries[mine], events[theirs], case.evidence)
    )


def _each(
    draft: Draft, published: Sequence[Published], fits: Callable[[Cause, Published], bool]
) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(place for place, each in enumerate(published) if fits(cause, each)) for cause in draft.causes)
