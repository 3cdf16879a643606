"""A checked answer made into a document, completed with what rules are sure of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.draft import Draft, TimelineEntry, Times
from bot.domain.evidence import Evidence
from bot.domain.incident import Incident
from bot.drafting.course import follow
from bot.drafting.last_gate import let_through
from bot.drafting.moments import set_by_people
from bot.drafting.reading import Reading
from bot.drafting.reply_checks import Checked
from prompts.fence import Shown

_SAME_MOMENT = timedelta(minutes=3)
_BEGINS = frozenset(("alert", "report"))
_ENDS = frozenset(("recovery", "status"))


def assembled(
    checked: Checked, base: Draft, evidence: Evidence, incident: Incident | None, *, drafter: str, note: str
) -> Draft:
    """The model's draft. Title and severity are those of `base`, the draft by rules; so are the first sign and the end where the
    model's timeline lacks them, and the impact where it tells of none."""
    claims = checked.claims
    timeline = _completed(claims.get("timeline", ()), base, evidence)
    draft = replace(
        base,
        drafter=drafter,
        note=note,
        times=_times(checked, base, incident),
        summary=claims.get("summary") or base.summary,
        impact=claims.get("impact") or base.impact,
        timeline=timeline,
        causes=claims.get("causes", ()),
        factors=claims.get("factors", ()),
        went_well=claims.get("went_well", ()),
        questions=claims.get("questions", ()),
        actions=claims.get("actions", ()),
    )
    return let_through(draft, evidence)


def noted(checked: Checked, shown: Shown) -> str:
    """What a reader must know of how a model's text came about; empty where that is nothing."""
    sentences = []
    if shown.left_out:
        count, total = len(shown.items), len(shown.items) + shown.left_out
        sentences.append(
            f"The model was shown {count:,} of {total:,} messages, chosen by rules, since all were too many."
        )
    if shown.cut:
        long = "one long message" if shown.cut == 1 else f"{shown.cut} long messages"
        sentences.append(f"Of {long} it saw the beginning and the end.")
    if checked.dropped:
        gone = "one statement was" if checked.dropped == 1 else f"{checked.dropped} statements were"
        sentences.append(
            f"Of the model's {checked.said}, {gone} taken out: what the messages do not bear out, or what blames."
        )
    return " ".join(sentences)


def _completed(told: Sequence[TimelineEntry], base: Draft, evidence: Evidence) -> tuple[TimelineEntry, ...]:
    """The timeline with the first sign and the end, as rules tell them, where it has neither message nor moment of theirs."""
    course = follow(Reading(evidence))
    entries = list(told)
    for note, kinds in ((course.first, _BEGINS), (course.ended, _ENDS)):
        if note is None or any(entry.cites(note.ts) or _alike(entry, note.item.at, kinds) for entry in told):
            continue
        entries += [entry for entry in base.timeline if entry.cites(note.ts)][:1]
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.evidence)))


def _alike(entry: TimelineEntry, at: datetime, kinds: frozenset[str]) -> bool:
    return entry.kind in kinds and abs(entry.at - at) <= _SAME_MOMENT


def _times(checked: Checked, base: Draft, incident: Incident | None) -> Times:
    """The model's times; what people set on the incident counts where the channel does not tell."""
    found = dict(checked.times)
    by_rules = base.times.source("detected")
    if "detected" not in found and base.times.detected and by_rules:
        found["detected"] = base.times.detected, by_rules
    return Times.of(found, set_by_people(incident))
