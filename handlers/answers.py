"""Answering a person privately once what they asked for is acknowledged."""

import asyncio
import logging

from bot.context import Context
from bot.errors import SlackError, SlackRefused
from bot.slack.gateway import Message

log = logging.getLogger(__name__)

SECONDS_BETWEEN = (0.5, 2.0)


async def answer_privately(
    context: Context, response_url: str, message: Message, thread_ts: str | None = None, *, replace: bool = False
) -> None:
    """Answers by a response_url as Gateway.respond does, more than once if need be, and raises nothing where Slack fails.

    What was asked for is done by then; and Bolt takes an acknowledgement back if its listener raises right after it."""
    for wait in (*SECONDS_BETWEEN, None):
        try:
            await context.gateway.respond(response_url, message, thread_ts, replace=replace)
            break
        except SlackError as problem:
            if wait is None or isinstance(problem, SlackRefused):
                log.warning("somebody was not answered: %s", problem)
                break
            await asyncio.sleep(wait)
