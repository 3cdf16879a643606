"""Plays the shipped incident into the playground, as fast as people like, while they may go on typing."""

import asyncio
import logging
from datetime import timedelta
from typing import Literal

from bot.emulator.records import Json, NotPossible
from bot.emulator.replay import Performance, StoryStuck
from bot.playground.stage import Playground, stage_for

log = logging.getLogger(__name__)
State = Literal["ready", "playing", "paused", "done", "stuck"]
LONGEST_PAUSE = 30.0
"""Seconds of real time between two steps, at most."""


class Story:
    """`ready` until it is played, once; `stuck` where the bot did not do what a step waits for."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._task: asyncio.Task[None] | None = None
        self._going = asyncio.Event()
        self._step, self._speed, self._at, self._channel = 0, 60, "", ""
        self.state: State = "ready"

    def shown(self) -> Json:
        """As the page shows it; `at` is the time of the last step in UTC."""
        scenario = self._playground.scenario
        return {
            "title": scenario.title,
            "state": self.state,
            "step": self._step,
            "steps": len(scenario.steps),
            "at": self._at,
            "speed": self._speed,
            "channel": self._channel,
        }

    def play(self, speed: int) -> None:
        """Begins, goes on, or changes the speed."""
        if self.state in ("done", "stuck"):
            raise NotPossible("The incident has been played; start the playground again to see it once more.")
        self._speed = speed
        self.state = "playing"
        self._going.set()
        self._playground.clock.run_at(speed)
        if self._task is None:
            self._task = asyncio.create_task(self._perform())

    def pause(self) -> None:
        if self.state == "playing":
            self.state = "paused"
            self._going.clear()
            self._playground.clock.run_at(1)

    async def stop(self) -> None:
        """Breaks off, for good."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _perform(self) -> None:
        clock, slack = self._playground.clock, self._playground.slack
        scenario, stage = stage_for(self._playground)
        clock.forward(scenario.started - timedelta(seconds=1))
        self._channel = stage.channel
        performance = Performance(scenario, slack, stage)
        try:
            for number, step in enumerate(scenario.steps, 1):
                await self._going.wait()
                left = (scenario.time(step) - clock()).total_seconds() / self._speed
                await asyncio.sleep(min(max(left, 0.0), LONGEST_PAUSE))
                await self._going.wait()
                clock.forward(scenario.time(step))
                await performance.perform(step)
                self._step, self._at = number, f"{scenario.time(step):%H:%M}"
                slack.changed()
            self.state = "done"
        except (StoryStuck, NotPossible) as problem:
            log.warning("the story is stuck at step %d: %s", self._step + 1, problem)
            self.state = "stuck"
        finally:
            clock.run_at(1)
            slack.changed()
