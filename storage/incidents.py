"""Incidents and the changes people made to them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.domain.incident import Incident, Status
from storage.tables import INCIDENT, INCIDENT_CHANGE
from storage.transaction import Tx

_COLUMNS = [INCIDENT.c[name] for name in Incident.__dataclass_fields__]


def add(tx: Tx, *, team: str, channel: str, title: str, by: str | None, severity: str | None = None) -> Incident:
    """Opens an incident under the workspace's next number."""
    return _add(tx, Incident(tx.new_id(), team, _next(tx, team), channel, title, Status.OPEN, tx.now, by, severity))


def add_past(tx: Tx, *, team: str, channel: str, title: str, opened_at: datetime, resolved_at: datetime) -> Incident:
    """Notes an incident that was over before anybody told Debrief: nobody resolved it here, and it has no draft."""
    past = Incident(
        tx.new_id(), team, _next(tx, team), channel, title, Status.RESOLVED, opened_at, resolved_at=resolved_at
    )
    return _add(tx, past)


def set_past(tx: Tx, incident: Incident, *, opened_at: datetime, resolved_at: datetime) -> None:
    """Says when an incident that was over before anybody told Debrief began and ended."""
    values = {"opened_at": opened_at, "resolved_at": resolved_at}
    tx.execute(update(INCIDENT).where(INCIDENT.c.id == incident.id).values(**values))
    _forget(tx, incident)


def _next(tx: Tx, team: str) -> int:
    return (tx.execute(select(func.max(INCIDENT.c.number)).where(INCIDENT.c.team == team)).scalar() or 0) + 1


def _add(tx: Tx, incident: Incident) -> Incident:
    tx.execute(tx.insert(INCIDENT).values(**asdict(incident)))
    _forget(tx, incident)
    note(tx, incident.id, incident.opened_by, "status", Status.OPEN)
    return incident


def find(tx: Tx, incident_id: str) -> Incident | None:
    return _one(tx, INCIDENT.c.id == incident_id)


def numbered(tx: Tx, team: str, number: int) -> Incident | None:
    """The workspace's incident of this number."""
    return _one(tx, (INCIDENT.c.team == team) & (INCIDENT.c.number == number))


def of_channel(tx: Tx, team: str, channel: str) -> Incident | None:
    """The newest incident of a channel."""
    asked = _of_channel, team, channel
    if asked not in tx.remembered:
        rows = tx.found(_of_channel, {"team": team, "channel": channel})
        tx.remembered[asked] = incident_of(rows[0]) if rows else None
    found: Incident | None = tx.remembered[asked]
    return found


def _of_channel(_: Tx) -> Any:
    mine = (INCIDENT.c.team == bindparam("team")) & (INCIDENT.c.channel == bindparam("channel"))
    newest = select(func.max(INCIDENT.c.number)).where(mine).scalar_subquery()
    return select(*_COLUMNS).where(mine, INCIDENT.c.number == newest)


def _forget(tx: Tx, incident: Incident) -> None:
    tx.remembered.pop((_of_channel, incident.team, incident.channel), None)


def before(tx: Tx, incident: Incident) -> Incident | None:
    """The incident that the same channel had before this one."""
    same = (INCIDENT.c.team == incident.team) & (INCIDENT.c.channel == incident.channel)
    return _one(tx, same & (INCIDENT.c.number < incident.number))


def after(tx: Tx, incident: Incident) -> Incident | None:
    """The incident that the same channel had next."""
    same = (INCIDENT.c.team == incident.team) & (INCIDENT.c.channel == incident.channel)
    later = select(*_COLUMNS).where(same, INCIDENT.c.number > incident.number).order_by(INCIDENT.c.number).limit(1)
    row = tx.execute(later).one_or_none()
    return _incident(row) if row else None


def all_of_channel(tx: Tx, team: str, channel: str) -> list[Incident]:
    """Every incident that a channel had, oldest first."""
    mine = (INCIDENT.c.team == team) & (INCIDENT.c.channel == channel)
    return [_incident(row) for row in tx.execute(select(*_COLUMNS).where(mine).order_by(INCIDENT.c.number))]


def recent(tx: Tx, team: str, limit: int = 200) -> list[Incident]:
    """The workspace's incidents, the last opened first."""
    latest = (INCIDENT.c.opened_at.desc(), INCIDENT.c.number.desc())  # numbers alone tell when Debrief heard of it
    rows = tx.execute(select(*_COLUMNS).where(INCIDENT.c.team == team).order_by(*latest).limit(limit))
    return [_incident(row) for row in rows]


def change(tx: Tx, incident: Incident, by: str | None, **values: Any) -> Incident:
    """Sets some of an incident's values and notes who did it."""
    tx.execute(update(INCIDENT).where(INCIDENT.c.id == incident.id).values(**values))
    _forget(tx, incident)
    for name, value in values.items():
        if not name.endswith(("_at", "_by")) and name != "revision":
            note(tx, incident.id, by, name, None if value is None else str(value))
    found = find(tx, incident.id)
    assert found is not None
    return found


def note(tx: Tx, incident_id: str, by: str | None, field: str, value: str | None) -> None:
    """Writes down who changed what."""
    row = {"id": tx.new_id(), "incident": incident_id, "at": tx.now, "by": by, "field": field, "value": value}
    tx.execute(tx.insert(INCIDENT_CHANGE).values(**row))


@dataclass(frozen=True)
class Change:
    """Something a person changed."""

    id: str
    incident: str
    at: datetime
    by: str | None
    field: str
    value: str | None


def last_status_change(tx: Tx, incident_id: str) -> str:
    """The id of the newest change of status."""
    log = INCIDENT_CHANGE.c
    newest = (
        select(log.id).where(log.incident == incident_id, log.field == "status").order_by(log.at.desc(), log.id.desc())
    )
    return str(tx.execute(newest.limit(1)).scalar_one())


def find_change(tx: Tx, change_id: str) -> Change | None:
    row = tx.execute(select(INCIDENT_CHANGE).where(INCIDENT_CHANGE.c.id == change_id)).one_or_none()
    return Change(**row._mapping) if row else None


def changes_since(tx: Tx, incident_id: str, since: datetime) -> list[Change]:
    """What people changed after a moment, in order."""
    log = INCIDENT_CHANGE.c
    later = select(INCIDENT_CHANGE).where(log.incident == incident_id, log.at > since).order_by(log.at, log.id)
    return [Change(**row._mapping) for row in tx.execute(later)]


def status_changes(tx: Tx, incident_id: str, status: str | None = None) -> list[Change]:
    """The changes of status, or those to one status, in order; the n-th to resolved began revision n."""
    log = INCIDENT_CHANGE.c
    wanted = (log.incident == incident_id) & (log.field == "status")
    if status:
        wanted &= log.value == status
    rows = tx.execute(select(INCIDENT_CHANGE).where(wanted).order_by(log.at, log.id))
    return [Change(**row._mapping) for row in rows]


def end_asked_at(tx: Tx, incident_id: str) -> datetime | None:
    """When somebody was last asked whether this is the end, or said that it is not."""
    return tx.execute(select(INCIDENT.c.end_asked_at).where(INCIDENT.c.id == incident_id)).scalar()


def note_end_asked(tx: Tx, incident_id: str) -> None:
    tx.execute(update(INCIDENT).where(INCIDENT.c.id == incident_id).values(end_asked_at=tx.now))


def _one(tx: Tx, condition: Any) -> Incident | None:
    row = tx.execute(select(*_COLUMNS).where(condition).order_by(INCIDENT.c.number.desc()).limit(1)).one_or_none()
    return _incident(row) if row else None


def incident_of(values: Mapping[str, Any]) -> Incident:
    """The incident of a row's values."""
    return Incident(**{**values, "status": Status(values["status"])})


def _incident(row: Any) -> Incident:
    return incident_of(row._mapping)
