"""Probable causes: who states causality, who agrees, which fix followed, what was ruled out. Ranked by that evidence."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bot.domain.draft import Action, Cause
from bot.drafting.action_words import LABEL
from bot.drafting.actions import actions
from bot.drafting.content_terms import terms_in
from bot.drafting.course import Course
from bot.drafting.explanations import explanations
from bot.drafting.harm import COUNTED
from bot.drafting.likeliness import Likeliness
from bot.drafting.phrasing import joined, verifiable
from bot.drafting.reading import Note, Reading
from bot.drafting.roles import role_of
from bot.drafting.theories import Theory, Ties, breakage, causal, changes, stated

MOST = 4
MOST_REJECTED = 3
WORDS = 42
CITED = 5
_LEAST = 3.0
_TERMS = 3
_EXPLAINED = 0.45
_EXPLAINED_MOST = 60
_LIKELY = 0.4
# What is asked of people, done by them or announced says nothing of how things hang together, nor does a report on the work.
_ASIDE = re.compile(r"\b(?:please|pls|a responder|later today|tomorrow)\b")
_REPORT = re.compile(r"(?:plan|next|eta|status(?: update)?)(?: \d{1,2}:\d{2})?:|status (?:for|at|\d{1,2}:\d{2})(?!\w)")
_CLOSE = 1.5


@dataclass(frozen=True)
class Ranked:
    """The causes as claims, and the note that first puts forward the likeliest. Of each cause the theory it was made of, and the
    parts of that one's weight; and the action items, which speak for what they are about."""

    causes: tuple[Cause, ...]
    head: Note | None
    theories: tuple[Theory, ...] = ()
    weights: tuple[Mapping[str, float], ...] = ()
    tasks: tuple[Action, ...] = ()


def causes(reading: Reading, course: Course) -> Ranked:
    """At most four hypotheses, best first, and then at most three that the channel rejected."""
    ties = Ties(reading)
    theories = [*stated(reading, course, ties), *changes(reading, course, ties)]
    theories.sort(key=lambda theory: (-theory.score, theory.head.place))
    alive = [theory for theory in theories if not theory.against]
    plain = [theory for theory in alive if theory.score >= _LEAST]
    tasks = actions(reading, course, plain[0].head if plain else None)
    explained = explanations(reading, course, theories)
    likeliness = Likeliness(reading, course, explained.weights, explained.told, tasks)
    plain = _distinct(sorted(plain, key=lambda theory: -(theory.score + _LIKELY * likeliness.of(theory))), MOST)
    likely = sorted([*alive, *explained.runs[:_EXPLAINED_MOST]], key=likeliness.of, reverse=True)
    # Two that are put forward about as plainly stand before what is only likely.
    rivals = [theory for theory in plain[1:2] if theory.score >= plain[0].score - _CLOSE]
    kept = _distinct([*plain[:1], *rivals, *likely], MOST - 1)
    kept = _distinct([*kept, *plain[1:2], *likely], MOST)
    rejected = _distinct([theory for theory in theories if theory.against and theory.score >= 0.5], MOST_REJECTED)
    rejected = [theory for theory in rejected if not any(theory.places & other.places for other in kept)]
    found: list[Cause] = []
    made_of: list[Theory] = []
    head = None
    for theory in [*kept, *rejected]:
        cause = _cause(theory, len(found), reading)
        if cause:
            found.append(_no_surer_than(found, cause))
            made_of.append(theory)
            head = head or (theory.head if not theory.against else None)
    return Ranked(tuple(found), head, tuple(made_of), tuple(map(likeliness.parts, made_of)), tasks)


def _distinct(theories: list[Theory], most: int) -> list[Theory]:
    """The best theories that neither share messages nor say the same."""
    kept: list[Theory] = []
    for theory in theories:
        if len(kept) == most:
            break
        if theory.lines and not any(_same(theory, other) for other in kept):
            kept.append(theory)
    return kept


def _same(theory: Theory, other: Theory) -> bool:
    if theory.places & other.places:
        return True
    shared = len(theory.terms & other.terms)
    return shared >= 0.6 * max(1, min(len(theory.terms), len(other.terms)))


def _cause(theory: Theory, rank: int, reading: Reading) -> Cause | None:
    parts: list[str] = []
    cited: list[str] = []
    left = WORDS
    for note, line in theory.lines:
        sentence = reading.wording.deed(line, min(left, 34)) if left >= 5 else ""
        if not theory.against and not parts and _REPORT.match(sentence.lower()):
            return None  # the rest of a report would stand there for what it reports
        if sentence and sentence not in parts and (theory.against or _tells(sentence.lower())):
            parts.append(sentence)
            left -= len(sentence.split())
            cited += [note.ts] if note.ts not in cited else []
    cited += [note.ts for note in theory.support if note.ts not in cited]
    evidence = reading.in_order(cited[:CITED])
    against = tuple(note.ts for note in theory.against if note.ts not in evidence)
    text = joined(parts)
    too_little = not against and len(terms_in(text.lower())) < _TERMS
    if not text or too_little or not verifiable(text, reading.items(evidence)):
        return None
    if against:
        return Cause(text=text, evidence=evidence, against=against, confidence=0.05, status="rejected")
    confidence = _confidence(theory, rank) if theory.stated else round(_EXPLAINED * 0.85 ** max(0, rank - 1), 2)
    confirmed = theory.fixed and theory.agreed and confidence >= 0.7
    status: Literal["confirmed", "hypothesis"] = "confirmed" if confirmed else "hypothesis"
    return Cause(text=text, evidence=evidence, confidence=confidence, status=status, role=role_of(text))


def _no_surer_than(before: list[Cause], cause: Cause) -> Cause:
    """The cause; what stands behind another is told as no likelier than that, since the order says so too."""
    if not before or cause.status == "rejected" or cause.confidence <= before[-1].confidence:
        return cause
    return replace(cause, confidence=before[-1].confidence)


def _tells(low: str) -> bool:
    """Whether a sentence may say how things hang together."""
    if _REPORT.match(low) or LABEL.match(low) or (_ASIDE.search(low) and not causal(low)):
        return False
    if breakage(low):
        return True
    return len(terms_in(low)) >= _TERMS and bool(causal(low) or not COUNTED.search(low))


def _confidence(theory: Theory, rank: int) -> float:
    """A cause needs words, agreement and a fix that worked before it passes two thirds; later ranks are worth less."""
    raw = 1 / (1 + math.exp(-(theory.score - 4.4) / 1.2)) * 0.75**rank
    ceiling = 0.6 + (0.15 if theory.agreed else 0.0) + (0.15 if theory.fixed else 0.0)
    return round(min(ceiling, max(0.1, raw)), 2)
