"""Durable work: the database is the queue. A job is held under a lease, and its result counts only while it is held."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, or_, select, update

from bot.errors import LostLease
from storage.tables import JOB
from storage.transaction import Tx


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
    return tx.execute(_unsettled(team, kind, key).where(JOB.c.failures < 3)).first() is not None


def is_under_way(tx: Tx, team: str, kind: str, key: str) -> bool:
    """Whether this work was asked for and is neither done nor given up, however often it went wrong."""
    return tx.execute(_unsettled(team, kind, key)).first() is not None


def _unsettled(team: str, kind: str, key: str) -> Any:
    this = (JOB.c.team == team) & (JOB.c.kind == kind) & (JOB.c.key == key)
    return select(JOB.c.id).where(this, JOB.c.state.in_(("waiting", "running")))


def hasten(tx: Tx, team: str, error: str) -> None:
    """Makes the work that waits because of `error` due now."""
    waits = (JOB.c.team == team) & (JOB.c.state == "waiting") & (JOB.c.error == error)
    tx.execute(update(JOB).where(waits).values(due_at=tx.now))
    tx.woken = True


def claim(tx: Tx, lease: timedelta, busy_with: Collection[str] = ()) -> Job | None:
    """Takes the job that is due longest, waiting or left behind by a worker that died. None if there is none.

    `busy_with` are the ids this worker holds itself: it never takes over from itself."""
    asked = {"now": tx.now, "until": tx.now + lease, "mine": list(busy_with)}
    row = tx.execute(tx.prepared(_claim), asked).one_or_none()
    return Job(**row._mapping) if row else None


def _claim(tx: Tx) -> Any:
    now = bindparam("now", type_=JOB.c.due_at.type)
    due = JOB.c.id.not_in(bindparam("mine", expanding=True)) & or_(
        and_(JOB.c.state == "waiting", JOB.c.due_at <= now),
        and_(JOB.c.state == "running", JOB.c.lease_until <= now),
    )
    first = select(JOB.c.id).where(due).order_by(JOB.c.due_at).limit(1).scalar_subquery()
    # The condition stands outside too: two workers may have read the same first job before one of them took it.
    taken = update(JOB).where(JOB.c.id == first, due)
    until = bindparam("until", type_=JOB.c.lease_until.type)
    return taken.values(state="running", attempts=JOB.c.attempts + 1, lease_until=until).returning(*_COLUMNS)


def next_due(tx: Tx) -> datetime | None:
    """When the next job is due that waits for its time."""
    return tx.execute(tx.prepared(_next_due)).scalar()


def _next_due(tx: Tx) -> Any:
    return select(JOB.c.due_at).where(JOB.c.state == "waiting").order_by(JOB.c.due_at).limit(1)


def hold(tx: Tx, job: Job, lease: timedelta | None = None) -> None:
    """Makes sure that the job is still held, and renews its lease if one is given. Raises LostLease otherwise."""
    asked = {"held_id": job.id, "held_attempt": job.attempt}
    if lease:
        asked["until"] = tx.now + lease
    if tx.execute(tx.prepared(_renew if lease else _look_at), asked).rowcount != 1:
        raise LostLease(f"Another worker took over {job.kind} {job.key}.")


def _renew(tx: Tx) -> Any:
    return update(JOB).where(_held()).values(lease_until=bindparam("until", type_=JOB.c.lease_until.type))


def _look_at(tx: Tx) -> Any:
    return update(JOB).where(_held()).values(state="running")


def finish(tx: Tx, job: Job, next_at: datetime | None = None) -> None:
    """The work is done; if it was asked for again meanwhile, it waits for its next turn, else for `next_at` if there is one."""
    _settle(
        tx,
        job,
        _finish,
        asked_for=job.wanted,
        now=tx.now,
        next_at=next_at or tx.now,
        next="waiting" if next_at else "done",
    )


def _finish(tx: Tx) -> Any:
    again = JOB.c.wanted > bindparam("asked_for")
    now, next_at = (bindparam(name, type_=JOB.c.due_at.type) for name in ("now", "next_at"))
    return _settled(
        state=case((again, "waiting"), else_=bindparam("next", type_=JOB.c.state.type)),
        due_at=case((again, now), else_=next_at),
        failures=0,
        error=None,
    )


def retry(tx: Tx, job: Job, at: datetime, error: str, *, failed: bool) -> None:
    """The work did not succeed and is due again. `failed` counts it as a failure, a mere "later" does not."""
    _settle(tx, job, _retry, at=at, why=error, failed=job.failures + 1 if failed else job.failures)


def _retry(tx: Tx) -> Any:
    at = bindparam("at", type_=JOB.c.due_at.type)
    return _settled(state="waiting", due_at=at, error=bindparam("why"), failures=bindparam("failed"))


def give_up(tx: Tx, job: Job, error: str) -> None:
    """The work cannot succeed; the reason stays beside it, and asking for it again starts it again."""
    _settle(tx, job, _give_up, why=error)


def _give_up(tx: Tx) -> Any:
    return _settled(state="failed", error=bindparam("why"))


def _settled(**values: Any) -> Any:
    return update(JOB).where(_held()).values(lease_until=None, **values)


def _settle(tx: Tx, job: Job, build: Callable[[Tx], Any], **values: Any) -> None:
    held = {"held_id": job.id, "held_attempt": job.attempt}
    if tx.execute(tx.prepared(build), held | values).rowcount != 1:
        raise LostLease(f"Another worker took over {job.kind} {job.key}.")
    tx.woken = True


def _held() -> Any:
    mine = and_(JOB.c.id == bindparam("held_id"), JOB.c.attempts == bindparam("held_attempt"))
    return and_(mine, JOB.c.state == "running")


_COLUMNS = (
    JOB.c.id,
    JOB.c.team,
    JOB.c.kind,
    JOB.c.key,
    JOB.c.attempts.label("attempt"),
    JOB.c.wanted,
    JOB.c.failures,
)
