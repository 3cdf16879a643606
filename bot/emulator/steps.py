"""What can happen in a scenario: what people, bots and Slack do in the incident's channel, one small value each."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something that happens `at` an offset from the start. `highlight` marks what a short telling must not leave out."""

    id: str
    at: timedelta
    highlight: bool = False


@dataclass(frozen=True, kw_only=True)
class Post(Step):
    """A person writes; `thread` is the id of the step whose thread is answered."""

    author: str
    text: str
    thread: str | None = None
    broadcast: bool = False


@dataclass(frozen=True, kw_only=True)
class AppPost(Step):
    """A bot writes; its `text` may be empty when `attachments` or `blocks` (Slack's JSON) say everything."""

    bot: str
    text: str = ""
    attachments: tuple[dict[str, Any], ...] = ()
    blocks: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Edit(Step):
    """The author of step `target` changes it; what is None stays as it is."""

    target: str
    text: str | None = None
    attachments: tuple[dict[str, Any], ...] | None = None
    blocks: tuple[dict[str, Any], ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Delete(Step):
    """The author of step `target` takes it back."""

    target: str


@dataclass(frozen=True, kw_only=True)
class React(Step):
    """People put an emoji (without colons) on step `target`."""

    target: str
    emoji: str
    by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Join(Step):
    """A person enters the channel."""

    person: str


@dataclass(frozen=True, kw_only=True)
class Command(Step):
    """A person gives a slash command."""

    person: str
    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class StartHuddle(Step):
    """A person starts a huddle in the channel; Slack's post of it is the root of its thread."""

    person: str


@dataclass(frozen=True, kw_only=True)
class JoinHuddle(Step):
    """People come into the huddle of step `huddle`."""

    huddle: str
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EndHuddle(Step):
    """Everybody leaves the huddle of step `huddle`."""

    huddle: str


@dataclass(frozen=True, kw_only=True)
class Upload(Step):
    """A person shares a text file in the thread of step `thread`; `text` is written beside it."""

    person: str
    thread: str
    name: str
    content: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Choose(Step):
    """A person answers what the bot asks them alone: beside the words `beside` they choose the person `pick`."""

    person: str
    beside: str
    pick: str


@dataclass(frozen=True, kw_only=True)
class Answer(Step):
    """The bot that the scenario is played for says something in the thread of step `thread`; the story waits for it."""

    thread: str
