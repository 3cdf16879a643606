"""The playground's clock: it runs as fast as people like."""

import time
from datetime import datetime, timedelta

from bot.emulator.replay import ScenarioClock

SPEEDS = (1, 10, 60, 600)


class PlaygroundClock(ScenarioClock):
    """A clock that runs `speed` times as fast as real time, and can be put forward, never back. One for emulator and bot."""

    speed = 1

    def __call__(self) -> datetime:
        return self._base + timedelta(seconds=(time.monotonic() - self._anchor) * self.speed)

    def run_at(self, speed: int) -> None:
        """From now on so many times as fast as real time."""
        self._base, self._anchor = self(), time.monotonic()
        self.speed = speed
