"""What a new revision of a draft changed against the one before, told in short lines; every number in them is counted here."""

import re
import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from bot.domain.draft import Cause, Claim, Draft, TimelineEntry
from bot.domain.draft_json import TIMES

LENGTH, SHOWN = 140, 3


class Told(Protocol):
    """Anything with words and the messages they rest on: a claim, an action item."""

    @property
    def text(self) -> str: ...
    @property
    def evidence(self) -> tuple[str, ...]: ...


Old = TypeVar("Old", bound=Told)
New = TypeVar("New", bound=Told)


def paired(old: Sequence[Old], new: Sequence[New]) -> list[tuple[New, Old | None]]:
    """Each of the new with the one of the old that it is, if any: first by the same words, then by the same first message, then
    by any message they share. Each of the old is one of the new at most."""
    rules = (
        lambda a, b: bool(_plain(a.text)) and _plain(a.text) == _plain(b.text),
        lambda a, b: bool(a.evidence) and a.evidence[:1] == b.evidence[:1],
        lambda a, b: bool(set(a.evidence) & set(b.evidence)),
    )
    found: dict[int, int] = {}
    for same in rules:
        for place, each in enumerate(new):
            if place not in found:
                free = (n for n, other in enumerate(old) if n not in found.values() and same(other, each))
                if (first := next(free, None)) is not None:
                    found[place] = first
    return [(each, old[found[place]] if place in found else None) for place, each in enumerate(new)]


def changes(before: Draft, after: Draft, *, fresh_items: int, earlier_items: int) -> tuple[Claim, ...]:
    """The lines, each a claim with the messages it is about. `fresh_items` counts the action items that the new revision brought,
    `earlier_items` those there were before. What was withdrawn since is not told of."""
    lines = [*_severity(before, after), *_times(before, after), *_causes(before, after), *_timeline(before, after)]
    lines += _items(fresh_items, earlier_items)
    if not any(line.evidence or line.computed for line in lines):
        lines.insert(0, Claim(text="Severity, times, causes and timeline are as they were.", absence=True))
    return tuple(lines)


def changes_title(revision: int) -> str:
    """The title over those lines."""
    return f"What changed against revision {revision - 1}"


def _severity(before: Draft, after: Draft) -> Iterator[Claim]:
    if before.severity != after.severity:
        text = f"Severity: {after.severity or 'none'} now, was {before.severity or 'none'}."
        yield Claim(text=text, computed=(text,), absence=True)


def _times(before: Draft, after: Draft) -> Iterator[Claim]:
    for name in TIMES:
        was: datetime | None = getattr(before.times, name)
        now: datetime | None = getattr(after.times, name)
        shown, before_it = _moment(now, was), _moment(was, now)
        if shown != before_it:
            text = f"{name.capitalize()}: {shown} now, was {before_it}."
            yield Claim(text=text, computed=(text,), absence=True)


def _moment(at: datetime | None, other: datetime | None) -> str:
    if at is None:
        return "not established"
    same_day = other is not None and at.date() == other.date()
    return f"{at:%H:%M} UTC" if same_day else f"{at:%Y-%m-%d %H:%M} UTC"


def _causes(before: Draft, after: Draft) -> Iterator[Claim]:
    old, new = _standing(before.causes), _standing(after.causes)
    pairs = paired(old, new)
    for cause, was in pairs:
        if was is None:
            sure = "set aside" if cause.status == "rejected" else cause.likelihood
            yield _about(f"New cause, {sure}", cause)
        elif cause.status != was.status:
            yield _about(f"Cause {_status(cause)} now, was {_status(was)}", cause)
        elif cause.likelihood != was.likelihood and cause.status != "rejected":
            yield _about(f"Cause {cause.likelihood} now, was {was.likelihood}", cause)
        elif _plain(cause.text) != _plain(was.text):
            yield _about("Cause told anew", cause)
    for cause in _left(old, pairs):
        yield _about("No longer among the causes", cause)


def _status(cause: Cause) -> str:
    return {"confirmed": "confirmed", "rejected": "set aside"}.get(cause.status, "a hypothesis")


def _timeline(before: Draft, after: Draft) -> Iterator[Claim]:
    old, new = _standing(before.timeline), _standing(after.timeline)
    pairs = paired(old, new)
    added = [entry for entry, was in pairs if was is None]
    reworded = sum(
        was is not None and (_plain(each.text), each.at) != (_plain(was.text), was.at) for each, was in pairs
    )
    counts = ((len(added), "new"), (reworded, "told anew"), (len(_left(old, pairs)), "left out now"))
    told = [f"{_entries(count) if not place else count} {what}" for place, (count, what) in enumerate(_some(counts))]
    if told:
        text = f"Timeline: {', '.join(told)}."
        yield Claim(text=text, computed=(text,), absence=True)
    most = sorted(added, key=lambda entry: (-entry.importance, entry.at))[:SHOWN]
    for entry in sorted(most, key=lambda entry: entry.at):
        yield _about(f"New at {entry.at:%H:%M} UTC", entry)


def _some(counts: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(count, what) for count, what in counts if count]


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _items(fresh: int, earlier: int) -> Iterator[Claim]:
    if not (fresh or earlier):
        return
    kept = {0: "", 1: "; the earlier one carries over as it is, in its own thread"}
    many = f"; the {earlier} earlier ones carry over as they are, in their own thread"
    text = f"Action items: {fresh or 'none'} new{kept.get(earlier, many)}."
    yield Claim(text=text, absence=True)


C = TypeVar("C", bound=Claim)


def _standing(claims: Sequence[C]) -> list[C]:
    return [claim for claim in claims if not claim.withdrawn]


def _left(old: Sequence[C], pairs: Sequence[tuple[C, C | None]]) -> list[C]:
    """Those of the old that none of the new is."""
    kept = [id(was) for _, was in pairs if was is not None]
    return [claim for claim in old if id(claim) not in kept]


def _about(what: str, claim: Cause | TimelineEntry) -> Claim:
    words = textwrap.shorten(" ".join(claim.text.split()), LENGTH, placeholder="…")
    return Claim(text=f"{what}: {words}", evidence=claim.evidence)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
