"""The messages of a Slack export as they are kept: each wording, who deleted what, and what hangs on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.observation import Deleted, Edited, Pinned, Posted, Reacted
from bot.slack.export_folders import Folder
from bot.slack.gateway import EVENT_TYPE
from bot.slack.payloads import exported_message, history_marks


@dataclass
class Chunk:
    """Some messages of one file. `unreadable` are counted, `own` are Debrief's own posts: a draft must not cite a draft."""

    posted: list[Posted] = field(default_factory=list)
    deleted: list[Deleted] = field(default_factory=list)
    reacted: list[Reacted] = field(default_factory=list)
    pinned: list[Pinned] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    unreadable: int = 0
    own: int = 0

    def add(self, folder: Folder, message: object) -> None:
        """Reads one message; whatever it is, it does not raise."""
        if not isinstance(message, dict):
            self.unreadable += 1
        elif _is_own(message):
            self.own += 1
        else:
            try:
                self._add(folder, message)
            except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError, OSError):
                self.unreadable += 1

    def _add(self, folder: Folder, message: dict[str, Any]) -> None:
        seen = exported_message(folder.id, message)
        match seen:
            case Posted():
                given, _, _ = history_marks(folder.id, message, seen.ts)
                self.posted.append(seen)
                self.reacted += given
            case Edited():
                self.posted += [seen.before, seen.now] if seen.before else [seen.now]
            case Deleted():
                self.deleted.append(seen)
        if isinstance(seen, Posted):
            self._note_name(seen, message.get("user_profile"))
            if seen.ts in folder.pins:
                self.pinned.append(Pinned(folder.id, seen.ts, seen.ts, pinned=True))

    def _note_name(self, posted: Posted, profile: object) -> None:
        """People who are not in the export's list are sometimes named beside what they wrote."""
        if posted.author and not posted.author.is_bot and isinstance(profile, Mapping):
            name = profile.get("real_name") or profile.get("display_name")
            if isinstance(name, str) and name.strip():
                self.people[posted.author.id] = " ".join(name.split())[:200]


def _is_own(message: Mapping[str, Any]) -> bool:
    """By the metadata that each of Debrief's posts carries, or by the app's name where the export leaves those out."""
    metadata, profile = message.get("metadata"), message.get("bot_profile")
    if isinstance(metadata, dict) and metadata.get("event_type") == EVENT_TYPE:
        return True
    return isinstance(profile, dict) and profile.get("name") in ("Debrief", "debrief")
