"""A first reading of the channel: what each message says, what it is a sign of, and who answers whom."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.domain.clock import moment
from bot.domain.evidence import Evidence, Item
from bot.drafting.action_words import ASKS, COMMITS, DATED, HARVEST, NEEDS, SETTLED, TASKS, WANTS
from bot.drafting.cause_words import ANY_CAUSAL, FACTOR, MECHANISM
from bot.drafting.content_terms import terms_in
from bot.drafting.listed_tasks import ListedTasks
from bot.drafting.phrase_book import PhraseBook
from bot.drafting.phrasing import Wording, code_lines, sentences, spoken_text
from bot.drafting.signals import SIGNALS
from bot.drafting.talk import Talk
from bot.drafting.vocabulary import AGREES, CHATTER, DISAGREES, ENDS_WELL, IMPACT, RULED_OUT, words
from bot.masking.masked import masked

MEMBERSHIP = words("""
    channel_join channel_leave group_join group_leave channel_topic channel_purpose channel_name channel_archive channel_unarchive
    group_topic group_purpose group_name bot_add bot_remove pinned_item channel_posting_permissions reminder_add tombstone
""")
_TASK = re.compile(r"\W*(?:to-?do|action item|action|follow-?up|task)s?\W{1,3}\w+ \w+")
_BEGINS = re.compile(r":(?:rotating_light|fire|red_circle|large_red_square|warning|no_entry|x):|[🚨🔥🔴🟥⚠]")
_ENDS = re.compile(r":(?:white_check_mark|heavy_check_mark|large_green_circle|large_green_square):|[✅✔🟢🟩]")
# Without a word that says so, their first word does.
_BEGINS_SO = re.compile(r"(?i)\W*(?:problem|critical|disaster|emergency|high|major|down|error)\s*(?::|\s[-–])\s")
_ENDS_SO = re.compile(r"(?i)\W*(?:ok|recovery|recovered|resolved|back to normal)\s*(?::|\s[-–])\s")
_STILL = re.compile(r"\bstill (?:broken|down|failing|red|dead|erroring|not (?:up|working|back|ok))\b")
_FIGURE = re.compile(r"\d+")
FOLLOW_SECONDS = 600
RUN_SECONDS = 300
_CLEARED_SECONDS = 60
_NEAR = 12
_TS = re.compile(r"\d{1,11}\.\d{1,6}$")
_SIGNS_READ, _MECHANISM_READ, _DENIAL_READ = 800, 600, 240
_SIGNS = {signal.name: signal.pattern for signal in SIGNALS}
# What rules ask of every message: lists of phrases by the name under which a note tells whether it holds one.
_ASKED = {
    "COMMITS": COMMITS,
    "NEEDS": NEEDS,
    "ASKS": ASKS,
    "WANTS": WANTS,
    "TASKS": TASKS,
    "SETTLED": SETTLED,
    "DATED": DATED,
    "HARVEST": HARVEST,
    "IMPACT": IMPACT,
    "FACTOR": FACTOR,
    "ENDS_WELL": ENDS_WELL,
    "RULED_OUT": RULED_OUT,
    "ANY_CAUSAL": ANY_CAUSAL,
    "MECHANISM": MECHANISM,
}
_SIGNS_OF_APPS = frozenset(_SIGNS)
_SIGNS_OF_PEOPLE = _SIGNS_OF_APPS - {"alarm"}
_BOOK = PhraseBook(_SIGNS | _ASKED)


@dataclass(frozen=True, slots=True, eq=False)  # of one reading no two are the same
class Note:
    """One message as read. `said` is its prose, `low` the same in lower case, `length` how many words that is, `marks` the names
    of the signals in it, `lists` those of the lists of phrases of which it holds one, `terms` its content words, `figures` how
    many numbers it holds, `breakage` the words in which it names how something broke; `place` is its place among all notes; `by`
    is its author's id, `seconds` when it was told, since 1970; `cleared` is when an app edited its alarm into an all-clear."""

    place: int
    item: Item
    ts: str
    by: str
    is_bot: bool
    seconds: float
    said: str
    low: str
    length: int
    lines: tuple[str, ...]
    code: tuple[str, ...]
    marks: frozenset[str]
    lists: frozenset[str]
    terms: frozenset[str]
    figures: int
    breakage: tuple[str, ...]
    is_question: bool
    is_chatter: bool
    """Small talk: short, and with nothing that is a sign of the incident's course."""
    agrees: bool
    disagrees: bool
    opens_follow_ups: bool
    cleared: datetime | None = None

    @property
    def tells_impact(self) -> bool:
        return "IMPACT" in self.lists

    def lists_of(self, line: str) -> frozenset[str]:
        """The lists of which a line of the note, in lower case, holds a phrase."""
        return self.lists if line == self.low else _BOOK.held_by(line)


class Reading:
    """The notes of a channel in order, with their threads and answers."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence = masked(evidence)  # whoever writes by rules reads here, so no secret gets further
        people = evidence.people.values()
        self.wording = Wording((who.name for who in people), (who.name for who in people if who.is_bot))
        self.notes: list[Note] = []
        self._threads: dict[str, list[Note]] = {}
        self._by_ts: dict[str, Note] = {}
        for item in evidence.as_told():
            if not is_said(item):
                continue
            note = _note(len(self.notes), item)
            self.notes.append(note)
            self._by_ts.setdefault(note.ts, note)
            if item.thread_ts:
                self._threads.setdefault(item.thread_ts, []).append(note)

    def __len__(self) -> int:
        return len(self.notes)

    def replies(self, root: Note) -> Sequence[Note]:
        return [note for note in self._threads.get(root.ts, ()) if note.ts != root.ts]

    @cached_property
    def talk(self) -> Talk:
        """Its words and speakers."""
        return Talk.of(self.notes)

    @cached_property
    def listed(self) -> ListedTasks:
        """The action items that people wrote down as such."""
        return ListedTasks(self.notes, self.evidence.people.values())

    @cached_property
    def _next_in_talk(self) -> list[list[Note]]:
        """For each note, the next few notes of the same talk: the same thread, or the channel itself."""
        following: list[list[Note]] = [[] for _ in self.notes]
        recent: dict[str, list[int]] = {}
        for note in self.notes:
            talk = (note.item.thread_ts or "") if note.item.is_reply else ""
            if note.is_chatter and not (note.agrees or note.disagrees):
                continue  # small talk in between neither answers nor breaks off what is being said
            for place in recent.get(talk, ()):
                following[place].append(note)
            # A message of the channel may get answers in the channel and in its own thread.
            for key in (talk,) if talk or note.ts not in self._threads else ("", note.ts):
                recent[key] = [*recent.get(key, ())[-3:], note.place]
        return [each[:4] for each in following]

    @cached_property
    def _answers(self) -> list[tuple[Note, ...]]:
        return [
            tuple(other for other in following if other.seconds - note.seconds <= FOLLOW_SECONDS)
            for note, following in zip(self.notes, self._next_in_talk, strict=True)
        ]

    @cached_property
    def _runs(self) -> list[tuple[Note, ...]]:
        return [(note, *_going_on(note, self._next_in_talk[note.place])) for note in self.notes]

    @cached_property
    def _before(self) -> list[Note | None]:
        found: list[Note | None] = [None] * len(self.notes)
        for note in self.notes:
            for other in self._next_in_talk[note.place]:
                if other.place - note.place < _NEAR:
                    found[other.place] = note  # of several, the nearest comes last
        return found

    def answers(self, note: Note) -> tuple[Note, ...]:
        """Up to four notes that come next in the same talk, in time to be answers."""
        return self._answers[note.place]

    def run(self, note: Note) -> tuple[Note, ...]:
        """The note and what the same person went on to say in the same talk without a break."""
        return self._runs[note.place]

    def before(self, note: Note) -> Note | None:
        """The note just before in the same talk."""
        return self._before[note.place]

    def items(self, timestamps: Sequence[str]) -> list[Item]:
        return [item for ts in timestamps if (item := self.evidence.get(ts))]

    def in_order(self, timestamps: Iterable[str]) -> tuple[str, ...]:
        """The timestamps of known items by when each was said, which for a line of a call is not when it was shared."""
        return tuple(item.ts for item in sorted(self.items(tuple(timestamps)), key=lambda item: (item.at, item.ts)))


def is_said(item: Item) -> bool:
    """Whether somebody says something with it: who comes and goes is no message."""
    return item.subtype not in MEMBERSHIP and bool(item.text.strip())


def _going_on(note: Note, following: Iterable[Note]) -> Iterator[Note]:
    """Those of the notes that follow with which the same person goes on."""
    last = note
    for other in following:
        if other.by != note.by or other.seconds - last.seconds > RUN_SECONDS:
            return
        last = other
        yield other


def _note(place: int, item: Item) -> Note:
    is_bot = item.author.is_bot
    said = spoken_text(item.text)
    low = said.lower().replace("’", "'")
    length, terms, lists = len(low.split()), terms_in(low), _BOOK.held_by(low)
    marks = _believed(_within(_SIGNS_READ, low, lists), is_bot)
    if is_bot:
        marks |= signs_of_apps(item.text)
    elif "??" in low or _STILL.search(low):
        marks -= {"recovered", "resolved"}
    cleared = moment(item.version) if _was_alarm(item, marks) else None
    if cleared:
        marks = marks - {"recovered", "resolved"} | {"alarm"}
    return Note(
        place=place,
        item=item,
        ts=item.ts,
        by=item.author.id,
        is_bot=is_bot,
        seconds=float(item.told or item.ts),
        said=said,
        low=low,
        length=length,
        lines=tuple(sentences(said)),
        code=tuple(code_lines(item.text)) if "```" in item.text else (),
        marks=marks,
        lists=lists,
        terms=terms,
        figures=len(_FIGURE.findall(low)),
        breakage=_breakage(low, lists),
        is_question=low.rstrip(" )\"'").endswith("?"),
        is_chatter=length <= 12 and not marks and (len(terms) < 2 or bool(CHATTER.search(low))),
        agrees=bool(AGREES.match(low[:60])),
        disagrees=bool(DISAGREES.match(low[:80])) or "RULED_OUT" in _within(_DENIAL_READ, low, lists),
        opens_follow_ups=not is_bot and len(low) < 200 and "HARVEST" in lists and not _TASK.match(low),
        cleared=cleared,
    )


def _within(most: int, low: str, lists: frozenset[str]) -> frozenset[str]:
    """The lists of which the text, which is of these `lists`, holds a phrase in its first characters."""
    return lists if len(low) <= most else _BOOK.held_by(low[:most])


def _breakage(low: str, lists: frozenset[str]) -> tuple[str, ...]:
    read = low[:_MECHANISM_READ]
    return tuple(MECHANISM.findall(read)) if "MECHANISM" in lists or read != low else ()


def _was_alarm(item: Item, marks: frozenset[str]) -> bool:
    """Alerting apps edit their post when the alarm ends: it was posted as an alarm, whatever it says now.

    Where the first wording is known, it is told as a message of its own, and this one is the all-clear."""
    if item.told or not (item.author.is_bot and _TS.match(item.version) and marks & {"recovered", "resolved"}):
        return False
    return float(item.version) - float(item.ts) >= _CLEARED_SECONDS


def signs_of_apps(text: str) -> frozenset[str]:
    """Apps say with an emoji, or with a word in front, whether an alarm begins or ends."""
    opening = text[:200]
    if _ENDS.search(opening) or _ENDS_SO.match(opening):
        return frozenset(("recovered",))
    return frozenset(("alarm",)) if _BEGINS.search(opening) or _BEGINS_SO.match(opening) else frozenset()


def marks_in(low: str, is_bot: bool) -> frozenset[str]:
    """The names of the signals in a lower-case text; alarms are believed of apps only."""
    return _believed(_BOOK.held_by(low[:_SIGNS_READ]), is_bot)


def _believed(lists: frozenset[str], is_bot: bool) -> frozenset[str]:
    """The signals among the lists; alarms are believed of apps only."""
    return lists & (_SIGNS_OF_APPS if is_bot else _SIGNS_OF_PEOPLE)
