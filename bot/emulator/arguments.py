"""A Web API call's arguments, form-encoded or JSON, and what its method may ask of them."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from bot.emulator.core import Core
from bot.emulator.methods import Method
from bot.emulator.records import Json, Refused, invalid
from bot.emulator.workspace import Channel

_TS = re.compile(r"^\d{1,10}(\.\d{1,6})?$")


class Call:
    """One call of a Web API method: what it asks, and the emulated Slack it asks."""

    def __init__(self, core: Core, method: Method, args: Mapping[str, Any]) -> None:
        self.core, self.method, self.args = core, method, args
        for name in method.required:
            if args.get(name) in (None, ""):
                raise invalid(f"[ERROR] missing required field: {name}")

    def text(self, name: str) -> str | None:
        """The argument as text; None where it is absent or empty."""
        value = self.args.get(name)
        return None if value is None or value == "" else str(value)

    def need(self, name: str) -> str:
        """A required argument as text."""
        return str(self.args[name])

    def flag(self, name: str) -> bool:
        return self.args.get(name) in (True, "true", "True", "1", 1)

    def number(self, name: str, default: int) -> int:
        value = self.args.get(name)
        if value in (None, ""):
            return default
        try:
            return int(str(value))
        except ValueError:
            raise invalid(f"[ERROR] must be a number [json-pointer:/{name}]") from None

    def structure(self, name: str, error: str) -> Any:
        """An argument that is JSON, given as such or as text; None where absent. Refuses unreadable text with `error`."""
        value = self.args.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                return json.loads(value)
            except ValueError:
                raise Refused(error) from None
        return value

    def ts(self, name: str, error: str) -> str | None:
        """A timestamp, as text; None where absent."""
        value = self.text(name)
        if value is not None and not _TS.match(value):
            raise Refused(error)
        return value

    # --- what the call is about

    def permit(self, scope: str) -> None:
        """Refuses with `missing_scope` unless the app has this scope."""
        if not self.core.app.grants(scope):
            raise Refused("missing_scope", needed=scope, provided=self.provided())

    def provided(self) -> str:
        return ",".join(sorted(self.core.app.scopes or ()))

    def channel(self, *, member: bool = False, writable: bool = False, name: str = "channel") -> Channel:
        """The channel that the call names, if the bot may see it; `member` and `writable` ask for more."""
        channel = self._named_channel(self.need(name))
        inside = self.core.bot_user_id in channel.members
        if channel.private and not inside:
            raise Refused("channel_not_found")
        self._permit_family(channel)
        if writable and channel.archived:
            raise Refused("is_archived")
        if member and not inside:
            raise Refused("not_in_channel")
        return channel

    def _named_channel(self, wanted: str) -> Channel:
        channels = self.core.workspace.channels
        if wanted in channels:
            return channels[wanted]
        if self.method.name.startswith("chat."):
            if wanted in self.core.workspace.users:
                return self.core.workspace.direct_channel([self.core.bot_user_id, wanted])
            for channel in channels.values():
                if channel.name and channel.name == wanted.removeprefix("#"):
                    return channel
        raise Refused("channel_not_found")

    def _permit_family(self, channel: Channel) -> None:
        """A method with a scope for each kind of conversation needs that of this conversation."""
        for scope in self.method.scopes:
            family, _, right = scope.partition(":")
            if family == channel.family and right in ("read", "history"):
                self.permit(scope)

    def message(self, channel: Channel, name: str, bad: str = "message_not_found") -> Json:
        """The message that the call names."""
        ts = self.ts(name, bad)
        if ts is None or ts not in channel.messages:
            raise Refused("message_not_found")
        return channel.messages[ts]

    # --- pages

    def after_cursor(self, kind: str) -> int | None:
        """The number in `cursor`, None without one: `next` counts items, `next_ts` is a timestamp in microseconds."""
        cursor = self.text("cursor")
        if cursor is None:
            return None
        try:
            word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
            if word != kind:
                raise Refused("invalid_cursor")
            return int(number)
        except (binascii.Error, UnicodeDecodeError, ValueError):
            raise Refused("invalid_cursor") from None

    def limit(self, default: int, most: int) -> int:
        """How many items a page holds: what is asked for, within its bounds."""
        return max(1, min(self.number("limit", default) or default, most))

    def page(self, items: list[Any], default: int, most: int) -> tuple[list[Any], Json]:
        """One page of these items, and the answer's `response_metadata`. Refuses a limit out of range."""
        limit = self.number("limit", default) or default
        if not 0 < limit <= most:
            raise Refused("invalid_limit" if "invalid_limit" in self.method.errors else "invalid_arguments")
        start = self.after_cursor("next") or 0
        end = start + limit
        following = cursor("next", end) if end < len(items) else ""
        return items[start:end], {"next_cursor": following}


def cursor(kind: str, number: int) -> str:
    return base64.b64encode(f"{kind}:{number}".encode()).decode()
