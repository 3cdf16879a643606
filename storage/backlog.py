"""What waits, in numbers."""

from sqlalchemy import func, select

from bot.domain.incident import Status
from bot.metrics import Backlog
from storage.tables import INCIDENT, JOB
from storage.transaction import Tx


def backlog(tx: Tx, team: str) -> Backlog:
    """The workspace's jobs and open incidents."""
    jobs = tx.execute(select(JOB.c.state, func.count().label("many")).where(JOB.c.team == team).group_by(JOB.c.state))
    due = select(func.min(JOB.c.due_at)).where(JOB.c.team == team, JOB.c.state == "waiting", JOB.c.due_at <= tx.now)
    severity = func.coalesce(INCIDENT.c.severity, "none")
    open_ones = select(severity.label("level"), func.count().label("many")).where(
        INCIDENT.c.team == team, INCIDENT.c.status != Status.RESOLVED
    )
    return Backlog(
        jobs={row.state: row.many for row in jobs},
        overdue_since=tx.execute(due).scalar(),
        incidents={row.level: row.many for row in tx.execute(open_ones.group_by(severity))},
    )
