"""Evidence: what was said and shown in an incident's channel, as a frozen snapshot in the order of Slack's timestamps."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.clock import moment


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or some app, that wrote. `id` is Slack's user or bot id, `name` what people read."""

    id: str
    name: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji (without colons) and how many people gave it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Item:
    """One message in the version that was current when the snapshot was taken.

    `ts` is Slack's timestamp as text and names the item for ever; `version` is the `edited.ts` of the version seen, empty
    for the original; `thread_ts` is set for replies and for roots of threads; `text` is readable: mentions, links, blocks and
    attachments are already plain words; `subtype` is Slack's, empty for a plain message; `earlier` are the wordings it had
    before, oldest first, as (version, text); `told` is when this wording was given, where that is not when it was posted;
    `pinned` says that somebody pinned it to the channel.

    A line of a transcript is an item too: its `ts` is that of the message that carried it with the line's number behind a `#`
    (see bot.domain.transcript), and `told` is when it was spoken."""

    ts: str
    author: Person
    text: str
    version: str = ""
    thread_ts: str | None = None
    subtype: str = ""
    reactions: tuple[Reaction, ...] = ()
    files: tuple[str, ...] = ()
    earlier: tuple[tuple[str, str], ...] = ()
    told: str = ""
    pinned: bool = False

    @property
    def at(self) -> datetime:
        """When it was said, UTC."""
        return moment(self.told or self.ts)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True)
class Evidence:
    """All items of one channel in the order of their telling, and the people who occur in them."""

    channel_name: str
    items: tuple[Item, ...]
    people: Mapping[str, Person] = field(default_factory=dict)

    @classmethod
    def of(cls, channel_name: str, items: Iterable[Item], people: Iterable[Person] = ()) -> "Evidence":
        ordered = tuple(sorted(items, key=lambda item: (item.told or item.ts, item.ts)))
        known = {person.id: person for person in people} | {item.author.id: item.author for item in ordered}
        return cls(channel_name, ordered, known)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def as_told(self) -> tuple[Item, ...]:
        """The items as they were told one after the other.

        An app that rewrites its post tells two things: the alarm when it was posted, and its end when it was edited. What a
        person edits is one thing, in its newest wording."""
        told: list[Item] = []
        for item in self.items:
            if item.author.is_bot and item.earlier:
                version, text = item.earlier[0]
                told += [replace(item, text=text, version=version, earlier=()), replace(item, told=item.version)]
            else:
                told.append(item)
        return tuple(sorted(told, key=lambda item: item.told or item.ts))

    def get(self, ts: str) -> Item | None:
        """The item with this timestamp, or None."""
        index: dict[str, Item] | None = self.__dict__.get("_index")
        if index is None:
            index = {item.ts: item for item in self.items}
            object.__setattr__(self, "_index", index)
        return index.get(ts)


_MENTION = re.compile(r"<@([UWB][A-Z0-9]{1,63})>")


def named(text: str, people: Mapping[str, Person]) -> str:
    """The text with `<@U…>`, as capture keeps mentions, replaced by `@` and the person's name."""
    return _MENTION.sub(lambda m: f"@{people[m[1]].name if m[1] in people else m[1]}", text)


def mentioned(text: str) -> set[str]:
    """The ids of the people that a captured text mentions."""
    return set(_MENTION.findall(text))
