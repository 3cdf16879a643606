"""Durable work: the database is the queue. A job is held under a lease, and its result counts only while it is held."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, or_, select, update

from bot.errors import LostLease
from storage.store import Tx
from storage.tables import JOB


@dataclass(frozen=True)
class Job:
    """Work that is held. `key` names what it is about, `attempt` who holds it, `failures` how often it went wrong in a row."""

    id: str
    team: str
    kind: str
    key: str
    attempt: int
    wanted: int
    failures: int


def want(tx: Tx, team: str, kind: str, key: str, due_at: datetime | None = None) -> None:
    """Asks for work. The same work asked for twice is done once; asked for again while it runs, it is done again after."""
    tx.execute(tx.prepared(_want), _fresh(tx, team, kind, key, due_at or tx.now))
    tx.remembered.pop((_want_by, team, kind, key), None)
    tx.woken = True


def want_by(tx: Tx, team: str, kind: str, key: str, due_at: datetime) -> None:
    """Asks for work that has time until `due_at`; where it waits for an earlier moment already, that moment stays."""
    asked = _want_by, team, kind, key
    if asked in tx.remembered and tx.remembered[asked] <= due_at:
        return
    tx.execute(tx.prepared(_want_by), _fresh(tx, team, kind, key, due_at))
    tx.remembered[asked] = due_at


def _fresh(tx: Tx, team: str, kind: str, key: str, due_at: datetime) -> dict[str, Any]:
    made = {"state": "waiting", "attempts": 0, "failures": 0, "wanted": 1}
    return {"id": tx.new_id(), "team": team, "kind": kind, "key": key, "due_at": due_at} | made


def _want(tx: Tx) -> Any:
    fresh, running = tx.insert(JOB), JOB.c.state == "running"
    return fresh.on_conflict_do_update(
        index_elements=["team", "kind", "key"],
        set_={
            "wanted": JOB.c.wanted + 1,
            "state": case((running, "running"), else_="waiting"),
            "due_at": case((running, JOB.c.due_at), else_=fresh.excluded.due_at),
            "failures": 0,
        },
    )


def _want_by(tx: Tx) -> Any:
    fresh = tx.insert(JOB)
    due_at, running, waiting = fresh.excluded.due_at, JOB.c.state == "running", JOB.c.state == "waiting"
    return fresh.on_conflict_do_update(
        index_elements=["team", "kind", "key"],
        set_={
            "wanted": JOB.c.wanted + 1,
            "state": case((running, "running"), else_="waiting"),
            "due_at": case((running | (waiting & (JOB.c.due_at < due_at)), JOB.c.due_at), else_=due_at),
            "failures": case((waiting, JOB.c.failures), else_=0),
        },
    )


def is_pending(tx: Tx, team: str, kind: str, key: str) -> bool:
    """Whether this work was asked for and has neither been done nor gone wrong often."""
    this = (JOB.c.team == team) & (JOB.c.kind == kind) & (JOB.c.key == key)
    unsettled = JOB.c.state.in_(("waiting", "running")) & (JOB.c.failures < 3)
    return tx.execute(select(JOB.c.id).where(this, unsettled)).first() is not None


def hasten(tx: Tx, team: str, error: str) -> None:
    """Makes the work that waits because of `error` due now."""
    waits = (JOB.c.team == team) & (JOB.c.state == "waiting") & (JOB.c.error == error)
    tx.execute(update(JOB).where(waits).values(due_at=tx.now))
    tx.woken = True


def claim(tx: Tx, lease: timedelta, busy_with: Collection[str] = ()) -> Job | None:
    """Takes the job that is due longest, waiting or left behind by a worker that died. None if there is none.

    `busy_with` are the ids this worker holds itself: it never takes over from itself."""
    mine = JOB.c.id.in_(list(busy_with))
    due = ~mine & or_(
        and_(JOB.c.state == "waiting", JOB.c.due_at <= tx.now),
        and_(JOB.c.state == "running", JOB.c.lease_until <= tx.now),
    )
    first = select(JOB.c.id).where(due).order_by(JOB.c.due_at).limit(1).scalar_subquery()
    # The condition stands outside too: two workers may have read the same first job before one of them took it.
    row = tx.execute(
        update(JOB)
        .where(JOB.c.id == first, due)
        .values(state="running", attempts=JOB.c.attempts + 1, lease_until=tx.now + lease)
        .returning(*_COLUMNS)
    ).one_or_none()
    return Job(**row._mapping) if row else None


def next_due(tx: Tx) -> datetime | None:
    """When the next job is due that waits for its time."""
    waiting = select(JOB.c.due_at).where(JOB.c.state == "waiting").order_by(JOB.c.due_at).limit(1)
    return tx.execute(waiting).scalar()


def hold(tx: Tx, job: Job, lease: timedelta | None = None) -> None:
    """Makes sure that the job is still held, and renews its lease if one is given. Raises LostLease otherwise."""
    values = {"lease_until": tx.now + lease} if lease else {"state": "running"}
    if tx.execute(update(JOB).where(_held(job)).values(**values)).rowcount != 1:
        raise LostLease(f"Another worker took over {job.kind} {job.key}.")


def finish(tx: Tx, job: Job, next_at: datetime | None = None) -> None:
    """The work is done; if it was asked for again meanwhile, it waits for its next turn, else for `next_at` if there is one."""
    again: Any = JOB.c.wanted > job.wanted
    values: dict[str, Any] = {
        "state": "waiting" if next_at else case((again, "waiting"), else_="done"),
        "due_at": case((again, tx.now), else_=next_at or tx.now),
        "failures": 0,
        "lease_until": None,
        "error": None,
    }
    _settle(tx, job, values)


def retry(tx: Tx, job: Job, at: datetime, error: str, *, failed: bool) -> None:
    """The work did not succeed and is due again. `failed` counts it as a failure, a mere "later" does not."""
    failures = job.failures + 1 if failed else job.failures
    _settle(tx, job, {"state": "waiting", "due_at": at, "error": error, "failures": failures, "lease_until": None})


def give_up(tx: Tx, job: Job, error: str) -> None:
    """The work cannot succeed; the reason stays beside it, and asking for it again starts it again."""
    _settle(tx, job, {"state": "failed", "error": error, "lease_until": None})


def _settle(tx: Tx, job: Job, values: dict[str, Any]) -> None:
    if tx.execute(update(JOB).where(_held(job)).values(**values)).rowcount != 1:
        raise LostLease(f"Another worker took over {job.kind} {job.key}.")
    tx.woken = True


def _held(job: Job) -> Any:
    return and_(JOB.c.id == job.id, JOB.c.attempts == job.attempt, JOB.c.state == "running")


_COLUMNS = (
    JOB.c.id,
    JOB.c.team,
    JOB.c.kind,
    JOB.c.key,
    JOB.c.attempts.label("attempt"),
    JOB.c.wanted,
    JOB.c.failures,
)
