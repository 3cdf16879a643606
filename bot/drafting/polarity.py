"""Whether a claim denies what its messages affirm, or affirms what they deny."""

from collections.abc import Iterator, Sequence

from bot.drafting.clauses import Clause
from bot.drafting.content_words import stem
from bot.drafting.vocabulary import words

_FREE = frozenset(("questions", "open", "actions"))
# What says by itself that something is not so, not there or not possible; and what says that nothing was wrong with it.
_NEGATIVE = frozenset(
    stem(word)
    for word in words("""
    fail error down break missing lack lost stop refuse reject deny drop stuck dead crash timeout empty unable
    impossible unrelated unaffected unchanged unhealthy false wrong invalid absent disable exclude herring still
    only hang skip ignore unknown unclear prevent avoid unsupported inactive incomplete insufficient except isolated
    instead unlike exhaust fine healthy normal clean limited remain hidden silent unnoticed ruled dismissed unset
    withdrawn untouched unused untested undocumented partial alone independent different hardcoded unaware nope
    greyed grayed locked forbidden
    cancelled abandoned aborted discarded unreachable unavailable forever spin gap blind stale expired 0 zero
""")
)
_LEAVES_OPEN = words("whether if unless until")
_ABSENCE = words("no without zero nothing none nobody")
_CALLS_FOR = frozenset(stem(word) for word in words("need should want add must wish improve require"))
_DISPUTED = words("disputed contradicted disagreed differed")
_ABILITY = words("could can able possible cannot can't couldn't")
_TURNS = ("mis", "un", "in", "im", "non", "dis", "de")
_TWIN_WORDS, _TWIN, _TWIN_OF_OTHER = 3, 0.75, 0.7
_ALIKE, _BESIDE = 2, 4
_OPPOSITES = tuple(
    tuple(frozenset(stem(word) for word in side.split()) for side in line.split("/"))
    for line in (
        "increase rise grow climb/decrease lower fall shrink dip",
        "enable/disable",
        "succeed succeeded/fail failed",
        "added add/removed remove delete",
        "related/unrelated",
        "affected/unaffected fine ok",
        "sufficient/insufficient",
        "accepted accept/rejected reject refuse",
        "connected/disconnected",
        "faster/slower",
        "higher/lower",
        "confirmed/dismissed disproved",
        "healthy/unhealthy",
        "started start/stopped stop",
    )
)


def contradictions(section: str, status: str, claim: Sequence[Clause], told: Sequence[Clause]) -> Iterator[str]:
    """Faults, where a claim of this section and its messages disagree on whether something is so."""
    if section in _FREE:
        return
    whole = _Whole(claim)
    for clause in claim:
        if clause.asks or _DISPUTED & set(clause.words):
            continue
        if word := _wrongly_denied(clause, whole, told):
            yield f"says that “{word}” is not so, and the cited messages do not deny it; say what they say"
        elif status != "rejected" and (word := _wrongly_affirmed(clause, whole, told)):
            yield f"tells “{word}” as being so, and the cited messages deny it; say what they say"
        elif word := _unlike_its_twin(clause, told):
            yield f"says the opposite of the cited messages about “{word}”; look where they say “not”"
        elif pair := _opposite(clause, told):
            yield f"says “{pair[0]}” where the cited messages say “{pair[1]}”"


class _Whole:
    """All clauses of a claim together: its content, and every stem in it."""

    def __init__(self, claim: Sequence[Clause]) -> None:
        self.held = frozenset[str]().union(*(clause.held for clause in claim))
        self.stems = frozenset[str]().union(*(clause.stems for clause in claim))

    def shares(self, other: Clause) -> int:
        return len(self.held & other.held)

    def finds_lack_in(self, other: Clause) -> bool:
        """Whether the other clause asks, denies, or tells of something missing or wrong of which the claim does not tell."""
        return bool(other.asks or other.refuses or other.denied or (_NEGATIVE & set(other.stems)) - self.stems)

    def is_affirmed(self, root: str, other: Clause) -> bool:
        """Whether the other clause says the word without denying it, and near it tells of nothing missing or wrong but what the
        claim tells too."""
        if other.asks or other.refuses or other.wishes:
            return False
        for place, each in enumerate(other.roots):
            if each == root and place not in other.denied and not (_NEGATIVE & set(_beside(other, place))) - self.stems:
                return True
        return False


def _beside(clause: Clause, place: int) -> Iterator[str]:
    """The stems of the few words around a place, up to a comma on either side."""
    for step in (-1, 1):
        for near in range(place, place + step * (_BESIDE + 1), step):
            if not 0 <= near < len(clause.stems) or not clause.words[near][0].isalnum():
                break
            yield clause.stems[near]


def _wrongly_denied(clause: Clause, whole: _Whole, told: Sequence[Clause]) -> str:
    """The word that the claim denies outright though its messages affirm it, or speak of the same and deny nothing."""
    if not clause.heads:
        return ""
    denied = {clause.stems[n] for n in clause.denied}
    if any(_says_so_otherwise(clause, denied, other) for other in told):
        return ""
    for other in told:
        if other.refuses or denied & {other.stems[n] for n in other.denied}:
            return ""
        if other.denied and len(clause.held & other.held) >= _ALIKE:
            return ""
    near = [other for other in told if whole.shares(other) >= min(_ALIKE, len(other.held))]
    for phrase in clause.heads:
        roots = [clause.roots[place] for place in phrase]
        if any(
            all(whole.is_affirmed(root, other) for root in roots) and (not other.open or clause.open) for other in near
        ):
            return clause.words[phrase[-1]]
    if any(other.denied for other in told) or _is_absence(clause):
        return ""
    best = max((whole.shares(other) for other in told), default=0)
    close_by = [other for other in told if whole.shares(other) >= max(1, 0.6 * best)]
    if close_by and not any(whole.finds_lack_in(other) for other in close_by):
        return clause.words[clause.heads[0][-1]]
    return ""


def _says_so_otherwise(clause: Clause, denied: set[str], other: Clause) -> bool:
    """Whether a message denies without a "not": it calls for what is missing, tells why something was not possible, or has the
    word itself turned into its opposite ("mismatch")."""
    stems = set(other.stems)
    if _is_absence(clause) and (other.wishes or _CALLS_FOR & stems):
        return True
    if _ABILITY & set(clause.words) and _NEGATIVE & stems:
        return True
    turned = (each.removeprefix(turn) for turn in _TURNS for each in stems if each.startswith(turn))
    return any(len(rest) > 3 and any(root.startswith(rest) for root in denied) for rest in turned)


def _is_absence(clause: Clause) -> bool:
    """Whether what is denied is that there is something, which messages tell in many ways."""
    return bool(_ABSENCE & set(clause.words)) and "longer" not in clause.words


def _wrongly_affirmed(clause: Clause, whole: _Whole, told: Sequence[Clause]) -> str:
    """The word that the messages deny outright and nowhere affirm, in a clause that denies nothing."""
    if clause.denials or clause.denied or _LEAVES_OPEN & set(clause.words):
        return ""
    for other in told:
        if other.asks or (_NEGATIVE & set(clause.stems)) - set(other.stems):
            continue
        for place in (*(phrase[-1] for phrase in other.heads), *other.implied):
            root = other.roots[place]
            if root not in clause.roots or len((whole.held & other.held) | {root}) < min(_ALIKE, len(other.held)):
                continue
            if not any(each.roots[n] == root and n not in each.denied for each in told for n in range(len(each.roots))):
                return clause.words[clause.roots.index(root)]
    return ""


def _unlike_its_twin(clause: Clause, told: Sequence[Clause]) -> str:
    """A word of a clause that the messages hold nearly word for word, with one denial more or less."""
    twins = [
        other
        for other in told
        if not (other.wishes or other.asks)  # who calls for an alert tells that there was none; who asks tells nothing
        and len(shared := clause.held & other.held) >= max(_TWIN_WORDS, _TWIN * len(clause.held))
        and len(shared) >= _TWIN_OF_OTHER * len(other.held)
    ]
    if any(other.denied or other.refuses for other in told if other not in twins and clause.held & other.held):
        return ""
    if twins and all(_one_denies(clause, other) or _one_denies(other, clause) for other in twins):
        return next(clause.words[place] for place in sorted(clause.places))
    return ""


def _one_denies(one: Clause, other: Clause) -> bool:
    """Whether the one denies, once, something that the other says without any denial."""
    return one.denials == 1 and not other.denials and any(one.stems[n] in other.held for n in one.denied)


def _opposite(clause: Clause, told: Sequence[Clause]) -> tuple[str, str] | None:
    """A word of the claim whose opposite stands in the messages in its place, while it does not stand there itself."""
    if clause.denied:
        return None
    every = frozenset[str]().union(*(other.stems for other in told))
    for one, two in _OPPOSITES:
        for said, opposed in ((one, two), (two, one)):
            if not (clause.held & said) or clause.held & opposed or every & said or not every & opposed:
                continue
            for other in told:
                if other.held & opposed and not other.denied and len(clause.held & other.held) >= 2:
                    return _spelled(clause, said), _spelled(other, opposed)
    return None


def _spelled(clause: Clause, stems: frozenset[str]) -> str:
    return next(word for word, each in zip(clause.words, clause.stems, strict=True) if each in stems)
