"""Whether the app may still speak for its workspace."""

from sqlalchemy import select, union

from storage.tables import CHANNEL, INCIDENT, INSTALLATION
from storage.transaction import Tx

ACTIVE = "active"


def keep(tx: Tx, team: str, state: str) -> None:
    """Notes that the app is active, revoked or uninstalled."""
    values = {"state": state, "since": tx.now}
    statement = tx.insert(INSTALLATION).values(team=team, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["team"], set_=values))


def state(tx: Tx, team: str) -> str:
    """active, revoked or uninstalled."""
    found = tx.execute(select(INSTALLATION.c.state).where(INSTALLATION.c.team == team)).scalar()
    return found or ACTIVE


def workspaces(tx: Tx) -> list[str]:
    """The workspaces of which something is kept."""
    return sorted(tx.execute(union(*(select(table.c.team) for table in (CHANNEL, INCIDENT, INSTALLATION)))).scalars())
