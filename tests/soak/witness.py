"""Who sees every event on its way to the bot, and remembers what it was about."""

import json
import re
from dataclasses import dataclass
from typing import Any

from bot.emulator import EmulatedSlack
from bot.emulator.deliveries import Delivery

MARK = re.compile(r"(k\d{6}[0-9a-f]{8})w(\d+)")
"""What stands in every wording that people write: the secret of the message, and the number of the wording."""

_ABOUT_CHANNELS = ("channel_created", "member_joined_channel", "member_left_channel", "channel_rename", "group_rename")


@dataclass(frozen=True)
class Event:
    """One event. `channel` and `ts` are of the message it is about, where there is one; `wording` is the number of the wording
    it brought; `own` says that it is about a post of the bot."""

    id: str
    type: str
    channel: str | None
    ts: str | None
    wording: int | None
    own: bool

    @property
    def about_a_channel(self) -> bool:
        return self.type in _ABOUT_CHANNELS


class Witness:
    """`events` by id, as they first set out."""

    def __init__(self, slack: EmulatedSlack) -> None:
        self.events: dict[str, Event] = {}
        self.redelivered = 0
        self._own = (slack.bot_id, slack.bot_user_id)

    def saw(self, delivery: Delivery) -> None:
        """Is shown an attempt that sets out."""
        if delivery.envelope_type != "events_api":
            return
        if delivery.event_id in self.events:
            self.redelivered += 1
        else:
            self.events[delivery.event_id] = self._read(json.loads(delivery.payload)["event"], delivery.event_id)

    def _read(self, event: dict[str, Any], event_id: str) -> Event:
        kind, subtype, channel = str(event["type"]), event.get("subtype"), _channel(event)
        if kind != "message":
            return Event(event_id, kind, channel, None, None, own=False)
        about = event
        if subtype == "message_changed":
            about = event["message"]
            if about.get("subtype") == "tombstone":
                subtype, about = "message_deleted", event["previous_message"]
        elif subtype == "message_deleted":
            about = event["previous_message"]
        found = None if subtype == "message_deleted" else MARK.search(about.get("text", ""))
        own = (about.get("bot_id") or about.get("user")) in self._own
        return Event(event_id, kind, channel, str(about["ts"]), int(found[2]) if found else None, own)


def _channel(event: dict[str, Any]) -> str | None:
    """The channel, wherever this kind of event has it."""
    where = event.get("channel") or event.get("channel_id") or (event.get("item") or {}).get("channel")
    return where.get("id") if isinstance(where, dict) else where
