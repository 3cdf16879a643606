"""What Slack told us, read into values: one observation for each event."""

from dataclasses import dataclass

from bot.domain.evidence import Person


@dataclass(frozen=True, slots=True)
class Posted:
    """A message in one wording. `version` is its `edited.ts`, empty for the original; `text` is readable, plain words;
    `told` is the timestamp of the event that told of it, which decides between two edits within one second."""

    channel: str
    ts: str
    author: Person | None
    text: str
    thread_ts: str | None = None
    subtype: str = ""
    version: str = ""
    files: tuple[str, ...] = ()
    told: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """A new wording, and the one before it where Slack showed that too."""

    now: Posted
    before: Posted | None = None


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message is gone. What can be known of it without its words is kept in `was`."""

    channel: str
    ts: str
    was: Posted | None = None


@dataclass(frozen=True, slots=True)
class ChannelNamed:
    """A channel was made or renamed; `is_private` is None where the event does not say."""

    channel: str
    name: str
    is_private: bool | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody joined or left a channel."""

    channel: str
    user: str
    joined: bool


@dataclass(frozen=True, slots=True)
class Other:
    """An event that is kept as it came and changes nothing yet."""

    channel: str | None = None


Observation = Posted | Edited | Deleted | ChannelNamed | Membership | Other


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event as it arrived: `event_id` is the same for every retry; `raw` is its JSON, already without words that were
    deleted; `unreadable` says why it could not be read, or is None."""

    team: str
    event_id: str
    type: str
    raw: str
    seen: Observation
    message_ts: str | None = None
    unreadable: str | None = None
