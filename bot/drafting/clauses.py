"""Clauses of a text, as words with what is said of them: what is denied, what is doubted, what is yet to be done."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from bot.drafting.content_words import root, stem
from bot.drafting.vocabulary import STOP, phrases, words

_END = re.compile(
    r"(?<=[.!?…])[\"')\]]*\s+|\n+|;\s|,\s(?=(?:so|but|and|because|since|which|while|though|although|yet|then)\b)|\s[-–—]{1,2}\s|:\s"
    r"|\s(?=(?:because|although|whereas|but)\s)|\sand,\s"
    r"|,\s(?=(?:can|could|would|will) (?:you|we|someone|somebody|anyone|anybody)\b)"
)
_SAYS = re.compile("[a-z0-9]")
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_][\w\-]*(?:'[a-z]+)?|[.,!?()]", re.ASCII)
_WITHOUT = re.compile(r"\bw/o\b")

_NEGATORS = words("""
    not never no none nobody nothing nowhere neither nor without cannot cant dont didnt doesnt isnt wasnt wont
    couldnt arent werent hasnt havent hardly barely zero
""")
_REFUSALS = words("no nope nah")
# What is no denial of what follows: idioms, and questions that expect a yes.
_NO_DENIAL = re.compile(
    r"\bnot (?:only|just|sure|certain|clear|to mention|until)\b|\bno (?:problem|worries|doubt|wonder|idea|rush|pressure)\b"
    r"|\bwhy (?:not|don't)\b|^\W*\w+n't (?:we|you|it|they|he|she|i|that|this|there|the)\b|\bwhether or not\b"
    r"|\bnot (?:known|clear) (?:to|if|whether|why|what|how|who|when|where)\b"
    r"|\b(?:do|does|did)(?: not|n't) know (?:if|whether|why|what|how|who|when|where)\b"
    r"|\bdon't (?:forget|worry|mind)\b|\b(?:if|or) not\b|\bno\.? \d"
    r"|\bnothing but\b"
)
_THINKS_NOT = re.compile(r"\b(?:do(?:n't| not)|didn't) (?:think|believe|see)\b")
_TELLS_NOT = re.compile(
    r"\b(?:fail(?:ed|s|ing|ures?)? to|unable to|refus(?:ed|es|ing) to|stop(?:ped|s)?(?= \w+ing\b)|stop(?:ped|s)? to"
    r"|instead of|rather than|forgot to|prevent(?:ed|s|ing)?|rul(?:ed|ing|es) out|lack(?:s|ed)?(?: of)?|missing"
    r"|avoid(?:s|ed)?|absence of)\b"
)
_AUXILIARY = words("""
    is was were are be been being am has have had having does do did doing will would can could should may might
    must it that there yet any longer ever really actually even fully quite been to a an the this its their our your
    also much
""")
_LIMITS = words(
    "with for in on at from by as how than about of into onto through during until when if but because so while which"
)
_REPORTS = words(
    "found seen reported noticed observed said told confirmed known shown considered thought believed judged called"
)
_REACH, _MOST = 5, 300

_DOUBT = phrases(r"""
    might\b | may\b(?! \d) | maybe | perhaps | (?<!not )(?<!n't )possibl[ey] | probabl[ey] | presumabl[ey]
    could (?:be(?! \w+ed\b)|have|also be|it)\b | guess\w* | suspect\w* | wonder\w* | not sure | unsure | i think | we think
    i believe | we believe | i'd say | (?<!less )(?<!more )likely | could it | can it be | what if | no idea
    hypothesis | my bet | hunch | should be | assum\w+ | i don't think | we don't think | not certain
""")
_OPEN = phrases(r"""
    apparently | supposedly | looks? (?:like|as if) | looked (?:like|as if) | seem\w* | appear(?:s|ed)? | theory
    is it (?:possible|the) | sounds like | suggest\w* | expect\w* | afaik | afaict | iirc | do(?:n't| not) know
    potential\w* | speculat\w+ | must be | must have | smells like | believed | thought | points? to | pointed to
    indicat\w+ | about to | hope\w* | if\b | unless | request\w* | ask\w* | propos\w* | unclear | disputed
    consider\w* | question\w* | call(?:ed)? for | rais(?:ed|es) | unknown | not (?:known|established|clear)
    whether | offer\w* | discuss\w* | recommend\w*
""")
_PLAN = re.compile(
    r"\b(?:will|won't|i'll|we'll|they'll|going to|gonna|plan(?:s|ned|ning)? to|want(?:s|ed)? to|need(?:s|ed)? to|let's|let us"
    r"|should|todo:?|to-do:?|have to|has to|must|(?:was|were|is|are) to|about to|intend\w* to|try to|please"
    r"|(?:can|could|would) (?:we|you|someone|somebody|i)|(?:we|i|you) (?:could|can|would)|ready to|propos\w+|suggest\w*)(?=\s|$)"
)
_WISH = re.compile(
    r"\b(?:needs?|want|should|let's|todo|must|wish|would be (?:good|nice|great)|add|missing)\b"
    r"|^(?:\W|and |also |plus )*(?:an?|some|more) (?:alert|alarm|monitor|check|test|metric)\w* (?:when|on|for|if|that)\b"
)
_PUTS_A_QUESTION = re.compile(
    r"^(?:\W|so |and |but |or |hm+ |ok |also )*(?:is|was|are|were|did|do|does|could|should|can|would|has|have|will|what|why|who"
    r"|how|when|where|which|any|anyone|anybody|maybe|could)\b|\b(?:maybe|could|might|right|or)\b"
)


@dataclass(frozen=True)
class Clause:
    """One clause. `stems` and `roots` are those of its words, by place: a root is of one word, a stem of all that mean the same.

    `denials` is how often it denies; `denied` are the places that these cover, `heads` those of the phrases right behind an
    outright one (not, never, no), `implied` those right behind another (failed to, stopped). `planned` are the places of what is
    yet to be done. `doubted` says that it is a guess or a question, `open` that it is at least not told as a plain fact, `asks`
    that it is a question, `refuses` that it is an answer with a no, `wishes` that it calls for something."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    roots: tuple[str, ...]
    denied: frozenset[int]
    heads: tuple[tuple[int, ...], ...]
    implied: tuple[int, ...]
    planned: frozenset[int]
    doubted: bool
    open: bool
    asks: bool
    denials: int
    refuses: bool
    wishes: bool

    @cached_property
    def places(self) -> frozenset[int]:
        """The places of words that carry meaning."""
        return frozenset(n for n, word in enumerate(self.words) if _means(word))

    @property
    def doubt(self) -> str:
        """The word that makes it a guess; empty where it is none, or a question."""
        found = _DOUBT.search(" ".join(self.words))
        return found[0] if found else ""

    @cached_property
    def held(self) -> frozenset[str]:
        """The stems of words that carry meaning."""
        return frozenset(self.stems[n] for n in self.places)


def _means(word: str) -> bool:
    return word[0].isalnum() and len(word) > 2 and (word not in STOP or word in _VERBS)


_VERBS = words("work help try")


def clauses_of(text: str) -> Iterator[Clause]:
    """The first few hundred clauses of a text, by punctuation, lines and conjunctions."""
    low = _WITHOUT.sub("without", text.lower().replace("’", "'"))
    # A footnote's ¹ counts as a number to Python, and is no word here; nor is one in another script, yet.
    parts = (part.strip() for part in _END.split(low) if part and _SAYS.search(part))
    for part in islice(parts, _MOST):
        asks = part.rstrip(" )\"'").endswith("?") and bool(_PUTS_A_QUESTION.search(part))
        yield _read(part, asks)


def _read(low: str, asks: bool) -> Clause:
    matches = list(_WORD.finditer(low))
    found = tuple(match[0] for match in matches)
    idle = [match.span() for match in _NO_DENIAL.finditer(low)]
    denied: set[int] = set()
    heads: list[tuple[int, ...]] = []
    denials = 0
    for place, match in enumerate(matches):
        if _negates(match[0]) and not any(begin <= match.start() < end for begin, end in idle):
            covered = list(_covered(found, place + 1))
            denials += 1
            denied.update(covered)
            heads += _head(match[0], covered, found)
    implied: list[int] = []
    for match in (*_THINKS_NOT.finditer(low), *_TELLS_NOT.finditer(low)):
        covered = list(_covered(found, _place_at(matches, match.end())))
        denied.update(covered)
        implied += covered[:1]
    planned = {next(_covered(found, _place_at(matches, plan.end())), -1) for plan in _PLAN.finditer(low)} - {-1}
    doubted = asks or bool(_DOUBT.search(low))
    return Clause(
        words=found,
        stems=tuple(stem(word) for word in found),
        roots=tuple(root(word) for word in found),
        denied=frozenset(denied),
        heads=tuple(heads),
        implied=tuple(implied),
        planned=frozenset(planned),
        doubted=doubted,
        open=doubted or bool(planned) or bool(_OPEN.search(low)),
        asks=asks,
        denials=denials + len(_TELLS_NOT.findall(low)),
        wishes=bool(_WISH.search(low)),
        refuses=bool(found) and found[0] in _REFUSALS,
    )


def _place_at(matches: list[re.Match[str]], position: int) -> int:
    return next((n for n, match in enumerate(matches) if match.start() >= position), len(matches))


def _negates(word: str) -> bool:
    return word in _NEGATORS or word.endswith("n't")


def _head(negator: str, covered: list[int], found: tuple[str, ...]) -> list[tuple[int, ...]]:
    """The places of the words that a negator denies: the nouns that follow a “no”, else the next word but adverbs."""
    if negator in ("no", "without", "zero"):
        phrase = tuple(place for n, place in enumerate(covered[:3]) if place - covered[0] == n)
        return [phrase] if phrase else []
    verbs = [n for n in covered if not found[n].endswith("ly")]
    told = [n for n in verbs if found[n] not in _REPORTS]
    return [(n,) for n in (told or verbs)[:1]]


def _covered(found: tuple[str, ...], start: int) -> Iterator[int]:
    """The places of the few words that a denial before `start` covers, up to where its phrase ends."""
    left = _REACH
    while start < len(found) and found[start] in _LIMITS:
        start += 1
    for place in range(start, len(found)):
        word = found[place]
        if word in _LIMITS or _negates(word) or not word[0].isalnum():
            return
        if word not in _AUXILIARY and (len(word) > 2 or word.isdigit()):
            yield place
            left -= 1
        if not left:
            return
