"""The whole examination: every check beside the others, each within its time, each a line of its own."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

from bot.doctor import listening, machine, model, slack, store, tracker
from bot.doctor.findings import Finding, green, red, yellow
from bot.errors import SettingsMistake
from bot.settings import Reading, Settings, read

PATIENCE = 20.0
"""Seconds that one check may take."""
Check = Callable[[Settings], Awaitable[Sequence[Finding]]]
CHECKS: dict[str, tuple[Check, tuple[str, ...]]] = {
    "slack": (slack.bot_token, ("SLACK_BOT_TOKEN",)),
    "socket_mode": (slack.app_token, ("SLACK_APP_TOKEN",)),
    "http_mode": (listening.http_mode, ("DEBRIEF_HTTP",)),
    "status_port": (listening.status_port, ("DEBRIEF_STATUS_PORT",)),
    "database": (store.database, ("DATABASE_URL",)),
    "model": (model.model, ("ANTHROPIC_", "DEBRIEF_MODEL")),
    "tracker": (tracker.tracker, ("JIRA_",)),
    "machine": (machine.machine, ("DATABASE_URL",)),
}
"""Each with what the names of the settings begin with that it cannot do without."""


async def examine(
    environment: Mapping[str, str] | None = None, dotenv: str = ".env", *, http: bool = False
) -> AsyncIterator[Finding]:
    """The findings in order, as they come. With `http`, for an installation that listens. Never raises.

    A setting that is missing or wrong is a finding, and whatever does without it is looked at all the same."""
    try:
        reading = read(environment, dotenv, http=http)
    except SettingsMistake as mistake:
        yield red("settings", "The settings cannot be read.", str(mistake))
        return
    for finding in _settings(reading):
        yield finding
    wrong = set(map(_about, reading.faults))
    chosen = {
        name: check
        for name, (check, needs) in CHECKS.items()
        if name != ("socket_mode" if http else "http_mode") and not any(each.startswith(needs) for each in wrong)
    }
    running = {
        name: asyncio.create_task(_within_its_time(name, check, reading.settings)) for name, check in chosen.items()
    }
    for task in running.values():
        for finding in await task:
            yield finding


def _settings(reading: Reading) -> list[Finding]:
    found = [
        red(
            f"settings.{number}",
            f"{_about(fault)} is missing or wrong.",
            fault[:1].upper() + fault[1:] + ".",
        )
        for number, fault in enumerate(reading.faults, 1)
    ]
    for name, meant in reading.unknown:
        advice = f"Write {meant}, if you mean that." if meant else ".env.example names those there are."
        found.append(yellow(f"settings.unknown.{name}", f"{name} is no setting of Debrief's.", advice))
    return found if reading.faults else [green("settings", "All settings can be read."), *found]


async def _within_its_time(name: str, check: Check, settings: Settings) -> Sequence[Finding]:
    try:
        return await asyncio.wait_for(check(settings), PATIENCE)
    except TimeoutError:
        return [red(name, f"No answer within {PATIENCE:.0f} s.", "Look whether a proxy or firewall is in the way.")]
    except Exception as problem:  # noqa: BLE001  a doctor that falls over helps nobody
        return [
            red(name, f"This check broke off ({type(problem).__name__}).", "Please report it with what you see here.")
        ]


def _about(fault: str) -> str:
    """The variable that a fault is about: the first it names."""
    return next(iter(re.findall(r"[A-Z]{3,}_[A-Z_]{3,}", fault)), "A setting")
