"""What Slack answers, as values."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.evidence import Person


@dataclass(frozen=True)
class Identity:
    """Who the bot is: the workspace, its address, and the bot's own ids."""

    team: str
    url: str
    user: str
    bot: str


@dataclass(frozen=True)
class Grants:
    """What a token may do: `scopes` as Slack names them, empty where it does not say; `told_at` is Slack's clock."""

    me: Identity
    scopes: frozenset[str]
    told_at: datetime | None


@dataclass(frozen=True)
class ChannelInfo:
    """A channel, as conversations.info tells it."""

    name: str
    is_private: bool
    is_member: bool
    is_archived: bool


@dataclass(frozen=True)
class Known:
    """A user as users.info tells them: whether they are a full member of this workspace (no guest, nobody from a connected
    one), and their time zone's name."""

    person: Person
    full_member: bool
    tz: str | None = None
