"""How far the files of an export were taken over, so that an import goes on where it was broken off."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from storage.tables import IMPORTED_DAY
from storage.transaction import Tx


@dataclass(frozen=True)
class Day:
    """A file of an export: its hash, how many of its messages were gone through, and whether those are all."""

    content_hash: str
    reached: int
    done: bool


def of_channel(tx: Tx, team: str, channel: str) -> dict[str, Day]:
    """The files of a channel by their path in the export."""
    row = IMPORTED_DAY.c
    rows = tx.execute(select(IMPORTED_DAY).where(row.team == team, row.channel == channel))
    return {each.path: Day(each.content_hash, each.reached, each.done) for each in rows}


def note(tx: Tx, team: str, channel: str, path: str, day: Day) -> None:
    """Notes how far a file was gone through."""
    values = {"content_hash": day.content_hash, "reached": day.reached, "done": day.done}
    statement = tx.insert(IMPORTED_DAY).values(team=team, channel=channel, path=path, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["team", "channel", "path"], set_=values))


def forget_channel(tx: Tx, team: str, channel: str) -> None:
    """Forgets that anything was taken over of a channel whose words are dropped."""
    tx.execute(delete(IMPORTED_DAY).where(IMPORTED_DAY.c.team == team, IMPORTED_DAY.c.channel == channel))
