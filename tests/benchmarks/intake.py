"""Events acknowledged after their commit, over a consumer that acknowledges and does nothing."""

import asyncio
import gc
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Debrief, settle_memory
from bot.domain.incident import Status
from bot.settings import Settings
from storage import channels, incidents
from storage.backlog import backlog
from storage.transaction import Tx
from tests.benchmarks.against_feeder import Orders, feeding
from tests.benchmarks.figures import Figure, Size, median, percentile

FLOOR = 5000.0
"""Events a second below which the ceiling says more of the machine than of the bot."""
STEADY = 200.0


class Nothing(AsyncSocketModeHandler):
    """Acknowledges, and that is all."""

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))


async def intake(size: Size) -> list[Figure]:
    """Throughput and its share of the ceiling, and how long an acknowledgement takes at a steady pace."""
    ceilings, reached, steady = [await _ceiling(size)], [], []
    for _ in range(size.rounds):
        async with feeding() as orders, working(orders):
            await orders.give(feed=size.events // 10)
            reached.append(await _per_second(orders, size.events))
            told = await orders.give(feed=size.events // 5, rate=STEADY)
            steady.append([seconds * 1000 for seconds in told["acks"]])
        ceilings.append(await _ceiling(size))
    # A machine changes its pace within a run: each share is one of the ceilings before and after it.
    shares = [2 * got / (before + after) for got, (before, after) in zip(reached, pairwise(ceilings), strict=True)]
    ceiling = median(ceilings)
    return [
        Figure("intake_ceiling", ceiling, "events/s"),
        Figure("intake_ceiling_is_valid", float(ceiling >= FLOOR), "bool"),
        Figure("intake", median(reached), "events/s"),
        Figure("intake_over_ceiling", median(shares), "ratio"),
        Figure("ack_p50_at_200", median(percentile(each, 0.5) for each in steady), "ms"),
        Figure("ack_p99_at_200", median(percentile(each, 0.99) for each in steady), "ms"),
    ]


async def _ceiling(size: Size) -> float:
    async with feeding() as orders, _nothing(orders):
        return await _per_second(orders, size.events)


async def _per_second(orders: Orders, events: int) -> float:
    told = await orders.give(feed=events)
    if told["events"] < told["sent"]:
        raise RuntimeError(f"{told['sent'] - told['events']} events were not acknowledged")
    return float(told["events"] / told["seconds"])


@asynccontextmanager
async def _nothing(orders: Orders) -> AsyncIterator[None]:
    client = AsyncWebClient(orders.told["bot"], base_url=orders.told["api_url"])
    handler = Nothing(AsyncApp(client=client, token=orders.told["bot"]), orders.told["app"])
    await handler.connect_async()  # type: ignore[no-untyped-call] # Bolt leaves it untyped
    await orders.give(connected=True)
    settle_memory()
    try:
        yield
    finally:
        gc.unfreeze()
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def working(orders: Orders) -> AsyncIterator[Debrief]:
    """The real bot on a fresh database, with an incident in the feeder's channel."""
    with tempfile.TemporaryDirectory() as folder:
        settings: Settings = orders.settings(Path(folder))
        async with Debrief(settings, pace=0.0) as debrief:
            await debrief.store.write(lambda tx: begin(tx, debrief.me.team, orders.told["channel"]))
            # What is fed is not in Slack's history: reading that back meanwhile would take each message for a deleted one.
            while (await debrief.store.read(lambda tx: backlog(tx, debrief.me.team))).jobs.keys() & {
                "waiting",
                "running",
            }:
                await asyncio.sleep(0.05)
            settle_memory()
            yield debrief


def begin(tx: Tx, team: str, channel: str) -> None:
    """An incident that is over already, so that only the intake is measured and not the card."""
    channels.describe(tx, team, channel, name="inc-bench", is_private=False, capture="yes")
    incident = incidents.of_channel(tx, team, channel) or incidents.add(
        tx, team=team, channel=channel, title="Bench", by=None
    )
    incidents.change(tx, incident, None, status=Status.RESOLVED, resolved_at=tx.now)
