"""An action item: something agreed or proposed, on its way to a tracker."""

from dataclasses import dataclass
from enum import StrEnum


class ItemState(StrEnum):
    OPEN = "open"
    FILING = "filing"
    FILED = "filed"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class ActionItem:
    """One action item. `evidence` are the Slack timestamps it rests on; `rewritten` once a person gave it their own words;
    `trouble` is the sentence why filing did not work, for its reader."""

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

    @property
    def label(self) -> str:
        """The label that makes its ticket findable again, and so filed only once."""
        return f"debrief-{self.id.replace('-', '')}"
