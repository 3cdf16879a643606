"""Evidence without secrets, and where it is wanted without personal data: all that a drafter ever reads."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2s
from secrets import token_bytes
from typing import Any, TypeVar

from bot.domain.catchup import PARTS, CatchUp
from bot.domain.draft import SECTIONS, Claim, Draft
from bot.domain.evidence import Evidence, Item, Person
from bot.domain.incident import Incident
from bot.masking.personal import personal_data_in
from bot.masking.secrets import in_order, replaced

D = TypeVar("D", Draft, CatchUp)
_SECRET = token_bytes(16)
"""Gives the same address the same placeholder for as long as this process lives, whatever is said before it later on, and lets
nobody guess it. A count would not do: a model may be shown the earlier messages of an incident as it was shown them before."""


@dataclass(frozen=True)
class Masked(Evidence):
    """Evidence with placeholders in it. `counts` is how many things were replaced, by kind; `personal` gives for each
    placeholder of personal data what stood there. Timestamps and ids are as they were."""

    counts: Mapping[str, int] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)


class _Mask:
    """One pass over an incident's words."""

    def __init__(self, personal: bool) -> None:
        self._personal = personal
        self._people: dict[Person, Person] = {}
        self.counts: Counter[str] = Counter()
        self.meanings: dict[str, str] = {}

    def text(self, text: str) -> str:
        clean, kinds = replaced(text)
        if kinds:
            self.counts.update(kinds)
        return self._without_personal(clean) if self._personal else clean

    def _without_personal(self, text: str) -> str:
        pieces, at = [], 0
        for start, end, kind in in_order(personal_data_in(text)):
            pieces += [text[at:start], self._named(kind, text[start:end])]
            at = end
        return "".join([*pieces, text[at:]]) if pieces else text

    def _named(self, kind: str, value: str) -> str:
        self.counts[kind] += 1
        name = f"[{kind}-{blake2s(value.encode(), key=_SECRET, digest_size=3).hexdigest()}]"
        if self.meanings.setdefault(name, value) != value:
            return f"[{kind}]"  # two that would share a name have none, so that neither is taken for the other
        return name

    def person(self, person: Person) -> Person:
        if person not in self._people:
            name = self.text(person.name)
            self._people[person] = person if name == person.name else replace(person, name=name)
        return self._people[person]

    def item(self, item: Item) -> Item:
        author, text = self.person(item.author), self.text(item.text)
        files = tuple(self.text(name) for name in item.files)
        earlier = tuple((version, self.text(told)) for version, told in item.earlier)
        if (author, text, files, earlier) == (item.author, item.text, item.files, item.earlier):
            return item
        return replace(item, author=author, text=text, files=files, earlier=earlier)


def masked(evidence: Evidence, *, personal: bool = False) -> Masked:
    """The evidence without secrets, and with `personal` without personal data. What is masked already stays as it is."""
    if isinstance(evidence, Masked):
        return evidence
    mask = _Mask(personal)
    items = tuple(mask.item(item) for item in evidence.items)
    people = {id_: mask.person(person) for id_, person in evidence.people.items()}
    return Masked(mask.text(evidence.channel_name), items, people, mask.counts, mask.meanings)


def masked_incident(incident: Incident | None) -> Incident | None:
    """The incident without secrets in what people set on it."""
    if incident is None:
        return None
    title, service = replaced(incident.title)[0], replaced(incident.service or "")[0]
    return replace(incident, title=title, service=service or incident.service)


def given_back(document: D, personal: Mapping[str, str]) -> D:
    """The document with personal data where its placeholders stood, for people of the channel alone. Action items keep the
    placeholders, since they become tickets."""
    if not personal:
        return document
    parts = PARTS if isinstance(document, CatchUp) else tuple(part for part in SECTIONS if part != "actions")

    def told(text: str) -> str:
        for placeholder, value in personal.items():
            text = text.replace(placeholder, value)
        return text

    changed: dict[str, Any] = {part: tuple(_told(claim, told) for claim in getattr(document, part)) for part in parts}
    return replace(document, **changed)


def _told(claim: Claim, told: Callable[[str], str]) -> Claim:
    return replace(claim, text=told(claim.text))
