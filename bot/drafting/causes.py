"""Probable causes: who states causality, who agrees, which fix followed, what was ruled out. Ranked by that evidence."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.domain.draft import Cause
from bot.drafting.course import Course
from bot.drafting.phrasing import verifiable
from bot.drafting.reading import Note, Reading
from bot.drafting.signals import ASKS, CAUSAL, COMMITS, FACTOR, MECHANISM, NEEDS, RULED_OUT

MOST = 4
MOST_REJECTED = 3
WORDS = 46
CITED = 5
_LEAST = 2.6
_CHANGE_WINDOW = 3 * 3600
_FIX_WINDOW = 8 * 3600
_FIXES = frozenset(("acted", "undone", "changed", "deployed", "recovered", "resolved"))


@dataclass(frozen=True)
class Theory:
    """A cause that somebody put forward: the lines that state it, with their notes, in order, and what speaks for and against."""

    lines: tuple[tuple[Note, str], ...]
    score: float
    head: Note
    support: tuple[Note, ...] = ()
    against: tuple[Note, ...] = ()
    fixed: bool = False
    agreed: bool = False

    @property
    def terms(self) -> frozenset[str]:
        return frozenset().union(*(note.terms for note, _ in self.lines))

    @property
    def places(self) -> frozenset[int]:
        return frozenset(note.place for note, _ in self.lines)


def causes(reading: Reading, course: Course) -> tuple[Cause, ...]:
    """At most four hypotheses, best first, and then at most three that the channel rejected."""
    rare = _Rarity(reading)
    theories = [*_stated(reading, course, rare), *_changes(reading, course, rare)]
    theories.sort(key=lambda theory: (-theory.score, theory.head.place))
    kept = _distinct([theory for theory in theories if not theory.against and theory.score >= _LEAST], MOST)
    rejected = _distinct([theory for theory in theories if theory.against], MOST_REJECTED)
    rejected = [theory for theory in rejected if not any(theory.places & other.places for other in kept)]
    found = [_cause(theory, rank, reading) for rank, theory in enumerate(kept)]
    found += [_cause(theory, 0, reading) for theory in rejected]
    return tuple(cause for cause in found if cause)


class _Rarity:
    """Which words are rare enough in the channel to tie two messages together, and where they are said."""

    def __init__(self, reading: Reading) -> None:
        self._count = Counter(term for note in reading.notes for term in note.terms)
        self._most = max(3, len(reading) // 12)
        self._places: dict[str, list[int]] = {}
        for note in reading.notes:
            for term in note.terms:
                if self._count[term] <= self._most:
                    self._places.setdefault(term, []).append(note.place)
        self._notes = reading.notes

    def shared_later(self, note: Note, terms: frozenset[str], seconds: float) -> list[tuple[Note, int]]:
        """Later notes within `seconds` that share rare words, with how many, in order."""
        counts: Counter[int] = Counter()
        for term in terms:
            for place in self._places.get(term, ()):
                if place > note.place and self._notes[place].seconds - note.seconds <= seconds:
                    counts[place] += 1
        return [(self._notes[place], counts[place]) for place in sorted(counts)]


def _causal(low: str) -> float:
    points = sorted((points for pattern, points, _ in CAUSAL if pattern.search(low)), reverse=True)
    return (points[0] + 0.3 * sum(points[1:3])) if points else 0.0


def _mechanism(low: str) -> float:
    return min(2.4, 0.9 * len({match[0] for match in MECHANISM.finditer(low[:600])}))


def _stated(reading: Reading, course: Course, rare: _Rarity) -> Iterator[Theory]:
    for note in reading.notes:
        if note.is_bot or course.is_before(note) or not note.lines or note.opens_follow_ups:
            continue
        causal = max(_causal(line.lower()) for line in note.lines[:12])
        mechanism = max(_mechanism(line.lower()) for line in note.lines[:12])
        if causal + mechanism < 0.9 or (causal < 0.5 and mechanism < 1.0 and not note.is_question):
            continue
        yield _weighed(note, reading, course, rare)


def _weighed(note: Note, reading: Reading, course: Course, rare: _Rarity) -> Theory:
    run = [other for other in reading.run(note)[:3] if not other.opens_follow_ups]
    before = reading.before(note)
    lines = [(each, line) for each in run for line in each.lines[:8]]
    score = max(_causal(line.lower()) for _, line in lines) + max(_mechanism(line.lower()) for _, line in lines)
    answers = [answer for answer in reading.answers(note) if answer.by != note.by and not answer.is_bot]
    agreeing = [answer for answer in answers[:3] if answer.agrees]
    against = _against(note, answers, reading)
    if agreeing and not against:
        score += 1.2 + (0.8 if note.is_question else 0.0)
    elif note.is_question:
        score -= 1.6
    if before and before.seconds > note.seconds - 300 and before.by == note.by and _causal(before.low) >= 2.0:
        score += 0.4
    score += 1.3 * course.topicality(note) - (0.4 if course.is_after(note) else 0.0)
    score += min(0.6, 0.2 * sum(reaction.count for reaction in note.item.reactions))
    text = " ".join(line.lower() for _, line in lines)
    if COMMITS.search(text) or NEEDS.search(text) or ASKS.search(text):
        score -= 1.0
    if FACTOR.search(note.low):
        score -= 0.8
    if RULED_OUT.search(note.low):
        score -= 1.5
    later = rare.shared_later(note, note.terms, _FIX_WINDOW)
    fixes = [
        other
        for other, shared in later
        if other.marks & _FIXES and not other.is_question and other.place not in {n.place for n in run}
    ]
    repeated = [other for other, shared in later if shared >= 2]
    score += (0.9 if fixes else 0.0) + min(0.8, 0.3 * len(repeated))
    support = [*agreeing[:1], *fixes[-1:]]
    theory = Theory(
        _content(note, run, answers, course), score, note, tuple(support), against, bool(fixes), bool(agreeing)
    )
    return replace(theory, score=theory.score - 1.5) if len(theory.terms) < 4 else theory


def _against(note: Note, answers: list[Note], reading: Reading) -> tuple[Note, ...]:
    """Answers that reject what the note supposes; its author's own second thought counts too."""
    supposes = note.is_question or "supposed" in note.marks
    found = []
    for place, answer in enumerate(answers[:3]):
        starts = answer.disagrees and (place == 0 or answer.terms & note.terms)
        if starts and not answer.agrees and not answer.is_question and (supposes or answer.terms & note.terms):
            found.append(answer)
    for answer in reading.answers(note):
        if answer.by == note.by and RULED_OUT.search(answer.low) and supposes:
            found.append(answer)
    return tuple(found[:2])


def _content(note: Note, run: list[Note], answers: list[Note], course: Course) -> tuple[tuple[Note, str], ...]:
    """The lines that say what the cause is: the note's own, and those of the run and the answers that add a mechanism."""
    scored: list[tuple[float, int, Note, str]] = []
    company = [*run, *(answer for answer in answers[:3] if not answer.is_question and not answer.disagrees)]
    for each in company:
        for line in each.lines[:8]:
            low = line.lower()
            value = _causal(low) + 1.2 * _mechanism(low) + (1.5 if each is note else 0.6 if each in run else 0.0)
            value -= 1.5 if COMMITS.search(low) or NEEDS.search(low) else 0.0
            if value >= 1.3 and len(low.split()) >= 3:
                scored.append((-value, len(scored), each, line))
    best = sorted(scored, key=lambda entry: entry[:2])[:4]
    return tuple((each, line) for _, _, each, line in sorted(best, key=lambda entry: (entry[2].place, entry[1])))


def _changes(reading: Reading, course: Course, rare: _Rarity) -> Iterator[Theory]:
    """A change shortly before the first sign, the more so if it was undone or talked about afterwards."""
    if course.first is None:
        return
    for note in reading.notes:
        if note.seconds > course.first.seconds + 900:
            return
        if (
            course.first.seconds - note.seconds > _CHANGE_WINDOW
            or not note.marks & {"deployed", "changed"}
            or note.is_question
        ):
            continue
        later = rare.shared_later(note, note.terms, _FIX_WINDOW)
        undone = [other for other, shared in later if "undone" in other.marks and not other.disagrees]
        spoken = [other for other, shared in later if shared >= 2 and not other.is_bot]
        score = 1.2 + (2.0 if undone else 0.0) + min(2.0, 0.5 * len(spoken)) + 1.3 * course.topicality(note)
        about = max(spoken, key=lambda other: (_causal(other.low) + _mechanism(other.low), -other.place), default=None)
        lines = tuple((note, line) for line in note.lines[:2])
        if about and (_causal(about.low) + _mechanism(about.low)) >= 1:
            lines += ((about, about.lines[0]),)
        if lines:
            yield Theory(lines, score, note, tuple(undone[:1]), fixed=bool(undone))


def _distinct(theories: list[Theory], most: int) -> list[Theory]:
    """The best theories that neither share messages nor say the same."""
    kept: list[Theory] = []
    for theory in theories:
        if len(kept) == most:
            break
        if theory.lines and not any(_same(theory, other) for other in kept):
            kept.append(theory)
    return kept


def _same(theory: Theory, other: Theory) -> bool:
    if theory.places & other.places:
        return True
    shared = len(theory.terms & other.terms)
    return shared >= 0.6 * max(1, min(len(theory.terms), len(other.terms)))


def _cause(theory: Theory, rank: int, reading: Reading) -> Cause | None:
    parts: list[str] = []
    cited: list[str] = []
    left = WORDS
    for note, line in theory.lines:
        sentence = reading.wording.sentence(line, min(left, 34), named=False) if left >= 5 else ""
        if sentence and sentence not in parts:
            parts.append(sentence)
            left -= len(sentence.split())
            cited += [note.ts] if note.ts not in cited else []
    cited += [note.ts for note in theory.support if note.ts not in cited]
    cited = sorted(cited[:CITED])
    against = tuple(note.ts for note in theory.against if note.ts not in cited)
    text = " ".join(parts)
    if not text or not verifiable(text, reading.items(cited)):
        return None
    if against:
        return Cause(text=text, evidence=tuple(cited), against=against, confidence=0.05, status="rejected")
    confidence = 1 / (1 + math.exp(-(theory.score - 5.2) / 1.4)) * (0.95 - 0.08 * rank)
    status = "confirmed" if theory.fixed and theory.agreed and confidence > 0.7 else "hypothesis"
    return Cause(text=text, evidence=tuple(cited), confidence=round(min(0.92, max(0.1, confidence)), 2), status=status)
