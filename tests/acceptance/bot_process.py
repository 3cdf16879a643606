"""The bot in a process of its own, which can be told to die around its n-th commit."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from bot.settings import Settings
from tests.acceptance.kit import running


@dataclass(frozen=True)
class Fate:
    """When the process kills itself: `before` or `after` its n-th commit; never, if n is 0. `counted` is told each commit."""

    phase: str = "before"
    n: int = 0


def live(settings: Settings, fate: Fate, commits: Any, log: str) -> None:
    """Runs the bot until somebody kills it. `commits` is a shared counter, `log` the file for what it has to say."""
    sys.stderr = open(log, "a", buffering=1)  # noqa: SIM115 -- the process ends by a signal
    asyncio.run(_live(settings, fate, commits))


async def _live(settings: Settings, fate: Fate, commits: Any) -> None:
    async with running(settings) as debrief:
        state = {"n": 0, "committing": False}

        @event.listens_for(debrief.store.engine, "commit")
        def before(_connection: Any) -> None:
            state["n"] += 1
            state["committing"] = True
            commits.value = state["n"]
            if fate.phase == "before" and state["n"] == fate.n:
                os.kill(os.getpid(), signal.SIGKILL)

        # The connection goes back to its pool right after the commit, and before anyone is told of it.
        @event.listens_for(debrief.store.engine, "checkin")
        def after(_connection: Any, _record: Any) -> None:
            if state["committing"] and fate.phase == "after" and state["n"] == fate.n:
                os.kill(os.getpid(), signal.SIGKILL)
            state["committing"] = False

        await asyncio.Event().wait()
