"""Explanations: what somebody told at some length about how things hang together, whether or not they called it the cause.

Most channels never say "root cause". Somebody who works on it says in two or three messages how one thing led to another, names
what it is about for the first time, shows a line of code or a setting, and the others talk on in those words."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.drafting.course import Course
from bot.drafting.reading import Note, Reading
from bot.drafting.talk import Talk
from bot.drafting.theories import Theory

_LEADS_TO = re.compile(
    r"->|→|\b(?:so (?!that\b)|which\b|when(?:ever)?\b|every time\b|then\b|means\b|because\b|since\b|due to\b|if\b|that'?s why\b)"
)
_SAYS_HOW_IT_GOES = frozenset(("recovered", "resolved", "decided", "handed_over", "escalated", "declared"))
_LEAST = 3.6
_WEIGHED = 80
_HEARD = 60
_EARLY = 6
_RUN = 5


@dataclass(frozen=True)
class Explained:
    """The runs of messages that explain most, best first; how much each note begins to explain, and how plainly a cause is
    stated in it, by place."""

    runs: tuple[Theory, ...]
    weights: Mapping[int, float]
    told: Mapping[int, float]


def explanations(reading: Reading, course: Course, told: Iterable[Theory]) -> Explained:
    """What explains in the channel. `told` are the theories that people stated as such."""
    strength: dict[int, float] = {}
    denied: set[int] = set()
    for theory in told:
        for place in theory.places:
            strength[place] = max(strength.get(place, 0.0), theory.score)
        denied |= theory.places if theory.against else set()
    weights = _Weights(reading.talk, course.first.place if course.first else 0, strength)
    listing = reading.listed.whole
    explaining = {note.place: note for note in reading.notes if note.place not in listing and _explains(note)}
    runs = [[each for each in reading.run(note)[:_RUN] if each.place in explaining] for note in explaining.values()]
    every = [(weights.of(run), run) for run in runs]
    rough = sorted((each for each in every if not denied & {note.place for note in each[1]}), key=_best_first)
    weighed = [(weight + 2.0 * _heard(run, reading), run) for weight, run in rough[:_WEIGHED]]
    weighed.sort(key=_best_first)
    found = tuple(Theory(_lines(run), weight, run[0], stated=False) for weight, run in weighed if weight >= _LEAST)
    return Explained(found, {run[0].place: weight for weight, run in every}, strength)


def _best_first(weighed: tuple[float, Sequence[Note]]) -> tuple[float, int]:
    weight, run = weighed
    return -weight, run[0].place


def _explains(note: Note) -> bool:
    """Whether the note may say how things hang together: no small talk, no denial, no plan and no report of how it goes."""
    if note.is_bot or note.is_chatter or not note.lines or note.opens_follow_ups or note.marks & _SAYS_HOW_IT_GOES:
        return False
    return not ("RULED_OUT" in note.lists or "NEEDS" in note.lists)


def _lines(run: Sequence[Note]) -> tuple[tuple[Note, str], ...]:
    """What is said in the run, without what it asks."""
    return tuple((note, line) for note in run for line in note.lines[:6] if not line.rstrip().endswith("?"))


@dataclass
class _Weights:
    """What runs weigh. A note stands in several runs and is counted once. `first` is the place of the first sign, `strength` the
    score of the theories by the places they were told at."""

    talk: Talk
    first: int
    strength: dict[int, float]
    _counted: dict[int, tuple[int, int, int, int]] = field(default_factory=dict)

    def of(self, run: Sequence[Note]) -> float:
        head = run[0]
        said, *counts = (sum(counts) for counts in zip(*map(self._counts, run), strict=True))
        mechanisms, leads, introduced = (min(5, count) for count in counts)
        weight: float = math.log1p(min(56, said)) + 0.15 * max(self.strength.get(note.place, 0.0) for note in run)
        weight += 0.15 * mechanisms + 0.10 * leads + 0.08 * introduced
        weight += 0.06 * min(5, sum(note.figures for note in run))
        weight += 0.5 * self.talk.share.get(head.by, 0.0) + (0.4 if any(note.code for note in run) else 0.0)
        weight -= 0.8 if "COMMITS" in head.lists else 0.0
        weight -= 0.5 if any(note.is_question for note in run) else 0.0
        since = head.place - self.first
        return weight - (0.6 if 0 <= since < _EARLY else 0.5 if since < 0 else 0.0)

    def _counts(self, note: Note) -> tuple[int, int, int, int]:
        """How many words the note says without what it asks, and how often it names a mechanism, says that one thing leads to
        another, and brings up what comes up again."""
        if note.place not in self._counted:
            said = sum(len(line.split()) for _, line in _lines((note,)))
            leads = len(_LEADS_TO.findall(note.low[:600]))
            self._counted[note.place] = said, len(note.breakage), leads, self.talk.introduced[note.place]
        return self._counted[note.place]


def _heard(run: Sequence[Note], reading: Reading) -> float:
    """The share of what people say next that speaks of the same things."""
    terms = frozenset().union(*(note.terms for note in run))
    later = [note for note in reading.notes[run[-1].place + 1 : run[-1].place + 2 * _HEARD] if not note.is_bot][:_HEARD]
    return sum(len(note.terms & terms) >= 3 for note in later) / _HEARD
