"""The cache of the Messages API as its documents describe it: what a request reads from it, writes into it, and what that costs.

A request is a row of blocks: schema, system, messages. Each `cache_control` asks for the row up to there to be kept, for five
minutes or an hour since it was last read. Found is the longest row kept that ends at one of these places or at most 20 blocks
before. Rows of fewer than 1,024 tokens are not kept. A token is four characters."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.drafting.model_server import Refuses, Request, Says, Turn

LEAST, LOOK_BACK, BREAKPOINTS = 1_024, 20, 4
LIFETIMES = {"5m": timedelta(minutes=5), "1h": timedelta(hours=1)}


def tokens(text: str) -> float:
    return len(text) / 4


@dataclass
class Bill:
    """Tokens of one request, in the API's four kinds."""

    fresh: float = 0.0
    read: float = 0.0
    written: dict[str, float] = field(default_factory=lambda: dict.fromkeys(LIFETIMES, 0.0))

    @property
    def equivalents(self) -> float:
        """As many fresh tokens would have cost as much."""
        return self.fresh + 0.1 * self.read + 1.25 * self.written["5m"] + 2.0 * self.written["1h"]

    @property
    def usage(self) -> dict[str, Any]:
        five, hour = (round(self.written[each]) for each in ("5m", "1h"))
        return {
            "input_tokens": round(self.fresh),
            "output_tokens": 50,
            "cache_read_input_tokens": round(self.read),
            "cache_creation_input_tokens": five + hour,
            "cache_creation": {"ephemeral_5m_input_tokens": five, "ephemeral_1h_input_tokens": hour},
        }


class CachingServer:
    """A turn of ModelServer that bills what it is sent, and answers what `says` makes of it."""

    def __init__(self, says: Callable[[Request], str], clock: Callable[[], datetime]) -> None:
        self._says, self._clock = says, clock
        self._kept: dict[str, tuple[datetime, timedelta]] = {}
        self.bills: list[Bill] = []

    def __call__(self, request: Request) -> Turn:
        blocks = _blocks(request)
        marks = [mark for _, mark in blocks if mark]
        if len(marks) > BREAKPOINTS or marks != sorted(marks):  # an hour comes before five minutes
            return Refuses(400, "invalid_request_error", "cache_control")
        bill = self._bill(request["model"], blocks)
        self.bills.append(bill)
        return Says(self._says(request), usage=bill.usage)

    def _bill(self, model: str, blocks: list[tuple[str, str]]) -> Bill:
        now = self._clock()
        rows = _rows(model, blocks)
        ends = [place for place, (_, mark) in enumerate(blocks) if mark]
        found = max(
            (p for end in ends for p in range(max(0, end - LOOK_BACK), end + 1) if self._has(rows[p], now)), default=-1
        )
        bill = Bill(read=sum(tokens(text) for text, _ in blocks[: found + 1]))
        if found >= 0:
            self._kept[rows[found]] = (now, self._kept[rows[found]][1])
        begin = found + 1
        for end in ends:
            if sum(tokens(text) for text, _ in blocks[: end + 1]) < LEAST:
                continue
            if end <= found and self._has(rows[end], now):
                self._kept[rows[end]] = (now, self._kept[rows[end]][1])
                continue
            mark = blocks[end][1]
            bill.written[mark] += sum(tokens(text) for text, _ in blocks[begin : end + 1])
            self._kept[rows[end]] = (now, LIFETIMES[mark])
            begin = max(begin, end + 1)
        bill.fresh = sum(tokens(text) for text, _ in blocks[begin:])
        return bill

    def _has(self, row: str, now: datetime) -> bool:
        used, lifetime = self._kept.get(row, (None, None))
        return used is not None and lifetime is not None and now - used < lifetime


def _blocks(request: Request) -> list[tuple[str, str]]:
    """Text and lifetime (empty where it is not to be kept) of each, in the order in which a model is shown them."""
    told: list[dict[str, Any]] = (
        [{"text": json.dumps(request["output_config"], separators=(",", ":"))}] if "output_config" in request else []
    )
    told += request["system"]
    for message in request["messages"]:
        content = message["content"]
        told += [{"text": content}] if isinstance(content, str) else content
    marks = [block.get("cache_control") for block in told]
    return [(block["text"], mark.get("ttl", "5m") if mark else "") for block, mark in zip(told, marks, strict=True)]


def _rows(model: str, blocks: list[tuple[str, str]]) -> list[str]:
    """For each block, what names the row that ends with it."""
    row = hashlib.sha256(model.encode())
    names = []
    for text, _ in blocks:
        row.update(f"{len(text)}:{text}".encode())
        names.append(row.hexdigest())
    return names
