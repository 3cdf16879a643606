"""The evidence of an incident, put together from everything that is kept of its channel."""

import json

from sqlalchemy import func, select

from bot.domain.evidence import Evidence, Item, Person, named
from bot.domain.incident import Incident
from storage import channels, incidents, messages
from storage.marks import pins, reactions
from storage.store import Tx
from storage.tables import MESSAGE, VERSION


def of_incident(tx: Tx, incident: Incident) -> Evidence:
    """What was said in the incident's channel, between the incidents that the channel had before and after it."""
    channel = channels.find(tx, incident.team, incident.channel)
    earlier, later = incidents.before(tx, incident), incidents.after(tx, incident)
    since = f"{earlier.resolved_at.timestamp():.6f}" if earlier and earlier.resolved_at else ""
    until = f"{later.opened_at.timestamp():.6f}" if later else "9"
    return of_channel(tx, incident.team, incident.channel, channel.name if channel else "", since, until)


def of_channel(tx: Tx, team: str, channel: str, channel_name: str, since: str = "", until: str = "9") -> Evidence:
    """The channel's messages in their newest wording, deleted ones left out."""
    newest = (
        select(VERSION.c.ts, func.max(VERSION.c.version).label("version"))
        .where(VERSION.c.team == team, VERSION.c.channel == channel)
        .group_by(VERSION.c.ts)
        .subquery()
    )
    rows = tx.execute(
        select(
            MESSAGE.c.ts,
            MESSAGE.c.thread_ts,
            MESSAGE.c.author,
            MESSAGE.c.author_name,
            MESSAGE.c.author_is_bot,
            MESSAGE.c.subtype,
            VERSION.c.version,
            VERSION.c.text,
            VERSION.c.files,
        )
        .join(newest, newest.c.ts == MESSAGE.c.ts)
        .join(
            VERSION,
            (VERSION.c.team == MESSAGE.c.team)
            & (VERSION.c.channel == MESSAGE.c.channel)
            & (VERSION.c.ts == MESSAGE.c.ts)
            & (VERSION.c.version == newest.c.version),
        )
        .where(
            MESSAGE.c.team == team,
            MESSAGE.c.channel == channel,
            MESSAGE.c.deleted.is_(False),
            MESSAGE.c.ts >= since,
            MESSAGE.c.ts < until,
        )
        .order_by(MESSAGE.c.ts)
    ).all()
    known = messages.everyone(tx, team)
    people = {person.id: person for person in known}
    before = _earlier(tx, team, channel)
    given, pinned = reactions(tx, team, channel), pins(tx, team, channel)
    items = [
        Item(
            ts=row.ts,
            author=people.get(row.author or "")
            or Person(row.author or "", row.author_name or row.author or "someone", bool(row.author_is_bot)),
            text=named(row.text or "", people),
            version=row.version,
            thread_ts=row.thread_ts,
            subtype=row.subtype or "",
            reactions=given.get(row.ts, ()),
            pinned=row.ts in pinned,
            files=tuple(json.loads(row.files or "[]")),
            earlier=tuple((v, named(t, people)) for v, t in before.get(row.ts, ()) if v < row.version),
        )
        for row in rows
    ]
    return Evidence.of(channel_name, items, known)


def _earlier(tx: Tx, team: str, channel: str) -> dict[str, list[tuple[str, str]]]:
    """Every wording of the channel's edited messages, oldest first."""
    here = (VERSION.c.team == team) & (VERSION.c.channel == channel)
    edited = select(VERSION.c.ts).where(here, VERSION.c.version != "")
    rows = tx.execute(
        select(VERSION.c.ts, VERSION.c.version, VERSION.c.text)
        .where(here, VERSION.c.ts.in_(edited), VERSION.c.text.is_not(None))
        .order_by(VERSION.c.version)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        found.setdefault(row.ts, []).append((row.version, row.text))
    return found
