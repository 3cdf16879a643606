"""The inbox: every event is committed before it is acknowledged, so an ack means that it is in the database."""

from typing import Any

from bot.consequences import follow
from bot.context import Context
from bot.domain.observation import Delivery
from bot.features import ingest
from bot.slack import payloads
from storage.store import Tx


async def take(context: Context, body: dict[str, Any]) -> None:
    """Stores one Events API delivery. If this raises, nothing is acknowledged and Slack delivers it again."""
    delivery = payloads.delivery(body)
    await context.store.write(lambda tx: _keep(tx, delivery, context))


def _keep(tx: Tx, delivery: Delivery, context: Context) -> None:
    if ingest.record(tx, delivery, context.me):
        follow(tx, delivery, context)
