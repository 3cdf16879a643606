"""This machine: disk, Python, SQLite."""

import shutil
import sys
from collections.abc import Sequence

from bot.doctor.findings import Finding, green, red, yellow
from bot.errors import SettingsMistake
from bot.settings import Settings
from storage.inspection import SQLITE, folder_of

LITTLE, TOO_LITTLE = 1_000_000_000, 200_000_000
OLDEST_SQLITE = (3, 38, 0)
"""The first with JSON built in."""


async def machine(settings: Settings) -> Sequence[Finding]:
    """What Debrief stands on."""
    python, sqlite = (".".join(map(str, version[:3])) for version in (sys.version_info, SQLITE))
    found = [green("python", f"Python {python}, SQLite {sqlite}.")]
    if SQLITE < OLDEST_SQLITE:
        found = [red("python", f"SQLite {sqlite} is too old.", "Use a Python that brings SQLite 3.38.")]
    try:
        folder = folder_of(settings.database_url)
    except SettingsMistake:  # the database's own line says it
        folder = None
    if folder is None or not folder.is_dir():
        return found
    free = shutil.disk_usage(folder).free
    said = f"{free / 1e9:.1f} GB are free where the database is."
    advice = "Make room there, or move the database."
    if free < TOO_LITTLE:
        return [*found, red("disk", said, advice)]
    return [*found, yellow("disk", said, advice) if free < LITTLE else green("disk", said)]
