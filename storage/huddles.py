"""Huddles: when they began and ended, who was there, and how far the reading of their notes has come."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from bot.domain.observation import HuddleSeen
from storage.tables import HUDDLE
from storage.transaction import Tx


@dataclass(frozen=True)
class Huddle:
    """A huddle, named by the message that Slack posted when it began; times are UTC. See storage.tables.HuddleRow."""

    team: str
    channel: str
    ts: str
    room: str
    started_at: datetime | None
    ended_at: datetime | None
    starter: str | None
    participants: tuple[str, ...]
    notes: str
    notes_file: str | None
    notes_hash: str | None
    notes_reads: int
    asked_at: datetime | None


def find(tx: Tx, team: str, channel: str, ts: str) -> Huddle | None:
    row = tx.execute(select(HUDDLE).where(_is(team, channel, ts))).one_or_none()
    return _huddle(row) if row else None


def of_channel(tx: Tx, team: str, channel: str) -> list[Huddle]:
    """The channel's huddles, in the order of their beginning."""
    here = (HUDDLE.c.team == team) & (HUDDLE.c.channel == channel)
    return [_huddle(row) for row in tx.execute(select(HUDDLE).where(here).order_by(HUDDLE.c.ts))]


def with_notes(tx: Tx, team: str, file: str) -> Huddle | None:
    """The huddle whose notes this file is."""
    row = tx.execute(select(HUDDLE).where(HUDDLE.c.team == team, HUDDLE.c.notes_file == file)).first()
    return _huddle(row) if row else None


def see(tx: Tx, team: str, channel: str, ts: str, seen: HuddleSeen) -> tuple[Huddle | None, Huddle]:
    """Takes over what Slack shows of a huddle; returns what was known before, and now. In whatever order it is told: an ended
    huddle stays ended, and nobody who was there is forgotten."""
    before = find(tx, team, channel, ts)
    known: dict[str, Any] = {
        "room": seen.room,
        "started_at": seen.started_at,
        "ended_at": seen.ended_at,
        "starter": seen.starter,
        "notes_file": seen.notes_file,
    }
    values = {name: value for name, value in known.items() if value}
    there = dict.fromkeys([*(before.participants if before else ()), *seen.participants])
    values["participants"] = json.dumps(list(there))
    if seen.notes_file and (before is None or before.notes_file is None):
        values["notes"] = "awaited"
    if before is None:
        fresh = {"team": team, "channel": channel, "ts": ts, "room": seen.room, "notes": "none", "notes_reads": 0}
        tx.execute(tx.insert(HUDDLE).values(**(fresh | values)))
    else:
        tx.execute(update(HUDDLE).where(_is(team, channel, ts)).values(**values))
    after = find(tx, team, channel, ts)
    assert after is not None
    return before, after


def change(tx: Tx, huddle: Huddle, **values: Any) -> None:
    """Sets some of a huddle's values."""
    tx.execute(update(HUDDLE).where(_is(huddle.team, huddle.channel, huddle.ts)).values(**values))


def forget(tx: Tx, team: str, channel: str, ts: str | None = None) -> None:
    """Drops a huddle whose message was deleted; without `ts`, all those of a channel."""
    here = (HUDDLE.c.team == team) & (HUDDLE.c.channel == channel)
    tx.execute(delete(HUDDLE).where(here if ts is None else _is(team, channel, ts)))


def _is(team: str, channel: str, ts: str) -> Any:
    return (HUDDLE.c.team == team) & (HUDDLE.c.channel == channel) & (HUDDLE.c.ts == ts)


def _huddle(row: Any) -> Huddle:
    return Huddle(**{**row._mapping, "participants": tuple(json.loads(row.participants))})
