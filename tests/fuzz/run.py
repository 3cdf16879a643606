"""All kinds of cases, one after the other."""

import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from tests.fuzz import configured, events, exports, http_door, requests
from tests.fuzz.bench import Bench, prepared
from tests.fuzz.trouble import Tally, listening

KINDS: dict[str, tuple[float, Callable[[Bench, int], Awaitable[None]]]] = {
    "requests": (0.1, requests.try_all),
    "events": (0.6, events.try_all),
    "http": (0.1, http_door.try_all),
    "exports": (0.1, exports.try_all),
    "settings": (0.1, configured.try_all),
}
"""How large a part of all cases each kind has, and what tries them."""


async def fuzz(count: int, seed: int, kinds: Sequence[str] = tuple(KINDS)) -> Tally:
    """Tries so many cases; of the kinds left out none are."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="debrief-fuzz-") as folder, listening(tally):
        async with prepared(Path(folder), seed, tally) as bench:
            for kind in kinds:
                share, try_all = KINDS[kind]
                begun = time.process_time()
                await try_all(bench, round(count * share))
                tally.seconds[kind] = time.process_time() - begun
            await requests.settled()
    return tally
