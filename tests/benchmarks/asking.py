"""What a model is sent of an incident: ten catch-ups in three hours, and the draft."""

import json
import random
import re
from datetime import datetime, timedelta

from bot.domain.evidence import Evidence, Item, Person
from bot.domain.incident import Incident, Status
from bot.drafting.claude_drafter import ClaudeDrafter
from bot.drafting.drafter import Brief
from bot.model_settings import ModelAccount
from tests.benchmarks.figures import Figure, Size
from tests.benchmarks.writing import BEGAN, TALK
from tests.drafting.caching_server import CachingServer, tokens
from tests.drafting.model_server import ModelServer, Request, shown_to, task_of

_FIRST = re.compile(r"(?m)^E1 [^|]*[|] ([^.\n]*)")
MESSAGES, LENGTH, CATCH_UPS = 1_000, timedelta(hours=3), 10
PEOPLE = tuple(Person(f"U{n}", name) for n, name in enumerate(("Maya Ode", "Tom Abara", "Ines Roy", "Pau Lind")))


async def asking(size: Size) -> list[Figure]:
    """Prices of a fresh token paid for all requests, over the tokens of the channel told once: as it would be copied out of
    Slack (time, name, words), and its words alone. Catch-ups are 18 minutes apart, and the draft comes three after the last. Some
    messages are edited after they were sent, some come late."""
    posts = _posts(MESSAGES)
    now = [BEGAN]
    server = CachingServer(_answer, lambda: now[0])
    async with ModelServer(server) as api:
        account = ModelAccount(key="k", base_url=api.url)
        drafter = ClaudeDrafter(account, clock=lambda: now[0])
        incident = Incident("i", "T", 1, "C1", "Checkout fails", Status.OPEN, BEGAN, "U0")
        for number in range(1, CATCH_UPS + 1):
            now[0] = BEGAN + LENGTH * number / CATCH_UPS
            since = now[0] - LENGTH / CATCH_UPS if number > 1 else None
            await drafter.catch_up(Brief(_told(posts, now[0]), incident, "T", since, now[0]))
        now[0] += timedelta(minutes=3)
        whole = _told(posts, now[0])
        await drafter.write(Brief(whole, incident, "T"))
        await drafter.close()
    assert len(server.bills) == CATCH_UPS + 1, "an answer was asked for twice"
    paid = sum(bill.equivalents for bill in server.bills)
    copied = sum(tokens(f"{item.at:%H:%M} {item.author.name}: {item.text}\n") for item in whole)
    words = sum(tokens(item.text) for item in whole)
    return [
        Figure("model_channel_tokens", copied, "tokens"),
        Figure("model_tokens_over_channel", paid / copied, "ratio"),
        Figure("model_tokens_over_words_alone", paid / words, "ratio"),
    ]


def _posts(count: int) -> list[tuple[datetime, datetime, Item]]:
    """Messages as long as people's are, each with when it became known and when it was edited."""
    dice = random.Random(count)
    posts = []
    for n in range(count):
        at = BEGAN + LENGTH * n / count
        text = ". ".join(dice.choice(TALK).format(n=dice.randrange(1, 99)) for _ in range(dice.choice((1, 1, 2, 3, 3))))
        item = Item(ts=f"{int(at.timestamp())}.{n:06d}", author=dice.choice(PEOPLE), text=text)
        known = at + timedelta(minutes=10 if n % 50 == 7 else 0)
        edited = at + (timedelta(minutes=20) if n % 40 == 0 else 2 * LENGTH)
        posts.append((known, edited, item))
    return posts


def _told(posts: list[tuple[datetime, datetime, Item]], now: datetime) -> Evidence:
    """The channel as Slack has told of it by then."""
    items = []
    for known, edited, item in posts:
        if known <= now:
            version = f"{int(edited.timestamp())}.000000"
            newer = Item(item.ts, item.author, f"{item.text} (corrected)", version, earlier=(("", item.text),))
            items.append(newer if edited <= now else item)
    return Evidence.of("inc-bench", items, PEOPLE)


def _answer(request: Request) -> str:
    """One statement that nobody can find fault with."""
    told = _FIRST.search(shown_to(request))
    assert told is not None
    said = {"text": told[1], "evidence": ["E1"]}
    if "Write the catch-up" in task_of(request):
        return json.dumps({"wrong": [said], "tried": [], "people": [], "open": [], "changed": []})
    entry = {**said, "kind": "alert", "importance": 0.9, "stated": ""}
    return json.dumps({"summary": [said], "timeline": [entry]})
