"""A calendar month, UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

_WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, order=True)
class Month:
    """Written as 2031-05."""

    year: int
    number: int

    @classmethod
    def of(cls, at: datetime) -> Self:
        utc = at.astimezone(UTC)
        return cls(utc.year, utc.month)

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError for what is no month."""
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            raise ValueError(text)
        return cls(int(found[1]), int(found[2]))

    @property
    def begins(self) -> datetime:
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime(self.year + self.number // 12, self.number % 12 + 1, 1, tzinfo=UTC)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"
