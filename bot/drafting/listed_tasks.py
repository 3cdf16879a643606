"""Action items that people write down as such: a list under “action items:”, one message each under such a heading, or a line
that begins with “todo:”, each with its owner where it names one."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.evidence import Person
from bot.drafting.action_words import LABEL
from bot.drafting.content_terms import terms_in

if TYPE_CHECKING:
    from bot.drafting.reading import Note

_HEADING = re.compile(
    r"(?i)\W*(?:\w+ ){0,3}(?:action items?|to-?dos?|follow-?ups?|next steps|ais)\b[^.:!?]{0,50}(?::|[-–—]|$)\W*$"
)
_MARK = re.compile(r"\s*(?:[-*•▪‣–]|\d{1,2}[.)]|\[[ x]?\])\s+(?=\S)")
_NUMBERED = re.compile(r"\s*1[.)]\s")
_INLINE = re.compile(r"\s*;\s+|\s+(?=\d[.)] )|\s+[•▪‣]\s+")
_NOBODY = re.compile(r"(?i)(?:some(?:one|body)|anyone|tbd|tba|unassigned|nobody|\?+)\s*(?:[:–—]|-\s)\s*")
_BEHIND = re.compile(
    r"(?i)\s*(?:\((?:owner:? ?)?@?([^()]{2,40})\)|(?:[-–—]|->|→)\s*@?([^\d\W][\w .'’\-]{1,39}))\s*[.!]*$"
)
_MINE = re.compile(r"(?i)i(?:['’]ll| will| can|['’]m going to)\b")
_TAKES = re.compile(
    r"(?i)\W*(?:ok(?:ay)?,? |and |sure,? )?(?:i'?ll|i will|i can|i'?m|i(?:'?ve| have)? got|i)\s+"
    r"(?:take|taking|do|doing|own|handle|pick up|grab|got|add|write|make)?\b"
)
_FOLLOWS_SECONDS = 600
_FOLLOWING = 14
_TAKEN_SECONDS = 1800
LEAST_WORDS = 2


@dataclass(frozen=True)
class Listed:
    """One entry: the note it stands in, or in which somebody takes it on; its words without mark, label and owner; and its owner
    where somebody is named."""

    note: "Note"
    words: str
    owner: Person | None = None


class ListedTasks:
    """The entries among notes, in order. `places` are those of notes that hold an entry or head a list, `whole` those of notes
    that are nothing else."""

    def __init__(self, notes: Sequence["Note"], people: Iterable[Person]) -> None:
        self._people = _by_name(people)
        self.entries: list[Listed] = []
        self.places: set[int] = set()
        self.whole: set[int] = set()
        heading: Note | None = None
        for note in notes:
            if note.is_bot or not (heading or "TASKS" in note.lists or LABEL.search(note.low)):
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
        for line in filter(str.strip, note.said.split("\n")):
            label = LABEL.match(line)
            if _HEADING.match(line):
                under = opens = True
                continue
            if label:
                parts = _INLINE.split(line[label.end() :])
            elif under and (_MARK.match(line) or self._owner_before(line)[0]):
                parts = _INLINE.split(line) if _NUMBERED.match(line) else [line]
            else:
                rest = True
                continue
            entries = (self._read(note, _MARK.sub("", part, count=1)) for part in parts)
            found += [entry for entry in entries if len(entry.words.split()) >= LEAST_WORDS]
        return found, rest, opens

    def _read(self, note: "Note", entry: str) -> Listed:
        words = _NOBODY.sub("", entry.strip(), count=1)
        owner, rest = self._owner_before(words)
        if owner:
            return Listed(note, rest, owner)
        if match := _BEHIND.search(words):
            name = next(filter(None, match.groups()))
            if named := self._people.get(name.strip().casefold()):
                return Listed(note, words[: match.start()], named)
        return Listed(note, words, note.item.author if _MINE.match(words) else None)

    def _owner_before(self, line: str) -> tuple[Person | None, str]:
        """Whoever is named in front, as in “Tobias: …” or “@Tobias …”, and what follows."""
        entry = _MARK.sub("", line, count=1).strip()
        mentioned = entry.startswith("@")
        for length in (3, 2, 1):
            head = entry.removeprefix("@").split(None, length)
            name, rest = " ".join(head[:length]), " ".join(head[length:])
            sure = mentioned or name.endswith((":", ",", "–", "—")) or rest.startswith(("- ", "– ", "— ", "-> ", "→ "))
            if sure and (person := self._people.get(name.rstrip(":,–—").casefold())):
                return person, rest.lstrip("-–—>→:, ")
        return None, entry

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
                    yield Listed(note, fits[0][0].words, note.item.author)
            while waiting and waiting[0].note.place <= note.place:
                entry = waiting.popleft()
                free.append((entry, terms_in(entry.words.lower())))


def _by_name(people: Iterable[Person]) -> dict[str, Person]:
    """People by their names in lower case, by their first names where only one has it."""
    whole = {person.name.strip().casefold(): person for person in people if not person.is_bot and person.name.strip()}
    first: dict[str, list[Person]] = {}
    for person in whole.values():
        first.setdefault(person.name.split()[0].casefold(), []).append(person)
    return {name: those[0] for name, those in first.items() if len(those) == 1} | whole


def _stands_under(note: "Note", heading: "Note") -> bool:
    if note.item.is_reply:
        return note.item.thread_ts == heading.ts
    near = note.place - heading.place <= _FOLLOWING and note.seconds - heading.seconds <= _FOLLOWS_SECONDS
    return near and (note.by == heading.by or bool(_MARK.match(note.said)))
