"""Drafts and catch-ups of channels that grow."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.domain.evidence import Evidence, Item, Person
from bot.domain.incident import Incident, Status
from bot.drafting import catchup, extractive
from bot.drafting.last_gate import let_through
from tests.benchmarks.figures import Figure, Size, median

BEGAN = datetime(2031, 5, 6, 9, tzinfo=UTC)
TALK = (
    "503s on checkout are at {n}% and climbing",
    "could it be the connection pool? {n} of 200 busy",
    "not the pool, 0 waiters",
    "rolling back release {n}.4.1 now",
    "rollback done, error rate {n}% and falling",
    "root cause: the retry limit of {n} from the last deploy",
    "action item: alert on pool usage over {n}%",
    "I'll write to the {n} customers by friday",
    "customers say payment fails, {n} tickets so far",
    "thanks, looking",
    "all clear, errors back to zero",
    "anybody knows who owns the fares service?",
)


async def writing(size: Size) -> list[Figure]:
    """Seconds for a draft and a catch-up by rules, and how they grow with the channel; how many claims are checked a second, the
    reading of the channel included."""
    figures, seconds = [], {}
    for count in size.channels:
        told, incident = talk(count)
        now = told.items[-1].at + timedelta(minutes=1)
        seconds[count] = _median(size, partial(extractive.write, told, incident))
        caught = _median(size, partial(catchup.catch_up, told, incident, None, now))
        figures += [Figure(f"draft_{count}", seconds[count], "s"), Figure(f"catch_up_{count}", caught, "s")]
    told, incident = talk(size.channels[1])
    draft = extractive.write(told, incident)
    checked = sum(1 for _ in draft.claims()) / _median(size, partial(let_through, draft, told))
    figures.append(Figure("checks_per_second", checked, "claims"))
    few, many = min(seconds), max(seconds)
    return [*figures, Figure("draft_growth_per_message", (seconds[many] / many) / (seconds[few] / few), "ratio")]


def _median(size: Size, work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    took = []
    for _ in range(size.rounds):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return median(took)


def talk(count: int) -> tuple[Evidence, Incident]:
    """An invented channel of so many messages, always the same."""
    dice = random.Random(count)
    people = [Person(f"U{n}", name) for n, name in enumerate(("Maya Ode", "Tom Abara", "Ines Roy", "Pau Lind"))]
    items = []
    for n in range(count):
        at = BEGAN + timedelta(seconds=20 * n)
        text = dice.choice(TALK).format(n=dice.randrange(1, 99))
        items.append(Item(ts=f"{int(at.timestamp())}.{n % 1_000_000:06d}", author=dice.choice(people), text=text))
    incident = Incident("i", "T", 1, "C1", "Checkout fails", Status.OPEN, BEGAN, "U0")
    return Evidence.of("inc-bench", items), incident
