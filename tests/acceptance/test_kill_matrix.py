"""The bot is killed at every point of resolve, deliver and file, and started again: one draft, one ticket."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from tests.acceptance.bot_process import Fate, live
from tests.acceptance.conftest import EVERYWHERE
from tests.acceptance.kit import MANIFEST, buttons, draft_thread, hold_incident, item_message, own, settings_for, texts
from tests.databases import Database, Databases, SqliteDatabases

AT_ONCE = 6
# A death takes two seconds of a processor, so `make test` visits some points and `make matrix` every one. Databases and phases
# begin at different points.
EVERY = {"commit": 48, "slack": 41, "jira": 8} if not EVERYWHERE else {}
PATIENCE = 40.0


def _forkserver() -> Any:
    """Processes that start with everything imported already: a hundred lives would else spend their time importing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.acceptance.bot_process"])
    return context


@dataclass
class Life:
    """One bot process after the other; the first has its fate, the others live."""

    settings: Any
    fate: Fate
    log: Path
    process: Any = None
    deaths: int = 0
    commits: Any = None
    spawn: Any = field(default_factory=_forkserver)

    def start(self) -> None:
        self.commits = self.commits or self.spawn.Value("i", 0)
        fate = self.fate if self.deaths == 0 else Fate()
        self.process = self.spawn.Process(
            target=live, args=(self.settings, fate, self.commits, str(self.log)), daemon=True
        )
        self.process.start()

    def kill(self) -> None:
        if self.process.is_alive():
            os.kill(self.process.pid, signal.SIGKILL)

    async def guard(self) -> None:
        """Starts the bot again whenever it died."""
        while True:
            await asyncio.sleep(0.02)
            if not self.process.is_alive():
                self.deaths += 1
                self.process.join()
                self.start()


@dataclass(frozen=True)
class Ending:
    """How a run ended, as people see it."""

    thread: Counter[str]
    tickets: int
    key_is_shown: bool
    deaths: int
    points: dict[str, int]


@dataclass(frozen=True)
class Kill:
    """Where the first process dies: around its n-th commit, Slack request or Jira request."""

    where: str
    phase: str
    n: int


async def _run(kill: Kill, database: Database, log: Path) -> Ending:
    async with (
        EmulatedSlack(manifest=MANIFEST, retry_after=(0.3, 2.0, 5.0)) as slack,
        EmulatedJira(search_lag=0.3) as jira,
    ):
        fate = Fate(kill.phase, kill.n) if kill.where == "commit" else Fate()
        life = Life(settings_for(slack, database, jira), fate, log)
        counted = _arm(kill, slack, jira, life)
        life.start()
        guard = asyncio.create_task(life.guard())
        try:
            try:
                async with asyncio.timeout(PATIENCE):
                    channel = await _tell(slack, jira)
            except TimeoutError:
                raise AssertionError(f"{kill}: {_standstill(slack, database, life)}") from None
            points = {"commit": life.commits.value, **counted}
            thread = Counter(_kind(message) for message in draft_thread(slack, channel))
            shown = texts(item_message(slack, channel) or {})
            return Ending(thread, len(jira.issues), jira.issues[0].key in shown, life.deaths, points)
        finally:
            guard.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await guard
            life.kill()
            await asyncio.to_thread(life.process.join)


def _standstill(slack: EmulatedSlack, database: Database, life: Life) -> str:
    """How things stand where a run does not come to its end: what was posted, what is still to do, what the log ends with."""
    said = [texts(message) for channel in slack.workspace.channels for message in own(slack, slack.messages(channel))]
    left = database.rows("SELECT kind, state, attempts, due_at, error FROM job WHERE state <> 'done'")
    log = life.log.read_text("utf-8")[-2000:] if life.log.exists() else ""
    return f"not over after {PATIENCE:.0f} s, deaths {life.deaths}\nposted {said}\njobs {left}\nlog {log}"


def _arm(kill: Kill, slack: EmulatedSlack, jira: EmulatedJira, life: Life) -> Counter[str]:
    counted: Counter[str] = Counter()

    def reached(where: str, phase: str) -> bool:
        """Kills at the chosen point; True tells the emulator that whoever asked is dead now."""
        counted[where] += phase == "before"
        if life.deaths or (where, phase, counted[where]) != (kill.where, kill.phase, kill.n):
            return False
        life.kill()
        return True

    slack.faults.on_request(lambda n, method, phase: reached("slack", phase))
    jira.faults.on_request(lambda n, method, path, phase: reached("jira", phase))
    return counted


async def _tell(slack: EmulatedSlack, jira: EmulatedJira) -> str:
    """What people do: talk, resolve, press File in Jira; and again, like people, when nothing came of it."""
    await _within(PATIENCE, lambda: slack.connected)
    channel, people, _ = await hold_incident(slack)
    while not draft_thread(slack, channel) and not _resolved(slack, channel):
        await _patiently(slack.command(people["maya"], channel, "/incident", "resolve"))
        await _within(1.5, lambda: _resolved(slack, channel))
    await _within(PATIENCE, lambda: item_message(slack, channel) is not None)
    while not (shown := texts(item_message(slack, channel) or {})).count("Filed as"):
        message = item_message(slack, channel) or {}
        first = next(iter(buttons(message)), None)
        if first and first["action_id"] == "item_file" and "Filing" not in shown:
            await _patiently(slack.press(people["tom"], channel, message["ts"], "item_file", value=first["value"]))
        await _within(1.5, lambda: "Filed as" in texts(item_message(slack, channel) or {}))
    await asyncio.sleep(0.7)  # anything sent twice would come about now
    return channel


def _resolved(slack: EmulatedSlack, channel: str) -> bool:
    return any("is resolved after" in message.get("text", "") for message in own(slack, slack.messages(channel)))


async def _patiently(asked: Any) -> None:
    with contextlib.suppress(TimeoutError, ConnectionError, AssertionError):
        response = await asked
        async with asyncio.timeout(1.0):
            await response.wait()


async def _within(seconds: float, condition: Any) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.03)


def _kind(message: dict[str, Any]) -> str:
    if message.get("files"):
        return "file"
    return "items" if "*Action items*" in texts(message) else "part"


def _points(where: str, phase: str, sqlite: bool, last: int) -> range:
    """At which of the undisturbed run's points to kill."""
    every = EVERY.get(where, 1)
    return range(1 + (2 * (not sqlite) + (phase == "after")) % every, last + 1, every)


@pytest.mark.both_databases
@pytest.mark.parametrize("phase", ["before", "after"])
async def test_killed_at_any_point_there_is_one_draft_and_one_ticket(
    phase: str, databases: Databases, tmp_path: Path
) -> None:
    async def run(where: str, n: int) -> Ending:
        database = databases.lend()
        ending = await _run(Kill(where, phase, n), database, tmp_path / f"log-{where}-{n}")
        databases.take_back(database)
        return ending

    undisturbed = await run("commit", 0)
    assert undisturbed.tickets == 1
    assert undisturbed.thread == {"part": 1, "file": 1, "items": 1}
    room = asyncio.Semaphore(AT_ONCE)

    async def one(where: str, n: int) -> tuple[str, int, Ending]:
        async with room:
            return where, n, await run(where, n)

    sqlite = isinstance(databases, SqliteDatabases)
    points = [(where, n) for where, last in undisturbed.points.items() for n in _points(where, phase, sqlite, last)]
    endings = await asyncio.gather(*(one(where, n) for where, n in points))
    wrong = {
        (where, n): end
        for where, n, end in endings
        if (end.thread, end.tickets, end.key_is_shown) != (undisturbed.thread, 1, True)
    }
    assert not wrong
    # Commits are grouped and requests repeated, so a run may have fewer of them than the undisturbed one had.
    assert sum(end.deaths == 1 for _, _, end in endings) >= len(points) // 2
