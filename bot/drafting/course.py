"""The course of the incident: where it begins and ends in the channel, and what it is about."""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from bot.drafting.reading import Note, Reading
from bot.drafting.signals import BY_NAME
from bot.drafting.vocabulary import phrases

_SIGNS = frozenset(("alarm", "symptom", "declared", "confirmed", "investigating", "escalated"))
_TELLING = frozenset(
    ("alarm", "symptom", "found", "explained", "undone", "recovered", "resolved", "declared", "blocked", "acted")
)
_SOON = 45 * 60
_BUSY = 20 * 60
_LATE = 0.25
_TOPIC_SIZE = 60
# What tools say of work that goes on all the time: a pull request, a build, a rollout.
_SHIPS = re.compile(r"(?:→|->) ?\W{0,2}prod|/(?:pull|pulls|merge_requests)/|\b(?:pr|mr|build) #?\d+|triggered by \w+")
# The whole of it is well again, as against one part.
_WHOLE = phrases(r"""
    fully (?:restored|recovered) | all clear | calling (?:it|this) | \[resolved | queue (?:is )?(?:empty|drained)
    all (?:\w+ ){1,5}(?:done|built|ok|okay|finished|processed|confirmed|green|healthy|back)
    (?:everything|all) (?:\w+ )?(?:back|done|caught up) | (?:incident|this|it|issue|we) (?:is |are )?(?:now )?resolved
    (?:marking|declaring|considering) (?:\w+ )?(?:as )?resolved | back to normal
    closing (?:this|the incident|it|out|then|now|at|[a-z]{2,8}-\d+|\d+) | (?:i'?m|we'?re) closing\b
    (?:i|we) (?:can |will |'ll )?close (?:this|it|the incident)\b
""")
_SHIPPED = phrases(r"""
    live\b | complete\w* \W?\d+ ?/ ?\d+ | serving \d | deploy\w* | rolled out | released | rollout | rollback | migration
""")
_CLOSES = phrases(r"""
    calling it\b | ^\W*(?:ok,? )?closing\b | closing (?:this|the incident|it)\b | (?:i'?m|we'?re) closing\b
    (?:incident|this|it|issue) (?:is |was |has been )?(?:now )?(?:closed|over)\b(?! \d)
""")
# Words of recovery that tell of none.
_NO_RECOVERY = phrases(r"""
    no recovery | recovery\W* (?:was|is) (?:nothing|false|not|short) | works for (?:us|me|them) because
    (?:not|isn't|wasn't|aren't|hasn't|haven't) (?:\w+ )?(?:recover\w*|back|resolved|fixed|mitigated)
    (?:why|how come) .{0,60}\bgreen\b
""")
# The paperwork of ending, which may come long after.
_PAPERWORK = phrases(r"(?:closing|closed)\b | resolved incident | ^\W*resolved\W*$ | monitoring: | resolved: ")


@dataclass(frozen=True)
class Course:
    """`first` is the first sign of trouble, `recoveries` the signs of its end in order; `topic` weighs the words that the
    incident is about, 0 to 1."""

    first: Note | None
    recoveries: tuple[Note, ...]
    topic: dict[str, float]
    half: int = 0
    """The place half-way through what was said from the first sign on: an all-clear before it was none."""
    closed: int | None = None
    """The place where somebody closed it for good: what is repaired later belongs to no incident any more."""
    _topical: dict[int, float] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def ended(self) -> Note | None:
        """The note that says that all is well: the last that speaks of the whole, else the last sign of recovery."""
        within = [note for note in self.recoveries if self.closed is None or note.place <= self.closed]
        rest = [note for note in within or self.recoveries if self.closed is not None or not _is_paperwork(note)]
        whole = [note for note in rest if _WHOLE.search(note.low) and note.place >= self.half]
        return next((notes[-1] for notes in (whole, rest, self.recoveries) if notes), None)

    def eased(self, after: Note | None) -> Note | None:
        """The first sign of recovery after the given note and in the second half of the incident, at the latest the end."""
        ended = self.ended
        midway = (self.first.place + ended.place) // 2 if self.first and ended else 0
        place = bisect_right(self._places, max(midway, after.place) if after else midway)
        if place < len(self.recoveries) and ended and self.recoveries[place].place <= ended.place:
            return self.recoveries[place]
        return ended

    @cached_property
    def _places(self) -> list[int]:
        return [note.place for note in self.recoveries]

    def topicality(self, note: Note) -> float:
        """How much the note is about the incident, 0 to 1."""
        known = self._topical.get(note.place)
        if known is None:
            weights = sorted([self.topic[term] for term in note.terms if term in self.topic], reverse=True)[:4]
            known = self._topical[note.place] = min(1.0, sum(weights) / 2.5)
        return known

    def lateness(self, note: Note) -> float | None:
        """How far into the incident the note stands, 0 at its first sign and 1 at its end; None where it has no ends."""
        if self.first is None or self.ended is None:
            return None
        return (note.place - self.first.place) / max(1, self.ended.place - self.first.place)

    def is_before(self, note: Note) -> bool:
        return self.first is not None and note.place < self.first.place

    def is_after(self, note: Note) -> bool:
        return bool(self.recoveries) and note.place > self.recoveries[-1].place


def follow(reading: Reading) -> Course:
    """The course of the incident that the channel talks about."""
    first = _first_sign(reading)
    start = first.place if first else 0
    watching = {note.by for note in reading.notes if _raises_alarms(note)}
    recoveries = tuple(note for note in reading.notes[start:] if _is_recovery(note, watching)) if first else ()
    half = (start + len(reading)) // 2
    return Course(first, recoveries, _topic(reading, start), half, _closed(reading, half))


def _closed(reading: Reading, half: int) -> int | None:
    """Where somebody closes it, after the last sign of trouble."""
    trouble = max((note.place for note in reading.notes if _is_sign(note) and not note.is_question), default=0)
    after = reading.notes[max(half, trouble) :]
    return next(
        (note.place for note in after if not (note.is_bot or note.is_question) and _CLOSES.search(note.low)), None
    )


def _is_sign(note: Note) -> bool:
    if note.is_bot:
        shipped = ("deployed" in note.marks or _SHIPS.search(note.low)) and "symptom" not in note.marks
        return "alarm" in note.marks and not shipped and not note.marks & {"recovered", "resolved"}
    return "symptom" in note.marks and bool(note.terms)


def _first_sign(reading: Reading) -> Note | None:
    """Where the trouble begins in the channel."""
    found = _taken_up(reading)
    declared = next((note for note in reading.notes if "declared" in note.marks and not note.is_question), None)
    if declared and (found is None or found.seconds - declared.seconds > _BUSY):
        # What was declared had begun: with the first complaint shortly before, if there is one, else with the declaration.
        shortly = (note for note in reading.notes[: declared.place] if declared.seconds - note.seconds <= _SOON)
        found = next(filter(_is_sign, shortly), declared)
    if found is None or found.place > _LATE * len(reading):
        # Nobody speaks of symptoms where data leaks or money goes astray: it begins with the first commotion.
        return _commotion(reading, found) or found
    return found


def _commotion(reading: Reading, before: Note | None) -> Note | None:
    """The first sign of any kind after which several people talk at once."""
    for note in reading.notes[: before.place if before else len(reading)]:
        if not note.marks & _SIGNS or note.is_question:
            continue
        near = [
            other for other in reading.notes[note.place + 1 : note.place + 7] if other.seconds - note.seconds <= _BUSY
        ]
        if len(near) >= 5 and len({other.by for other in (note, *near) if not other.is_bot}) >= 3:
            return note
    return None


def _taken_up(reading: Reading) -> Note | None:
    """The first alarm or complaint that others take up soon; a lone one counts where there is no better."""
    signs = [note.place for note in reading.notes if note.marks & _SIGNS]
    lone = None
    position = 0
    for note in reading.notes:
        if not _is_sign(note):
            continue
        lone = lone or note
        while position < len(signs) and signs[position] <= note.place:
            position += 1
        soon = [reading.notes[place] for place in signs[position : position + 6]]
        if sum(other.by != note.by and other.seconds - note.seconds <= _SOON for other in soon) >= 2:
            return note
        if note.is_bot and _is_answered(note, reading):
            return note
    return lone


def _is_answered(alarm: Note, reading: Reading) -> bool:
    """Whether people talk right after an alarm, in whatever words."""
    near = reading.notes[alarm.place + 1 : alarm.place + 9]
    talk = [other for other in near if not other.is_bot and other.seconds - alarm.seconds <= _BUSY]
    return len(talk) >= 3


def _is_paperwork(note: Note) -> bool:
    return note.is_bot and bool(_PAPERWORK.search(note.low)) and "all clear" not in note.low


def _raises_alarms(note: Note) -> bool:
    return note.is_bot and "alarm" in note.marks and not note.marks & {"recovered", "resolved", "deployed"}


def _is_recovery(note: Note, watching: Collection[str]) -> bool:
    """`watching` are the apps that raise alarms: a tick of theirs ends one. A tick of any other says that a job is done."""
    if not note.marks & {"recovered", "resolved"} or note.is_question or _NO_RECOVERY.search(note.low):
        return False
    only_a_tick = note.is_bot and (note.by not in watching or _SHIPPED.search(note.low))
    if only_a_tick and not any(BY_NAME[name].pattern.search(note.low) for name in ("recovered", "resolved")):
        return False
    return not note.marks & {"blocked", "supposed"} and " if " not in note.low


def _topic(reading: Reading, start: int) -> dict[str, float]:
    """Words by the number of telling messages, from different people, that hold them."""
    said_in: Counter[str] = Counter()
    said_by: dict[str, set[str]] = {}
    for note in reading.notes[start:]:
        if note.marks & _TELLING:
            for term in note.terms:
                said_in[term] += 1
                said_by.setdefault(term, set()).add(note.by)
    scored = {
        term: math.log1p(count) * (1.0 if len(said_by[term]) > 1 else 0.5)
        for term, count in said_in.items()
        if count > 1
    }
    best = sorted(scored.items(), key=lambda pair: (-pair[1], pair[0]))[:_TOPIC_SIZE]
    most = best[0][1] if best else 1.0
    return {term: weight / most for term, weight in best}
