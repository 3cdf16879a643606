"""What is left to do, as far as one person may see it, page by page: their own items first, then by incident, newest first."""

import json
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select

from bot.domain.action_item import UNDONE, ActionItem
from bot.domain.incident import Incident, Viewer
from bot.domain.transcript import carrier_of
from storage.action_items import item_of
from storage.incidents import incident_of
from storage.tables import ACTION_ITEM, CHANNEL, INCIDENT, MESSAGE
from storage.transaction import Tx

_NEVER = "9999-12-31"


@dataclass(frozen=True)
class Place:
    """Where an item stands in a person's list. `due_on` orders their own items, and is empty for those of others."""

    mine: bool
    due_on: str
    incident: str
    draft: str
    position: int

    def dump(self) -> str:
        return json.dumps(astuple(self), separators=(",", ":"))

    @classmethod
    def load(cls, text: str | None) -> "Place | None":
        """The place that `dump` wrote; None, which means the beginning, for anything else."""
        try:
            mine, due_on, incident, draft, position = json.loads(text or "")
            return cls(bool(mine), str(due_on), str(incident), str(draft), int(position))
        except (ValueError, TypeError):
            return None


@dataclass(frozen=True)
class Listed:
    """An item with its incident, and the thread that the first message it rests on is in, if any."""

    item: ActionItem
    incident: Incident
    channel_name: str
    thread_ts: str | None
    place: Place


@dataclass(frozen=True)
class Page:
    """Some items, and where the pages around them begin. `before` is None where this is the first page, and its `Place` is None
    where the page before is the first."""

    items: tuple[Listed, ...]
    before: tuple[Place | None] | None
    after: Place | None


@dataclass(frozen=True)
class Count:
    """How many items there are for a person: in all, of their own, overdue among those, and before the page."""

    total: int
    mine: int
    overdue: int
    earlier: int = 0


def page(tx: Tx, team: str, who: Viewer, start: Place | None, size: int) -> Page:
    """At most `size` items from `start` on; the database reads no more than it needs for them."""
    found = _from(tx, team, who, start, size + 1)
    items = _with_threads(tx, team, found[:size])
    after = found[size].place if len(found) > size else None
    if start is None or not items:
        return Page(items, None, after)
    earlier = _before(tx, team, who, start, size + 1)
    if not earlier:
        return Page(items, None, after)
    return Page(items, (earlier[size - 1].place if len(earlier) > size else None,), after)


def count(tx: Tx, team: str, who: Viewer, today: str, start: Place | None = None) -> Count:
    """Counts what `page` would list. `today` is an ISO date."""
    mine = ACTION_ITEM.c.owner_id == who.user
    earlier: ColumnElement[bool] = false()
    if start is not None:
        own = and_(mine, _beyond(_keys(mine=True), start, back=True)) if start.mine else mine
        others = false() if start.mine else and_(_not_mine(who), _beyond(_keys(mine=False), start, back=True))
        earlier = or_(own, others)
    conditions = (mine, and_(mine, ACTION_ITEM.c.due_on < today), earlier)
    sums = [func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in conditions]
    row = tx.execute(select(func.count(), *sums).select_from(ACTION_ITEM).where(_visible(team, who))).one()
    return Count(*(int(each) for each in row))


def recent(tx: Tx, team: str, who: Viewer, limit: int) -> list[tuple[Incident, str]]:
    """The incidents opened last that this person may see, each with its channel's name."""
    rows = tx.execute(
        select(*_INCIDENT, CHANNEL.c.name.label("channel_name"))
        .select_from(INCIDENT.outerjoin(CHANNEL, _SAME_CHANNEL))
        .where(INCIDENT.c.team == team, may_see(who))
        .order_by(INCIDENT.c.opened_at.desc(), INCIDENT.c.number.desc())
        .limit(limit)
    )
    return [(_incident(row), row.channel_name or "") for row in rows]


def may_see(who: Viewer) -> ColumnElement[bool]:
    """`can_see` as a condition on incidents joined with their channels; a channel that nobody has looked at is private."""
    member = INCIDENT.c.channel.in_(sorted(who.channels))
    return or_(member, CHANNEL.c.is_private.is_(False)) if who.full_member else member


def _from(tx: Tx, team: str, who: Viewer, start: Place | None, limit: int) -> list[Listed]:
    """The items from a place on, in order."""
    found: list[Listed] = []
    if start is None or start.mine:
        found = _select(tx, team, who, start, limit, mine=True)
        start = None
    if len(found) < limit:
        found += _select(tx, team, who, start, limit - len(found), mine=False)
    return found


def _before(tx: Tx, team: str, who: Viewer, start: Place, limit: int) -> list[Listed]:
    """The items before a place, the nearest first."""
    if start.mine:
        return _select(tx, team, who, start, limit, mine=True, back=True)
    found = _select(tx, team, who, start, limit, mine=False, back=True)
    if len(found) < limit:
        found += _select(tx, team, who, None, limit - len(found), mine=True, back=True)
    return found


def _select(
    tx: Tx, team: str, who: Viewer, start: Place | None, limit: int, *, mine: bool, back: bool = False
) -> list[Listed]:
    keys = _keys(mine=mine)
    wanted = and_(_visible(team, who), ACTION_ITEM.c.owner_id == who.user if mine else _not_mine(who))
    if start is not None:
        wanted = and_(wanted, _beyond(keys, start, back=back))
        # Said apart, so that the index on incidents is of use.
        edge = ACTION_ITEM.c.incident >= start.incident if back else ACTION_ITEM.c.incident <= start.incident
        wanted = wanted if mine else and_(wanted, edge)
    order = [column.desc() if falls != back else column.asc() for _, column, falls in keys]
    ids = list(tx.execute(select(ACTION_ITEM.c.id).where(wanted).order_by(*order).limit(limit)).scalars())
    columns = (*_ITEM, *_INCIDENT, CHANNEL.c.name.label("channel_name"))
    rows = tx.execute(select(*columns).select_from(_JOINED).where(ACTION_ITEM.c.id.in_(ids)))
    return sorted((_listed(row, mine=mine) for row in rows), key=lambda each: ids.index(each.item.id))


# The columns that order a list, with the name of each in Place, and whether it falls.
_Key = tuple[str, ColumnElement[Any], bool]


def _keys(*, mine: bool) -> list[_Key]:
    own: list[_Key] = [("due_on", func.coalesce(ACTION_ITEM.c.due_on, _NEVER), False)]
    place: list[_Key] = [
        ("incident", ACTION_ITEM.c.incident, True),
        ("draft", ACTION_ITEM.c.draft, False),
        ("position", ACTION_ITEM.c.position, False),
    ]
    return own + place if mine else place


def _beyond(keys: Sequence[_Key], start: Place, *, back: bool) -> ColumnElement[bool]:
    """What stands at a place or after it; with `back`, what stands before it."""
    at = asdict(start)
    same: list[ColumnElement[bool]] = []
    choices: list[ColumnElement[bool]] = []
    for name, column, falls in keys:
        choices.append(and_(*same, column < at[name] if falls != back else column > at[name]))
        same.append(column == at[name])
    if not back:
        choices.append(and_(*same))
    return or_(*choices)


def _visible(team: str, who: Viewer) -> ColumnElement[bool]:
    seen = select(INCIDENT.c.id).select_from(INCIDENT.outerjoin(CHANNEL, _SAME_CHANNEL)).where(INCIDENT.c.team == team)
    states = ACTION_ITEM.c.state.in_(UNDONE)
    return and_(ACTION_ITEM.c.team == team, states, ACTION_ITEM.c.incident.in_(seen.where(may_see(who))))


def _not_mine(who: Viewer) -> ColumnElement[bool]:
    return or_(ACTION_ITEM.c.owner_id.is_(None), ACTION_ITEM.c.owner_id != who.user)


def _with_threads(tx: Tx, team: str, found: Sequence[Listed]) -> tuple[Listed, ...]:
    """The same with the threads that their first messages are in."""
    first = {
        each.place: (each.incident.channel, carrier_of(each.item.evidence[0])) for each in found if each.item.evidence
    }
    message = MESSAGE.c
    wanted = or_(false(), *(and_(message.channel == channel, message.ts == ts) for channel, ts in set(first.values())))
    rows = tx.execute(select(message.channel, message.ts, message.thread_ts).where(message.team == team, wanted))
    threads = {(row.channel, row.ts): row.thread_ts for row in rows}
    return tuple(
        Listed(each.item, each.incident, each.channel_name, threads.get(first.get(each.place, ("", ""))), each.place)
        for each in found
    )


def _listed(row: Any, *, mine: bool) -> Listed:
    item = item_of({name: row._mapping[name] for name in ActionItem.__dataclass_fields__})
    due_on = (item.due_on or _NEVER) if mine else ""
    place = Place(mine, due_on, item.incident, item.draft, item.position)
    return Listed(item, _incident(row), row.channel_name or "", None, place)


def _incident(row: Any) -> Incident:
    return incident_of({name: row._mapping[f"incident_{name}"] for name in Incident.__dataclass_fields__})


_ITEM = [ACTION_ITEM.c[name] for name in ActionItem.__dataclass_fields__]
_INCIDENT = [INCIDENT.c[name].label(f"incident_{name}") for name in Incident.__dataclass_fields__]
_SAME_CHANNEL = and_(CHANNEL.c.team == INCIDENT.c.team, CHANNEL.c.id == INCIDENT.c.channel)
_JOINED = ACTION_ITEM.join(INCIDENT, INCIDENT.c.id == ACTION_ITEM.c.incident).outerjoin(CHANNEL, _SAME_CHANNEL)
