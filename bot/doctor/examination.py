"""The whole examination: every check beside the others, each within its time, each a line of its own."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

from bot.doctor import machine, model, slack, store, tracker
from bot.doctor.findings import Finding, green, red
from bot.errors import SettingsMistake
from bot.settings import Settings, from_environment

PATIENCE = 20.0
"""Seconds that one check may take."""
Check = Callable[[Settings], Awaitable[Sequence[Finding]]]
CHECKS: dict[str, Check] = {
    "slack": slack.bot_token,
    "socket_mode": slack.app_token,
    "http_mode": slack.http_mode,
    "database": store.database,
    "model": model.model,
    "tracker": tracker.tracker,
    "machine": machine.machine,
}


async def examine(
    environment: Mapping[str, str] | None = None, dotenv: str = ".env", *, http: bool = False
) -> AsyncIterator[Finding]:
    """The findings in order, as they come. With `http`, for an installation that listens. Never raises."""
    try:
        settings = from_environment(environment, dotenv, http=http)
    except SettingsMistake as mistake:
        for number, fault in enumerate(mistake.faults or (str(mistake),), 1):
            yield red(
                f"settings.{number}", f"{_named(fault)} is missing or wrong.", fault[:1].upper() + fault[1:] + "."
            )
        return
    yield green("settings", "All settings can be read.")
    chosen = {name: check for name, check in CHECKS.items() if name != ("socket_mode" if http else "http_mode")}
    running = {name: asyncio.create_task(_within_its_time(name, check, settings)) for name, check in chosen.items()}
    for task in running.values():
        for finding in await task:
            yield finding


async def _within_its_time(name: str, check: Check, settings: Settings) -> Sequence[Finding]:
    try:
        return await asyncio.wait_for(check(settings), PATIENCE)
    except TimeoutError:
        return [red(name, f"No answer within {PATIENCE:.0f} s.", "Look whether a proxy or firewall is in the way.")]
    except Exception as problem:  # noqa: BLE001  a doctor that falls over helps nobody
        return [
            red(name, f"This check broke off ({type(problem).__name__}).", "Please report it with what you see here.")
        ]


def _named(fault: str) -> str:
    """The variable that a fault is about."""
    return next((word for word in re.findall(r"[A-Z_]{4,}", fault)), "A setting")
