"""The inbox: every event is committed before it is acknowledged, so an ack means that it is in the database."""

import asyncio
import logging
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from bot.consequences import follow
from bot.context import Context
from bot.domain.observation import Delivery
from bot.features import ingest
from bot.logs import about
from bot.slack import payloads
from storage.store import Tx

log = logging.getLogger(__name__)


class Inbox:
    """Takes Events API deliveries in; those that wait at the same time are stored together."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def take(self, body: Any) -> "asyncio.Future[bool]":
        """Stores one delivery. Unless the future has a result, nothing may be acknowledged, and Slack delivers again."""
        begun = time.perf_counter()
        delivery = payloads.delivery(body)
        kept = self._context.store.write_among(self._keep, delivery)
        kept.add_done_callback(partial(self._count, delivery, begun))
        return kept

    def _keep(self, tx: Tx, deliveries: Sequence[Delivery]) -> list[bool]:
        """Of each whether it was new and of something Debrief listens to."""
        is_news = ingest.record_all(tx, deliveries, self._context.me)
        for delivery, new in zip(deliveries, is_news, strict=True):
            if new:
                follow(tx, delivery, self._context)
        return is_news

    def _count(self, delivery: Delivery, begun: float, kept: "asyncio.Future[bool]") -> None:
        outcome = "failed"
        if not kept.cancelled() and (problem := kept.exception()):
            with about(event_id=delivery.event_id, team=delivery.team):
                log.error("an event could not be stored; Slack will deliver it again", exc_info=problem)
        elif not kept.cancelled():
            outcome = "unreadable" if delivery.unreadable else "kept" if kept.result() else "passed_over"
        self._context.metrics.event(delivery.type, outcome, time.perf_counter() - begun)
