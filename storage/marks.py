"""Reactions, pins and shared files: what people hang on a message. The newest event about a mark counts, in whatever order."""

from collections import Counter

from sqlalchemy import Table, delete, func, select

from bot.domain.evidence import Reaction
from bot.domain.observation import Pinned, Reacted, SharedFile
from storage.tables import PIN, REACTION, SHARED_FILE
from storage.transaction import Tx


def react(tx: Tx, team: str, seen: Reacted) -> None:
    """Notes that somebody gave or took back an emoji."""
    fresh = tx.insert(REACTION).values(
        team=team,
        channel=seen.channel,
        ts=seen.ts,
        name=seen.name,
        user=seen.user,
        event_ts=seen.event_ts,
        given=seen.given,
    )
    tx.execute(
        fresh.on_conflict_do_update(
            index_elements=["team", "channel", "ts", "name", "user"],
            set_={"event_ts": fresh.excluded.event_ts, "given": fresh.excluded["given"]},
            where=REACTION.c.event_ts < fresh.excluded.event_ts,
        )
    )


def pin(tx: Tx, team: str, seen: Pinned) -> None:
    """Notes that a message was pinned or taken off again."""
    fresh = tx.insert(PIN).values(
        team=team, channel=seen.channel, ts=seen.ts, event_ts=seen.event_ts, pinned=seen.pinned, by=seen.by
    )
    tx.execute(
        fresh.on_conflict_do_update(
            index_elements=["team", "channel", "ts"],
            set_={name: fresh.excluded[name] for name in ("event_ts", "pinned", "by")},
            where=PIN.c.event_ts < fresh.excluded.event_ts,
        )
    )


def listed(tx: Tx, team: str, channel: str, ts: str, given: list[Reacted], *, complete: bool, as_of: str) -> None:
    """Takes over a listed message's reactions. If the listing is `complete`, the others were taken back by then."""
    for each in given:
        react(tx, team, each)
    if complete:
        kept = {(each.name, each.user) for each in given}
        rows = tx.execute(
            select(REACTION.c.name, REACTION.c.user).where(_on(REACTION, team, channel, ts), REACTION.c.given.is_(True))
        ).all()
        for row in rows:
            if (row.name, row.user) not in kept:
                react(tx, team, Reacted(channel, ts, row.name, row.user, as_of, given=False))


def listed_pin(tx: Tx, team: str, channel: str, ts: str, pinned: bool, *, as_of: str) -> None:
    """Takes over whether a listed message is pinned."""
    was = tx.execute(select(PIN.c.pinned).where(_on(PIN, team, channel, ts))).scalar()
    if bool(was) != pinned:
        pin(tx, team, Pinned(channel, ts, as_of, pinned))


def share(tx: Tx, team: str, channel: str, ts: str, file: SharedFile) -> None:
    """Notes what is known of a file that a message carries."""
    fresh = tx.insert(SHARED_FILE).values(
        team=team, channel=channel, ts=ts, id=file.id, name=file.name, kind=file.kind, by=file.by, link=file.link
    )
    tx.execute(
        fresh.on_conflict_do_update(
            index_elements=["team", "channel", "ts", "id"],
            set_={name: fresh.excluded[name] for name in ("name", "kind", "by", "link")},
        )
    )


def reactions(tx: Tx, team: str, channel: str) -> dict[str, tuple[Reaction, ...]]:
    """The channel's reactions by message, most given first."""
    here = (REACTION.c.team == team) & (REACTION.c.channel == channel) & REACTION.c.given.is_(True)
    rows = tx.execute(
        select(REACTION.c.ts, REACTION.c.name, func.count().label("number"))
        .where(here)
        .group_by(REACTION.c.ts, REACTION.c.name)
    )
    counted: dict[str, Counter[str]] = {}
    for row in rows:
        counted.setdefault(row.ts, Counter())[row.name] = row.number
    return {ts: tuple(Reaction(name, number) for name, number in each.most_common()) for ts, each in counted.items()}


def pins(tx: Tx, team: str, channel: str) -> frozenset[str]:
    """The timestamps of the channel's pinned messages."""
    rows = tx.execute(select(PIN.c.ts).where(PIN.c.team == team, PIN.c.channel == channel, PIN.c.pinned.is_(True)))
    return frozenset(rows.scalars())


def files(tx: Tx, team: str, channel: str, ts: str) -> tuple[SharedFile, ...]:
    """The files that a message carries."""
    columns = [SHARED_FILE.c[name] for name in ("id", "name", "kind", "by", "link")]
    rows = tx.execute(
        select(*columns)
        .where(SHARED_FILE.c.team == team, SHARED_FILE.c.channel == channel, SHARED_FILE.c.ts == ts)
        .order_by(SHARED_FILE.c.id)
    )
    return tuple(SharedFile(**row._mapping) for row in rows)


def erase(tx: Tx, team: str, channel: str, ts: str) -> None:
    """Forgets everything that hung on a deleted message."""
    for table in (REACTION, PIN, SHARED_FILE):
        tx.execute(delete(table).where(_on(table, team, channel, ts)))


def forget_channel(tx: Tx, team: str, channel: str) -> None:
    """Drops the marks of a channel that turned out not to be an incident's."""
    for table in (REACTION, PIN, SHARED_FILE):
        tx.execute(delete(table).where(table.c.team == team, table.c.channel == channel))


def _on(table: Table, team: str, channel: str, ts: str):  # type: ignore[no-untyped-def]
    return (table.c.team == team) & (table.c.channel == channel) & (table.c.ts == ts)
