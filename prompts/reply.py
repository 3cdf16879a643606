"""The model's answer, read: from text to statements whose shape is right. What they say is checked elsewhere."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.plain_text import storable
from prompts.fence import plain
from prompts.shapes import KINDS, ROLES, STATUSES, TIMES

LONGEST = 400_000
"""More characters than any honest answer has."""

_THOUGHT = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_ID = re.compile(r"[\[({]?\s*([EUeu])?-?\s*(\d{1,6})\s*[\])}]?")
_STARTS = 40


class UnreadableReply(ValueError):
    """The answer holds no JSON object of the shape asked for."""


@dataclass(frozen=True)
class Fault:
    """Something in an answer that cannot stand: `where`, as the model can find it again, and `what` is wrong."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"- {self.where}: {self.what}"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement as the model wrote it. Ids are short ones (E12, U3); a field that its section does not have is empty."""

    section: str
    place: int
    text: str
    evidence: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    kind: str = "status"
    importance: float = 0.5
    stated: str = ""
    confidence: float | None = None
    status: str = "hypothesis"
    role: str = ""
    owner: str = ""
    due: str = ""
    priority: str = ""

    @property
    def where(self) -> str:
        """`timeline 3`, and how it begins."""
        return f"{self.section} {self.place} (“{self.text[:60]}”)"


@dataclass(frozen=True)
class Reply:
    """A whole answer: its statements, the events that its times rest on (name, short id, words of time), and what had no
    shape."""

    statements: tuple[Statement, ...]
    times: tuple[tuple[str, str, str], ...] = ()
    faults: tuple[Fault, ...] = field(default=())


def read(text: str, sections: Sequence[str]) -> Reply:
    """The answer's statements, section by section. Raises UnreadableReply where there is no JSON object with such sections.

    Fences, words around the object, keys that were not asked for and ids in brackets are forgiven."""
    whole = _object(text, sections)
    found: list[Statement] = []
    faults: list[Fault] = []
    for section in sections:
        rows = whole.get(section) or []
        if not isinstance(rows, list):
            faults.append(Fault(section, "is not a list"))
            continue
        for place, row in enumerate(rows, 1):
            statement = _statement(section, place, row)
            if isinstance(statement, Fault):
                faults.append(statement)
            else:
                found.append(statement)
    return Reply(tuple(found), tuple(_times(whole.get("times"))), tuple(faults))


def _object(text: str, sections: Sequence[str]) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise UnreadableReply("it is far too long")
    decoder = json.JSONDecoder()
    for start in _openings(_THOUGHT.sub("", text, count=1)):
        try:
            value, _ = decoder.raw_decode(start)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and any(section in value for section in sections):
            return value
    raise UnreadableReply("it holds no JSON object with the sections asked for")


def _openings(text: str) -> Iterator[str]:
    """What follows each of the first braces; the outermost object comes first."""
    at = -1
    for _ in range(_STARTS):
        at = text.find("{", at + 1)
        if at < 0:
            return
        yield text[at:]


def _statement(section: str, place: int, row: Any) -> Statement | Fault:
    if not isinstance(row, dict):
        return Fault(f"{section} {place}", "is not an object with `text` and `evidence`")
    text = _words(row.get("text"))
    if not text:
        return Fault(f"{section} {place}", "has no `text`")
    status, kind, role = (_words(row.get(name)).lower() for name in ("status", "kind", "role"))
    importance = _share(row.get("importance"))
    return Statement(
        section=section,
        place=place,
        text=text,
        evidence=_ids(row.get("evidence"), "E"),
        against=_ids(row.get("against"), "E"),
        kind=kind if kind in KINDS else "status",
        importance=0.5 if importance is None else importance,
        stated=_words(row.get("stated")),
        confidence=_share(row.get("confidence")),
        status=status if status in STATUSES else "hypothesis",
        role=role if role in ROLES else "",
        owner=next(iter(_ids(row.get("owner"), "U")), ""),
        due=_words(row.get("due")),
        priority=_words(row.get("priority")),
    )


def _times(told: Any) -> Iterator[tuple[str, str, str]]:
    for name in TIMES:
        event = told.get(name) if isinstance(told, dict) else None
        event = event if isinstance(event, dict) else {"evidence": event}
        if ids := _ids(event.get("evidence"), "E"):
            yield name, ids[0], _words(event.get("stated"))


def _words(value: Any) -> str:
    """Text on one line; nothing for what is no text."""
    return " ".join(plain(storable(value)).split()) if isinstance(value, str) else ""


def _ids(value: Any, letter: str) -> tuple[str, ...]:
    """Short ids, each once. What is no id stays as it is, to be found unknown."""
    listed = value if isinstance(value, list) else re.split(r"[,\s]+", value) if isinstance(value, str) else [value]
    found: dict[str, None] = {}
    for each in listed:
        written = str(each).strip() if isinstance(each, str | int) and not isinstance(each, bool) else ""
        if match := _ID.fullmatch(written):
            found[f"{(match[1] or letter).upper()}{int(match[2])}"] = None
        elif written:
            found[storable(written)[:40]] = None
    return tuple(found)


def _share(value: Any) -> float | None:
    """A number from 0 to 1; percentages are understood."""
    if isinstance(value, str):
        try:
            value = float(value.strip().rstrip("%")) / (100 if "%" in value else 1)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    share = value / 100 if 1 < value <= 100 else value
    return float(share) if 0 <= share <= 1 else None
