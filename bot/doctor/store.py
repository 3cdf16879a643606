"""The database, looked at without changing it."""

import asyncio
from collections.abc import Sequence

from bot.doctor.findings import Finding, green, red, yellow
from bot.errors import SettingsMistake
from bot.settings import Settings
from storage.inspection import Condition, inspect


async def database(settings: Settings) -> Sequence[Finding]:
    """Whether it opens, can be written and has the newest tables; and what was given up in it."""
    try:
        condition = await asyncio.to_thread(inspect, settings.database_url)
    except SettingsMistake as mistake:
        return [red("database", "The database cannot be used.", str(mistake))]
    return [_opens(condition), *_schema(condition), *_given_up(condition)]


def _opens(condition: Condition) -> Finding:
    if not condition.exists:
        return green("database", f"{condition.name} will be made at start.")
    if not condition.writable:
        advice = "Wait, or find who holds it open, and look who may write there."
        return red("database", f"{condition.name} cannot be written to at the moment.", advice)
    size = f", {condition.size / 1e6:.1f} MB" if condition.size is not None else ""
    return green("database", f"{condition.name} opens and can be written to{size}.")


def _schema(condition: Condition) -> list[Finding]:
    if not condition.exists:
        return []
    if condition.schema is None:
        return [green("database.schema", "Its tables will be made at start.")]
    if condition.schema_is_unknown:
        advice = "Start the newer version again, or restore a backup of before."
        return [red("database.schema", f"Its tables are those of a newer Debrief ({condition.schema}).", advice)]
    if condition.schema != condition.newest:
        said = f"Its tables are at {condition.schema}; they will be brought to {condition.newest} at start."
        return [yellow("database.schema", said, "Back it up first: docs/how-to/backup.md.")]
    return [green("database.schema", f"Its tables are the newest ({condition.schema}).")]


def _given_up(condition: Condition) -> list[Finding]:
    return [
        yellow(f"jobs.{kind}", f"{count} jobs “{kind}” were given up; the last because: {why}", _MEND)
        for kind, count, why in condition.given_up
    ]


_MEND = "Mend the cause; the same command or button starts the work again."
