"""How likely a theory is to be the cause, seen from the end of the channel.

How plainly somebody says it is the smaller part. First guesses are mostly wrong; the cause is told at some length, among others
who explain too, next to the code or log that shows it; it dawns on those who read it, and the action items are about it."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from bot.domain.draft import Action
from bot.drafting.course import Course
from bot.drafting.reading import Note, Reading
from bot.drafting.theories import Theory

_DAWNS = re.compile(
    r"(?:\W|oh |ah |hm+ |so |and )*(?:oh\b|ah+\b|aha|ouch|oof|ouf|wow|ugh|damn|yikes|argh|sigh|jeez|holy|no way|of course|wait\b"
    r"|brilliant|bingo|exactly|right,? so|well found|(?:nice|good|great) (?:find|catch)|there it is|that's it|so that's"
    r"|makes sense|that (?:would |'d )?(?:explain|make sense))"
)
_WOULD_BE_BETTER = re.compile(
    r"\b(?:should(?! have)|shouldn't|needs? to|must|would be (?:good|nice|better)|ought to)\b"
)
_SOON = 600
_TALK, _TALK_SECONDS = 10, 900
_SHOWN = 6
_HEARD = 4
_EARLY = 0.25
_WORDS, _MECHANISMS, _AMAZED = 60, 6, 2


class Likeliness:
    """Weighs theories against each other. `explaining` is how much a note says of how things hang together, by place; `told` how
    plainly a cause is stated, by place; `tasks` are the action items."""

    def __init__(
        self,
        reading: Reading,
        course: Course,
        explaining: Mapping[int, float],
        told: Mapping[int, float],
        tasks: Iterable[Action],
    ) -> None:
        self._reading, self._course, self._explaining, self._told = reading, course, explaining, told
        self._talk = reading.talk
        self._common = max(3, len(reading) // 8)
        wanted = {ts: number for number, task in enumerate(tasks) for ts in task.evidence}
        self._wanted: dict[int, set[str]] = {}
        for note in reading.notes:
            if note.ts in wanted:
                self._wanted.setdefault(wanted[note.ts], set()).update(self._rare(note.terms))

    def of(self, theory: Theory) -> float:
        """The weight of a theory; only the difference between two of one channel has a meaning."""
        return sum(self.parts(theory).values())

    def parts(self, theory: Theory) -> dict[str, float]:
        """What the weight of a theory is made of, by what a reader would call it."""
        notes = list(dict.fromkeys(note for note, _ in theory.lines)) or [theory.head]
        head, last = theory.head, notes[-1]
        length = sum(len(line.split()) for _, line in theory.lines)
        broken = sum(len(note.breakage) for note in notes)
        late = self._course.lateness(head)
        early = max(0.0, _EARLY - max(-_EARLY, late if late is not None else 0.5))
        planned = 2.6 if "COMMITS" in head.lists else 0.0
        return {
            "how plainly it is said": 0.18 * max(self._told.get(note.place, 0.0) for note in notes),
            "told at some length": 0.6 * math.log1p(min(_WORDS, length)),
            "says how it broke": 0.4 * min(_MECHANISMS, broken),
            "code or a log shows it": 1.4 if self._is_shown(head) else 0.0,
            "others explain beside it": self._company(head, theory.places),
            "it dawns on those who read it": 1.6 * self._amazed(head, last),
            "action items are about it": 0.5 * self._followed_up(theory),
            "is a plan": -planned - (1.0 if _WOULD_BE_BETTER.search(head.low) else 0.0),
            "was a first guess": -9.0 * early,
        }

    def _followed_up(self, theory: Theory) -> int:
        """How many action items speak of it in words that are rare in the channel."""
        rare = self._rare(theory.terms)
        return sum(len(rare & words) >= 2 for words in self._wanted.values())

    def _rare(self, terms: Iterable[str]) -> frozenset[str]:
        return frozenset(term for term in terms if self._talk.count[term] <= self._common)

    def _is_shown(self, head: Note) -> bool:
        """Whether code or a log was shown with it or just before."""
        near = self._reading.notes[max(0, head.place - _SHOWN) : head.place + 1]
        return any(note.code and head.seconds - note.seconds <= _SOON for note in near)

    def _company(self, head: Note, own: frozenset[int]) -> float:
        """How much is explained around it."""
        notes = self._reading.notes
        near = range(max(0, head.place - _TALK), min(len(notes), head.place + _TALK + 1))
        others = [place for place in near if place != head.place and place not in own]
        soon = [place for place in others if abs(notes[place].seconds - head.seconds) < _TALK_SECONDS]
        return sum(max(0.0, self._explaining.get(place, 0.0) - 3.0) for place in soon) / 10

    def _amazed(self, head: Note, last: Note) -> int:
        """On how many of those who answer it dawns."""
        following: Sequence[Note] = self._reading.notes[last.place + 1 : last.place + 9]
        others = [note for note in following if note.by != head.by and not note.is_bot]
        soon = [note for note in others if note.seconds - last.seconds <= _SOON][:_HEARD]
        return min(_AMAZED, sum(bool(_DAWNS.match(note.low[:60])) for note in soon))
