"""How much a message matters for the timeline: what it is a sign of, how it is said, what others made of it."""

import math
import re
from collections import deque
from collections.abc import Iterable, Mapping

from bot.domain.draft import Action, Cause
from bot.drafting.course import Course
from bot.drafting.reading import RUN_SECONDS, Note, Reading
from bot.drafting.signals import BY_NAME, Signal

_SHARES = (1.0, 0.45, 0.25, 0.15)  # the second sign in a message adds less than the first
_DONE = frozenset(("found", "undone", "recovered", "resolved", "deployed", "acted", "changed"))
_DEEDS = frozenset(("acted", "undone", "deployed", "changed", "declared", "escalated"))
# What a denial says did not happen.
_DENIED = frozenset(("deployed", "changed", "recovered"))
_TROUBLE = frozenset(("alarm", "symptom"))
_CAUSE_BEFORE = 2 * 3600
_LONG_AFTER = 12 * 3600
_REMEMBERED = 20

# Doing, and not talking about it: the message begins with the verb.
_DEED = re.compile(
    r"(?:\W|ok |now |done\b|i'm |i've |i |we |we've |we're |just |also )*"
    r"(?!nothing|anything|something|everything|thing|during)\w+(?:ing|ed)\b"
)
_MUSING = re.compile(
    r"(?<!\w)(?:if|would|usually|in general|generally|i (?:was worried|don't get|thought|wonder|guess)|as far as i|imagine"
    r"|funny|curious|interesting)(?!\w)"
)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
_PLAN = re.compile(r"\W*(?:ok |so )?(?:plan|the plan|decision|decided)\b")
_REVIEWED_CHANGE = re.compile(r"/(?:pull|pulls|merge_requests|commit|pull-requests)/")


def signals_of(note: Note) -> list[Signal]:
    """The signals of a note, the weightiest first, without those that a denial or an all-clear takes back."""
    named = note.marks - _DENIED if "rejected" in note.marks else note.marks
    if note.is_bot and note.marks & {"recovered", "resolved"}:
        named = named - _TROUBLE
    return sorted((BY_NAME[name] for name in named), key=lambda signal: (-signal.weight, signal.name))


def kind_of(note: Note) -> str:
    """The kind of timeline entry: what the message says it is, else its weightiest signal's."""
    if _PLAN.match(note.low):
        return "decision"
    if "handed_over" in note.marks:
        return "handover"
    signals = signals_of(note)
    return signals[0].kind if signals else "status"


class Importance:
    """Weighs notes. `turning` are the notes on which causes and times rest, with what that adds."""

    def __init__(self, reading: Reading, course: Course, turning: Mapping[str, float], tasks: frozenset[str]) -> None:
        self._reading = reading
        self._course = course
        self._turning = turning
        self._tasks = tasks
        self._said: dict[str, deque[frozenset[str]]] = {}
        self._talk = reading.talk

    def of(self, note: Note) -> float:
        """The weight of a note; about 2 is worth an entry. Call in the order of the channel: repeated alarms weigh less."""
        return sum(self.parts(note).values())

    def parts(self, note: Note) -> dict[str, float]:
        """What the weight of a note is made of, by what a reader would call it."""
        signs = sum(signal.weight * share for signal, share in zip(signals_of(note), _SHARES, strict=False))
        return {
            "signs": 0.5 * signs,
            "about the incident": 1.6 * self._course.topicality(note),
            "how it is said": self._manner(note),
            "what others made of it": 1.4 * self._standing(note),
            "what it has to tell": self._substance(note),
            "a time or cause rests on it": self._turning.get(note.ts, 0.0),
            "was said before": -self._repetition(note),
            "is an action item": -1.8 if note.ts in self._tasks else 0.0,
            "when it was said": self._phase(note),
        }

    def _phase(self, note: Note) -> float:
        course = self._course
        if course.first is None:
            return 0.0
        if course.is_before(note):
            near = course.first.seconds - note.seconds < _CAUSE_BEFORE
            return 0.0 if near and note.marks & {"deployed", "changed"} else -1.5
        if course.is_after(note):
            return -0.5
        late = note.seconds - course.first.seconds > _LONG_AFTER
        return -0.25 if late and not note.marks & {"deployed", "recovered", "resolved"} else 0.0

    def _manner(self, note: Note) -> float:
        """Reports of deeds gain; questions, guesses and long talk lose."""
        weight = 0.5 if note.marks & _DEEDS and not note.is_question and _DEED.match(note.low) else 0.0
        if note.is_question:
            weight -= 0.8 if "decided" in note.marks else 1.5
        if "supposed" in note.marks:
            weight -= 0.5
        if note.marks and note.marks <= {"supposed", "decided", "rejected", "told"}:
            weight -= 0.5
        if not note.is_bot and _MUSING.search(note.low):
            weight -= 0.6
        length = note.length
        if length < 4 and not note.marks & _DONE:
            weight -= 0.8
        if not note.is_bot and length > 45:
            weight -= 0.5
        if not note.is_bot and len(note.terms) < 1 and not note.marks & {"acted", "recovered", "resolved", "undone"}:
            weight -= 2.0
        return weight + min(0.5, 0.15 * math.log1p(length))

    def _standing(self, note: Note) -> float:
        """What others made of the message, and what it carries."""
        reading = self._reading
        replies = len(reading.replies(note)) if note.item.thread_ts == note.ts else 0
        weight = min(0.8, 0.2 * replies)
        weight += min(0.6, 0.2 * sum(reaction.count for reaction in note.item.reactions))
        weight += 0.3 if note.is_bot and "alarm" not in note.marks else 0.0
        weight += 0.7 if note.code else 0.0
        weight += 0.4 if note.tells_impact else 0.0
        weight += 1.0 if _REVIEWED_CHANGE.search(note.low) else 0.0
        weight += 0.3 if note.item.files else 0.0
        agreed = any(answer.by != note.by and answer.agrees for answer in reading.answers(note))
        return weight + (0.4 if agreed else 0.0)

    def _substance(self, note: Note) -> float:
        """What the message has to tell: code, figures, words that come up for the first time and come up again, a story told in
        several messages by somebody who is at work."""
        before, run = self._reading.before(note), self._reading.run(note)
        goes_on = before is not None and before.by == note.by and note.seconds - before.seconds < RUN_SECONDS
        weight = 0.6 * min(5, self._talk.introduced[note.place]) + 0.7 * self._talk.share.get(note.by, 0.0)
        weight += 0.7 * min(3, note.figures) + (3.6 if note.code else 0.0)
        weight += (0.7 if len(run) > 1 else 0.0) + (1.2 if goes_on else 0.0) + (1.9 if note.is_bot else 0.0)
        weight += (0.5 if _CLOCK.search(note.low) else 0.0) + (0.5 if "acted" in note.marks else 0.0)
        weight += 0.6 if "escalated" in note.marks and not note.is_bot else 0.0
        # A long talk about something else has its figures and its own words too.
        weight *= 0.6 + 0.4 * min(1.0, 4 * self._course.topicality(note))
        return weight - (3.4 if "ASKS" in note.lists else 0.0)

    def _repetition(self, note: Note) -> float:
        """The same app raising the same alarm again says little more than the first time, nor do the same words again."""
        earlier = self._said.setdefault(note.by, deque(maxlen=_REMEMBERED))
        if len(note.terms) < 3 and not note.is_bot:  # too few words to be the same again
            earlier.append(note.terms)
            return 0.0
        shared = [len(note.terms & terms) for terms in earlier if not note.terms.isdisjoint(terms)]
        again = sum(count >= 0.8 * len(note.terms) > 2 for count in shared)
        alarms = 0
        if note.is_bot and "alarm" in note.marks and not note.marks & {"recovered", "resolved"}:
            alarms = sum(count >= 2 for count in shared)
        earlier.append(note.terms)
        return max(min(3.0, 1.0 * alarms), min(6.0, 1.5 * again))


def turning_points(course: Course, causes: Iterable[Cause], finding: Note | None) -> dict[str, float]:
    """What it adds to a note that a time or a cause of the draft rests on it."""
    points: dict[str, float] = {}
    if course.first:
        points[course.first.ts] = 3.0
    for note, worth in ((course.eased(finding), 1.2), (course.ended, 2.2)):
        if note:
            points[note.ts] = max(worth, points.get(note.ts, 0.0))
    likely = [cause for cause in causes if cause.status != "rejected"]
    for cause, worth in zip(likely, (3.0, 1.5, 0.9, 0.4), strict=False):
        for ts in cause.evidence:
            points[ts] = max(worth, points.get(ts, 0.0))
    return points


def tasks_of(actions: Iterable[Action]) -> frozenset[str]:
    """The messages that action items rest on: they have a section of their own."""
    return frozenset(ts for action in actions for ts in action.evidence)
