"""A drafted post-mortem: claims, each resting on messages named by their Slack timestamps."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

from bot.domain.evidence import Evidence
from bot.domain.model_call import Spent
from bot.domain.transcript import comes_from

WITHDRAWN = "Withdrawn: a message this rested on was deleted."

CauseStatus = Literal["hypothesis", "confirmed", "rejected"]
CauseRole = Literal["trigger", "latent", "worsened", "slowed recovery"]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One statement. `evidence` are Slack timestamps; `computed` what code worked out and put into the text: durations, counts,
    leading words; `absence` marks a statement that something is not established, which has nothing to cite; `edited` is when a
    message it rests on was last given other words than those it was written from, UTC, worked out when it is shown."""

    text: str
    evidence: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    absence: bool = False
    withdrawn: bool = False
    edited: datetime | None = None

    def sources(self) -> tuple[str, ...]:
        """Every timestamp the claim names."""
        return self.evidence

    @property
    def edited_since(self) -> str:
        """What tells a reader that the claim may not say any more what its messages say; empty where it does."""
        return "" if self.edited is None or self.withdrawn else _edited_since(self.edited)

    def cites(self, ts: str) -> bool:
        """Whether the claim rests on a message or, with `ts#slot`, on a transcript that it carried."""
        return any(comes_from(cited, ts) for cited in self.sources())


def _edited_since(at: datetime) -> str:
    return f" (a message it rests on was edited since, on {at.astimezone(UTC):%Y-%m-%d at %H:%M} UTC)"


_PARTS: dict[CauseRole, str] = {
    "trigger": "set it off",
    "latent": "lay there before",
    "worsened": "made it worse",
    "slowed recovery": "slowed the recovery",
}

C = TypeVar("C", bound=Claim)

_LIKELIHOODS = ((0.8, "very likely"), (0.6, "likely"), (0.35, "possible"), (0.0, "weakly supported"))


@dataclass(frozen=True, kw_only=True)
class TimelineEntry(Claim):
    """An event at a time. `kind` is one of alert, report, deploy, change, finding, hypothesis, action, decision, status,
    handover, recovery; `importance` is 0 to 1, larger for what a reader must not miss; `learnt` is when people came to
    know of it, UTC, None where that was then."""

    at: datetime
    kind: str
    importance: float
    learnt: datetime | None = None

    @property
    def learnt_later(self) -> str:
        """What tells a reader that people did not know of the event when it happened; empty where they did."""
        if self.learnt is None or self.withdrawn:
            return ""
        at = self.learnt.astimezone(UTC)
        same_day = at.date() == self.at.astimezone(UTC).date()
        return f" (learnt at {at:%H:%M} UTC)" if same_day else f" (learnt on {at:%Y-%m-%d} at {at:%H:%M} UTC)"


@dataclass(frozen=True, kw_only=True)
class Cause(Claim):
    """A probable cause. `confidence` is 0 to 1; `against` are timestamps of evidence that speaks against it; `role` is the
    part it had, None where nothing tells."""

    confidence: float
    status: CauseStatus = "hypothesis"
    role: CauseRole | None = None
    against: tuple[str, ...] = ()

    def sources(self) -> tuple[str, ...]:
        return (*self.evidence, *self.against)

    @property
    def part(self) -> str:
        """What it did, in words, to follow its confidence; empty where nothing tells, or where it did nothing."""
        return f", {_PARTS[self.role]}" if self.role and self.status != "rejected" and not self.withdrawn else ""

    @property
    def likelihood(self) -> str:
        """The confidence in words."""
        return next(words for least, words in _LIKELIHOODS if self.confidence >= least)


@dataclass(frozen=True, kw_only=True)
class Action(Claim):
    """Something to do. `owner` is a name as people read it and `owner_id` the Slack user, both None where nobody was named;
    `due` and `priority` as they were said."""

    owner: str | None = None
    owner_id: str | None = None
    due: str | None = None
    priority: str | None = None


@dataclass(frozen=True, kw_only=True)
class Times:
    """When the incident started, was noticed, was taken up by a responder, stopped hurting and ended, UTC; None where the channel
    does not say. `shown_by` has, as pairs of a name and a timestamp, which message shows it; a time that people set on the
    incident has none. `edited` has, as pairs of a name and a time, when that message was last given other words since, UTC,
    worked out when it is shown."""

    started: datetime | None = None
    detected: datetime | None = None
    acknowledged: datetime | None = None
    mitigated: datetime | None = None
    resolved: datetime | None = None
    shown_by: tuple[tuple[str, str], ...] = ()
    edited: tuple[tuple[str, datetime], ...] = ()

    @classmethod
    def of(cls, shown: Mapping[str, tuple[datetime, str]], otherwise: Mapping[str, datetime | None]) -> "Times":
        """The times that messages show, each with the timestamp of its message; where none does, those of `otherwise`."""
        known: dict[str, Any] = {**otherwise, **{name: at for name, (at, _) in shown.items()}}
        return cls(**known, shown_by=tuple((name, source) for name, (_, source) in shown.items()))

    def source(self, name: str) -> str | None:
        """The timestamp of the message that shows a time; None where none does."""
        return dict(self.shown_by).get(name)

    def edited_since(self, name: str) -> str:
        """What tells a reader that the message may not show this time any more; empty where it does."""
        at = dict(self.edited).get(name)
        return _edited_since(at) if at else ""

    def marked(self, edited: Mapping[str, datetime]) -> "Times":
        """The same with each time marked whose message was edited since; `edited` has their timestamps."""
        return replace(self, edited=tuple((name, edited[ts]) for name, ts in self.shown_by if ts in edited))

    def without(self, ts: str) -> "Times":
        """The same after message `ts` was deleted: what it showed is not known any more."""
        gone: dict[str, Any] = dict.fromkeys(name for name, source in self.shown_by if comes_from(source, ts))
        return replace(self, **gone, shown_by=tuple(pair for pair in self.shown_by if pair[0] not in gone))


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The whole document. `title` never holds words of a message; `drafter` names who wrote it; `note` says
    in a sentence or two what a reader must know of how it was written, empty where that is nothing; `spent` what a model took to
    write it, None where rules wrote."""

    title: str
    severity: str | None
    drafter: str
    note: str = ""
    spent: Spent | None = None
    times: Times = field(default_factory=Times)
    summary: tuple[Claim, ...] = ()
    impact: tuple[Claim, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    causes: tuple[Cause, ...] = ()
    factors: tuple[Claim, ...] = ()
    went_well: tuple[Claim, ...] = ()
    questions: tuple[Claim, ...] = ()
    actions: tuple[Action, ...] = ()

    def claims(self) -> Iterator[Claim]:
        """Every claim, in the order of the document."""
        for section in SECTIONS:
            yield from getattr(self, section)

    def unsupported(self, evidence: Evidence) -> tuple[Claim, ...]:
        """The claims that cite nothing without saying so, or that cite a message that is not in the evidence."""
        return tuple(claim for claim in self.claims() if not is_supported(claim, evidence))

    def supported(self, evidence: Evidence) -> "Draft":
        """The same document without its unsupported claims: what may be shown to a reader."""
        return self._each(lambda claim: claim if is_supported(claim, evidence) else None)

    def without(self, ts: str) -> "Draft":
        """The same document after message `ts` was deleted: every claim that rests on it keeps its place and loses its words."""
        return replace(self._each(lambda claim: _withdraw(claim, ts)), times=self.times.without(ts))

    def marked(self, edited: Mapping[str, datetime]) -> "Draft":
        """The same document with each claim and time marked that rests on a message edited since; `edited` has their
        timestamps."""

        def mark(claim: C) -> C:
            given = [edited[ts] for ts in claim.sources() if ts in edited]
            return replace(claim, edited=max(given)) if given else claim

        return replace(self._each(mark), times=self.times.marked(edited)) if edited else self

    def marks(self) -> list[datetime]:
        """When the messages were edited on which the marked claims and times rest, one for each of these."""
        claims = [claim.edited for claim in self.claims() if claim.edited and not claim.withdrawn]
        return [*claims, *(at for _, at in self.times.edited)]

    def rests_on(self, ts: str) -> bool:
        return any(claim.cites(ts) for claim in self.claims()) or self.times != self.times.without(ts)

    def sources(self) -> frozenset[str]:
        """The timestamps of all messages that the document names."""
        named = {ts for claim in self.claims() for ts in claim.sources()}
        return frozenset(named | {ts for _, ts in self.times.shown_by})

    def _each(self, change: "Callable[[Any], Any]") -> "Draft":
        changed: dict[str, Any] = {
            section: tuple(new for claim in getattr(self, section) if (new := change(claim)) is not None)
            for section in SECTIONS
        }
        return replace(self, **changed)


SECTIONS = ("summary", "impact", "timeline", "causes", "factors", "went_well", "questions", "actions")


def is_supported(claim: Claim, evidence: Evidence) -> bool:
    """Whether the claim cites messages that exist, or says that it has nothing to cite."""
    cited = claim.sources()
    if not cited:
        return claim.absence or claim.withdrawn
    return all(evidence.get(ts) is not None for ts in cited)


def _withdraw(claim: C, ts: str) -> C:
    if not claim.cites(ts):
        return claim
    gone: dict[str, Any] = {"text": WITHDRAWN, "computed": (), "withdrawn": True}
    if isinstance(claim, Action):
        gone |= {"owner": None, "owner_id": None, "due": None, "priority": None}
    return replace(claim, **gone)
