"""The catch-up that needs no model: where the incident stands, for somebody who comes late and reads on a phone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.catchup import CatchUp
from bot.domain.clock import moment
from bot.domain.draft import Action, Cause, Claim, TimelineEntry
from bot.domain.evidence import Evidence
from bot.domain.incident import Incident, Status
from bot.drafting.action_words import DUE
from bot.drafting.actions import actions
from bot.drafting.at_work import people
from bot.drafting.attempts import attempts
from bot.drafting.causes import Ranked, causes
from bot.drafting.course import Course, follow
from bot.drafting.extractive import NAME
from bot.drafting.harm import harm
from bot.drafting.importance import Importance, tasks_of, turning_points
from bot.drafting.moments import times
from bot.drafting.phrasing import shortened, verifiable
from bot.drafting.reading import Note, Reading
from bot.drafting.sections import questions
from bot.drafting.timeline import opening, telling_sentence, timeline
from bot.drafting.vocabulary import phrases

MOST_OPEN, MOST_CHANGED, CAUSES = 4, 8, 2
WORDS, CAUSE_WORDS, HANDOVER_WORDS = 22, 30, 48
_LATELY, _HANDED_OVER = timedelta(minutes=45), timedelta(minutes=30)
_AWAITS = phrases(r"""
    waiting (?:for|on)\b | awaiting\b | asking (?:on|them|the|for)\b | asked (?:them|the|for)\b | no (?:answer|reply) yet
    opened (?:a |an |the )?(?:\w+ )?(?:case|ticket|[a-z]+-\d+) | (?:till|until) \w+ (?:says|answers|replies)
    answers? (?:tomorrow|later|soon) | will get back
""")
_ANSWERED = phrases(
    r"says?\b | said\b | answered | replied | confirm(?:s|ed)\b | is back\b | got (?:an )?(?:answer|reply)"
)


def catch_up(evidence: Evidence, incident: Incident, since: datetime | None, now: datetime) -> CatchUp:
    """Where the incident stands at `now`, and what changed after `since` (both UTC), from the evidence alone."""
    reading = Reading(evidence)
    followed = follow(reading)
    ranked = causes(reading, followed)
    course = _as_it_stands(reading, followed, incident)
    tasks = actions(reading, course, ranked.head)
    told = CatchUp(
        since=since,
        drafter=NAME,
        wrong=tuple(_wrong(reading, course, ranked, now)),
        tried=attempts(reading, course, ranked.causes),
        people=people(reading, course, incident, now),
        open=_open(reading, course, ranked, tasks, incident, now),
        changed=_changed(reading, course, ranked, tasks, since) if since else (),
    )
    return told.supported(evidence)


def _as_it_stands(reading: Reading, course: Course, incident: Incident) -> Course:
    """While people leave the incident open, only what comes after the last sign of trouble sounds like its end; later, only what
    was said near the end that they declared."""
    ended = incident.mitigated_at or incident.resolved_at
    if incident.status is not Status.OPEN and ended is not None:
        return replace(course, recoveries=tuple(n for n in course.recoveries if n.item.at >= ended - _LATELY))
    trouble = max((note.place for note in reading.notes if _is_trouble(note)), default=-1)
    return replace(course, recoveries=tuple(note for note in course.recoveries if note.place > trouble))


def _is_trouble(note: Note) -> bool:
    return bool(note.marks & {"symptom", "blocked", "alarm"}) and not note.marks & {"recovered", "resolved"}


def _wrong(reading: Reading, course: Course, ranked: Ranked, now: datetime) -> Iterator[Claim]:
    """The end where there is one, the first sign, who and what is hit, and the likeliest cause."""
    if course.first is None:
        return
    if course.ended:
        for claim in _line(course.ended, f"Better: {telling_sentence(course.ended, reading, WORDS)}", reading):
            yield _dated(claim, course.ended.item.at, "recovery")
    yield from _line(course.first, f"First sign: {opening(course.first, reading, WORDS)}", reading)
    yield from harm(reading, course, now)
    alive = [cause for cause in ranked.causes if cause.status != "rejected"]
    yield from (_cause(cause) for cause in alive[:CAUSES] if cause.likelihood == alive[0].likelihood)


def _cause(cause: Cause) -> Claim:
    sure = "Cause, confirmed in the channel" if cause.status == "confirmed" else f"Cause, {cause.likelihood}"
    text = shortened(cause.text.removeprefix("Root cause: "), CAUSE_WORDS)
    return Claim(text=f"{sure}: {text}", evidence=cause.evidence[:3])


def _open(
    reading: Reading, course: Course, ranked: Ranked, tasks: Sequence[Action], incident: Incident, now: datetime
) -> tuple[Claim, ...]:
    """The last handover, what nobody answered yet, what is waited for, and what is to be done."""
    lately = [note for note in reading.notes if not course.is_before(note) and now - note.item.at <= _LATELY]
    just = [note for note in lately if now - note.item.at <= _HANDED_OVER]
    found = [*_handover(just, reading), *_awaited(lately, reading)]
    asked = questions(reading, course, ranked.causes, times(reading, course, ranked.head, incident))
    found += [claim for claim in asked if not claim.absence]
    for task in tasks:
        due = f", {task.due}" if task.due and not DUE.search(task.text.lower()) else ""
        known = task.owner and task.owner != task.owner_id
        who = f" ({task.owner}{due})" if known else ""
        found.append(Claim(text=f"To do: {task.text.rstrip('.')}{who}.", evidence=task.evidence))
    kept: list[Claim] = []
    for claim in found:
        if len(kept) < MOST_OPEN and not any(set(claim.evidence) & set(each.evidence) for each in kept):
            kept.append(claim)
    return tuple(kept)


def _handover(notes: list[Note], reading: Reading) -> Iterator[Claim]:
    """What the last one who handed over left behind, in their words."""
    for note in reversed(notes):
        if "handed_over" in note.marks and not note.is_bot and not note.is_question and len(note.low.split()) >= 10:
            yield from _line(note, reading.wording.sentence(" ".join(note.lines), HANDOVER_WORDS), reading)
            return


def _awaited(notes: list[Note], reading: Reading) -> Iterator[Claim]:
    """The last thing that somebody says they wait for, unless they told of an answer since."""
    for place, note in reversed(list(enumerate(notes))):
        lines = [line for line in note.lines if _AWAITS.search(line.lower()) and len(line.split()) >= 3]
        if note.is_bot or not lines:
            continue
        later = notes[place + 1 :]
        if not any(_ANSWERED.search(other.low) and other.by == note.by and not other.is_question for other in later):
            yield from _line(note, reading.wording.sentence(lines[-1], WORDS), reading)
        return


def _changed(
    reading: Reading, course: Course, ranked: Ranked, tasks: Sequence[Action], since: datetime
) -> tuple[TimelineEntry, ...]:
    """What was said after the moment and matters, and what was reworded after it."""
    turning = turning_points(course, ranked.causes, ranked.head)
    importance = Importance(reading, course, turning, tasks_of(tasks))
    entries = list(timeline(reading, importance, since, MOST_CHANGED))
    for note in reading.notes:
        version = note.item.version
        if note.is_bot or not version or note.item.at > since or moment(version) <= since:
            continue
        text = telling_sentence(note, reading, WORDS)
        entries += [
            _dated(claim, moment(version), "status") for claim in _line(note, f"Reworded: {text}", reading) if text
        ]
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.evidence)))


def _dated(claim: Claim, at: datetime, kind: str) -> TimelineEntry:
    """A claim about something that was told at another time than its message was posted."""
    return TimelineEntry(text=claim.text, evidence=claim.evidence, at=at, kind=kind, importance=0.5)


def _line(note: Note, text: str, reading: Reading) -> list[Claim]:
    """A claim of one note, where its words bear out every number and name in it."""
    if not text or not verifiable(text, reading.items((note.ts,))):
        return []
    return [Claim(text=text, evidence=(note.ts,))]
