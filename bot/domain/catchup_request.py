"""What a person wants to be told of an incident, and from when on."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo


@dataclass(frozen=True)
class Wanted:
    """`incident` is a number as in INC-42, None for the one of the channel; the window goes `back` that far, or to the newest
    past `clock` time in the asker's zone; with neither it begins where the person was told last, unless `everything`."""

    incident: int | None = None
    back: timedelta | None = None
    clock: time | None = None
    everything: bool = False
    help: bool = False


@dataclass(frozen=True)
class CatchUpRequest:
    """One request. `id` names it for ever; `thread_ts` is the thread it was made in, if the answer will be seen there."""

    id: str
    team: str
    channel: str
    user: str
    asked_at: datetime
    wanted: Wanted = Wanted()
    thread_ts: str | None = None

    def dump(self) -> str:
        """The request as JSON text, always the same for the same request."""
        wanted = self.wanted
        whole = {
            "id": self.id,
            "team": self.team,
            "channel": self.channel,
            "user": self.user,
            "asked_at": self.asked_at.isoformat(),
            "incident": wanted.incident,
            "back": wanted.back.total_seconds() if wanted.back else None,
            "clock": wanted.clock.isoformat() if wanted.clock else None,
            "everything": wanted.everything or None,
            "thread_ts": self.thread_ts,
        }
        given = {name: value for name, value in whole.items() if value is not None}
        return json.dumps(given, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> "CatchUpRequest":
        """The request that `dump` wrote."""
        whole = json.loads(text)
        back, clock = whole.get("back"), whole.get("clock")
        wanted = Wanted(
            incident=whole.get("incident"),
            back=timedelta(seconds=back) if back else None,
            clock=time.fromisoformat(clock) if clock else None,
            everything=bool(whole.get("everything")),
        )
        at = datetime.fromisoformat(whole["asked_at"])
        return cls(whole["id"], whole["team"], whole["channel"], whole["user"], at, wanted, whole.get("thread_ts"))


def latest(clock: time, before: datetime, zone: tzinfo) -> datetime:
    """The newest moment, UTC, not after `before`, at which the clocks of the zone showed this time."""
    day = before.astimezone(zone).date()
    for back in range(3):
        local = datetime.combine(day - timedelta(days=back), clock, zone)
        # Where clocks are set back, a time comes twice.
        moments = sorted({local.replace(fold=1).astimezone(UTC), local.replace(fold=0).astimezone(UTC)})
        if past := [at for at in moments if at <= before]:
            return past[-1]
    return before - timedelta(days=1)
