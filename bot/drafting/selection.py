"""Which messages a model is shown of a channel that is too long for one request."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.draft import Draft
from bot.domain.evidence import Evidence, Item
from bot.drafting.course import Course, follow
from bot.drafting.importance import Importance
from bot.drafting.reading import MEMBERSHIP, Note, Reading
from prompts.fence import size

_SIGNS = frozenset(("alarm", "recovered", "resolved"))
_HEADING = 40
_NEAR, _NEXT = 40, 10


@dataclass(frozen=True)
class Selection:
    """The chosen items, in order; `left_out` says how many are missing before each of them, and after the last."""

    items: tuple[Item, ...]
    left_out: tuple[int, ...]

    @property
    def missing(self) -> int:
        return sum(self.left_out)


def readable(evidence: Evidence) -> list[Item]:
    """What there is to read, as it was told; joins, renames and empty posts are nothing to read."""
    return [item for item in evidence.as_told() if item.subtype not in MEMBERSHIP and (item.text.strip() or item.files)]


def selected(evidence: Evidence, base: Draft, most: int) -> Selection:
    """What fits into `most` characters; all of it where that fits.

    First and last, what the draft by rules rests on, the first sign and the end always come first; then alarms, roots of threads
    and the rest by the importance that rules give them. A reply brings its root along."""
    items = readable(evidence)
    if sum(size(item) for item in items) <= most:
        return Selection(tuple(items), (0,) * (len(items) + 1))
    root_of = {item.ts: place for place, item in reversed(list(enumerate(items)))}
    kept: set[int] = set()
    room = most
    for place in _ranked(evidence, items, base):
        item = items[place]
        wanted = {place} | ({root_of[item.thread_ts]} if item.is_reply and item.thread_ts in root_of else set())
        cost = sum(size(items[each]) + _HEADING for each in wanted - kept)
        if cost <= room:
            room -= cost
            kept |= wanted
    chosen = sorted(kept)
    edges = [-1, *chosen, len(items)]
    gaps = tuple(after - before - 1 for before, after in pairwise(edges))
    return Selection(tuple(items[place] for place in chosen), gaps)


def _turns(reading: Reading, course: Course) -> dict[str, int]:
    """What was noticed and done right after the first sign and right before the end: how it began and what ended it is seldom
    said twice, and what is said once weighs little in a long channel. 0 is nearest."""
    sides: list[list[Note]] = []
    if course.first:
        sides.append(reading.notes[course.first.place : course.first.place + _NEAR])
    if course.ended:
        sides.append(reading.notes[max(0, course.ended.place - _NEAR) : course.ended.place + 1][::-1])
    marked = {note.ts: 1 for side in sides for note in side if note.marks}
    return marked | {note.ts: 0 for side in sides for note in side[:_NEXT]}


def _ranked(evidence: Evidence, items: Sequence[Item], base: Draft) -> list[int]:
    """The places of the items, those that must not be missed first."""
    reading = Reading(evidence)
    course = follow(reading)
    cited = {ts for claim in base.claims() for ts in claim.evidence}
    cited |= {note.ts for note in (course.first, course.ended) if note}
    turns = _turns(reading, course)
    importance = Importance(reading, course, {}, frozenset())
    weights = {}
    for note in reading.notes:
        weight = importance.of(note) + (1.0 if note.marks & _SIGNS and note.is_bot else 0.0)
        # What a timeline leaves out, such as a promise or a question, is still of the incident; a talk about lunch is not.
        weight += (3.0 if note.marks else 0.0) + 3.0 * course.topicality(note)
        weights[note.item] = weight + (0.5 if note.item.thread_ts == note.ts else 0.0)

    def rank(place: int) -> tuple[bool, bool, int, float, int]:
        item = items[place]
        at_an_end = place in (0, len(items) - 1)
        needed = item.ts in cited or at_an_end
        return (not needed, item.ts not in cited, turns.get(item.ts, 2), -weights.get(item, -9.0), place)

    return sorted(range(len(items)), key=rank)
