"""Whether a claim tells events, causes and changes in the order in which its messages tell them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.evidence import Item
from bot.drafting.channel_words import Channel, words_of
from bot.drafting.content_words import content, telling

_LATER_FIRST = (
    r"after(?! which\b| that\b)|once(?= (?:the|we|it|they|i|all|a|that|\w+ (?:was|were|is|are|had))\b)|following"
    r"|as soon as|in response to"
)
_EARLIER_FIRST = (
    r"after which|after that|whereupon|before|ahead of|prior to|and then|then|followed by|(?:and|which) later"
)
_EFFECT_FIRST = r"because(?: of)?|due to|(?:was|were|been|is) (?:caused|triggered) by|owing to|since"
_CAUSE_FIRST = (
    r"so(?= (?:the|it|we|they|there|i|a|an|no|all|\w+s)\b)|caused|triggered|led to|leading to|resulted in"
    r"|and therefore"
)
_JOINT = re.compile(
    rf"(?P<later>\b(?:{_LATER_FIRST})\b)|(?P<earlier>\b(?:{_EARLIER_FIRST})\b)|(?P<effect>\b(?:{_EFFECT_FIRST})\b)"
    rf"|(?P<cause>\b(?:{_CAUSE_FIRST})\b)"
)
_NO_JOINT = re.compile(
    r"\b(?:soon after|day after|hours? before|minutes? (?:before|after)|shortly (?:before|after)|look(?:ed)? after)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?…;])\s+|\n+")
_OF_THE_PAST = re.compile(
    r"\b(?:ago|earlier|yesterday|last (?:night|week|month|friday|monday)|this morning|since|turns? out|turned out|had|root cause"
    r"|because|caused?|due to|before|after|previously|when|\d{1,2}:\d{2}|already|used to)\b"
)
# As long as a value is, and no longer: a message may hold a blob without a space.
_ONE, _TWO = (rf"(?<![\w.,%\-/#])(?P<{name}>[\w.,%\-/#]{{0,40}}\w%?)[`”\"]?" for name in ("one", "two"))
_SOME = r"(?:about |around |some |only |just )?[`“\"]?"
_FROM_TO = re.compile(rf"\bfrom {_SOME}{_ONE}(?: \w+)? (?:down |up |back )?to {_SOME}{_TWO}")
_TO_FROM = re.compile(rf"\bto {_SOME}{_TWO}(?: \w+)? (?:down |up )?from {_SOME}{_ONE}")
_ARROW = re.compile(rf"{_ONE}\s*(?:->|→|=>|-->)\s*{_TWO}")
_ONCE = re.compile(
    r"\b(?:was|were|previously|formerly|used to be|instead of|old|before|down from|up from|normal\w*|usual\w*|default\w*"
    r"|baseline)\b"
)
_DENIES = re.compile(r"\b(?:never|not|no|without|nobody|nothing)\b|n't\b")
_LEAST = timedelta(seconds=1)
_LONG, _CLEARLY, _READ = 14, 2, 6_000


@dataclass(frozen=True)
class _Pair:
    """What is told as the first and as the second of two events, as words; `causal` where the first brought about the second."""

    first: str
    second: str
    causal: bool


def reversals(words: str, cited: Sequence[Item], channel: Channel) -> Iterator[str]:
    """Faults, where what the claim tells as the first of two came second."""
    told = " \n ".join(words_of(item)[:_READ] for item in cited)
    for pair in _pairs(words):
        denies = bool(_DENIES.search(pair.first) or _DENIES.search(pair.second))
        clearly = _CLEARLY + denies  # what did not happen after something has no moment of its own
        if _turned_round(pair, told, clearly) or (
            not pair.causal and not denies and _against_the_clock(pair, cited, channel)
        ):
            told_as = f"“{_short(pair.first)}”, “{_short(pair.second)}”"
            yield f"turns round what came first and what came then ({told_as}); keep to the order of the messages"
            return
    yield from _changes_reversed(words, cited, told)


def _short(words: str) -> str:
    return " ".join(words.split()[:6])


def _pairs(text: str) -> Iterator[_Pair]:
    """The pairs of events that the sentences of a text set one before the other."""
    for sentence in _SENTENCE.split(text.lower().replace("’", "'")):
        spans = [match.span() for match in _NO_JOINT.finditer(sentence)]
        joints = [m for m in _JOINT.finditer(sentence) if not any(a <= m.start() < b for a, b in spans)]
        for place, joint in enumerate(joints[:4]):
            begin = joints[place - 1].end() if place else 0
            end = joints[place + 1].start() if place + 1 < len(joints) else len(sentence)
            before, after = sentence[begin : joint.start()], sentence[joint.end() : end]
            if not before.strip(" ,"):  # “After the deploy, errors rose.”
                after, comma, before = after.partition(",")
                if not comma:
                    continue
            kind = joint.lastgroup
            first, second = (before, after) if kind in ("earlier", "cause") else (after, before)
            yield _Pair(first, second, kind in ("effect", "cause"))


def _turned_round(pair: _Pair, told: str, clearly: int) -> bool:
    """Whether a sentence of the messages sets the same two in the other order."""
    first, second = telling(pair.first), telling(pair.second)
    if not first or not second:
        return False
    first, second = first - second, second - first
    for other in _pairs(told):
        one, two = frozenset(content(other.first)), frozenset(content(other.second))
        straight = len(first & one) + len(second & two)
        crossed = len(first & two) + len(second & one)
        if (
            max(len(one), len(two)) <= _LONG
            and crossed >= straight + clearly
            and first & two
            and second & one
            and other.causal == pair.causal
        ):
            return True
    return False


def _against_the_clock(pair: _Pair, cited: Sequence[Item], channel: Channel) -> bool:
    """Whether the message that tells of the first event is later than the one that tells of the second, both as it happened."""
    early, late = _teller(pair.first, pair.second, cited, channel), _teller(pair.second, pair.first, cited, channel)
    if early is None or late is None or early.ts == late.ts or early.at - late.at < _LEAST:
        return False
    return not _OF_THE_PAST.search(early.text.lower())


def _teller(words: str, others: str, cited: Sequence[Item], channel: Channel) -> Item | None:
    """The one message that tells of an event, by the words that its counterpart does not share; None where several may."""
    wanted = telling(words) - telling(others)
    scored = sorted(
        ((sum(channel.rarity(w) for w in wanted & channel.stems(item)), place) for place, item in enumerate(cited)),
        reverse=True,
    )
    if not wanted or not scored or not scored[0][0] or (len(scored) > 1 and scored[1][0] > 0.6 * scored[0][0]):
        return None
    return cited[scored[0][1]]


def _changes_reversed(words: str, cited: Sequence[Item], told: str) -> Iterator[str]:
    """A change “from A to B” where the messages tell of one from B to A, or of B first."""
    told_ways = set(_ways(told.lower()))
    for one, two in _ways(words.lower()):
        if one != two and (one, two) not in told_ways and ((two, one) in told_ways or _first_told(two, one, cited)):
            yield f"says from {one} to {two}, and the cited messages tell it the other way round"


def _ways(low: str) -> Iterator[tuple[str, str]]:
    return ((match["one"], match["two"]) for pattern in (_FROM_TO, _TO_FROM, _ARROW) for match in pattern.finditer(low))


def _first_told(early: str, late: str, cited: Sequence[Item]) -> bool:
    """Whether one value is told in a message before the only one that tells the other, each as the value of its time."""
    holding = [[item for item in cited if _holds(item, value)] for value in (early, late)]
    if not all(len(items) == 1 for items in holding):
        return False
    (one,), (two,) = holding
    return one.at < two.at and not any(_ONCE.search(item.text.lower()) for item in (one, two))


def _holds(item: Item, value: str) -> bool:
    return bool(re.search(rf"(?<![\w.]){re.escape(value)}(?!\w|\.\d)", item.text.lower()))
