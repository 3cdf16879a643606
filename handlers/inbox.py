"""The inbox: every event is committed before it is acknowledged, so an ack means that it is in the database."""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from bot.consequences import follow
from bot.context import Context
from bot.domain.observation import Delivery
from bot.features import ingest
from bot.logs import about
from bot.slack import payloads
from storage.transaction import Tx

log = logging.getLogger(__name__)

Then = Callable[[BaseException | None], None]
"""Hears that a delivery is stored, or what went wrong: then nothing may be acknowledged, and Slack delivers it again."""


class Inbox:
    """Takes Events API deliveries in; those that wait at the same time are stored together."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def take(self, body: Any, then: Then) -> None:
        """Stores one delivery, and tells `then` once it is committed."""
        begun = time.perf_counter()
        delivery = payloads.delivery(body)
        self._context.store.write_among(self._keep, delivery, partial(self._told, delivery, then, begun))

    def _keep(self, tx: Tx, deliveries: Sequence[Delivery]) -> list[bool]:
        """Of each whether it was new and of something Debrief listens to."""
        is_news = ingest.record_all(tx, deliveries, self._context.me)
        for delivery, new in zip(deliveries, is_news, strict=True):
            if new:
                follow(tx, delivery, self._context)
        return is_news

    def _told(
        self,
        delivery: Delivery,
        then: Then,
        begun: float,
        is_news: bool | None,
        problem: BaseException | None,
    ) -> None:
        outcome = "unreadable" if delivery.unreadable else "kept" if is_news else "passed_over"
        if problem:
            outcome = "failed"
            with about(event_id=delivery.event_id, team=delivery.team):
                log.error("an event could not be stored; Slack will deliver it again", exc_info=problem)
        self._context.metrics.event(delivery.type, outcome, time.perf_counter() - begun)
        then(problem)
