"""Action items that people write down as such: a list under “action items:”, one message each under such a heading, or a line
that begins with “todo:”, each with its owner where it names one."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.evidence import Person
from bot.drafting.action_words import IMPERATIVE, LABEL
from bot.drafting.content_terms import terms_in
from bot.drafting.task_owner import Owners

if TYPE_CHECKING:
    from bot.drafting.reading import Note

_ABOUT_TASKS = (
    r"(?:action items?|actions|to[- ]?dos?|follow[- ]?ups?|next steps|ais|remediations?|improvements?"
    r"|what we (?:want|need|have to|should|will|plan)\b|things to|what(?:'s| is) (?:left|next))"
    r"(?!.*\b(?:taken|so far|done|tried|completed|know|knew|seen)\b)"
)
# Alone in its message or line, it must say little more; where a list follows, it may.
_HEADING = re.compile(rf"(?i)\W*(?:\w+ ){{0,3}}{_ABOUT_TASKS}\b[^.:!?]{{0,50}}(?::|[-–—]|$)\W*$")
_HEADS_LIST = re.compile(rf"(?i)\W*(?:[\w']+ ){{0,4}}{_ABOUT_TASKS}\b.{{0,60}}$")
_HEADS_OTHER = re.compile(
    r"(?i)\W*(?:what )?(?:went|worked|timeline|impact|status|summary|what happened|learned|lucky)\b"
)
_MARK = re.compile(r"\s*(?:[-*•▪‣–]|\d{1,2}[.)]|\[[ x]?\])\s+(?=\S)")
_TICKED = re.compile(r"(?i)\s*(?:[-*•▪‣–]\s+)?\[x\]|.*(?:[,:(–—-] ?done\)?|✅|:white_check_mark:)\W*$")
_ADDRESSED = re.compile(r"\W*[^\W\d][^:\n]{1,40}: ")
_NUMBERED = re.compile(r"\s*1[.)]\s")
_INLINE = re.compile(r"\s*;\s+|\s+(?=\d[.)] )|\s+[•▪‣]\s+")
_TAKES = re.compile(
    r"(?i)\W*(?:ok(?:ay)?,? |and |sure,? )?(?:(?:i'?ll|i will|i can|i'?m going to) (?:also )?"
    r"(?:take|do|own|handle|pick up|grab|add|write|make|file|open|fix)"
    r"|i (?:take|do|own|got)|i'?m (?:taking|doing|on)|i(?:'?ve| have) got)\b"
)
_FOLLOWS_SECONDS = 600
_FOLLOWING = 14
_TAKEN_SECONDS = 1800
LEAST_WORDS = 2


@dataclass(frozen=True)
class Listed:
    """One entry: the note it stands in, or in which somebody takes it on; its words without mark, label and owner; its owner,
    where it names one; and whether a heading or label says that it is work: else its list only looks like it."""

    note: "Note"
    words: str
    owner: Person | None = None
    sure: bool = True


@dataclass
class _Group:
    """Lines of a note that belong together: what stands over a list, and the list's lines."""

    heading: str = ""
    lines: list[str] | None = None


class ListedTasks:
    """The entries among notes, in order. `places` are those of notes that hold an entry or head a list, `whole` those of notes
    that surely are nothing else."""

    def __init__(self, notes: Sequence["Note"], people: Iterable[Person]) -> None:
        self._owners = Owners(people)
        self.entries: list[Listed] = []
        self.places: set[int] = set()
        self.whole: set[int] = set()
        heading: Note | None = None
        for note in notes:
            listing = "\n" in note.said and _MARK.search(note.said)
            if note.is_bot or not (heading or listing or "TASKS" in note.lists or LABEL.search(note.low)):
                heading = note if note.opens_follow_ups else heading
                continue
            under = heading is not None and _stands_under(note, heading)
            told, rest, opens = self._entries(note, under)
            self.entries += told
            if told or opens:
                self.places.add(note.place)
                self.whole |= {note.place} if not rest else set()
            heading = note if opens or note.opens_follow_ups else heading
        self.entries += list(self._taken(notes))

    def _entries(self, note: "Note", under: bool) -> tuple[list[Listed], bool, bool]:
        """What a note lists, whether it says anything else, and whether a list may go on after it."""
        found: list[Listed] = []
        rest = opens = False
        for group in _groups(note.said):
            if group.lines is None:
                label = LABEL.match(group.heading)
                if _HEADING.match(group.heading):
                    under = opens = True
                elif label:
                    found += self._of(note, _INLINE.split(group.heading[label.end() :]))
                elif under and _ADDRESSED.match(group.heading) and self._owners.in_front(group.heading):
                    found += self._of(note, [group.heading])
                else:
                    rest = True
                continue
            sure = _HEADS_LIST.match(group.heading) is not None or (under and not group.heading)
            parts = [
                part for line in group.lines for part in (_INLINE.split(line) if _NUMBERED.match(line) else [line])
            ]
            if sure or (not _HEADS_OTHER.match(group.heading) and self._looks_like_work(parts)):
                found += self._of(note, parts, sure)
                opens = opens or sure
                rest = rest or not sure
            else:
                rest = True
        return found, rest, opens

    def _of(self, note: "Note", parts: Iterable[str], sure: bool = True) -> Iterator[Listed]:
        for part in parts:
            if _TICKED.match(part):
                continue
            words, owner = self._owners.read(_MARK.sub("", part, count=1), note.item.author)
            if len(words.split()) >= LEAST_WORDS:
                yield Listed(note, words, owner, sure)

    def _looks_like_work(self, parts: Sequence[str]) -> bool:
        """Whether most lines of a list, of two at least, say what to do or name somebody."""
        plain = [_MARK.sub("", part, count=1) for part in parts]
        work = sum(bool(IMPERATIVE.match(each) or self._owners.in_front(each)) for each in plain)
        return len(plain) >= 2 and work > len(plain) / 2

    def _taken(self, notes: Sequence["Note"]) -> Iterator[Listed]:
        """Entries without an owner that somebody takes on soon, in words that fit no other."""
        waiting = deque(entry for entry in self.entries if entry.owner is None)
        free: deque[tuple[Listed, frozenset[str]]] = deque()
        for note in notes:
            while free and note.seconds - free[0][0].note.seconds > _TAKEN_SECONDS:
                free.popleft()
            if free and not note.is_bot and note.place not in self.places and _TAKES.match(note.low):
                fits = [each for each in free if each[1] & note.terms]
                if len(fits) == 1 and not note.is_question:
                    free.remove(fits[0])
                    yield Listed(note, fits[0][0].words, note.item.author, fits[0][0].sure)
            while waiting and waiting[0].note.place <= note.place:
                entry = waiting.popleft()
                free.append((entry, terms_in(entry.words.lower())))


def _groups(said: str) -> Iterator[_Group]:
    """The lines of a message: each list with the line over it, every other line by itself."""
    before: str | None = None
    lines: list[str] = []
    for line in [*filter(str.strip, said.split("\n")), ""]:
        if _MARK.match(line):
            lines.append(line)
            continue
        if lines:
            yield _Group(before or "", lines)
        elif before is not None:
            yield _Group(before)
        before, lines = line or None, []


def _stands_under(note: "Note", heading: "Note") -> bool:
    if note.item.is_reply:
        return note.item.thread_ts == heading.ts
    near = note.place - heading.place <= _FOLLOWING and note.seconds - heading.seconds <= _FOLLOWS_SECONDS
    return near and (note.by == heading.by or bool(_MARK.match(note.said)))
