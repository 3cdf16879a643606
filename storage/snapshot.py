"""The evidence of an incident, put together from everything that is kept of its channel."""

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bot.domain.evidence import Evidence, Item, Person, named
from bot.domain.incident import Incident
from storage import calls, channels, incidents, messages
from storage.marks import pins, reactions
from storage.tables import MESSAGE, VERSION
from storage.transaction import Tx


def of_incident(tx: Tx, incident: Incident) -> Evidence:
    """What was said in the incident's channel, between the incidents that the channel had before and after it."""
    channel = channels.find(tx, incident.team, incident.channel)
    earlier, later = incidents.before(tx, incident), incidents.after(tx, incident)
    since = f"{earlier.resolved_at.timestamp():.6f}" if earlier and earlier.resolved_at else ""
    until = f"{later.opened_at.timestamp():.6f}" if later else "9"
    return of_channel(tx, incident.team, incident.channel, channel.name if channel else "", since, until)


def of_channel(tx: Tx, team: str, channel: str, channel_name: str, since: str = "", until: str = "9") -> Evidence:
    """The channel's messages in their newest wording, deleted ones left out."""
    here = (MESSAGE.c.team == team) & (MESSAGE.c.channel == channel)
    # Joined here and not in SQL: a database without statistics of a new channel joins each message with every wording.
    rows = tx.execute(
        select(
            MESSAGE.c.ts,
            MESSAGE.c.thread_ts,
            MESSAGE.c.author,
            MESSAGE.c.author_name,
            MESSAGE.c.author_is_bot,
            MESSAGE.c.subtype,
        )
        .where(here, MESSAGE.c.deleted.is_(False), MESSAGE.c.ts >= since, MESSAGE.c.ts < until)
        .order_by(MESSAGE.c.ts)
    ).all()
    wordings = _wordings(tx, team, channel, since, until)
    known = messages.everyone(tx, team)
    people = {person.id: person for person in known}
    given, pinned = reactions(tx, team, channel), pins(tx, team, channel)
    items = [
        Item(
            ts=row.ts,
            author=people.get(row.author or "")
            or Person(row.author or "", row.author_name or row.author or "someone", bool(row.author_is_bot)),
            text=named(told[-1].text or "", people),
            version=told[-1].version,
            thread_ts=row.thread_ts,
            subtype=row.subtype or "",
            reactions=given.get(row.ts, ()),
            pinned=row.ts in pinned,
            files=tuple(json.loads(told[-1].files or "[]")),
            earlier=tuple((each.version, named(each.text, people)) for each in told[:-1] if each.text is not None),
        )
        for row in rows
        if (told := wordings.get(row.ts))
    ]
    begun = calls.begun(tx, team, channel, people)
    items = [
        replace(each, text=begun[each.ts], author=calls.SLACK, earlier=()) if each.ts in begun else each
        for each in items
    ]
    items += calls.lines(tx, team, channel, people, since, until)
    return Evidence.of(channel_name, items, known)


def _wordings(tx: Tx, team: str, channel: str, since: str, until: str) -> dict[str, list[Any]]:
    """Every wording (version, text, files) of the channel's messages by their timestamps, oldest first."""
    here = (VERSION.c.team == team) & (VERSION.c.channel == channel)
    rows = tx.execute(
        select(VERSION.c.ts, VERSION.c.version, VERSION.c.text, VERSION.c.files)
        .where(here, VERSION.c.ts >= since, VERSION.c.ts < until)
        .order_by(VERSION.c.ts, VERSION.c.version)
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.ts, []).append(row)
    return found
