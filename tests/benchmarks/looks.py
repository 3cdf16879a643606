"""The App Home of a workspace with much to do."""

import tempfile
from pathlib import Path

from bot.app import Debrief
from bot.domain.draft import Action
from storage import action_items, channels, incidents
from storage.transaction import Tx
from tests.benchmarks.against_feeder import feeding
from tests.benchmarks.figures import Figure, Size, median

BY_INCIDENT = 500


async def looks(size: Size) -> list[Figure]:
    """Milliseconds from opening the Home until it is published."""
    async with feeding() as orders:
        with tempfile.TemporaryDirectory() as folder:
            async with Debrief(orders.settings(Path(folder)), pace=0.0) as debrief:
                team, channel = debrief.me.team, orders.told["channel"]
                for begun in range(0, size.items, BY_INCIDENT):
                    few = min(BY_INCIDENT, size.items - begun)
                    await debrief.store.write(lambda tx, few=few: _seed(tx, team, channel, few))  # type: ignore[misc]
                await orders.give(open_home=True)
                took = [(await orders.give(open_home=True))["seconds"] for _ in range(size.rounds)]
    return [Figure(f"home_{size.items}_items", median(took) * 1000, "ms")]


def _seed(tx: Tx, team: str, channel: str, count: int) -> None:
    channels.describe(tx, team, channel, name="inc-bench", is_private=False, capture="yes")
    incident = incidents.add(tx, team=team, channel=channel, title="Bench", by=None)
    actions = [Action(text=f"alert on pool usage {n}", evidence=("1795488824.000100",)) for n in range(count)]
    action_items.add(tx, team, incident.id, tx.new_id(), actions)
