"""Channels, who is in them, and who people are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from bot.domain.evidence import Person
from storage.tables import CHANNEL, MEMBERSHIP, PERSON
from storage.transaction import Tx


@dataclass(frozen=True)
class Channel:
    """A channel; `capture` is unknown, yes or no; `watermark` is the timestamp up to which its history was read back."""

    id: str
    name: str
    is_private: bool
    capture: str
    is_archived: bool = False
    watermark: str | None = None


@dataclass(frozen=True)
class KnownPerson:
    """A person, when they and their channels were last read from Slack, and their time zone's name, as in Europe/Madrid."""

    person: Person
    full_member: bool
    read_at: datetime
    channels_read_at: datetime | None
    tz: str | None = None


def find(tx: Tx, team: str, channel: str) -> Channel | None:
    rows = tx.found(_find, {"team": team, "channel": channel})
    return Channel(**rows[0]) if rows else None


def _find(_: Tx) -> Any:
    columns = [CHANNEL.c[name] for name in Channel.__dataclass_fields__]
    return select(*columns).where(CHANNEL.c.team == bindparam("team"), CHANNEL.c.id == bindparam("channel"))


def is_private(tx: Tx, team: str, channel: str) -> bool:
    """Whether only its members may see the channel; one that nobody has looked at counts as private."""
    known = find(tx, team, channel)
    return known is None or known.is_private


def meet(tx: Tx, team: str, channel: str) -> bool:
    """Notes a channel not heard of before; False if it was."""
    statement = tx.insert(CHANNEL).values(
        team=team, id=channel, name="", is_private=True, capture="unknown", is_archived=False
    )
    return tx.execute(statement.on_conflict_do_nothing()).rowcount == 1


def describe(
    tx: Tx,
    team: str,
    channel: str,
    *,
    name: str | None = None,
    is_private: bool | None = None,
    capture: str | None = None,
    is_archived: bool | None = None,
) -> None:
    """Updates what is known of a channel; None leaves a value as it is."""
    meet(tx, team, channel)
    given = {"name": name, "is_private": is_private, "capture": capture, "is_archived": is_archived}
    values = {key: value for key, value in given.items() if value is not None}
    if values:
        tx.execute(update(CHANNEL).where(CHANNEL.c.team == team, CHANNEL.c.id == channel).values(**values))


def read_until(tx: Tx, team: str, channel: str, ts: str) -> None:
    """Notes that the channel's history was read back up to a timestamp."""
    here = (CHANNEL.c.team == team) & (CHANNEL.c.id == channel)
    tx.execute(update(CHANNEL).where(here).values(watermark=ts, read_at=tx.now))


def listened_to(tx: Tx, team: str) -> list[str]:
    """The channels of incidents, whose messages are kept, without those that are archived: nothing happens there any more."""
    kept = (CHANNEL.c.team == team) & (CHANNEL.c.capture == "yes") & CHANNEL.c.is_archived.is_(False)
    rows = tx.execute(select(CHANNEL.c.id).where(kept))
    return sorted(rows.scalars())


def member(tx: Tx, team: str, user: str, channel: str, *, joined: bool) -> None:
    """Notes that somebody joined or left."""
    if joined:
        statement = tx.insert(MEMBERSHIP).values(team=team, user=user, channel=channel)
        tx.execute(statement.on_conflict_do_nothing())
        return
    row = MEMBERSHIP.c
    tx.execute(delete(MEMBERSHIP).where(row.team == team, row.user == user, row.channel == channel))


def channels_of(tx: Tx, team: str, user: str) -> frozenset[str]:
    rows = tx.execute(select(MEMBERSHIP.c.channel).where(MEMBERSHIP.c.team == team, MEMBERSHIP.c.user == user))
    return frozenset(rows.scalars())


def keep_channels_of(tx: Tx, team: str, user: str, channels: frozenset[str]) -> None:
    """Replaces what is known of a person's channels by what Slack just said."""
    tx.execute(delete(MEMBERSHIP).where(MEMBERSHIP.c.team == team, MEMBERSHIP.c.user == user))
    for channel in sorted(channels):
        tx.execute(tx.insert(MEMBERSHIP).values(team=team, user=user, channel=channel))
    row = PERSON.c
    tx.execute(update(PERSON).where(row.team == team, row.id == user).values(channels_read_at=tx.now))


def person(tx: Tx, team: str, user: str) -> KnownPerson | None:
    names = ("name", "is_bot", "full_member", "read_at", "channels_read_at", "tz")
    columns = [PERSON.c[name] for name in names]
    row = tx.execute(select(*columns).where(PERSON.c.team == team, PERSON.c.id == user)).one_or_none()
    if row is None:
        return None
    return KnownPerson(Person(user, row.name, row.is_bot), row.full_member, row.read_at, row.channels_read_at, row.tz)


def keep_person(tx: Tx, team: str, who: Person, *, full_member: bool, tz: str | None = None) -> None:
    """Stores what users.info said."""
    values = {"name": who.name, "is_bot": who.is_bot, "full_member": full_member, "read_at": tx.now, "tz": tz}
    statement = tx.insert(PERSON).values(team=team, id=who.id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["team", "id"], set_=values))


def meet_people(tx: Tx, team: str, people: Sequence[tuple[Person, str | None]]) -> None:
    """Notes people, with their time zones, whom Slack has not told of yet: their standing is asked for when it matters."""
    never = datetime.fromtimestamp(0, UTC)
    rows = [
        {
            "team": team,
            "id": who.id,
            "name": who.name,
            "is_bot": who.is_bot,
            "full_member": False,
            "read_at": never,
            "tz": tz,
        }
        for who, tz in people
    ]
    if rows:
        tx.execute(tx.insert(PERSON).on_conflict_do_nothing(), rows)
