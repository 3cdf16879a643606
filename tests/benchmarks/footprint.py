"""Memory and start-up of the real bot, as a process of its own."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from storage.store import Store
from tests.benchmarks.against_feeder import Orders, feeding
from tests.benchmarks.figures import Figure, Size, median

ALONE = "import time; begun = time.perf_counter(); import bot.app; took = time.perf_counter() - begun; import sys; "
ALONE += "assert not {'anthropic', 'jira'} & sys.modules.keys(); print(took)"


async def footprint(size: Size) -> list[Figure]:
    """Seconds until connected, with a database that is there, megabytes at rest and after many messages, seconds to import."""
    starts, idle, full = [], [], []
    for last in [False] * (size.rounds - 1) + [True]:
        async with feeding() as orders:
            with tempfile.TemporaryDirectory() as folder:
                Store(f"sqlite:///{folder}/bench.db").close()
                begun = time.perf_counter()
                process = await _started(orders, Path(folder))
                try:
                    await orders.give(connected=True)
                    starts.append(time.perf_counter() - begun)
                    await asyncio.sleep(2)
                    idle.append(_megabytes(process.pid))
                    if last:
                        for _ in range(0, size.remembered, 2000):
                            await orders.give(feed=2000)
                        full.append(_megabytes(process.pid))
                finally:
                    process.kill()
                    await process.wait()
    imported = [
        float(subprocess.run([sys.executable, "-c", ALONE], capture_output=True, check=True).stdout) for _ in starts
    ]
    return [
        Figure("start", median(starts), "s"),
        Figure("memory_idle", median(idle), "MB"),
        Figure(f"memory_after_{size.remembered}", median(full), "MB"),
        Figure("import_without_anthropic_and_jira", median(imported), "s"),
    ]


async def _started(orders: Orders, folder: Path) -> asyncio.subprocess.Process:
    environment = {
        "SLACK_BOT_TOKEN": orders.told["bot"], "SLACK_APP_TOKEN": orders.told["app"], "SLACK_API_URL": orders.told["api_url"],
        "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}", "DEBRIEF_LOG_LEVEL": "error", "PATH": os.environ["PATH"],
    }  # fmt: skip
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=environment)


def _megabytes(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss / 1e6)
