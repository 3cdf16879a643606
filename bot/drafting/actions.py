"""Action items: what people promised, asked for and called for, with who, when and how urgent where they said so."""

import math
import re
from collections.abc import Container
from dataclasses import dataclass, replace

from bot.domain.draft import Action
from bot.domain.evidence import Person
from bot.drafting.action_words import (
    COMMITS,
    DUE,
    LABEL,
    NEEDS,
    PASSING,
    PRIORITY,
    PROPOSES,
    WORK,
)
from bot.drafting.blameless import platitude
from bot.drafting.content_terms import terms_in
from bot.drafting.course import Course
from bot.drafting.listed_tasks import LEAST_WORDS
from bot.drafting.phrasing import capitalised, verifiable
from bot.drafting.reading import Note, Reading

MOST, MOST_WRITTEN_DOWN = 7, 12
WORDS = 30
CITED = 4
_LEAST, _WRITTEN_DOWN = 2.4, 9.0
_HARVEST_SECONDS = 1200
_SAME_TALK_SECONDS = 1800
# Advice to one reader on what to do with their own system is no work of the incident.
_TO_ONE_READER = re.compile(r"\b(?:you(?:'ll| will| should| can| need| might| may| could| have)|if you|dm me)\b")

_WHO_WOULD = re.compile(
    r"(?i)^(?:(?:ok|okay|so|and|also|then),?\s+)?"
    r"(?:i['’]ll|i will|will|i can|i['’]m going to|we['’]ll|we (?:should|need to|must|will|could)|let['’]s"
    r"|some(?:one|body) (?:needs to|should|must|has to)|todo|action item|follow[- ]up)\s+"
    r"(?:(?:also|probably|just|then|really|definitely|try to)\s+)*"
)
_MYSELF = re.compile(r"(?i),? (?:myself|ourselves)(?=\W*$)")
# What is left is no work to be done: “we should be fine”, “I will have to see”.
_NO_WORK = re.compile(r"(?i)(?:be|have|not|never|see|know)\b")


@dataclass(frozen=True)
class _Task:
    note: Note
    line: str
    score: float
    mine: bool
    takes_on: str | None = None
    owner: Person | None = None
    written_down: bool = False

    @property
    def terms(self) -> frozenset[str]:
        return terms_in(self.line.lower()) if self.written_down else self.note.terms


def actions(reading: Reading, course: Course, finding: Note | None) -> tuple[Action, ...]:
    """Action items in the order in which they were said: all that are written down as such, as far as there is room, and the
    likeliest of others, seven in all. `finding` is where the cause was found."""
    listed = reading.listed
    harvest = _harvest(reading) - listed.places
    calm = course.eased(finding)
    entries = [
        entry
        for entry in listed.entries
        if entry.sure or (calm is not None and entry.note.place >= calm.place)  # a list while it burns is a plan
    ]
    written_down = listed.whole | {entry.note.place for entry in entries}
    tasks = [
        _Task(entry.note, entry.words, _WRITTEN_DOWN, mine=False, owner=entry.owner, written_down=True)
        for entry in entries
        if not (course.is_before(entry.note) or platitude(entry.words))
    ]
    for note in reading.notes:
        if note.place not in written_down and (not course.is_before(note) or note.place in harvest):
            task = _task(note, reading, course, note.place in harvest, calm is not None and note.place >= calm.place)
            tasks += [task] if task else []
    tasks.sort(key=lambda task: (-task.score, task.note.place))
    groups: list[list[_Task]] = []
    for task in tasks:
        group = next((group for group in groups if _same(task, group[0])), None)
        if group is not None:
            if len(group) < CITED - 1:
                group.append(task)
        elif len(groups) < (MOST_WRITTEN_DOWN if task.written_down else MOST) and task.score >= _LEAST:
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
        if not replies and note.place not in reading.listed.places:
            near = reading.notes[note.place + 1 : note.place + 15]
            replies = [other for other in near if other.seconds - note.seconds <= _HARVEST_SECONDS]
        places.update(other.place for other in replies if not other.is_bot)
    return frozenset(places)


def _task(note: Note, reading: Reading, course: Course, harvested: bool, calm: bool) -> _Task | None:
    if note.is_bot or note.opens_follow_ups or not note.lines or len(note.terms) < 2:
        return None
    best: _Task | None = None
    for line in note.lines[:12]:
        low = line.lower().replace("’", "'")
        score, mine = _points(low, note.lists_of(low), harvested, calm)
        score -= 1.5 if len(line.split()) < 4 else 0.0  # "mine" says whose, and not what
        if score > 0 and (best is None or score > best.score) and not platitude(line):
            best = _Task(note, line, score, mine)
    if best is None or (total := best.score + _standing(note, course)) < 1.5:
        return None
    best = replace(best, score=total)
    before = reading.before(note) if best.mine and note.item.is_reply else None
    return replace(best, takes_on=before.ts) if before and before.ts == note.item.thread_ts else best


def _standing(note: Note, course: Course) -> float:
    """What the message's place and kind add: proposals come late and take some words; findings, deeds and reports are no work."""
    late = course.lateness(note)
    weight = 0.4 * course.topicality(note) + 2.5 * (0.5 if late is None else max(-0.3, min(1.3, late))) - 1.3
    weight += 1.2 * (math.log1p(min(40, note.length)) - 2.1)
    weight -= 1.2 if note.marks & {"found", "undone", "resolved", "told"} else 0.0
    weight -= (0.6 if note.tells_impact else 0.0) + (0.5 if "supposed" in note.marks else 0.0)
    return weight - (0.5 if note.code else 0.0)


def _points(low: str, lists: Container[str], harvested: bool, calm: bool) -> tuple[float, bool]:
    """How much a line is a task, and whether its speaker takes it on. `lists` are those of which it holds a phrase."""
    commits = COMMITS.search(low) if "COMMITS" in lists else None
    needs, wants = len(NEEDS.findall(low)) if "NEEDS" in lists else 0, "WANTS" in lists
    task, asks, proposes = "TASKS" in lists, "ASKS" in lists, PROPOSES.match(low)
    settled, dated = "SETTLED" in lists, "DATED" in lists
    planned = settled or (dated and calm and WORK.search(low))
    if not (commits or needs or wants or task or asks or proposes or harvested or planned):
        return 0.0, False
    work = len({match[0] for match in WORK.finditer(low)})
    question = low.rstrip(" )").endswith("?")
    score = (1.6 if commits else 0.0) + (1.5 if needs else 0.8 if wants else 0.0) + (2.0 if task else 0.0)
    score += (1.2 if settled and not commits else 0.0) + (1.0 if dated else 0.0)
    score += (1.6 if proposes and (calm or harvested) else 0.0) + (0.8 if asks and work else 0.0)
    if harvested and len(low.split()) >= 4 and not (question and not work):
        score += 1.8
    if not score:
        return 0.0, False
    score += min(1.5, 0.6 * work) + (0.5 if needs > 1 else 0.0)
    score += 0.8 if calm else 0.0 if work else -0.5
    if commits and PASSING.match(low[commits.end() :]):
        score -= 1.8
    if not work and not harvested and not task and not (calm and needs):
        score -= 0.7
    if _TO_ONE_READER.search(low):
        score -= 1.2
    if question and not (asks or needs):
        score -= 1.2
    return score, bool(commits)


def _same(task: _Task, other: _Task) -> bool:
    """The same piece of work, said again, or taken on in its thread."""
    if task.note.ts == other.note.ts:
        return not (task.written_down and other.written_down)
    if any(one.takes_on == asked.note.ts and not asked.mine for one, asked in ((task, other), (other, task))):
        return True
    shared = task.terms & other.terms
    least = 0.7 if task.written_down and other.written_down else 0.4
    return len(shared) >= 2 and len(shared) >= least * min(len(task.terms), len(other.terms))


def _action(group: list[_Task], reading: Reading) -> Action | None:
    main = next((task for task in group if any(task.note.ts == other.takes_on for other in group)), group[0])
    text = as_work(reading.wording.sentence(main.line, WORDS))
    cited = reading.in_order({task.note.ts for task in group})
    if len(text.split()) < (LEAST_WORDS if main.written_down else 4) or not verifiable(
        text, reading.items((main.note.ts,))
    ):
        return None
    near = [task for task in group if abs(task.note.seconds - main.note.seconds) <= _SAME_TALK_SECONDS]
    owner = main.owner or next((task.owner or task.note.item.author for task in near if task.mine or task.owner), None)
    return Action(
        text=text,
        evidence=cited,
        owner=owner.name if owner else None,
        owner_id=owner.id if owner else None,
        due=next(filter(None, (due_in(task.line) for task in [main, *near])), None),
        priority=_said(PRIORITY, main.line),
    )


def as_work(text: str) -> str:
    """A promise or proposal as the work itself: “I'll add a test” is filed as “Add a test”."""
    work = _MYSELF.sub("", _WHO_WOULD.sub("", LABEL.sub("", text, count=1), count=1))
    if len(work.split()) < 3 or _NO_WORK.match(work):
        return text
    return capitalised(work)


def due_in(line: str) -> str | None:
    """When a line says that its work is due, in its own words."""
    return _said(DUE, line)


def _said(pattern: re.Pattern[str], line: str) -> str | None:
    """What the pattern finds, as it was written."""
    match = pattern.search(line.lower())
    return line[match.start() : match.end()] if match else None
