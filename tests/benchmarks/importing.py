"""An import, and what acknowledgements take beside it."""

import asyncio
import json
import os
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from bot.app import Debrief
from storage import imported_days
from tests.benchmarks.against_feeder import Orders, feeding
from tests.benchmarks.figures import Figure, Size, median, percentile
from tests.benchmarks.intake import STEADY, working
from tests.benchmarks.writing import talk

CHANNELS = 10


async def importing(size: Size) -> list[Figure]:
    """Milliseconds until an acknowledgement at a steady pace while an export is taken over, and how fast that goes alone."""
    beside: list[list[float]] = []
    rates: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        export = _export(Path(folder) / "export.zip", size.imported)
        # However fast the machine: it is not done before the events are.
        longer = _export(Path(folder) / "longer.zip", size.imported * 5)
        for _ in range(size.rounds):
            async with feeding() as orders, working(orders) as debrief:
                beside.append(await _acknowledged(orders, debrief, longer, size.events // 5))
            begun = time.perf_counter()
            process = await _import(export, f"sqlite:///{folder}/alone-{len(rates)}.db", "T0BENCH")
            await process.wait()
            rates.append(size.imported / (time.perf_counter() - begun))
    return [
        Figure("ack_p50_at_200_beside_import", median(percentile(each, 0.5) for each in beside), "ms"),
        Figure("ack_p99_at_200_beside_import", median(percentile(each, 0.99) for each in beside), "ms"),
        Figure("import_alone", median(rates), "messages/s"),
    ]


async def _acknowledged(orders: Orders, debrief: Debrief, export: Path, events: int) -> list[float]:
    process = await _import(export, debrief.settings.database_url, debrief.me.team)
    while not await debrief.store.read(lambda tx: imported_days.of_channel(tx, debrief.me.team, "C0")):
        await asyncio.sleep(0.01)
    told = await orders.give(feed=events, rate=STEADY)
    if process.returncode is not None:
        raise RuntimeError("the import was over before the events were")
    process.kill()
    await process.wait()
    return [seconds * 1000 for seconds in told["acks"]]


async def _import(export: Path, database_url: str, workspace: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "import", str(export), "--workspace", workspace,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": database_url}, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


def _export(path: Path, count: int) -> Path:
    told, _ = talk(count // CHANNELS)
    days: dict[str, list[dict[str, str]]] = {}
    for item in told:
        row = {"type": "message", "user": item.author.id, "ts": item.ts, "text": item.text}
        days.setdefault(f"{item.at:%Y-%m-%d}", []).append(row)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = [{"id": f"C{n}", "name": f"inc-bench-{n}"} for n in range(CHANNELS)]
        archive.writestr("channels.json", json.dumps(listed))
        for channel in listed:
            for day, rows in days.items():
                archive.writestr(f"{channel['name']}/{day}.json", json.dumps(rows))
    return path
