"""Action items on their way to a tracker."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.domain.action_item import ActionItem, ItemState
from bot.domain.clock import moment
from bot.domain.draft import WITHDRAWN, Action
from bot.domain.due_date import due_on
from bot.domain.revision import paired
from bot.domain.transcript import carrier_of, comes_from, user_id
from storage.tables import ACTION_ITEM, INCIDENT
from storage.transaction import Tx

_COLUMNS = [ACTION_ITEM.c[name] for name in ActionItem.__dataclass_fields__]


def add(tx: Tx, team: str, incident: str, draft: str, actions: Collection[Action]) -> None:
    """Makes items of a draft's actions; one that is an earlier item, whatever came of that, is not made again."""
    fresh = [action for action, same in paired(of_incident(tx, incident), list(actions)) if same is None]
    for position, action in enumerate(fresh):
        tx.execute(
            tx.insert(ACTION_ITEM).values(
                id=tx.new_id(),
                team=team,
                incident=incident,
                draft=draft,
                position=position,
                text=action.text,
                evidence=json.dumps(action.evidence),
                state=ItemState.OPEN,
                rewritten=False,
                owner=action.owner,
                owner_id=user_id(action.owner_id),
                due=action.due,
                due_on=_due_on(action),
            )
        )


def _due_on(action: Action) -> str | None:
    day = due_on(action.due, moment(carrier_of(action.evidence[0])).date()) if action.evidence else None
    return day.isoformat() if day else None


def find(tx: Tx, item_id: str) -> ActionItem | None:
    row = tx.execute(select(*_COLUMNS).where(ACTION_ITEM.c.id == item_id)).one_or_none()
    return _item(row) if row else None


def of_draft(tx: Tx, draft: str) -> list[ActionItem]:
    return _all(tx, ACTION_ITEM.c.draft == draft)


def of_incident(tx: Tx, incident: str) -> list[ActionItem]:
    return _all(tx, ACTION_ITEM.c.incident == incident)


def change(tx: Tx, item: ActionItem, **values: Any) -> ActionItem:
    """Sets some of an item's values."""
    tx.execute(update(ACTION_ITEM).where(ACTION_ITEM.c.id == item.id).values(**values))
    found = find(tx, item.id)
    assert found is not None
    return found


def begin_try(tx: Tx, item: ActionItem) -> None:
    """Notes, before the tracker is asked to create, that a ticket may come of it."""
    tx.execute(update(ACTION_ITEM).where(ACTION_ITEM.c.id == item.id).values(tried_at=tx.now))


def tried_at(tx: Tx, item: ActionItem) -> datetime | None:
    """When the tracker was last asked to create this item's ticket without a known outcome; None if it is not in doubt."""
    return tx.execute(select(ACTION_ITEM.c.tried_at).where(ACTION_ITEM.c.id == item.id)).scalar()


def erase(tx: Tx, team: str, channel: str, ts: str) -> list[ActionItem]:
    """Takes the words that rest on a message, or on a transcript of it (`ts#slot`), out of its items; returns those items."""
    rows = tx.execute(
        select(*_COLUMNS)
        .join(INCIDENT, INCIDENT.c.id == ACTION_ITEM.c.incident)
        .where(ACTION_ITEM.c.team == team, INCIDENT.c.channel == channel, ACTION_ITEM.c.evidence.contains(ts))
    ).all()
    touched = [item for item in map(_item, rows) if any(comes_from(cited, ts) for cited in item.evidence)]
    for item in touched:
        gone: dict[str, Any] = {"owner": None, "owner_id": None, "due": None, "due_on": None}
        filed = f"{item.ticket_key} may hold words of a message that was deleted since; please look at it."
        gone["trouble"] = filed if item.ticket_key else None
        if not item.rewritten:
            gone["text"] = WITHDRAWN
        tx.execute(update(ACTION_ITEM).where(ACTION_ITEM.c.id == item.id).values(**gone))
        tx.erased = True
    return touched


def _all(tx: Tx, condition: Any) -> list[ActionItem]:
    rows = tx.execute(select(*_COLUMNS).where(condition).order_by(ACTION_ITEM.c.draft, ACTION_ITEM.c.position))
    return [_item(row) for row in rows]


def item_of(values: Mapping[str, Any]) -> ActionItem:
    """The item of a row's values."""
    evidence = tuple(json.loads(values["evidence"]))
    return ActionItem(**{**values, "evidence": evidence, "state": ItemState(values["state"])})


def _item(row: Any) -> ActionItem:
    return item_of(row._mapping)
