"""What every test folder may use: a real store on a real file, and a clock that tests turn."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.store import Store


class TurnedClock:
    """A clock that stands still until a test turns it."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "debrief.db"


@pytest.fixture
def store(database: Path, clock: TurnedClock) -> Iterator[Store]:
    opened = Store(f"sqlite:///{database}", clock)
    yield opened
    opened.close()
