"""Action items: what people promised, asked for and called for, with who, when and how urgent where they said so."""

import re
from dataclasses import dataclass

from bot.domain.draft import Action
from bot.drafting.course import Course
from bot.drafting.phrasing import verifiable
from bot.drafting.reading import Note, Reading
from bot.drafting.signals import ACTION_WORDS, ASKS, COMMITS, NEEDS, PASSING, TASKS

MOST = 7
WORDS = 30
CITED = 4
_LEAST = 2.2
_HARVEST_SECONDS = 1200

_DUE = re.compile(
    r"(?i)\b(?:(?:by|before|until|due|on) )?(?:(?:today|tomorrow|tonight|this (?:afternoon|evening|week|month|quarter)|next (?:week|month|sprint|quarter)|end of (?:day|week|month|quarter|the week)|eod|eow)"
    r"|(?:by |before |until |due |on |this |next )(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:by |before |until |due |on )?\d{4}-\d{2}-\d{2})\b"
)
_PRIORITY = re.compile(r"(?i)\b(?:p[0-4]|(?:high|low|medium|top) priority|urgent(?:ly)?|asap|critical|blocker)\b")


@dataclass(frozen=True)
class _Task:
    note: Note
    line: str
    score: float
    mine: bool


def actions(reading: Reading, course: Course) -> tuple[Action, ...]:
    """At most seven action items in the order in which they were said."""
    harvest = _harvest(reading)
    tasks = [task for note in reading.notes if (task := _task(note, reading, course, note.place in harvest))]
    tasks.sort(key=lambda task: (-task.score, task.note.place))
    groups: list[list[_Task]] = []
    for task in tasks:
        group = next((group for group in groups if _same(task, group[0])), None)
        if group is not None:
            if len(group) < CITED - 1:
                group.append(task)
        elif len(groups) < MOST and task.score >= _LEAST:
            groups.append([task])
    found = [(group[0].note.place, action) for group in groups if (action := _action(group, reading))]
    return tuple(action for _, action in sorted(found, key=lambda pair: pair[0]))


def _harvest(reading: Reading) -> frozenset[int]:
    """The places of notes said in answer to a call for follow-ups: in its thread, or right after it."""
    places: set[int] = set()
    for note in reading.notes:
        if not note.opens_follow_ups:
            continue
        replies = reading.replies(note)
        if not replies:
            replies = [
                other
                for other in reading.notes[note.place + 1 : note.place + 15]
                if other.seconds - note.seconds <= _HARVEST_SECONDS
            ]
        places.update(other.place for other in replies if not other.is_bot)
    return frozenset(places)


def _task(note: Note, reading: Reading, course: Course, harvested: bool) -> _Task | None:
    if note.is_bot or note.opens_follow_ups or not note.lines or (course.is_before(note) and not harvested):
        return None
    later = course.recoveries and note.place >= course.recoveries[0].place
    best: _Task | None = None
    for line in note.lines[:12]:
        score, mine = _points(line.lower(), harvested, bool(later))
        score += 0.8 * course.topicality(note)
        if best is None or score > best.score:
            best = _Task(note, line, score, mine)
    return best if best and best.score >= 1.5 and len(best.note.terms) >= 2 else None


def _points(low: str, harvested: bool, later: bool) -> tuple[float, bool]:
    commits = COMMITS.search(low)
    needs, task, asks = NEEDS.search(low), TASKS.search(low), ASKS.search(low)
    work = {match[0] for match in ACTION_WORDS.finditer(low)}
    score = (
        (1.6 if commits else 0.0) + (1.5 if needs else 0.0) + (2.0 if task else 0.0) + (0.8 if asks and work else 0.0)
    )
    if harvested:
        score += 1.8 if len(low.split()) >= 4 else 0.0
    if not score:
        return 0.0, False
    score += min(1.2, 0.6 * len(work)) + (0.8 if later else -0.4)
    if commits and PASSING.match(low[commits.end() :].lstrip()):
        score -= 1.8
    if low.rstrip().endswith("?") and not (asks or needs):
        score -= 1.2
    return score, bool(commits)


def _same(task: _Task, other: _Task) -> bool:
    """The same piece of work, said again."""
    if task.note.ts == other.note.ts:
        return True
    shared = task.note.terms & other.note.terms
    return len(shared) >= 2 and len(shared) >= 0.4 * min(len(task.note.terms), len(other.note.terms))


def _action(group: list[_Task], reading: Reading) -> Action | None:
    main = group[0]
    text = reading.wording.sentence(main.line, WORDS)
    cited = tuple(sorted({task.note.ts for task in group}))
    if not text or not verifiable(text, reading.items((main.note.ts,))):
        return None
    owner = next((task.note.item.author for task in group if task.mine), None)
    due, priority = _DUE.search(main.line), _PRIORITY.search(main.line)
    return Action(
        text=text,
        evidence=cited,
        owner=owner.name if owner else None,
        owner_id=owner.id if owner else None,
        due=due[0] if due else None,
        priority=priority[0] if priority else None,
    )
