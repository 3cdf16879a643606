"""When something is due: from what was said, and the day on which it was said, to a date."""

import calendar
import re
from datetime import date, timedelta

_ISO = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
_SAME_DAY = re.compile(r"\b(?:today|tonight|this (?:afternoon|evening)|eod|end of (?:the )?day)\b")
_SPAN = re.compile(r"\b(?:(this|next|end of(?: the)?) (week|month|quarter)|eow)\b")
_WEEKDAY = re.compile(r"\b(this |next )?(mon|tues|wednes|thurs|fri|satur|sun)day\b")
_DAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_MONTHS = {"month": 1, "quarter": 3}


def due_on(words: str | None, said: date) -> date | None:
    """The last day on which it would be in time; None where the words name no day. What can be understood in two ways is
    taken as the later day, so that nothing is called overdue too early."""
    low = " ".join((words or "").lower().split())
    if found := _ISO.search(low):
        return _date(found[1])
    if _SAME_DAY.search(low):
        return said
    if re.search(r"\btomorrow\b", low):
        return said + timedelta(days=1)
    if found := _SPAN.search(low):
        return _end(said, found[2] or "week", following=found[1] == "next")
    if found := _WEEKDAY.search(low):
        return _weekday(said, _DAYS.index(found[2]), (found[1] or "").strip())
    return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _weekday(said: date, day: int, which: str) -> date:
    """The coming day of this name; `next` means that of the week after, and today's own name a week from now."""
    ahead = (day - said.weekday()) % 7
    if which == "next":
        return said + timedelta(days=7 - said.weekday() + day)
    return said + timedelta(days=ahead if ahead or which == "this" else 7)


def _end(said: date, span: str, *, following: bool) -> date:
    """The last day of this week, month or quarter, or of the following one."""
    if span == "week":
        return said + timedelta(days=6 - said.weekday() + (7 if following else 0))
    size = _MONTHS[span]
    month = (said.month - 1) // size * size + size + (size if following else 0)
    year, month = said.year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])
