"""A model's statements against the messages it was shown: what they bear out becomes claims, the rest faults."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.draft import Action, Cause, Claim, TimelineEntry
from bot.domain.duration import spoken
from bot.domain.evidence import Evidence, Item
from bot.drafting.blameless import Finding, barred, platitude, single_cause
from bot.drafting.channel_words import Channel
from bot.drafting.claim_checks import WITHOUT_PEOPLE, Assertion, faults
from bot.drafting.grounding import Ground
from bot.drafting.people_named import People
from bot.drafting.phrasing import closed, shortened
from bot.drafting.same_event import same_event
from bot.drafting.stated_times import stated
from prompts.fence import Shown
from prompts.reply import Fault, Reply, Statement

_WORDS = {"timeline": 40, "changed": 40, "causes": 60}
_CITED = {"timeline": 3, "changed": 3, "causes": 5, "actions": 4}
_MOST = {
    "summary": 5, "impact": 4, "timeline": 26, "causes": 7, "factors": 5, "went_well": 3, "questions": 4, "actions": 7,
    "wrong": 4, "tried": 6, "people": 8, "open": 5, "changed": 10,
}  # fmt: skip
_ABSENT = frozenset(("summary", "impact", "factors", "questions", "wrong", "open"))
_EVENTS = frozenset(("timeline", "changed"))
_NAMED = {
    "blame": "blame", "human error": "blame on a human error", "counterfactual": "a counterfactual, and so hindsight",
    "hindsight": "hindsight", "single cause": "one cause made of several", "platitude": "advice that changes nothing",
}  # fmt: skip

_PLACE = re.compile(r"\{\s*(?:(U\d+)|(E\d+)(?:\s?(?:\.\.|-|–|…)\s?(E\d+))?)\s*\}")
_PLACE_WHOLE = re.compile(r"(\{[^{}]*\})")
_SCHEME = re.compile(r"(?i)\b[a-z][a-z0-9+.\-]*://")
_BARE_ID = re.compile(r"(?<![\w-])[EU]\d{1,6}(?![\w-])")
# A full stop right after a version or a path would read as part of it.
_RUNS_ON = re.compile(r"(?<![\w.])(v\d[\w.\-]*?|/[\w./\-]{2,}?)\.(?=\s|$)")
_ABBREVIATED = ((re.compile(r"(?i)\be\.g\.,?"), "for example"), (re.compile(r"(?i)\bi\.e\.,?"), "that is"))


@dataclass(frozen=True)
class Checked:
    """What is left of an answer. `claims` by section, in order; `times` by name, each UTC and
    with the timestamp of the message that shows it; `said` is how many statements there were,
    `dropped` how many of them could not stand."""

    claims: Mapping[str, tuple[Any, ...]]
    times: Mapping[str, tuple[datetime, str]]
    faults: tuple[Fault, ...]
    said: int
    dropped: int

    def usable(self, needed: Sequence[str]) -> bool:
        """Whether enough is left: something in one of the sections that are needed, and few statements taken out."""
        return any(self.claims.get(section) for section in needed) and self.dropped <= max(2, 0.3 * self.said)


class _Unfounded(Exception):
    """A statement that cannot stand; the text says why."""


class Checker:
    """Checks one answer. `forgiving` mends what is only a matter of form (length, a due date that nobody said) instead of
    faulting it; `since` is where a catch-up's window begins."""

    def __init__(
        self, shown: Shown, evidence: Evidence, since: datetime | None = None, *, forgiving: bool = False
    ) -> None:
        self._shown, self._evidence, self._since, self._forgiving = shown, evidence, since, forgiving
        self._people = People(person.name for person in evidence.people.values() if not person.is_bot)
        self._channel = Channel(evidence)
        days = {item.at.date() for item in shown.items.values()}
        self._clock = "%H:%M UTC" if len(days) < 2 else "%Y-%m-%d %H:%M UTC"

    def check(self, reply: Reply) -> Checked:
        """The claims that stand, and a fault for every other statement."""
        kept: dict[str, list[Any]] = {}
        wrong = list(reply.faults)
        for statement in reply.statements:
            try:
                claim = self._claim(statement)
                _once(claim, kept.get(statement.section, ()))
            except _Unfounded as reason:
                wrong.append(Fault(statement.where, str(reason)))
            else:
                kept.setdefault(statement.section, []).append(claim)
        said = len(reply.statements) + len(reply.faults)
        dropped = len(wrong)
        times, late = self._times(reply.times)
        claims = {section: _ordered(section, found) for section, found in kept.items()}
        return Checked(claims, times, (*wrong, *late), said, dropped)

    def _claim(self, statement: Statement) -> Claim:
        section = statement.section
        cited = self._cited(statement.evidence)[: _CITED.get(section, 6)]
        against = self._cited(statement.against)[:5] if section == "causes" else []
        absence = not cited and not against and _says_nothing(statement)
        if not cited and not against and not absence:
            raise _Unfounded("cites no message")
        whole = [self._whole(item) for item in [*cited, *against]]
        said = Assertion(
            words="",
            section=section,
            cited=tuple(whole[: len(cited)]),
            against=tuple(whole[len(cited) :]),
            status=statement.status,
        )
        ground = Ground(whole)
        text, computed, used = self._text(statement, said, ground)
        shown_in = [*cited, *(item for item in used if item not in cited)]
        fields: dict[str, Any] = {
            "text": text,
            "evidence": tuple(dict.fromkeys(item.ts for item in shown_in)),
            "computed": computed,
            "absence": absence and not shown_in,
        }
        if section in _EVENTS:
            return self._event(statement, fields, cited)
        if section == "causes":
            return self._cause(statement, fields, against)
        if section == "actions":
            return self._action(statement, fields, ground)
        return Claim(**fields)

    def _cited(self, ids: Sequence[str]) -> list[Item]:
        known = self._shown.items
        if unknown := [each for each in ids if each not in known]:
            raise _Unfounded(f"cites {', '.join(unknown[:5])}, which does not exist")
        return [known[each] for each in ids]

    def _whole(self, item: Item) -> Item:
        """With all wordings it ever had: a claim may rest on any."""
        return self._evidence.get(item.ts) or item

    def _text(self, statement: Statement, said: Assertion, ground: Ground) -> tuple[str, tuple[str, ...], list[Item]]:
        """The text with its places filled, the durations in it, and the messages that these count from."""
        text = _SCHEME.sub("", statement.text)
        for pattern, plain in _ABBREVIATED:
            text = pattern.sub(plain, text)
        text = _RUNS_ON.sub(lambda match: match[1] + (";" if match.string[match.end() :].strip() else ""), text)
        bare = _PLACE.sub(" ", text)
        self._manners(statement.section, bare, _PLACE.sub(_somebody, text), ground)
        if wrong := faults(replace(said, words=bare), self._channel):
            raise _Unfounded("; ".join(wrong))
        text = "".join(
            part if place % 2 else ground.as_written(part) for place, part in enumerate(_PLACE_WHOLE.split(text))
        )
        most = _WORDS.get(statement.section, 50)
        if len(text.split()) > most:
            if not self._forgiving:
                raise _Unfounded(f"has more than {most} words")
            text = shortened(text, most)
        computed: list[str] = []
        used: list[Item] = []
        filled = _PLACE.sub(lambda match: self._fill(match, statement.section, ground, computed, used), text)
        return closed(" ".join(filled.split())), tuple(computed), used

    def _manners(self, section: str, bare: str, told: str, ground: Ground) -> None:
        if not bare.strip():
            raise _Unfounded("says nothing")
        if finding := self._unkind(section, told):
            raise _Unfounded(f"“{finding.phrase}” is {_NAMED[finding.kind]}; instead: {finding.proposal}")
        for written in _BARE_ID.findall(bare):
            if (written in self._shown.items or written in self._shown.people) and not ground.holds(written):
                raise _Unfounded(f"{written} stands in the text; write {{{written}}} or leave it out")

    def _unkind(self, section: str, told: str) -> Finding | None:
        """What blames in a statement; in a cause also what makes it the only one, in an action advice that changes nothing."""
        if finding := barred(told, self._people):
            return finding
        if section == "causes":
            return single_cause(told)
        return platitude(told) if section == "actions" else None

    def _fill(self, match: re.Match[str], section: str, ground: Ground, computed: list[str], used: list[Item]) -> str:
        who, first, last = match.groups()
        if who:
            person = self._shown.people.get(who)
            if person is None:
                raise _Unfounded(f"names {who}, who does not exist")
            if section in WITHOUT_PEOPLE and not person.is_bot:
                raise _Unfounded("names a person as a cause or factor; describe the system or the role")
            if not ground.knows(person):
                raise _Unfounded(f"names {who}, who is not in the cited messages")
            return person.name
        ends = self._cited([each for each in (first, last) if each])
        used += ends
        if len(ends) == 1:
            return ends[0].at.astimezone(UTC).strftime(self._clock)
        computed.append(spoken(abs(ends[1].at - ends[0].at)))
        return computed[-1]

    def _event(self, statement: Statement, fields: dict[str, Any], cited: Sequence[Item]) -> TimelineEntry:
        if not cited:
            raise _Unfounded("cites no message")
        if self._since and all(item.at < self._since for item in cited):
            raise _Unfounded("lies before the window that was asked for")
        at = self._at(cited[0], statement.stated)
        return TimelineEntry(at=at, kind=statement.kind, importance=round(statement.importance, 2), **fields)

    def _cause(self, statement: Statement, fields: dict[str, Any], against: Sequence[Item]) -> Cause:
        confidence = statement.confidence
        if confidence is None:
            if not self._forgiving:
                raise _Unfounded("has no `confidence` between 0 and 1")
            confidence = 0.3
        rejected = statement.status == "rejected"
        return Cause(
            confidence=round(min(confidence, 0.1) if rejected else confidence, 2),
            status=statement.status,  # type: ignore[arg-type] # the reader of answers lets nothing else through
            role=statement.role or None,  # type: ignore[arg-type] # likewise
            against=tuple(dict.fromkeys(item.ts for item in against)),
            **fields,
        )

    def _action(self, statement: Statement, fields: dict[str, Any], ground: Ground) -> Action:
        person = self._shown.people.get(statement.owner)
        if statement.owner and (person is None or person.is_bot or not ground.knows(person)):
            self._matter_of_form(f"nobody is named as owner {statement.owner} in the cited messages")
            person = None
        if person:
            fields |= {"owner": person.name, "owner_id": person.id}
        for name, words in (("due", statement.due), ("priority", statement.priority)):
            if not words:
                continue
            if ground.holds(words):
                fields[name] = words
            else:
                self._matter_of_form(f"the {name} “{words[:40]}” is not in the cited messages")
        return Action(**fields)

    def _matter_of_form(self, what: str) -> None:
        if not self._forgiving:
            raise _Unfounded(what)

    def _at(self, item: Item, words: str) -> datetime:
        """When an event was: the time that the message states, else its own."""
        if not words:
            return item.at
        if not Ground([self._whole(item)]).holds(words):
            self._matter_of_form(
                f"`stated` must be copied from the first cited message, and “{words[:40]}” is not there"
            )
            return item.at
        return stated(words, item.at) or item.at

    def _times(self, told: Iterable[tuple[str, str, str]]) -> tuple[dict[str, tuple[datetime, str]], list[Fault]]:
        found: dict[str, tuple[datetime, str]] = {}
        faults: list[Fault] = []
        last: datetime | None = None
        for name, cited, words in told:
            try:
                item = self._cited((cited,))[0]
                at = self._at(item, words)
            except _Unfounded as reason:
                faults.append(Fault(f"times, {name}", str(reason)))
                continue
            if last and at < last:
                faults.append(Fault(f"times, {name}", "lies before the event that comes ahead of it"))
                continue
            found[name] = at, item.ts
            if name != "acknowledged":  # it may have eased before anybody took it up
                last = at
        return found, faults


def _somebody(place: re.Match[str]) -> str:
    """A place in the text as the linter reads it: a person's is somebody, any other is nothing."""
    return "@somebody" if place[1] else " "


def _says_nothing(statement: Statement) -> bool:
    """Whether the statement is one that something is not established, or a plain question: neither has anything to cite."""
    if statement.section not in _ABSENT:
        return False
    asks = statement.section in ("questions", "open") and statement.text.endswith("?")
    return asks or statement.text.startswith("The channel does not ")


def _once(claim: Claim, before: Sequence[Any]) -> None:
    for other in before:
        if claim.text == other.text:
            raise _Unfounded("is told twice")
        if isinstance(claim, TimelineEntry) and same_event(claim, other):
            raise _Unfounded(f"tells the same event again as “{other.text[:60]}”")


def _ordered(section: str, claims: list[Any]) -> tuple[Any, ...]:
    """In the order of the document, and no more than it has room for: of events the most important."""
    most = _MOST[section]
    if section in _EVENTS:
        chosen = sorted(claims, key=lambda entry: -entry.importance)[:most]
        return tuple(sorted(chosen, key=lambda entry: (entry.at, entry.evidence)))
    if section == "causes":
        claims = sorted(claims, key=lambda cause: cause.status == "rejected")
    return tuple(claims[:most])
