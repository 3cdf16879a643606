"""Signed requests to the door that is open to everybody: whatever is in them, an answer below 500, and no traceback."""

import gzip
import json
import random
from typing import Any
from urllib.parse import urlencode

from bot.domain.clock import system_clock
from bot.emulator.request_url import RequestUrl, body_of
from handlers.http_mode import PATH, HttpMode
from tests.fuzz import odd
from tests.fuzz.bench import Bench
from tests.fuzz.trouble import CASE, Trouble

KIND = "http"
PATIENCE = 30.0
TYPES = (
    "application/json", "application/x-www-form-urlencoded", "text/plain", "", "application/json; charset=utf-16", "nonsense",
    "application/x-www-form-urlencoded; charset=bogus", "multipart/form-data; boundary=x", "application/json;", "*/*",
    "application/x-www-form-urlencoded; charset=utf-8; charset=\"", "APPLICATION/JSON", "application/json\t", "image/png",
)  # fmt: skip
HEADERS: tuple[dict[str, str], ...] = (
    {"X-Slack-Request-Timestamp": "9" * 5000}, {"X-Slack-Request-Timestamp": "-1"}, {"X-Slack-Request-Timestamp": "nan"},
    {"X-Slack-Request-Timestamp": "\u0663"}, {"X-Slack-Signature": "v0="}, {"X-Slack-Signature": "\u00e9" * 9},
    {"X-Slack-Retry-Num": "x"}, {"X-Slack-Bolt-Lazy-Only": "1"}, {"X-Slack-Bolt-Lazy-Function-Name": "x"},
    {"Content-Encoding": "gzip"}, {"Content-Encoding": "deflate"}, {"Content-Encoding": "br"}, {"Cookie": "a=\x80"},
)  # fmt: skip


async def try_all(bench: Bench, count: int) -> None:
    door = bench.debrief.door
    assert isinstance(door, HttpMode)
    address = f"http://127.0.0.1:{door.port}{PATH}"
    urls: dict[Any, str] = {"events": address, "commands": address, "interactivity": address}
    sender = RequestUrl(bench.slack.deliveries, bench.slack.signing_secret, system_clock, urls)
    try:
        for number in range(count):
            await _try(bench, sender, number)
            sender.sent.clear()
    finally:
        await sender.close()


async def _try(bench: Bench, sender: RequestUrl, number: int) -> None:
    case = f"{KIND}:{number}"
    dice = bench.dice(KIND, number)
    target: Any = dice.choice(("events", "events", "commands", "interactivity"))
    body = _body(bench, dice, target)
    headers = sender.signed(body, target)
    if dice.random() < 0.25:
        headers["Content-Type"] = dice.choice(TYPES)
    if dice.random() < 0.15:
        headers |= dice.choice(HEADERS)
        body = gzip.compress(body) if headers.get("Content-Encoding") == "gzip" and dice.random() < 0.5 else body
    bench.tally.tried[KIND] += 1
    before = CASE.set(case)
    try:
        answer = await sender.request(target, body, headers, PATIENCE)
    except Exception as problem:  # noqa: BLE001 -- whatever it is, it is what is looked for
        bench.tally.raised(case, problem)
    else:
        if answer.status >= 500 or "Traceback" in answer.text:
            bench.tally.troubles.append(
                Trouble(case, f"answered {answer.status} {answer.text[:80]!r} to {body[:300]!r}")
            )
        if 400 <= answer.status < 500 and headers["Content-Type"].startswith("application/json"):
            bench.tally.refused[KIND] += 1
    finally:
        CASE.reset(before)


def _body(bench: Bench, dice: random.Random, target: Any) -> bytes:
    kind = dice.random()
    if kind < 0.1:
        return dice.randbytes(dice.randrange(2000))
    given = bench.corpus.events if target == "events" else bench.corpus.requests
    text = dice.choice(given)
    if kind < 0.2:
        body = bytearray(body_of(target, text))
        for _ in range(dice.randrange(1, 9)):
            body[dice.randrange(len(body))] = dice.randrange(256)
        return bytes(body)[: dice.choice((len(body), dice.randrange(len(body))))]
    if kind < 0.25:
        return dice.choice((b"[" * 100_000, b'{"a":' * 990 + b"1" + b"}" * 990, b"[" * 985 + b"]" * 985, b"9" * 5000, b"{}",
                            b"null", b"payload=", b"payload=null", b"payload=[1]", b"payload=%ff", b"=", b"&" * 999,
                            b"command=/incident", b"ssl_check=1", b"\xef\xbb\xbf{}", b'{"type":"url_verification"}'))  # fmt: skip
    made = odd.mutated(dice, text, given)
    try:
        return _encoded(dice, target, made)
    except RecursionError:  # deeper than a client of Python's can write
        return b'{"event":' * 990 + b"{}" + b"}" * 990


def _encoded(dice: random.Random, target: Any, made: Any) -> bytes:
    if target == "events":
        return json.dumps(made, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
    if target == "commands" and isinstance(made, dict):
        return urlencode({str(key): str(each) for key, each in made.items()}, errors="replace").encode()
    return body_of("interactivity", json.dumps(made))
