"""The storm itself: people, stories, faults and deaths at once; then quiet, until the bot has nothing left to do."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from bot.settings import JiraAccount, Settings
from tests.acceptance.kit import MANIFEST, settings_for
from tests.databases import Database
from tests.soak.lives import GAPS, HOWS, Lives
from tests.soak.people import People
from tests.soak.stories import Stories
from tests.soak.weather import KINDS, Kind, Weather
from tests.soak.witness import Witness

SEARCH_LAG = 0.3


@dataclass(frozen=True)
class Storm:
    """What is to come. `rate` is deeds a second, `at_once` how many incidents go on beside each other, `pause` about how many
    seconds one lasts, `patience` how long the quiet after it may take; `between_kills`, `gaps` and
    `hows` tell Lives.stalk when and how the bot is killed."""

    seconds: float
    seed: int
    rate: float = 40.0
    at_once: int = 4
    pause: float = 20.0
    between_kills: tuple[float, float] = (5.0, 20.0)
    patience: float = 300.0
    kinds: tuple[Kind, ...] = KINDS
    gaps: tuple[int, ...] = GAPS
    hows: tuple[str, ...] = HOWS

    def dice(self, whose: str) -> random.Random:
        """Dice of their own for each, so that one who throws more often does not change the others' luck."""
        return random.Random(f"{self.seed} {whose}")


@dataclass
class Ended:
    """How everything stood at the end: what Slack and Jira hold, what was seen and said, where the bot kept it.

    `unsettled` is what the bot had not come to an end with, in words, or empty."""

    slack: EmulatedSlack
    jira: EmulatedJira
    database: Database
    log: Path
    people: People
    stories: Stories
    witness: Witness
    weather: Weather
    lives: Lives
    seconds: float = 0.0
    calm_after: float = 0.0
    files: dict[str, bytes] = field(default_factory=dict)
    """SQLite's files as the last kill left them: whoever opens the database tidies them up."""
    unsettled: str = ""


async def weather_the(storm: Storm, database: Database, folder: Path) -> Ended:
    """Runs the bot on this database through the storm and the quiet after it; the log is written into the folder."""
    async with (
        EmulatedSlack(manifest=MANIFEST, retry_after=(0.2, 1.5, 5.0)) as slack,
        EmulatedJira(search_lag=SEARCH_LAG) as jira,
    ):
        ended = _set_out(storm, slack, jira, database, folder / "debrief.log")
        async with _guarded(ended):
            begun = time.monotonic()
            await _rage(storm, ended)
            ended.seconds = time.monotonic() - begun
            await _calm(storm, ended)
            ended.calm_after = time.monotonic() - begun - ended.seconds
        ended.files = _files(database)
        return ended


def _files(database: Database) -> dict[str, bytes]:
    file = make_url(database.url).database
    if not (database.url.startswith("sqlite") and file):
        return {}
    return {each.name: each.read_bytes() for each in Path(file).parent.glob(f"{Path(file).name}*")}


def _set_out(storm: Storm, slack: EmulatedSlack, jira: EmulatedJira, database: Database, log: Path) -> Ended:
    weather = Weather(slack, jira, storm.dice("weather"))
    witness = Witness(slack)

    def saw(delivery: Any) -> None:
        witness.saw(delivery)
        weather.faults.met(delivery)

    slack.deliveries.watcher = saw
    people = People(slack, storm.dice("people"))
    stories = Stories(people, storm.dice("stories"), storm.pause)
    lives = Lives(_settings(slack, jira, database), log, storm.dice("deaths"))
    lives.watch(slack, jira)
    return Ended(slack, jira, database, log, people, stories, witness, weather, lives)


def _settings(slack: EmulatedSlack, jira: EmulatedJira, database: Database) -> Settings:
    """Quick ones, but for the lease: a machine that is busy must not make the bot lose its own work all the time."""
    # A create without an answer may arrive until the timeout, and is found a lag later.
    account = JiraAccount(
        url=jira.url, email=jira.email, token=jira.token, project=jira.project, timeout=1.5, settle=4.0
    )
    return replace(settings_for(slack, database), jira=account, lease=3.0, first_retry=0.1)


@asynccontextmanager
async def _guarded(ended: Ended) -> AsyncIterator[None]:
    """The bot lives, and is started again whenever it dies."""
    ended.lives.start()
    guard = asyncio.create_task(ended.lives.guard())
    try:
        yield
    finally:
        guard.cancel()
        with suppress(asyncio.CancelledError):
            await guard
        await ended.lives.end()


async def _rage(storm: Storm, ended: Ended) -> None:
    await ended.slack.wait_for(lambda: ended.slack.connected, 60)
    work = [
        _talk(storm, ended),
        _sweep(ended),
        ended.lives.stalk(storm.between_kills, storm.gaps, storm.hows),
        ended.weather.turn(tuple(kind for kind in storm.kinds if not kind.of_jira)),
        ended.weather.turn(tuple(kind for kind in storm.kinds if kind.of_jira)),
        ended.stories.file(),
        *(ended.stories.tell() for _ in range(storm.at_once)),
    ]
    with suppress(TimeoutError):
        async with asyncio.timeout(storm.seconds), asyncio.TaskGroup() as group:
            for each in work:
                group.create_task(each)


async def _talk(storm: Storm, ended: Ended) -> None:
    """People do things at a steady pace: mostly where an incident is on, but also where one was."""
    dice, people = storm.dice("places"), ended.people
    begun, deeds = time.monotonic(), 0
    while True:
        deeds += 1
        await asyncio.sleep(max(0.0, begun + deeds / storm.rate - time.monotonic()))
        on = ended.stories.running
        if people.places:
            await people.act(dice.choice(on if on and dice.random() < 0.85 else people.places))


async def _sweep(ended: Ended) -> None:
    while True:
        await asyncio.sleep(1)
        ended.weather.faults.sweep()


async def _calm(storm: Storm, ended: Ended) -> None:
    """Faults off, everything delivered, a last start that reads everything back, clicks again where a button came back."""
    slack = ended.slack
    await ended.people.leave()
    await ended.weather.end()
    try:
        async with asyncio.timeout(storm.patience):
            while slack.deliveries.under_way() or not slack.connected:
                await asyncio.sleep(0.05)
            ended.lives.kill("last")
            await slack.wait_for(lambda: not slack.connected, 30)
            await slack.wait_for(lambda: slack.connected, 60)
            await _settled(ended)
            while still_open := [item for item in ended.stories.clicked if item in _open(ended.database)]:
                for item in still_open:
                    await ended.stories.press_blindly(ended.stories.clicked[item], item)
                await _settled(ended)
    except TimeoutError:
        left = [str(row) for row in _left(ended.database)]
        ended.unsettled = f"not settled {storm.patience:.0f} s after the storm: {left[:20]}"


async def _settled(ended: Ended) -> None:
    """Returns once nothing is under way, due or to be tried again, twice in a row: one job may ask for another."""
    quiet = 0
    while quiet < 2:
        await asyncio.sleep(0.6)
        ended.weather.faults.sweep()
        quiet = 0 if ended.slack.deliveries.under_way() or _left(ended.database) else quiet + 1


def _left(database: Database) -> list[tuple[Any, ...]]:
    """The jobs that are to be done. Cards and questions about the end have a next time as long as an incident is open."""
    return database.rows(
        "SELECT kind, key, state, attempts, failures, error FROM job WHERE state = 'running' OR state = 'waiting' "
        "AND (error IS NOT NULL OR kind NOT IN ('card', 'end'))"
    )


def _open(database: Database) -> set[str]:
    """The items that could be filed and are not."""
    return {
        str(row[0])
        for row in database.rows("SELECT id FROM action_item WHERE state = 'open' AND text NOT LIKE 'Withdrawn:%'")
    }
