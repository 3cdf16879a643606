"""What is said of an incident begins, request after request, with the same words, so that a server reads them from its cache."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.evidence import Evidence
from bot.domain.incident import Incident, Status
from bot.drafting.claude_drafter import ClaudeDrafter
from bot.drafting.drafter import Brief
from bot.model_settings import CAPABILITIES, ModelAccount
from tests.drafting import answers, fiction
from tests.drafting.caching_server import CachingServer
from tests.drafting.model_server import ModelServer, Request, shown_to, task_of

BULK = "\n".join(
    f"09:4{n % 10} mira: still looking at zone file number {n}, nothing found in it so far" for n in range(80)
)
WHOLE = fiction.channel(fiction.NAME_SERVERS + BULK)
INCIDENT = Incident("i", "T1", 1, "C1", "Shop is down", Status.OPEN, WHOLE.items[1].at)


def said(request: Request) -> str:
    """An answer without a fault that cites what is shown by the ids it is shown under, and says nothing of what is not."""
    answer = answers.catch_up() if "Write the catch-up" in task_of(request) else answers.good()
    ids = {text: id for id, text in _LINE.findall(shown_to(request))}
    now = {f"E{n}": ids.get(item.text, "") for n, item in enumerate(WHOLE.items, 1)}
    told = {section: [each for each in claims if all(now[id] for id in each["evidence"])] if isinstance(claims, list) else {}
            for section, claims in answer.items()}  # fmt: skip
    return _ID.sub(lambda match: now[match[0]] or "E0", json.dumps(told))


_LINE = re.compile(r"(?m)^(E\d+) [^|]*[|] (.*)$")
_ID = re.compile(r"\bE\d+\b")


def until(count: int) -> Evidence:
    return Evidence.of(WHOLE.channel_name, WHOLE.items[:count], WHOLE.people.values())


class Asked:
    """A drafter at a caching server, and a clock that is set by hand."""

    def __init__(self, api: ModelServer, bills: CachingServer, now: list[datetime], **changes: Any) -> None:
        self.api, self.bills, self.now = api, bills, now
        account = ModelAccount(key="k", base_url=api.url, capabilities=CAPABILITIES, timeout=5.0)
        self.drafter = ClaudeDrafter(replace(account, **changes), clock=lambda: now[0])

    async def catch_up(self, evidence: Evidence, *, minutes_later: int = 18) -> None:
        self.now[0] += timedelta(minutes=minutes_later)
        await self.drafter.catch_up(Brief(evidence, INCIDENT, "T1"))

    async def write(self, evidence: Evidence) -> None:
        await self.drafter.write(Brief(evidence, INCIDENT, "T1"))

    def evidence(self, number: int) -> list[dict[str, Any]]:
        """The blocks of the evidence in a request, without the task."""
        blocks: list[dict[str, Any]] = self.api.requests[number]["messages"][0]["content"][:-1]
        return blocks


@asynccontextmanager
async def asking(**changes: Any) -> AsyncIterator[Asked]:
    now = [WHOLE.items[-1].at]
    bills = CachingServer(said, lambda: now[0])
    async with ModelServer(bills) as api:
        asked = Asked(api, bills, now, **changes)
        yield asked
        await asked.drafter.close()


def texts(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["text"] for block in blocks]


async def test_a_catch_up_and_the_draft_read_from_the_cache_what_an_earlier_catch_up_wrote() -> None:
    async with asking() as asked:
        await asked.catch_up(until(90))
        await asked.catch_up(WHOLE)
        await asked.write(WHOLE)
    first, second, draft = asked.bills.bills
    assert first.written["1h"] > 1_024
    assert second.read == first.written["1h"]
    assert 0 < second.written["1h"] < first.written["1h"] / 2
    assert draft.read == second.read + second.written["1h"]
    assert draft.written == {"5m": 0.0, "1h": 0.0}


async def test_news_come_behind_what_was_told_and_only_closing_words_change() -> None:
    async with asking() as asked:
        await asked.catch_up(until(90))
        await asked.catch_up(WHOLE)
        await asked.write(WHOLE)
    first, second, draft = (texts(asked.evidence(n)) for n in range(3))
    assert second[: len(first) - 1] == first[:-1]
    assert draft[:-1] == second[:-1]
    assert len(second) == len(first) + 1


async def test_an_hour_is_asked_for_by_catch_ups_and_five_minutes_by_a_draft_alone() -> None:
    async with asking() as asked:
        await asked.write(until(60))
        await asked.catch_up(until(90))
        await asked.write(WHOLE)
    marks = [[block.get("cache_control", {}).get("ttl", "5m" if "cache_control" in block else "") for block in
              asked.api.requests[n]["system"] + asked.evidence(n)] for n in range(3)]  # fmt: skip
    assert marks == [["5m", "5m", ""], ["1h", "1h", ""], ["1h", "1h", "5m", ""]]


async def test_an_edited_message_does_not_spoil_the_cache() -> None:
    async with asking() as asked:
        await asked.catch_up(WHOLE)
        edited = replace(WHOLE.items[8], text="could it be the load balancer?", version="1999999999.000000")
        await asked.catch_up(Evidence.of(WHOLE.channel_name, [*WHOLE.items[:8], edited, *WHOLE.items[9:]]))
    assert asked.bills.bills[1].read == asked.bills.bills[0].written["1h"]
    assert "by now | could it be the load balancer?" in texts(asked.evidence(1))[1]


async def test_the_words_of_a_deleted_message_are_not_sent_again() -> None:
    async with asking() as asked:
        await asked.catch_up(WHOLE)
        gone = WHOLE.items[11]
        left = Evidence.of(WHOLE.channel_name, [item for item in WHOLE.items if item is not gone])
        await asked.catch_up(left)
        await asked.write(left)
    assert gone.text in shown_to(asked.api.requests[0])
    assert all(gone.text not in shown_to(request) for request in asked.api.requests[1:])


async def test_after_an_hour_all_is_told_anew_in_one_block() -> None:
    async with asking() as asked:
        await asked.catch_up(until(90))
        await asked.catch_up(WHOLE, minutes_later=61)
    assert len(asked.evidence(1)) == 2


async def test_what_a_cheaper_model_was_told_does_not_count_for_the_other() -> None:
    async with asking(catch_up_model="claude-haiku-5-5") as asked:
        await asked.catch_up(until(90))
        await asked.catch_up(WHOLE)
        await asked.write(WHOLE)
    assert [request["model"] for request in asked.api.requests] == ["claude-haiku-5-5"] * 2 + ["claude-sonnet-5-5"]
    assert asked.bills.bills[2].read == 0
    assert len(asked.evidence(2)) == 2


async def test_catch_ups_of_a_channel_that_is_too_long_go_on_from_what_they_showed() -> None:
    async with asking(most_input=6_000) as asked:
        await asked.catch_up(until(95))
        await asked.catch_up(until(98))
    assert "left out here)" in shown_to(asked.api.requests[0])
    assert texts(asked.evidence(1))[0] == texts(asked.evidence(0))[0]
    assert asked.bills.bills[1].read > 0


async def test_a_draft_of_a_channel_that_is_too_long_is_shown_what_matters_by_then() -> None:
    async with asking(most_input=6_000) as asked:
        await asked.catch_up(WHOLE)
        await asked.write(WHOLE)
    shown = [len(shown_to(request)) for request in asked.api.requests]
    assert shown[0] < shown[1] < 7_500


async def test_a_server_that_ignores_caching_gets_the_same_words() -> None:
    async with asking(capabilities=frozenset()) as asked:
        await asked.catch_up(until(90))
        await asked.catch_up(WHOLE)
    assert "cache_control" not in json.dumps(asked.api.requests)
    assert asked.bills.bills[1].fresh > asked.bills.bills[0].fresh
