"""One incident's part of the report: its figures, and section by section the draft beside its messages."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from bot.domain.draft_json import TIMES
from bot.drafting.document import WRITERS
from bot.evaluation.claims import Checked
from bot.evaluation.judgement import Judgement, stated
from bot.evaluation.markup import Html, element
from bot.evaluation.metrics import METRICS, time_error
from bot.evaluation.report_claims import claim_row, published_row, verdict
from bot.evaluation.run import Scored
from bot.evaluation.truth import Published

_TITLES = {
    "summary": "Summary",
    "impact": "Impact",
    "timeline": "Timeline",
    "causes": "Causes",
    "factors": "Contributing factors",
    "went_well": "What went well (not scored)",
    "questions": "Open questions",
    "actions": "Action items",
}
_GATES = {"citation_validity": 1.0, "cited": 1.0, "clean": 1.0, "herring_1": 0.0, "blame": 0.0}
"""Figures that are wrong when they are anything else."""
Verdicts = Callable[[Judgement, int], list[Html]]


def is_amiss(metric: str, value: float | None) -> bool:
    """Whether this figure should never be what it is."""
    return value is not None and metric in _GATES and abs(value - _GATES[metric]) > 1e-9


def case_section(scored: Scored, place: int) -> Html:
    """The incident as a section that the overview links to."""
    judged = scored.judged
    evidence, draft = judged.case.evidence, judged.draft
    writer = WRITERS.get(draft.drafter, f"by {draft.drafter}")
    people = len({item.author.id for item in evidence})
    about = f"{len(evidence):,} messages · {people} people and apps · “{draft.title}”, drafted {writer}"
    return element(
        "section",
        element("h2", element("span", str(place), class_="place"), scored.name),
        element("p", about, class_="about"),
        *([element("p", draft.note, class_="about")] if draft.note else []),
        *([element("p", _BARE, class_="about")] if judged.case.is_bare else []),
        _tiles(scored),
        *_times(judged),
        *(part for section in _TITLES for part in _section(judged, section)),
        class_="case",
        id=f"case-{place}",
    )


_BARE = "Nothing is known of what was published about it, so nothing here is compared with that."


def _tiles(scored: Scored) -> Html:
    tiles = []
    for metric in METRICS:
        value = scored.figures[metric.name]
        kind = "tile amiss" if is_amiss(metric.name, value) else "tile none" if value is None else "tile"
        tiles.append(
            element(
                "div",
                element("dt", *_breakable(metric.name)),
                element("dd", metric.shown(value)),
                class_=kind,
                title=metric.meaning,
            )
        )
    return element("dl", *tiles, class_="tiles")


def _breakable(name: str) -> Iterator[str]:
    for place, word in enumerate(name.split("_")):
        yield from (Html("_"), element("wbr"), word) if place else (word,)


def _times(judged: Judgement) -> Iterator[Html]:
    if judged.case.times is None:
        return
    heads = element("tr", *(element("th", head) for head in ("", "published", "drafted", "apart")))
    rows = [element("tr", *(element("td", cell) for cell in _time_cells(judged, name))) for name in TIMES]
    yield element("h3", "Times (UTC)")
    yield element("div", element("table", heads, *rows), class_="wide")


def _time_cells(judged: Judgement, name: str) -> Iterator[str]:
    error = time_error(judged, name)
    yield name.capitalize()
    yield _moment(getattr(judged.case.times, name))
    yield _moment(getattr(judged.draft.times, name))
    yield "" if error is None else f"{error:.1f} min"


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else "–"


def _section(judged: Judgement, section: str) -> Iterator[Html]:
    claims = [each for each in judged.checked if each.section == section]
    missing, unstated = _not_drafted(judged, section)
    if not claims and not missing and not unstated:
        return
    yield element("h3", _TITLES[section], element("span", _tally(judged, section)))
    told = _VERDICTS.get(section) if judged.case.truth else None
    yield from _rows(judged, claims, told)
    if missing:
        yield element("h4", "Published, and not in the draft")
        yield from (published_row(each, judged.case.evidence) for each in missing)
    if unstated:
        yield element("h4", "Published, and not stated in the channel: not asked of the draft")
        yield from (published_row(each, judged.case.evidence) for each in unstated)


def _rows(judged: Judgement, claims: Sequence[Checked], told: Verdicts | None) -> Iterator[Html]:
    for place, each in enumerate(claims):
        yield claim_row(each, judged.case.evidence, told(judged, place) if told else ())


def _tally(judged: Judgement, section: str) -> str:
    published, found = _published(judged, section)
    asked = stated(published)
    return f"{len(found)} of {len(asked)} published" if asked else ""


def _not_drafted(judged: Judgement, section: str) -> tuple[list[Published], list[Published]]:
    """What was published and is not in this section of the draft, and what could not be in it."""
    published, found = _published(judged, section)
    missing = [each for place, each in enumerate(stated(published)) if place not in found]
    return missing, [each for each in published if not each.messages]


def _published(judged: Judgement, section: str) -> tuple[Sequence[Published], set[int]]:
    """What was published for this section, and the places of what the draft has, among those that the channel states."""
    truth = judged.case.truth
    if truth is None:
        return (), set()
    match section:
        case "timeline":
            return truth.events, set(judged.events.values())
        case "causes":
            return truth.causes, {place for hits in judged.hits for place in hits}
        case "actions":
            return truth.actions, set(judged.actions.values())
    return (), set()


def _event_verdict(judged: Judgement, place: int) -> list[Html]:
    truth = judged.case.truth
    return [_found(stated(truth.events) if truth else (), judged.events.get(place))]


def _action_verdict(judged: Judgement, place: int) -> list[Html]:
    truth = judged.case.truth
    return [_found(stated(truth.actions) if truth else (), judged.actions.get(place))]


def _cause_verdict(judged: Judgement, place: int) -> list[Html]:
    truth = judged.case.truth
    if truth is None:
        return []
    causes, factors, herrings = (stated(each) for each in (truth.causes, truth.factors, truth.herrings))
    told = [verdict("good", "published cause", causes[each]) for each in judged.hits[place]]
    told += [verdict("good", "published factor", factors[each]) for each in judged.factors[place]]
    if not told:
        told = [verdict("bad", "wrong lead", herrings[each]) for each in judged.herrings[place]]
    return told or [verdict("open", "not published")]


def _found(published: Sequence[Published], place: int | None) -> Html:
    return verdict("open", "not published") if place is None else verdict("good", "published", published[place])


_VERDICTS: dict[str, Verdicts] = {
    "timeline": _event_verdict,
    "causes": _cause_verdict,
    "actions": _action_verdict,
}
