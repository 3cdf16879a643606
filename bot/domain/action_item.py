"""An action item: something agreed or proposed, on its way to a tracker."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ItemState(StrEnum):
    OPEN = "open"
    FILING = "filing"
    FILED = "filed"
    DONE = "done"
    DISMISSED = "dismissed"


UNDONE = (ItemState.OPEN, ItemState.FILING, ItemState.FILED)
"""The states in which something is left to do, in the tracker or here."""


@dataclass(frozen=True)
class ActionItem:
    """One action item. `evidence` are the Slack timestamps it rests on; `rewritten` once a person gave it their own words;
    `trouble` is the sentence why filing did not work, for its reader; `due` is what was said, and `due_on`, as an ISO date, the
    last day on which it would be in time, where that can be told; `done_at` (UTC) and `done_by` say who finished it and when."""

    id: str
    team: str
    incident: str
    draft: str
    position: int
    text: str
    evidence: tuple[str, ...]
    state: ItemState = ItemState.OPEN
    rewritten: bool = False
    owner: str | None = None
    owner_id: str | None = None
    due: str | None = None
    ticket_key: str | None = None
    ticket_url: str | None = None
    trouble: str | None = None
    due_on: str | None = None
    done_at: datetime | None = None
    done_by: str | None = None

    @property
    def label(self) -> str:
        """The label that makes its ticket findable again, and so filed only once."""
        return f"debrief-{self.id.replace('-', '')}"
