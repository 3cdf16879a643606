"""Telling something privately to the first of several people who can hear it."""

import logging
from collections.abc import Mapping

from bot.errors import SlackRefused
from bot.slack.gateway import Ear, Gateway, Message

log = logging.getLogger(__name__)


async def whisper_to_first(gateway: Gateway, key: str, channel: str, messages: Mapping[str, Message]) -> bool:
    """Shows, once under this key, the first person who is in the channel what `messages` has for them. Returns whether there was
    anybody."""
    for user, message in messages.items():
        try:
            await gateway.whisper_once(key, Ear(channel, user), message)
        except SlackRefused as refusal:
            if refusal.code != "user_not_in_channel":
                raise
            log.info("somebody was not told in %s, and another is: %s", channel, refusal)
        else:
            return True
    return False
