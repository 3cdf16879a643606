"""What Slack told us, read into values: one observation for each event.

What every event is made of is a named tuple, which is made several times as fast as a frozen dataclass."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.domain.evidence import Person


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file that a message carries. `kind` is Slack's filetype, `by` the user who shared it, `link` its page in Slack."""

    id: str
    name: str
    kind: str = ""
    by: str | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class HuddleSeen:
    """What a huddle's message shows of it. `room` is its id; times are UTC, `ended_at` is None while it goes on; `participants`
    are the users who were there at any time; `notes_file` is the canvas with its notes, once there is one."""

    room: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    starter: str | None = None
    participants: tuple[str, ...] = ()
    notes_file: str | None = None


class Posted(NamedTuple):
    """A message in one wording. `version` is its `edited.ts`, empty for the original; `text` is readable, plain words;
    `told` is the timestamp of the event that told of it, which decides between two edits within one second; `files` are the
    names of the files in `shared`; `huddle` is set on the message that Slack posts of a huddle."""

    channel: str
    ts: str
    author: Person | None
    text: str
    thread_ts: str | None = None
    subtype: str = ""
    version: str = ""
    files: tuple[str, ...] = ()
    told: str = ""
    shared: tuple[SharedFile, ...] = ()
    huddle: HuddleSeen | None = None


class Edited(NamedTuple):
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
class Reacted:
    """Somebody gave a message an emoji, or took it back."""

    channel: str
    ts: str
    name: str
    user: str
    event_ts: str
    given: bool


@dataclass(frozen=True, slots=True)
class Pinned:
    """Somebody pinned a message to its channel, or took it off."""

    channel: str
    ts: str
    event_ts: str
    pinned: bool
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelClosed:
    """A channel was archived or deleted, or came back."""

    channel: str
    closed: bool


@dataclass(frozen=True, slots=True)
class BotLeft:
    """The bot itself is no longer in a channel."""

    channel: str


@dataclass(frozen=True, slots=True)
class HistoryChanged:
    """Much of a channel changed at once; what is kept of it has to be compared with Slack again."""

    channel: str


@dataclass(frozen=True, slots=True)
class SignedOut:
    """The app was removed from the workspace, or its tokens were revoked. `state` is uninstalled or revoked."""

    state: str
    channel: None = None


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody addressed the bot in a channel. `text` is readable, plain words."""

    channel: str
    ts: str
    user: str
    text: str
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody opened the App Home."""

    user: str
    channel: None = None


@dataclass(frozen=True, slots=True)
class FileChanged:
    """A file was shared, filled in or removed. `channel` and `by` are None where the event does not say."""

    file: str
    gone: bool
    channel: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """An event that is kept as it came and changes nothing yet."""

    channel: str | None = None


Observation = (
    Posted
    | Edited
    | Deleted
    | ChannelNamed
    | ChannelClosed
    | BotLeft
    | HistoryChanged
    | Membership
    | Reacted
    | Pinned
    | FileChanged
    | Mentioned
    | HomeOpened
    | SignedOut
    | Other
)


class Delivery(NamedTuple):
    """One event as it arrived: `event_id` is the same for every retry; `raw` is its JSON, already without words that were
    deleted; `unreadable` says why it could not be read, or is None."""

    team: str
    event_id: str
    type: str
    raw: str
    seen: Observation
    message_ts: str | None = None
    unreadable: str | None = None
