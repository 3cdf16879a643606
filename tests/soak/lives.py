"""The bot in one process after the other: killed at random moments, started again at once."""

import asyncio
import multiprocessing
import os
import random
import signal
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot import logs
from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from bot.settings import Settings
from tests.acceptance.kit import running

GAPS = (1, 1, 1, 1, 3)
"""Now and then it lives longer: a bot that never comes to an end with reading back makes no drafts, which are to be tried too."""
HOWS = ("now", "now", "slack before", "slack after", "jira before", "jira after")
PATIENCE_FOR_A_REQUEST = 6.0


def live(settings: Settings, log: str) -> None:
    """Runs the bot until somebody kills it; `log` is the file for what it has to say."""
    sys.stderr = open(log, "a", buffering=1)  # noqa: SIM115 -- the process ends by a signal
    logs.configure("json", "info", sys.stderr)
    asyncio.run(_live(settings))


async def _live(settings: Settings) -> None:
    async with running(settings):
        await asyncio.Event().wait()


class Lives:
    """`kills` counts deaths by how they came about; `died_alone` are the exit codes of those that nobody killed."""

    def __init__(self, settings: Settings, log: Path, dice: random.Random) -> None:
        self.kills: Counter[str] = Counter()
        self.starts = 0
        self.died_alone: list[int] = []
        self._settings, self._log, self._dice = settings, log, dice
        self._armed = ""
        self._doomed = False
        self._process: Any = None
        # A server from which processes start with everything imported already.
        self._spawn: Any = multiprocessing.get_context("forkserver")
        self._spawn.set_forkserver_preload(["tests.soak.lives"])

    def start(self) -> None:
        self.starts += 1
        self._doomed = False
        self._process = self._spawn.Process(target=live, args=(self._settings, str(self._log)), daemon=True)
        self._process.start()

    def kill(self, how: str) -> None:
        """SIGKILL: nothing of it runs on."""
        if self._process.is_alive() and not self._doomed:
            self._doomed = True
            self.kills[how] += 1
            os.kill(self._process.pid, signal.SIGKILL)

    async def guard(self) -> None:
        """Starts the bot again whenever it died."""
        while True:
            await asyncio.sleep(0.02)
            if not self._process.is_alive():
                self._process.join()
                if not self._doomed:
                    self.died_alone.append(self._process.exitcode)
                    await asyncio.sleep(0.5)
                self.start()

    async def stalk(self, between: tuple[float, float], gaps: tuple[int, ...], hows: tuple[str, ...]) -> None:
        """Kills after a while, one of `gaps` times as long as `between` says: at once, or around the next request to Slack or
        Jira, as one of `hows` says; half the time as the one that came about least."""
        while True:
            await asyncio.sleep(self._dice.uniform(*between) * self._dice.choice(gaps))
            how = self._dice.choice(hows) if self._dice.random() < 0.5 else min(hows, key=self.kills.__getitem__)
            if how != "now":
                self._armed = how
                with suppress(TimeoutError):
                    async with asyncio.timeout(PATIENCE_FOR_A_REQUEST):
                        while self._armed:
                            await asyncio.sleep(0.05)
                if not self._armed:
                    continue
                self._armed = ""
            self.kill("now")

    def watch(self, slack: EmulatedSlack, jira: EmulatedJira) -> None:
        """Lets a death come about around a request."""
        slack.faults.on_request(lambda n, method, phase: self._strike(f"slack {phase}"))
        jira.faults.on_request(lambda n, method, path, phase: self._strike(f"jira {phase}"))

    def _strike(self, where: str) -> bool:
        """Whether whoever asked is dead now."""
        if self._armed != where:
            return False
        self._armed = ""
        self.kill(where)
        return True

    async def end(self) -> None:
        """The last kill."""
        self._doomed = True
        if self._process is not None and self._process.is_alive():
            os.kill(self._process.pid, signal.SIGKILL)
            await asyncio.to_thread(self._process.join)
