"""The steps of one catch-up, put together from features: for whoever answers a command, a shortcut or a question."""

import asyncio
import contextlib
import logging

from bot.context import Context
from bot.domain.catchup_request import CatchUpRequest
from bot.domain.incident import Viewer
from bot.errors import SlackError, SlackRefused
from bot.features import catchup, ingest, people, visibility
from storage.jobs import Job

log = logging.getLogger(__name__)

WAIT_FOR_NAMES = 0.3
"""How long, in seconds, an answer waits for Slack to tell names; until then somebody is someone."""


async def answer_now(context: Context, asked: CatchUpRequest, response_url: str) -> None:
    """Answers a request that was just acknowledged; if Slack does not take the answer, the job will try."""
    try:
        await _answer(context, asked, response_url)
    except SlackError as trouble:
        log.warning("a catch-up was not shown yet: %s", trouble)


async def answer_late(context: Context, job: Job) -> None:
    """Answers a request that nobody answered yet; what Slack refuses now is not tried again."""
    asked = CatchUpRequest.load(job.key)
    if await catchup.is_answered(context, asked):
        return
    try:
        await _answer(context, asked, None)
    except SlackRefused as refusal:
        log.info("a catch-up could not be shown: %s", refusal)


async def _answer(context: Context, asked: CatchUpRequest, response_url: str | None) -> None:
    who = await _prepare(context, asked)
    material = await catchup.answer(context, asked, who, response_url)
    if material and (told := await catchup.reword(context, material)):
        who = await visibility.viewer(context, asked.user)
        await catchup.answer_better(context, material, told, who, response_url)


async def _prepare(context: Context, asked: CatchUpRequest) -> Viewer:
    """Makes sure that what the answer needs is known; returns who is asking."""
    incident = await context.store.read(lambda tx: catchup.subject(tx, asked))
    if incident is None and asked.wanted.incident is None:
        with contextlib.suppress(SlackError):
            await ingest.make_known(context, asked.channel)
        incident = await context.store.read(lambda tx: catchup.subject(tx, asked))
    if incident:
        with contextlib.suppress(SlackError, TimeoutError):
            await asyncio.wait_for(_learn(context, incident.channel, incident.lead), WAIT_FOR_NAMES)
    inside = incident is not None and incident.channel == asked.channel
    if inside and asked.wanted.clock is None:
        # Slack let them speak in the channel: that they are in it needs no further question.
        return Viewer(asked.user, full_member=False, channels=frozenset((asked.channel,)))
    return await visibility.viewer(context, asked.user)


async def _learn(context: Context, channel: str, lead: str | None) -> None:
    await people.learn(context, [lead] if lead else [])
    await people.learn_channel(context, channel)
