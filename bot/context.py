"""What features that talk to the outside are given: the store, the way out to Slack, the tracker, and the drafter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.ticket import NewTicket, Ticket
from bot.drafting.drafter import Drafter
from bot.metrics import Metrics
from bot.slack.answers import Identity
from bot.slack.gateway import Gateway
from storage.store import Store


class Tracker(Protocol):
    """Where tickets are filed."""

    @property
    def name(self) -> str: ...
    async def find(self, label: str) -> Ticket | None: ...
    async def create(self, ticket: NewTicket) -> Ticket: ...


@dataclass(frozen=True)
class Context:
    """`tracker` is None where none is configured; `settle` is how long, in seconds, a tracker's search may lag behind;
    `model_budget` is what the language model may cost in a month, in dollars, None for no limit;
    `hides_personal_data` says that e-mail addresses and the like are for people of the channel alone."""

    store: Store
    gateway: Gateway
    me: Identity
    channel_patterns: tuple[str, ...]
    tracker: Tracker | None
    settle: float
    drafter: Drafter
    metrics: Metrics
    model_budget: float | None = None
    hides_personal_data: bool = False

    def now(self) -> datetime:
        return self.store.clock()
