"""Trigger ids and response URLs: short-lived keys that Slack hands to the bot with commands and clicks."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.clock import Clock
from bot.emulator.records import Json, Refused, Signed

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_URL_LIFE = timedelta(minutes=30)
RESPONSE_URL_USES = 5


@dataclass
class _Trigger:
    user: str
    view_id: str | None
    made: datetime
    used: bool = False


class Triggers:
    """Each trigger opens one view, within three seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made: dict[str, _Trigger] = {}

    def make(self, user: str, view_id: str | None = None) -> str:
        """A trigger for this person; `view_id` is the view it was pressed in."""
        trigger_id = f"{len(self._made) + 1}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
        self._made[trigger_id] = _Trigger(user, view_id, self._clock())
        return trigger_id

    def look(self, trigger_id: str | None) -> tuple[str, str | None]:
        """The person, and the view it came from. Refuses an unknown, used or old trigger."""
        trigger = self._made.get(trigger_id or "")
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._clock() - trigger.made > TRIGGER_LIFE:
            raise Refused("expired_trigger_id")
        return trigger.user, trigger.view_id

    def spend(self, trigger_id: str) -> None:
        self._made[trigger_id].used = True


@dataclass
class _ResponseUrl:
    about: Signed
    made: datetime
    uses: int = 0


class ResponseUrls:
    """Each may be used five times within thirty minutes. `answers` is what came by each, by key."""

    def __init__(self, clock: Clock) -> None:
        self.answers: dict[str, list[Json]] = {}
        self._clock = clock
        self._made: dict[str, _ResponseUrl] = {}

    def make(self, about: Signed) -> str:
        """The last part of a new address."""
        key = secrets.token_hex(12)
        self._made[key] = _ResponseUrl(about, self._clock())
        return key

    def use(self, key: str) -> Signed:
        """What the address is about. Refuses when it is unknown, old or used up."""
        known = self._made.get(key)
        if known is None:
            raise Refused("invalid_url")
        if self._clock() - known.made > RESPONSE_URL_LIFE:
            raise Refused("expired_url")
        if known.uses >= RESPONSE_URL_USES:
            raise Refused("used_url")
        known.uses += 1
        return known.about
