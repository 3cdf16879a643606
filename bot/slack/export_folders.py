"""The conversations and people of a Slack export."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.export_files import LISTS, ExportFiles, one_line, string

_DAY = re.compile(r"^[^/]+/[^/]+\.json$")
_TEAM = re.compile(r"^[TE][A-Z0-9]{2,20}$")


@dataclass(frozen=True)
class Folder:
    """A conversation and the day files that hold its messages, in order. `id` is empty where no list names it; `listing` is the
    list that does, and `pins` are the timestamps of its pinned messages."""

    name: str
    id: str
    days: tuple[str, ...]
    listing: str = ""
    is_archived: bool = False
    pins: tuple[str, ...] = ()

    @property
    def is_private(self) -> bool:
        return self.listing != LISTS[0]

    def is_called(self, wanted: str) -> bool:
        return wanted.removeprefix("#").casefold() in (self.name.casefold(), self.id.casefold())


@dataclass(frozen=True)
class Member:
    """Somebody, or some app, of the workspace. `tz` is the time zone's name, `team` the workspace, if the export says."""

    id: str
    name: str
    is_bot: bool
    tz: str | None = None
    team: str = ""


def folders(files: ExportFiles) -> list[Folder]:
    """Every conversation, by name; also one that no list names, as far as there is a folder for it."""
    days: dict[str, list[str]] = {}
    for path in files:
        if _DAY.match(path) and not path.startswith("__MACOSX/"):
            days.setdefault(path.split("/")[0], []).append(path)
    known: dict[str, Folder] = {}
    for listing in LISTS:
        for row in files.rows(listing):
            id_, name = string(row.get("id")), one_line(string(row.get("name")))
            folder = name if name in days else id_
            if folder and folder not in known:
                held = tuple(sorted(days.pop(folder, [])))
                known[folder] = Folder(name or id_, id_, held, listing, bool(row.get("is_archived")), _pins(row))
    bare = [Folder(name, "", tuple(sorted(paths))) for name, paths in days.items()]
    return sorted([*known.values(), *bare], key=lambda folder: folder.name)


def members(files: ExportFiles) -> dict[str, Member]:
    """Whoever the export names, by id."""
    found = {}
    for path in ("users.json", "org_users.json"):
        for row in files.rows(path):
            if id_ := string(row.get("id")):
                is_bot = bool(row.get("is_bot")) or id_ == "USLACKBOT"
                team = string(row.get("team_id"))
                tz = string(row.get("tz"))[:64] or None
                found[id_] = Member(id_, _name(row) or id_, is_bot, tz, team if _TEAM.match(team) else "")
    return found


def is_workspace_id(text: str) -> bool:
    """Whether the text could be Slack's id of a workspace."""
    return bool(_TEAM.match(text))


def _pins(row: Mapping[str, Any]) -> tuple[str, ...]:
    pins = row.get("pins")
    return tuple(string(pin.get("id")) for pin in (pins if isinstance(pins, list) else ()) if isinstance(pin, dict))


def _name(row: Mapping[str, Any]) -> str:
    profile = row.get("profile")
    inner = profile if isinstance(profile, dict) else {}
    choices = (row.get("real_name"), inner.get("real_name"), inner.get("display_name"), row.get("name"))
    return next((one_line(name) for name in map(string, choices) if name.strip()), "")
