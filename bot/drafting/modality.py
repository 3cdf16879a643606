"""Whether a claim is as sure as its messages: a guess stays a guess, a fact a fact, and a plan is no deed."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.drafting.clauses import Clause
from bot.drafting.vocabulary import words

_FREE = frozenset(("questions", "actions", "open"))
_PAST = re.compile(r"[a-z]{2,}ed$")
_IRREGULAR_PAST = words("""
    was were did ran went made took gave built wrote sent began broke fell rose lost found told held grew brought
    rolled been done
""")
# Who asks which it was takes for granted that there was one.
_TAKES_FOR_GRANTED = words("what what's which who who's when where where's why how")
_YES = words("yes yep yup yeah confirmed correct exactly right indeed agreed true this same that's bingo found")


def unsure(section: str, status: str, claim: Sequence[Clause], told: Sequence[Clause]) -> Iterator[str]:
    """Faults, where a claim of this section is surer or less sure than its messages. A cause that is no more than a hypothesis is
    shown as one, so it needs no doubt in its words."""
    if section in _FREE:
        return
    shown_as_guess = section == "causes" and status in ("hypothesis", "rejected")
    hedged = any(clause.open for clause in claim)
    for clause in claim:
        if clause.asks:
            continue
        if not shown_as_guess and not clause.open and _only_guessed(clause, told):
            yield "tells as a fact what the cited messages only suppose or ask; say so, or cite the message that confirms it"
        elif clause.doubted and not shown_as_guess and not _tells(clause) and _stated_plainly(clause, told):
            yield f"doubts (“{clause.doubt}”) what the cited messages state without a doubt; leave the doubt out"
        elif not hedged and (word := _plan_told_as_deed(clause, told)):
            yield f"tells as done (“{word}”) what the cited messages only plan or ask for; say so, or cite that it was done"
        elif word := _deed_told_as_plan(clause, told):
            yield f"tells as yet to come (“{word}”) what the cited messages tell as done; say that it was"


def _tells(clause: Clause) -> bool:
    """Whether what looks like a doubt tells what something was for ("so that it could be used"), or that there was suspicion."""
    found = set(pairwise(clause.words))
    return bool(found & {("so", "that"), ("suspected", "of"), ("the", "suspected"), ("a", "suspected")})


def _only_guessed(clause: Clause, told: Sequence[Clause]) -> bool:
    """Whether all that speaks of it is a guess or a question, and nothing else that is cited bears it out without a doubt."""
    held = clause.held
    best = max((len(held & other.held) for other in told), default=0)
    if best < 2:
        return False
    matching = [other for other in told if len(held & other.held) >= max(2, 0.7 * best)]
    if not all(other.doubted for other in matching):
        return False
    rest = [other for other in told if not other.doubted]
    if rest and any(other.asks and other.words[0] in _TAKES_FOR_GRANTED for other in matching):
        return False
    return not any(held & other.held or other.refuses or _agrees(other) or other.words[0] == "not" for other in rest)


def _stated_plainly(clause: Clause, told: Sequence[Clause]) -> bool:
    """Whether nothing that speaks of it leaves it open."""
    best = max((len(clause.held & other.held) for other in told), default=0)
    if not best:
        return not any(other.open for other in told)
    matching = [other for other in told if len(clause.held & other.held) >= 0.6 * best]
    rest = [other for other in told if clause.held & other.held or not other.held]
    return not any(other.open for other in matching) and not any(other.doubted for other in rest)


def _agrees(clause: Clause) -> bool:
    return bool(clause.words) and clause.words[0] in _YES


def _plan_told_as_deed(clause: Clause, told: Sequence[Clause]) -> str:
    if any(clause.held & other.held and not other.open for other in told):
        return ""
    for place in sorted(clause.places - clause.planned - clause.denied):
        word = clause.words[place]
        if not _is_past(word):
            continue
        uses = [(other, n) for other in told for n in other.places if other.stems[n] == clause.stems[place]]
        if uses and all(n in other.planned and not _is_past(other.words[n]) for other, n in uses):
            return word
    return ""


def _deed_told_as_plan(clause: Clause, told: Sequence[Clause]) -> str:
    if any(other.open for other in told):
        return ""
    for place in sorted(clause.planned & clause.places):
        stems = clause.stems[place]
        if any(other.stems[n] == stems and _is_past(other.words[n]) for other in told for n in other.places):
            return clause.words[place]
    return ""


def _is_past(word: str) -> bool:
    return word in _IRREGULAR_PAST or bool(_PAST.match(word))
