"""What the audit knows for sure: what the workspace shows, and what the bot said it has."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from tests.soak.storm import Ended
from tests.soak.witness import Event

Wrong = Literal["lost", "doubled", "wrong_version", "wrong_mark", "leaked", "unsettled", "not_exercised"]
Where = tuple[str, str]
"""A channel and a timestamp."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be."""

    wrong: Wrong
    what: str


def listened_to(ended: Ended) -> set[str]:
    """The incidents' channels."""
    return {place.channel for place in ended.people.places}


def acknowledged(ended: Ended) -> dict[str, Event]:
    """The events that the bot said it has."""
    ids = {ack.event_id for ack in ended.slack.acks if ack.event_id}
    return {event_id: ended.witness.events[event_id] for event_id in ids}


def is_own(ended: Ended, message: dict[str, Any]) -> bool:
    """Whether the bot posted it."""
    return (message.get("bot_id") or message.get("user")) in (ended.slack.bot_id, ended.slack.bot_user_id)


def standing(ended: Ended) -> set[Where]:
    """The messages that incidents' channels show, the bot's own left out."""
    return {
        (channel, ts)
        for channel in listened_to(ended)
        for ts, message in ended.slack.workspace.channels[channel].messages.items()
        if not is_own(ended, message) and message.get("subtype") != "tombstone"
    }


def of_bot(ended: Ended) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the bot posted anywhere: channel and message."""
    for channel in ended.slack.workspace.channels.values():
        yield from ((channel.id, message) for message in channel.messages.values() if is_own(ended, message))
