"""The inbox: every event is committed before it is acknowledged, so an ack means that it is in the database."""

import time
from typing import Any

from bot.consequences import follow
from bot.context import Context
from bot.domain.observation import Delivery
from bot.features import ingest
from bot.logs import about
from bot.slack import payloads
from storage.store import Tx


async def take(context: Context, body: dict[str, Any]) -> None:
    """Stores one Events API delivery. If this raises, nothing is acknowledged and Slack delivers it again."""
    begun, outcome = time.perf_counter(), "failed"
    delivery = payloads.delivery(body)
    try:
        with about(event_id=delivery.event_id, team=delivery.team):
            is_news = await context.store.write(lambda tx: _keep(tx, delivery, context))
        outcome = "unreadable" if delivery.unreadable else "kept" if is_news else "passed_over"
    finally:
        context.metrics.event(delivery.type, outcome, time.perf_counter() - begun)


def _keep(tx: Tx, delivery: Delivery, context: Context) -> bool:
    """Whether it was new and of something Debrief listens to."""
    is_news = ingest.record(tx, delivery, context.me)
    if is_news:
        follow(tx, delivery, context)
    return is_news
