"""The last look at a draft before anybody reads it, whoever wrote it: what its messages do not bear out is taken out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.draft import SECTIONS, Action, Cause, Claim, Draft, TimelineEntry, is_supported
from bot.domain.evidence import Evidence, Item
from bot.drafting.channel_words import Channel
from bot.drafting.claim_checks import WITHOUT_PEOPLE, Assertion, faults
from bot.drafting.grounding import without_people
from bot.drafting.same_event import told_once

LEARNT_LATER = timedelta(minutes=3)
"""By how much the last message of an event may be later than the event, and it still counts as told at its time."""


def let_through(draft: Draft, evidence: Evidence) -> Draft:
    """The draft with the claims that their messages bear out, each event told once, what was learnt later marked, and only owners
    that occur in the incident; its note counts what was taken out."""
    channel = Channel(evidence)
    kept: dict[str, Any] = {
        section: _borne_out(section, tuple(_impersonal(section, getattr(draft, section), evidence)), channel)
        for section in SECTIONS
    }
    gone = sum(len(getattr(draft, section)) - len(kept[section]) for section in SECTIONS)
    events = told_once(kept["timeline"])
    twice = len(kept["timeline"]) - len(events)
    kept["timeline"] = tuple(_learnt(entry, evidence) for entry in events)
    kept["actions"] = tuple(_owned(action, evidence) for action in kept["actions"])
    note = " ".join(filter(None, (draft.note, *_told(gone, twice))))
    return replace(draft, **kept, note=note)


def assertion(section: str, claim: Claim, evidence: Evidence) -> Assertion:
    """What a finished claim says, as the checks take it."""
    against = claim.against if isinstance(claim, Cause) else ()
    return Assertion(
        words=claim.text,
        section=section,
        cited=tuple(_items(claim.evidence, evidence)),
        against=tuple(_items(against, evidence)),
        status=claim.status if isinstance(claim, Cause) else "",
        computed=claim.computed,
    )


def _borne_out(section: str, claims: Sequence[Any], channel: Channel) -> tuple[Any, ...]:
    evidence = channel.evidence
    return tuple(
        claim
        for claim in claims
        if is_supported(claim, evidence)
        and (claim.withdrawn or not faults(assertion(section, claim, evidence), channel))
    )


def _impersonal(section: str, claims: Sequence[Any], evidence: Evidence) -> Iterator[Any]:
    """The claims, those of causes and factors with roles for the people they name."""
    for claim in claims:
        text = claim.text
        if section in WITHOUT_PEOPLE and not claim.withdrawn:
            text = without_people(text, evidence.people.values())
        yield replace(claim, text=text) if text != claim.text else claim


def _items(timestamps: Sequence[str], evidence: Evidence) -> Iterator[Item]:
    return (item for ts in timestamps if (item := evidence.get(ts)))


def _learnt(entry: TimelineEntry, evidence: Evidence) -> TimelineEntry:
    """The event, with the moment from which people knew of it where that is later than the event itself."""
    said = [item.at for item in _items(entry.evidence, evidence)]
    last: datetime | None = max(said, default=None)
    return replace(entry, learnt=last if last and last - entry.at > LEARNT_LATER else None)


def _owned(action: Action, evidence: Evidence) -> Action:
    if action.owner_id is None or _occurs(action.owner_id, evidence) or _named(action, evidence):
        return action
    return replace(action, owner=None, owner_id=None)


def _occurs(user: str, evidence: Evidence) -> bool:
    """Whether somebody, no app, wrote in the channel or is called by name in it."""
    person = evidence.people.get(user)
    if person is None or person.is_bot:
        return False
    called = f"@{person.name}".lower()
    return any(item.author.id == user or called in item.text.lower() for item in evidence)


def _named(action: Action, evidence: Evidence) -> bool:
    """Whether one of the action's messages names its owner: in full, or by a first name that nobody else there has."""
    people = [person for person in evidence.people.values() if not person.is_bot and person.name.strip()]
    owner = evidence.people.get(action.owner_id or "")
    if owner not in people:
        return False
    names = {owner.name.strip()}
    first = owner.name.split()[0]
    names |= {first} if sum(person.name.split()[0].casefold() == first.casefold() for person in people) == 1 else set()
    named = re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, sorted(names)))})(?!\w)")
    return any(named.search(item.text) for item in _items(action.evidence, evidence))


def _told(gone: int, twice: int) -> Iterator[str]:
    if gone:
        yield f"{_statements(gone)} taken out: the messages do not bear {'it' if gone == 1 else 'them'} out."
    if twice:
        yield f"{'One event' if twice == 1 else f'{twice} events'} that stood there twice is told once."


def _statements(count: int) -> str:
    return "1 statement was" if count == 1 else f"{count} statements were"
