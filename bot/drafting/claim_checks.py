"""Whether a claim says what its messages say: the checks that every claim passes, whoever wrote it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.evidence import Item
from bot.drafting.channel_words import Channel
from bot.drafting.citation_fit import misplaced
from bot.drafting.clauses import Clause, clauses_of
from bot.drafting.grounding import Ground, named
from bot.drafting.modality import unsure
from bot.drafting.order_of_events import reversals
from bot.drafting.polarity import contradictions
from bot.drafting.system_names import foreign

WITHOUT_PEOPLE = frozenset(("causes", "factors"))
_UNDATED = frozenset(("actions", "questions", "open"))
_LONGEST = 2_000
_QUOTED = re.compile(r"[“\"][^“”\"]{3,}[”\"]")


@dataclass(frozen=True, kw_only=True)
class Assertion:
    """What a claim says and on what: its `words`, its `section`, the messages `cited` for it and `against` it; `status` is that
    of a cause; `computed` are the parts of the words that code worked out."""

    words: str
    section: str
    cited: tuple[Item, ...]
    against: tuple[Item, ...] = ()
    status: str = ""
    computed: tuple[str, ...] = ()


def faults(said: Assertion, channel: Channel) -> tuple[str, ...]:
    """What speaks against the claim, each as a sentence that tells how to mend it; nothing where its messages bear it out.

    Of a claim that cites nothing no more is asked than that it holds no number and nobody's name."""
    words = _own(said)
    if not words.strip(" .:;"):
        return ()
    if len(words) > _LONGEST:
        return ("is far too long",)
    cited = (*said.cited, *said.against)
    ground = Ground(cited)
    wrong = (*_people(words, said.section, ground, channel), *_hard_facts(words, ground, channel))
    return wrong if wrong or not cited else tuple(_meaning(words, said, channel))


def _own(said: Assertion) -> str:
    """The words without what code put there."""
    words = said.words
    for phrase in sorted(said.computed, key=len, reverse=True):
        words = words.replace(phrase, " ")
    return words


def _people(words: str, section: str, ground: Ground, channel: Channel) -> Iterator[str]:
    for person in named(words, channel.people_in(words)):
        if section in WITHOUT_PEOPLE:
            yield "names a person as a cause or factor; describe the system or the role"
        elif not ground.knows(person):
            yield f"names {person.name}, who is not in the cited messages"


def _hard_facts(words: str, ground: Ground, channel: Channel) -> Iterator[str]:
    missing = list(dict.fromkeys(ground.missing(words)))
    if ground.cited:
        missing += [f"“{name}”" for name in foreign(words, ground.cited, channel) if f"“{name}”" not in missing]
        missing += [f"“{each}”" for each in ground.counted_otherwise(words, channel.postings)]
    if missing:
        yield f"{', '.join(missing[:6])} is not in the cited messages"


def _meaning(words: str, said: Assertion, channel: Channel) -> Iterator[str]:
    cited = (*said.cited, *said.against)
    yield from misplaced(words, said.section, cited, channel)
    told: list[Clause] = [clause for item in cited for clause in channel.clauses(item)]
    own = list(clauses_of(_QUOTED.sub(" ", words)))
    yield from contradictions(said.section, said.status, own, told)
    yield from unsure(said.section, said.status, own, told)
    if said.section not in _UNDATED:
        yield from reversals(words, cited, channel)
