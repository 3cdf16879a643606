"""Whether a claim cites the messages that speak of what it tells, or others of the channel."""

from collections.abc import Iterator, Sequence

from bot.domain.evidence import Item
from bot.drafting.channel_words import Channel
from bot.drafting.content_words import telling
from bot.drafting.quantities import CLOCK

_ENOUGH, _ENOUGH_TO_ASK = 0.34, 0.15
_ASKING = frozenset(("questions", "open"))
_LEAST = 2
_BETTER, _MARGIN = 1.6, 0.14
_NEARLY_ALL, _FAR = 0.75, 0.3
_AROUND = 0.5


def misplaced(words: str, section: str, cited: Sequence[Item], channel: Channel) -> Iterator[str]:
    """A fault where the cited messages share little with the claim, and another message of the channel clearly more."""
    wanted = {word: channel.rarity(word) for word in telling(CLOCK.sub(" ", words))}
    whole = sum(wanted.values())
    if not cited or sum(weight > 0 for weight in wanted.values()) < _LEAST:
        return
    told = channel.told(cited)
    near = channel.told(other for item in cited for other in channel.around(item))
    said = sum(weight for word, weight in wanted.items() if word in told)
    meant = sum(weight for word, weight in wanted.items() if word in near - told)
    here = (said + min(said, _AROUND * meant)) / whole
    enough = _ENOUGH if section not in _ASKING else _ENOUGH_TO_ASK
    if here >= max(enough, _NEARLY_ALL - _FAR):
        return
    best = _best(wanted, cited, channel) / whole
    if (here < enough and best >= max(here * _BETTER, here + _MARGIN)) or (best >= _NEARLY_ALL and best - here >= _FAR):
        yield "the cited messages hardly speak of this; cite those that say it"


def _best(wanted: dict[str, float], cited: Sequence[Item], channel: Channel) -> float:
    """How much of the claim the most fitting other message holds."""
    own = {channel.places.get(item.ts) for item in cited}
    held: dict[int, float] = {}
    for word, weight in wanted.items():
        for place in channel.postings.get(word, ()):
            if place not in own:
                held[place] = held.get(place, 0.0) + weight
    return max(held.values(), default=0.0)
