"""What was said in a call, line by line: how a line is named, who spoke, and to which moment its times count."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.clock import moment
from bot.domain.evidence import Person

SUBTYPE = "transcript"
"""What `Item.subtype` is for a line of a transcript."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `number` counts from 1; `speaker` is the name as written, empty where there is none; `start_ms` and `end_ms`
    count from the transcript's beginning, or from midnight (see Script.clock), None where the source gives no time."""

    number: int
    speaker: str
    text: str
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True)
class Script:
    """A transcript as read from its source. `kind` is vtt, srt, text or notes; with `clock`, times are times of day."""

    kind: str
    lines: tuple[Line, ...]
    clock: bool = False

    @property
    def timed(self) -> bool:
        """Whether any line has a time of its own."""
        return any(line.start_ms is not None for line in self.lines)

    @property
    def speakers(self) -> tuple[str, ...]:
        """The names as written, in the order of their coming."""
        return tuple(dict.fromkeys(line.speaker for line in self.lines if line.speaker))


def line_id(carrier: str, slot: int, number: int) -> str:
    """Names a line for ever: the timestamp of the message that carried it, the transcript's slot there, the line's number."""
    return f"{carrier}#{slot}.{number:05d}"


def carrier_of(ts: str) -> str:
    """The timestamp of the message behind a citation: that of a line's carrier, or the message's own."""
    return ts.partition("#")[0]


def number_of(ts: str) -> int | None:
    """Which line a citation means; None if it means a message."""
    tail = ts.partition("#")[2].rpartition(".")[2]
    return int(tail) if tail.isdigit() else None


def comes_from(cited: str, gone: str) -> bool:
    """Whether a citation rests on `gone`: a message, or one transcript of it (`ts#slot`), its lines included."""
    return cited == gone or cited.startswith(f"{gone}." if "#" in gone else f"{gone}#")


# --- who spoke

State = Literal["matched", "ambiguous", "unknown", "told"]

_ASIDE = re.compile(r"[(\[{<|].*$")
_NO_WORD = re.compile(r"[\W_]+")


_STRANGER = "speaker:"


def stranger(name: str) -> Person:
    """Somebody who spoke and is known by the name in the transcript alone; the id is no Slack user's."""
    return Person(f"{_STRANGER}{name}", name or "Unnamed speaker")


def user_id(person_id: str | None) -> str | None:
    """The id, if it is one that Slack knows."""
    return None if person_id is None or person_id.startswith(_STRANGER) else person_id


@dataclass(frozen=True)
class Speaker:
    """A name in a transcript and whom it means: `user` is a Slack user id, None where nobody is sure."""

    name: str
    user: str | None
    state: State


def recognised(name: str, people: Iterable[Person]) -> Speaker:
    """Whom a name means: the one person called exactly so, else the one called so but for case, accents and asides. Nobody is
    guessed: two who fit are ambiguous, and part of a name fits nobody."""
    known = [person for person in people if person.name and person.name != person.id and not person.is_bot]
    for same in (lambda p: p.name == name, lambda p: _bare(p.name) == _bare(name) != ""):
        fitting = {person.id for person in known if same(person)}
        if len(fitting) == 1:
            return Speaker(name, fitting.pop(), "matched")
        if fitting:
            return Speaker(name, None, "ambiguous")
    return Speaker(name, None, "unknown")


def _bare(name: str) -> str:
    """A name without case, accents, punctuation, and what stands in brackets or behind a bar."""
    kept = _ASIDE.sub("", name.strip()) or name
    letters = unicodedata.normalize("NFKD", kept).casefold()
    return " ".join(_NO_WORD.sub(" ", "".join(c for c in letters if not unicodedata.combining(c))).split())


# --- when it was said

LEAST_WORDS = 6
_SENTENCE_END = re.compile(r"[.!?\n]+")
_AGREE = timedelta(seconds=90)


@dataclass(frozen=True)
class Anchor:
    """The moment (UTC) that a transcript's times count from, and the reason to trust it: `when the huddle began`."""

    at: datetime
    why: str


def anchored_by_phrase(lines: Sequence[Line], messages: Iterable[tuple[str, str]]) -> Anchor | None:
    """The anchor by a sentence that was said in the call and also typed in the channel, word for word; None if there is none, or
    if two such sentences contradict each other. `messages` are (timestamp, text)."""
    spoken: dict[str, list[int]] = {}
    for line in lines:
        if line.start_ms is not None:
            for sentence in _sentences(line.text):
                spoken.setdefault(sentence, []).append(line.start_ms)
    typed: dict[str, list[str]] = {}
    for ts, text in messages:
        for sentence in _sentences(text):
            if sentence in spoken:
                typed.setdefault(sentence, []).append(ts)
    found = [
        moment(stamps[0]) - timedelta(milliseconds=spoken[sentence][0])
        for sentence, stamps in typed.items()
        if len(stamps) == 1 and len(spoken[sentence]) == 1
    ]
    if not found or max(found) - min(found) > _AGREE:
        return None
    return Anchor(min(found), "by a sentence that was also typed here")


def _sentences(text: str) -> set[str]:
    """Sentences long enough not to be said twice by chance, without case and punctuation."""
    found = (_NO_WORD.sub(" ", part.casefold()).strip() for part in _SENTENCE_END.split(text))
    return {sentence for sentence in found if len(sentence.split()) >= LEAST_WORDS}
