"""Times that people state in words: “since 14:05”, “10 min ago”, “2031-05-06 08:58 UTC”, “7:15 pm ET”."""

import re
from datetime import UTC, datetime, timedelta, timezone

_CLOCK = re.compile(
    r"(?i)(?:(?P<date>\d{4}-\d{2}-\d{2})[ T]+(?:at )?)?(?<!\d)(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?"
    r"(?:\.\d+)?(?(date)|(?:\s?[-–]\s?\d{1,2}:[0-5]\d(?!\d))?)\s?(?P<half>[ap]\.?m\b\.?)?\s?\(?(?P<zone>z\b|utc(?:[+-]\d{1,2}(?::?\d{2})?)?|gmt|[a-z]{2,4}\b|[+-]\d{2}:?\d{2}\b)?"
)
_NUMBERS = "half an|an?|one|two|three|five|ten|fifteen|twenty|thirty"
_AGO = re.compile(
    rf"(?i)(?P<count>\d+(?:[.,]\d+)?|{_NUMBERS})\s?"
    r"(?P<unit>s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?)\b"
)
PIECE = rf"(?:\d{{1,3}}(?:\.\d+)?|{_NUMBERS}) ?(?:m|mins?|minutes?|h|hrs?|hours?)\b"
"""A part of a span of time, in lower case, as in “1.5 hours” or “2h 30m”."""
_PAST = re.compile(r"(?i)\b(?:ago|earlier|before|for|last|past|since)\b")
_COUNTS = {
    "a": 1, "an": 1, "half an": 0.5, "one": 1, "two": 2, "three": 3, "five": 5, "ten": 10, "fifteen": 15, "twenty": 20,
    "thirty": 30,
}  # fmt: skip
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "ist": 5.5, "jst": 9, "aest": 10,
    "aedt": 11, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_SLACK = timedelta(minutes=2)
_LONGEST = timedelta(days=7)


def stated(words: str, said: datetime) -> datetime | None:
    """The moment that words of time mean when they are said at `said` (UTC): the latest one that is not in the future.

    A clock without a zone is UTC, and of two with a dash between them the first counts. None for what cannot be told with
    certainty, or lies more than a week back."""
    at = _clock(words, said)
    if at is None and _PAST.search(words) and (match := _AGO.search(words)):
        at = said - span(match[0])
    return at if at and said - _LONGEST <= at <= said + _SLACK else None


def span(words: str) -> timedelta:
    """How long words such as “an hour and 20 minutes” mean, at most two weeks."""
    seconds = 0.0
    for match in _AGO.finditer(words):
        count = match["count"].lower().replace(",", ".")
        amount = _COUNTS[count] if count in _COUNTS else float(count)
        seconds += amount * _UNITS[match["unit"][0].lower()]
    return timedelta(seconds=min(seconds, _LONGEST.total_seconds() * 2))


def _clock(words: str, said: datetime) -> datetime | None:
    for match in _CLOCK.finditer(words):
        if match["minute"] is None and match["half"] is None:
            continue
        offset = _offset(match["zone"])
        hour = _hour(int(match["hour"]), match["half"])
        if hour is None or offset is None:
            return None
        zone = timezone(offset)
        local = said.astimezone(zone)
        at = local.replace(hour=hour, minute=int(match["minute"] or 0), second=int(match["second"] or 0), microsecond=0)
        if match["date"]:
            try:
                day = datetime.fromisoformat(match["date"])
            except ValueError:
                return None
            return at.replace(year=day.year, month=day.month, day=day.day).astimezone(UTC)
        if "yesterday" in words.lower() or at > local + _SLACK:
            at -= timedelta(days=1)
        return at.astimezone(UTC)
    return None


def _hour(hour: int, half: str | None) -> int | None:
    if half is None:
        return hour if hour < 24 else None
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if half.lower().startswith("p") else 0)


def _offset(zone: str | None) -> timedelta | None:
    """From UTC; none for a zone that is not known. A word that is no zone counts as no zone."""
    if zone is None:
        return timedelta()
    name = zone.lower()
    if name in _ZONES:
        return timedelta(hours=_ZONES[name])
    if match := re.fullmatch(r"(?:utc)?([+-])(\d{1,2}):?(\d{2})?", name):
        span = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if span >= timedelta(hours=15):
            return None
        return span if match[1] == "+" else -span
    # Words such as “et” and “pt” mean a zone that summer changes.
    return None if name in ("et", "ct", "mt", "pt") else timedelta()
