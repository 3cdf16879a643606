"""What the emulated Slack takes from an app manifest: scopes, subscriptions, commands, shortcuts and tabs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_PUBLIC, _PRIVATE, _FILES = ("channels:read",), ("groups:read",), ("files:read",)

EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "channel_history_changed": _HISTORY,
    "group_history_changed": ("groups:history",),
    "app_mention": ("app_mentions:read",),
    "member_joined_channel": _READ[:2],
    "member_left_channel": _READ[:2],
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "pin_added": ("pins:read",),
    "pin_removed": ("pins:read",),
    "user_change": ("users:read",),
    "user_huddle_changed": ("users:read",),
    "team_join": ("users:read",),
    **{f"file_{what}": _FILES for what in ("created", "shared", "change", "deleted")},
    **{f"channel_{what}": _PUBLIC for what in ("created", "rename", "archive", "unarchive", "deleted", "left")},
    **{f"group_{what}": _PRIVATE for what in ("rename", "archive", "unarchive", "deleted", "left")},
}
"""The bot scopes of which one is needed to hear an event; events that are not named need none."""


@dataclass(frozen=True)
class Installation:
    """What the app may do and hears. None means: everything, as nothing was declared."""

    scopes: frozenset[str] | None = None
    events: frozenset[str] | None = None
    commands: frozenset[str] | None = None
    message_shortcuts: frozenset[str] | None = None
    home_tab: bool = True
    messages_tab: bool = True
    name: str = "Debrief"
    bot_name: str = "debrief"
    declared: Mapping[str, Any] = field(default_factory=dict)
    """The manifest's features, as they stand there."""

    def grants(self, scope: str) -> bool:
        return self.scopes is None or scope in self.scopes

    def hears(self, event: str) -> bool:
        """Whether the app subscribes to the event and has a scope for it."""
        scopes = EVENT_SCOPES.get(event)
        subscribed = self.events is None or event in self.events
        return subscribed and (scopes is None or any(self.grants(scope) for scope in scopes))


def installed(manifest: Path | None, scopes: Collection[str] | None) -> Installation:
    """Reads the manifest file, where there is one; `scopes`, where given, replace the manifest's."""
    given = None if scopes is None else frozenset(scopes)
    if manifest is None:
        return Installation(scopes=given)
    declared: dict[str, Any] = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    features = declared.get("features", {})
    tabs = features.get("app_home", {})
    shortcuts = features.get("shortcuts", [])
    asked = declared.get("oauth_config", {}).get("scopes", {}).get("bot", [])
    return Installation(
        scopes=frozenset(asked) if given is None else given,
        events=frozenset(declared.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])),
        commands=frozenset(each["command"] for each in features.get("slash_commands", [])),
        message_shortcuts=frozenset(each["callback_id"] for each in shortcuts if each["type"] == "message"),
        home_tab=bool(tabs.get("home_tab_enabled", False)),
        messages_tab=bool(tabs.get("messages_tab_enabled", True)),
        name=declared["display_information"]["name"],
        bot_name=features.get("bot_user", {}).get("display_name", "debrief"),
        declared=features,
    )
