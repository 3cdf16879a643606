"""The one clock, Slack's timestamps, and our own ids."""

import secrets
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the present as an aware UTC datetime. Injected everywhere, so that tests and the emulator can turn it."""


def system_clock() -> datetime:
    """The machine's clock, UTC."""
    return datetime.now(UTC)


def moment(ts: str) -> datetime:
    """The UTC time that a Slack timestamp (text, seconds since 1970 with six decimals) stands for."""
    seconds, _, micros = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=int((micros + "000000")[:6]))


def stamp(at: datetime) -> str:
    """The Slack timestamp of a moment, to the microsecond: the inverse of `moment`."""
    return f"{int(at.timestamp() // 1)}.{at.microsecond:06d}"


def new_id(now: datetime) -> str:
    """A UUIDv7: sorts by the time of its making."""
    millis = int(now.timestamp() * 1000)
    value = (millis << 80) | (0x7 << 76) | (secrets.randbits(12) << 64) | (0b10 << 62) | secrets.randbits(62)
    return str(uuid.UUID(int=value))
