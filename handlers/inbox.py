"""The inbox: every event is committed before it is acknowledged, so an ack means that it is in the database."""

from typing import Any

from bot.context import Context
from bot.features import ingest
from bot.slack import payloads


async def take(context: Context, body: dict[str, Any]) -> None:
    """Stores one Events API delivery. If this raises, nothing is acknowledged and Slack delivers it again."""
    delivery = payloads.delivery(body)
    await context.store.write(lambda tx: ingest.record(tx, delivery, context.me))
