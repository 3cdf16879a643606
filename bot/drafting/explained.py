"""Why each line of a draft by rules is there: the words that the rules found, and what made one message weigh more than others.

It is read off the same rules that chose the line. Nobody's words are quoted but those that a rule looked for."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.draft import SECTIONS, Action, Cause, Claim, Draft, TimelineEntry
from bot.domain.draft_json import TIMES
from bot.domain.evidence import Evidence
from bot.domain.plain_text import one_line
from bot.drafting.action_words import ASKS, COMMITS, DATED, NEEDS, PROPOSES, SETTLED, TASKS, WANTS
from bot.drafting.cause_words import CAUSAL, FACTOR
from bot.drafting.document import escaped
from bot.drafting.findings import Findings
from bot.drafting.importance import Importance, signals_of
from bot.drafting.reading import Note
from bot.drafting.theories import breakage
from bot.drafting.vocabulary import DISAGREES, ENDS_WELL, IMPACT, RULED_OUT

_QUOTED, _LINE = 40, 90
_LEAST_TOLD = 0.3
_SUMMARY = (
    ("The first sign", "the first alarm or complaint that others take up"),
    ("Probable cause", "the likeliest of the causes below"),
    ("The channel reports recovery", "the last message that says that all of it is well"),
    ("Read:", "counted by code over the whole channel"),
)
_TASKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a promise", COMMITS),
    ("a need", NEEDS),
    ("a wish", WANTS),
    ("a task", TASKS),
    ("a request", ASKS),
    ("a proposal", PROPOSES),
    ("settled", SETTLED),
    ("a date", DATED),
)


@dataclass(frozen=True)
class Why:
    """A line of the draft and the reasons for it. `section` is one of the draft's, or `times`."""

    section: str
    line: str
    reasons: tuple[str, ...]


def explained(draft: Draft, evidence: Evidence) -> tuple[Why, ...]:
    """Why each line of a draft that rules wrote from this evidence is there, in the order of the document."""
    return tuple(_Explainer(draft, evidence).all())


class _Explainer:
    def __init__(self, draft: Draft, evidence: Evidence) -> None:
        self._draft = draft
        found = Findings.of(evidence)
        self._reading, ranked = found.reading, found.ranked
        self._notes: dict[str, list[Note]] = {}
        for note in self._reading.notes:
            self._notes.setdefault(note.ts, []).append(note)
        self._parts = self._weighed(found.importance)
        whence = zip(ranked.causes, ranked.theories, ranked.weights, strict=True)
        self._theories = {cause.evidence: (theory, weights) for cause, theory, weights in whence}
        self._reasons: Mapping[str, Callable[[Claim], Iterable[str]]] = {
            "summary": self._summary,
            "impact": lambda claim: self._found(claim, IMPACT, "tells who or what was hit"),
            "timeline": self._entry,
            "causes": self._cause,
            "factors": lambda claim: self._found(claim, FACTOR, "tells what made it likelier, longer or harder to see"),
            "went_well": lambda claim: self._found(claim, ENDS_WELL, "is praised or was lucky"),
            "questions": self._question,
            "actions": self._action,
        }

    def all(self) -> Iterator[Why]:
        """Everything there is to explain."""
        for name in TIMES:
            if reasons := tuple(self._time(name)):
                yield Why("times", name.capitalize(), reasons)
        for section in SECTIONS:
            for claim in getattr(self._draft, section):
                yield Why(section, claim.text, tuple(self._reasons[section](claim)))

    def _weighed(self, importance: Importance) -> dict[str, Mapping[str, float]]:
        """What each message weighs for the timeline, in parts: of messages with several tellings, the heaviest."""
        found: dict[str, Mapping[str, float]] = {}
        for note in self._reading.notes:
            parts = importance.parts(note)
            if sum(parts.values()) > sum(found.get(note.ts, {"": float("-inf")}).values()):
                found[note.ts] = parts
        return found

    def _cited(self, claim: Claim) -> list[Note]:
        return [note for ts in claim.evidence for note in self._notes.get(ts, ())]

    def _time(self, name: str) -> Iterator[str]:
        source, at = self._draft.times.source(name), getattr(self._draft.times, name)
        if at is None:
            yield "no message shows it"
        elif source is None:
            yield "people set it on the incident"
        else:
            posted = {note.item.at for note in self._notes.get(source, ())}
            yield "when the message was posted" if at in posted else f"stated in the message as {at:%H:%M} UTC"

    def _summary(self, claim: Claim) -> Iterator[str]:
        yield next((why for lead, why in _SUMMARY if claim.text.startswith(lead)), "nothing in the channel tells it")

    def _entry(self, claim: Claim) -> Iterator[str]:
        """The signs in the message that weighs most, then the parts of its weight, the heaviest first."""
        assert isinstance(claim, TimelineEntry)
        notes = [note for note in self._cited(claim) if note.item.at == claim.at] or self._cited(claim)
        note = max(notes, key=lambda each: sum(self._parts[each.ts].values()), default=None)
        if note is None:
            return
        for signal in signals_of(note)[:3]:
            words = signal.pattern.search(note.low)
            yield f"{_quoted(words[0])} is a sign: {signal.name}" if words else f"a sign by its emoji: {signal.name}"
        yield _weighing(self._parts[note.ts])

    def _cause(self, claim: Claim) -> Iterator[str]:
        assert isinstance(claim, Cause)
        theory, weights = self._theories.get(claim.evidence, (None, {}))
        notes = self._cited(claim)
        plain = next((match for each in notes for pattern, _ in CAUSAL if (match := pattern.search(each.low))), None)
        if theory is None or not theory.stated or plain is None:
            yield "somebody explains how things hang together"
        else:
            yield f"{_quoted(plain[0])} puts forward a cause"
        if broken := sorted({stem for note in notes for stem in breakage(note.low)}):
            yield f"tells how it broke ({', '.join(f'{stem}…' for stem in broken[:4])})"
        if theory and theory.agreed:
            yield "somebody else agreed"
        if theory and theory.fixed:
            yield "a fix that names the same things followed"
        if weights:
            yield _weighing(weights)
        for note in (each for ts in claim.against for each in self._notes.get(ts, ())):
            no = DISAGREES.match(note.low) or RULED_OUT.search(note.low)
            yield f"{_quoted(no[0]) if no else 'what was said'} at {note.item.at:%H:%M} UTC speaks against it"

    def _question(self, claim: Claim) -> Iterator[str]:
        if claim.absence:
            yield "nothing in the channel tells it"
        elif claim.text.endswith("?"):
            yield "nobody answered it"
        else:
            yield "somebody says that it is not known"

    def _action(self, claim: Claim) -> Iterator[str]:
        assert isinstance(claim, Action)
        looked = [(what, pattern.search(note.low)) for note in self._cited(claim) for what, pattern in _TASKS]
        found = [f"{_quoted(words[0])} is {what}" for what, words in looked if words]
        yield from found or ["somebody answers a call for follow-ups with it"]
        if claim.owner:
            yield f"{claim.owner} took it on, or was named for it"

    def _found(self, claim: Claim, pattern: re.Pattern[str], what: str) -> Iterator[str]:
        if claim.absence:
            yield "nothing in the channel tells it"
            return
        if claim.computed:
            yield "worked out by code from the times of the messages"
            return
        words = next((match for note in self._cited(claim) if (match := pattern.search(note.low))), None)
        yield f"{_quoted(words[0])} {what}" if words else what


def as_markdown(told: Sequence[Why]) -> str:
    """The reasons, to stand behind the document."""
    lines = ["", "## Why each line is there", ""]
    lines += [
        f"- {why.section}, {escaped(one_line(why.line, _LINE))}: {'; '.join(map(escaped, why.reasons))}."
        for why in told
    ]
    return "\n".join(lines) + "\n"


def _weighing(parts: Mapping[str, float]) -> str:
    """A weight and its parts, the heaviest first."""
    told = sorted(parts.items(), key=lambda part: -abs(part[1]))
    shown = ", ".join(f"{name} {worth:+.1f}" for name, worth in told if abs(worth) >= _LEAST_TOLD)
    return f"weighs {sum(parts.values()):.1f}: {shown}"


def _quoted(words: str) -> str:
    flat = " ".join(words.split())
    return f"“{flat[:_QUOTED]}{'…' if len(flat) > _QUOTED else ''}”"
