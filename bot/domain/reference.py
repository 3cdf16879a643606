"""References: everything that a draft was written from, numbered for ever, without a word of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.clock import moment
from bot.domain.draft import Draft
from bot.domain.evidence import Evidence, Item
from bot.domain.transcript import carrier_of, number_of

Kind = Literal["message", "alert", "join", "pin", "file", "line"]

_JOINS = ("channel_join", "group_join")


@dataclass(frozen=True, slots=True)
class Reference:
    """One item of a frozen snapshot. `number` counts from 1 in the order of telling; `ts` and `version` name the wording that was
    read; `author` is a name as people read it; `edited` is when the message was given other words after that, UTC, None where it
    was not; `gone` says that it was deleted."""

    number: int
    kind: Kind
    ts: str
    version: str
    author: str
    edited: datetime | None = None
    gone: bool = False

    @property
    def at(self) -> datetime:
        """When it was posted, UTC; of a line, when its transcript was."""
        return moment(carrier_of(self.ts))


def references(evidence: Evidence) -> tuple[Reference, ...]:
    """The snapshot of all there is."""
    return tuple(
        Reference(number, _kind(item), item.ts, item.version, item.author.name)
        for number, item in enumerate(evidence, 1)
    )


def cited(draft: Draft, among: Iterable[Reference]) -> tuple[Reference, ...]:
    """Those that the draft names, each once, in their order."""
    named = draft.sources()
    return tuple(sorted((each for each in among if each.ts in named), key=lambda each: each.number))


def _kind(item: Item) -> Kind:
    if number_of(item.ts) is not None:
        return "line"
    if item.subtype in _JOINS:
        return "join"
    if item.author.is_bot:
        return "alert"
    if item.pinned:
        return "pin"
    return "file" if item.files else "message"
