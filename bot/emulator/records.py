"""What the emulated Slack shows of what happened, and what it raises."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]
"""An object in Slack's own JSON."""


class Undelivered(AssertionError):
    """Envelopes were not acknowledged in time; the text names them."""


class NotPossible(ValueError):
    """A person cannot do this in Slack: press a button that is not there, post where they are not a member."""


class Refused(Exception):
    """A Web API call ends with one of Slack's error names; `details` go into the answer beside it."""

    def __init__(self, error: str, **details: Any) -> None:
        super().__init__(error)
        self.error, self.details = error, details


def invalid(*messages: str, error: str = "invalid_arguments") -> Refused:
    """The refusal Slack sends with its reasons spelled out under `response_metadata.messages`."""
    return Refused(error, response_metadata={"messages": list(messages)})


@dataclass
class Request:
    """One HTTP request of the bot, in order of arrival. `method` is the Web API method, or `upload`, `download` or
    `response_url`; `answered` is `ok`, Slack's error name, an HTTP status such as `429`, `reset`, or empty while there is
    no answer; `at` is the emulator's clock when it came."""

    method: str
    args: Json
    answered: str = ""
    answer: Json = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True)
class Ack:
    """One envelope's acknowledgement. `kind` is the event's type, or `slash_commands` or `interactive`; `attempt` counts
    from 0; `seconds` run from sending to acknowledgement."""

    envelope_id: str
    kind: str
    event_id: str
    attempt: int
    seconds: float
    payload: Json | None = None


@dataclass(frozen=True)
class Sent:
    """One envelope that was written to a socket."""

    envelope_id: str
    kind: str
    event_id: str
    attempt: int


@dataclass
class File:
    """A file, a recorded clip or a canvas. `channel` and `thread_ts` say where it was shared first, None where it was not;
    `about` is what Slack shows of this kind of file beyond the usual; `words` is a clip's WebVTT; `closed` means that
    Slack's web client alone may download it."""

    id: str
    name: str
    length: int
    user: str
    created: int
    title: str = ""
    content: bytes = b""
    uploaded: bool = False
    completed: bool = False
    deleted: bool = False
    channel: str | None = None
    thread_ts: str | None = None
    shares: list[tuple[str, str]] = field(default_factory=list)
    mimetype: str = ""
    filetype: str = ""
    about: Json = field(default_factory=dict)
    words: str | None = None
    closed: bool = False


@dataclass(frozen=True)
class Signed:
    """Whom and what a response_url stands for. `original` says whether there is a message that it can replace: what was
    pressed in; a command and a shortcut have none."""

    user: str
    channel: str | None
    message_ts: str | None = None
    ephemeral: bool = False
    thread_ts: str | None = None
    original: bool = True
