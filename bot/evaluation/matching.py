"""When a drafted claim and something published are the same thing. Words and messages decide, never a model."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.domain.clock import moment
from bot.domain.draft import Action, Cause, Claim, TimelineEntry
from bot.domain.evidence import Evidence
from bot.evaluation.truth import Published

# A claim that cites half the channel would match anything.
EVENT_CITES, CAUSE_CITES, ACTION_CITES, CAUSE_WORDS = 3, 5, 4, 60
NEAR_PUBLISHED, NEAR_MESSAGE = timedelta(minutes=10), timedelta(minutes=1)

_WORD = re.compile(r"[a-z0-9][\w.\-]*")
_EMPTY = (
    "a an the this that it its and or not no as of in on at to by for from with when which "
    "is are was were be been has have had"
)
_EMPTY_WORDS = frozenset(_EMPTY.split())


def content_words(text: str) -> set[str]:
    """The words that say something, in lower case; hosts and versions are one word, and a last word keeps its full stop."""
    return set(_WORD.findall(text.lower())) - _EMPTY_WORDS


def share_words(text: str, other: str) -> bool:
    """Two content words in common, known by how they begin; one, where `other` has but one."""
    mine, theirs = ({word[:5] for word in content_words(each) if len(word) > 2} for each in (text, other))
    return len(mine & theirs) >= min(2, len(theirs) or 2)


def is_event(entry: TimelineEntry, event: Published, evidence: Evidence) -> bool:
    """The entry cites a message that states the event, speaks of the same, and has its time or that of the message."""
    stating = set(entry.evidence) & set(event.messages)
    if not stating or len(entry.evidence) > EVENT_CITES:
        return False
    said = [event.text, *(item.text for ts in stating if (item := evidence.get(ts)))]
    if not any(share_words(entry.text, words) for words in said):
        return False
    if any(abs(entry.at - at) <= NEAR_MESSAGE for ts in entry.evidence for at in _times(ts, evidence)):
        return True
    return event.at is not None and abs(entry.at - event.at) <= NEAR_PUBLISHED


def _times(ts: str, evidence: Evidence) -> list[datetime]:
    """When the message was posted and each time it was reworded."""
    item = evidence.get(ts)
    versions = [item.version, *(version for version, _ in item.earlier)] if item else []
    return [item.at, *(moment(version) for version in versions if version)] if item else []


def names(claim: Claim, cause: Published) -> bool:
    """The claim's words name the cause: one word of each group, or, without groups, a third of the cause's own words."""
    if cause.match:
        return all(any(_begins_a_word(claim.text, word) for word in group) for group in cause.match)
    wanted = content_words(cause.text)
    return len(wanted & content_words(claim.text)) >= max(2, len(wanted) / 3)


def _begins_a_word(text: str, beginning: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(beginning.lower())}", text.lower()) is not None


def is_cause(claim: Cause, cause: Published) -> bool:
    """A short claim on few messages, one of which bears on the cause, that names it."""
    if not 0 < len(claim.evidence) <= CAUSE_CITES or len(claim.text.split()) > CAUSE_WORDS:
        return False
    return bool(set(claim.evidence) & set(cause.messages)) and names(claim, cause)


def is_herring(claim: Cause, herring: Published) -> bool:
    """The claim rests on the messages of what was not so, and names it."""
    return bool(set(claim.evidence) & set(herring.messages)) and names(claim, herring)


def rests_on_factor(claim: Cause, factor: Published) -> bool:
    return 0 < len(claim.evidence) <= CAUSE_CITES and bool(set(claim.evidence) & set(factor.messages))


def is_action(action: Action, published: Published) -> bool:
    """Both rest on a message in common."""
    return 0 < len(action.evidence) <= ACTION_CITES and bool(set(action.evidence) & set(published.messages))


def paired(left: int, right: int, fits: Callable[[int, int], bool]) -> dict[int, int]:
    """The largest one-to-one pairing of `left` things with `right` things, by their places."""
    choices = [[other for other in range(right) if fits(one, other)] for one in range(left)]
    partner: dict[int, int] = {}
    for one in range(left):
        _settle(one, choices, partner, set())
    return {one: other for other, one in sorted(partner.items(), key=lambda pair: pair[1])}


def _settle(one: int, choices: Sequence[Sequence[int]], partner: dict[int, int], tried: set[int]) -> bool:
    """Finds a place for `one`, moving those who have another choice."""
    for other in choices[one]:
        if other in tried:
            continue
        tried.add(other)
        if other not in partner or _settle(partner[other], choices, partner, tried):
            partner[other] = one
            return True
    return False
