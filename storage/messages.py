"""Messages, their versions, and the raw events they came in. The result is the same in whatever order events arrive."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, or_, select, update

from bot.domain.evidence import Person, mentioned
from bot.domain.observation import Deleted, Delivery, Posted
from storage import marks
from storage.tables import INBOX_EVENT, MESSAGE, PERSON, VERSION
from storage.transaction import Row, Tx


def keep_events(tx: Tx, deliveries: Sequence[tuple[Delivery, str | None]]) -> list[bool]:
    """Stores raw events, each with its channel; of each whether it was not stored before."""
    known: set[tuple[str, str]] = set()
    for team in {delivery.team for delivery, _ in deliveries}:
        ids = tx.listed(delivery.event_id for delivery, _ in deliveries if delivery.team == team)
        known |= {(team, row["event_id"]) for row in tx.found(_known_events, {"team": team, "ids": ids})}
    fresh, rows = [], []
    for delivery, channel in deliveries:
        name = (delivery.team, delivery.event_id)
        fresh.append(name not in known)
        if fresh[-1]:
            known.add(name)
            rows.append(_event(tx, delivery, channel))
    if rows:
        tx.execute_many(_event_insert, _EVENT, rows)
    return fresh


def _known_events(tx: Tx) -> Any:
    row = INBOX_EVENT.c
    return select(row.event_id).where(row.team == bindparam("team"), tx.one_of(row.event_id, "ids"))


_EVENT = ("team", "event_id", "type", "channel", "message_ts", "received_at", "raw", "unreadable")


def _event(tx: Tx, of: Delivery, channel: str | None) -> Row:
    return (of.team, of.event_id, of.type, channel, of.message_ts, tx.now, of.raw, of.unreadable)


def _event_insert(tx: Tx) -> Any:
    return tx.insert(INBOX_EVENT).on_conflict_do_nothing()


def keep_version(tx: Tx, team: str, posted: Posted) -> None:
    """Stores a wording. Where the message is deleted already, the wording is kept without its words, and so is its event."""
    keep_versions(tx, team, [posted])


def keep_versions(tx: Tx, team: str, wordings: Sequence[Posted]) -> set[tuple[str, str]]:
    """The same for many, of one message or of several. Returns which of them are deleted already: (channel, timestamp)."""
    if not wordings:
        return set()
    gone: set[tuple[str, str]] = set()
    for channel in {each.channel for each in wordings}:
        stamps = tx.listed(each.ts for each in wordings if each.channel == channel)
        asked = {"team": team, "channel": channel, "stamps": stamps}
        gone |= {(channel, row["ts"]) for row in tx.found(_deleted, asked)}
    tx.execute_many(_message_upsert, _MESSAGE, [_message(team, each, deleted=False) for each in wordings])
    tx.execute_many(
        _wording_upsert, _WORDING, [_wording(team, each, deleted=(each.channel, each.ts) in gone) for each in wordings]
    )
    for channel, ts in gone:
        _erase_events(tx, team, channel, ts)
    for each in wordings:
        if each.shared and (each.channel, each.ts) not in gone:
            for file in each.shared:
                marks.share(tx, team, each.channel, each.ts, file)
    return gone


def _deleted(tx: Tx) -> Any:
    row = MESSAGE.c
    here = (row.team == bindparam("team")) & (row.channel == bindparam("channel"))
    return select(row.ts).where(here, row.deleted, tx.one_of(row.ts, "stamps"))


def known(tx: Tx, team: str, channel: str, stamps: Iterable[str]) -> int:
    """How many of a channel's messages, given by their timestamps, are known, deleted ones among them."""
    (row,) = tx.found(_known, {"team": team, "channel": channel, "stamps": tx.listed(stamps)})
    return int(row["known"])


def _known(tx: Tx) -> Any:
    row = MESSAGE.c
    here = (row.team == bindparam("team")) & (row.channel == bindparam("channel"))
    return select(func.count().label("known")).select_from(MESSAGE).where(here, tx.one_of(row.ts, "stamps"))


def erase(tx: Tx, team: str, gone: Deleted) -> None:
    """Marks the message as deleted for ever; all its versions and raw events lose their text."""
    tx.execute_many(
        _message_upsert, _MESSAGE, [_message(team, gone.was or Posted(gone.channel, gone.ts, None, ""), deleted=True)]
    )
    tx.execute(update(VERSION).where(_is(VERSION, team, gone.channel, gone.ts)).values(text=None, files=None))
    marks.erase(tx, team, gone.channel, gone.ts)
    _erase_events(tx, team, gone.channel, gone.ts)
    tx.erased = True


def versions(tx: Tx, team: str, channel: str, ts: str) -> tuple[tuple[str, str | None], ...]:
    """Every (version, text) of one message, oldest first."""
    rows = tx.execute(
        select(VERSION.c.version, VERSION.c.text).where(_is(VERSION, team, channel, ts)).order_by(VERSION.c.version)
    )
    return tuple((row.version, row.text) for row in rows)


def last_told(tx: Tx, team: str, channel: str, ts: str) -> str:
    """The timestamp of the newest event that told of a wording of one message; empty where none did."""
    newest = select(func.max(VERSION.c.told_ts)).where(_is(VERSION, team, channel, ts))
    return tx.execute(newest).scalar() or ""


def is_deleted(tx: Tx, team: str, channel: str, ts: str) -> bool:
    """Whether a message was deleted, as far as is known now."""
    return bool(tx.execute(select(MESSAGE.c.deleted).where(_is(MESSAGE, team, channel, ts))).scalar())


def find(tx: Tx, team: str, channel: str, ts: str) -> tuple[str | None, str | None] | None:
    """The author's id and the thread's root of a message; None if it is not known, or deleted."""
    here = _is(MESSAGE, team, channel, ts) & MESSAGE.c.deleted.is_(False)
    row = tx.execute(select(MESSAGE.c.author, MESSAGE.c.thread_ts).where(here)).one_or_none()
    return (row.author, row.thread_ts) if row else None


def typed(tx: Tx, team: str, channel: str, since: str, until: str) -> list[tuple[str, str]]:
    """What was written in a channel after one timestamp and up to another: (timestamp, text), each wording."""
    here = (VERSION.c.team == team) & (VERSION.c.channel == channel) & VERSION.c.text.is_not(None)
    rows = tx.execute(select(VERSION.c.ts, VERSION.c.text).where(here, VERSION.c.ts > since, VERSION.c.ts <= until))
    return sorted({(row.ts, row.text) for row in rows})


def standing(tx: Tx, team: str, channel: str, since: str, until: str) -> dict[str, str | None]:
    """The messages of a time that are not deleted, as far as is known: timestamp to the thread's root, if any."""
    rows = tx.execute(
        select(MESSAGE.c.ts, MESSAGE.c.thread_ts)
        .where(MESSAGE.c.team == team, MESSAGE.c.channel == channel, MESSAGE.c.deleted.is_(False))
        .where(MESSAGE.c.ts > since, MESSAGE.c.ts <= until)
        .order_by(MESSAGE.c.ts)
    )
    return {row.ts: row.thread_ts for row in rows}


def threads(tx: Tx, team: str, channel: str) -> dict[str, str]:
    """Which replies belong to which thread: timestamp to the root's."""
    rows = tx.execute(
        select(MESSAGE.c.ts, MESSAGE.c.thread_ts).where(
            MESSAGE.c.team == team, MESSAGE.c.channel == channel, MESSAGE.c.thread_ts.is_not(None)
        )
    )
    return {row.ts: row.thread_ts for row in rows}


def strangers(tx: Tx, team: str, channel: str) -> set[str]:
    """The ids of people that wrote or are mentioned in a channel and whose names are not known yet."""
    here = (MESSAGE.c.team == team) & (MESSAGE.c.channel == channel)
    nameless = or_(MESSAGE.c.author_name.is_(None), MESSAGE.c.author_name == "")
    writers = tx.execute(select(MESSAGE.c.author).where(here, nameless).distinct())
    found = {author for author in writers.scalars() if author}
    texts = tx.execute(
        select(VERSION.c.text).where(
            VERSION.c.team == team, VERSION.c.channel == channel, VERSION.c.text.contains("<@")
        )
    )
    for text in texts.scalars():
        found |= mentioned(text)
    return found - {person.id for person in everyone(tx, team)}


def everyone(tx: Tx, team: str) -> list[Person]:
    """All people of the workspace that are known."""
    rows = tx.execute(select(PERSON.c.id, PERSON.c.name, PERSON.c.is_bot).where(PERSON.c.team == team))
    return [Person(row.id, row.name, row.is_bot) for row in rows]


def forget_channel(tx: Tx, team: str, channel: str) -> None:
    """Drops everything kept of a channel that turned out not to be an incident's."""
    for table in (VERSION, MESSAGE, INBOX_EVENT):
        tx.execute(delete(table).where(table.c.team == team, table.c.channel == channel))
    marks.forget_channel(tx, team, channel)
    tx.erased = True


_MESSAGE = ("team", "channel", "ts", "thread_ts", "author", "author_name", "author_is_bot", "subtype", "deleted")


def _message(team: str, posted: Posted, *, deleted: bool) -> Row:
    by = posted.author
    author = (by.id, by.name, by.is_bot) if by else (None, None, None)
    return (team, posted.channel, posted.ts, posted.thread_ts, *author, posted.subtype or None, deleted)


_WORDING = ("team", "channel", "ts", "version", "told_ts", "text", "files")


def _wording(team: str, posted: Posted, *, deleted: bool) -> Row:
    words = (None, None) if deleted else (posted.text, json.dumps(posted.files) if posted.files else "[]")
    return (team, posted.channel, posted.ts, posted.version, posted.told, *words)


def _message_upsert(tx: Tx) -> Any:
    """A message is deleted for ever once it is; what a tombstone did not know is filled in when it comes."""
    fresh = tx.insert(MESSAGE)
    old, new = MESSAGE.c, fresh.excluded
    filled = {
        name: func.coalesce(old[name], new[name])
        for name in ("thread_ts", "author", "author_name", "author_is_bot", "subtype")
    }
    gone = or_(MESSAGE.c.deleted, new["deleted"])
    return fresh.on_conflict_do_update(index_elements=["team", "channel", "ts"], set_={**filled, "deleted": gone})


def _wording_upsert(tx: Tx) -> Any:
    """Of two tellings of one version the later counts."""
    fresh = tx.insert(VERSION)
    return fresh.on_conflict_do_update(
        index_elements=["team", "channel", "ts", "version"],
        set_={name: fresh.excluded[name] for name in ("text", "files", "told_ts")},
        where=VERSION.c.told_ts < fresh.excluded.told_ts,
    )


def _erase_events(tx: Tx, team: str, channel: str, ts: str) -> None:
    """Empties the raw events of a message; and, where an event could not be read, any that mentions its timestamp."""
    unread = INBOX_EVENT.c.unreadable.is_not(None) & INBOX_EVENT.c.raw.contains(ts)
    of_it = (INBOX_EVENT.c.channel == channel) & (INBOX_EVENT.c.message_ts == ts)
    tx.execute(update(INBOX_EVENT).where(INBOX_EVENT.c.team == team, or_(of_it, unread)).values(raw=None))
    tx.erased = True


def _is(table: Table, team: str, channel: str, ts: str) -> Any:
    return (table.c.team == team) & (table.c.channel == channel) & (table.c.ts == ts)
