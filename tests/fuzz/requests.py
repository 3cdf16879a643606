"""Commands, clicks and forms, as both doors hand them over, to the real listeners: nothing uncaught is logged."""

import asyncio
import json
import random
import re
from typing import Any

from handlers.bolt import ask
from tests.fuzz import odd
from tests.fuzz.bench import Bench
from tests.fuzz.trouble import CASE

KIND = "requests"
AT_ONCE, PATIENCE = 40, 15.0
_ELSEWHERE = re.compile(r"(?i)^\s*\w*:?//(?!127\.0\.0\.1:)")
TYPED = (
    "open {} sev2", "set severity {}", "set lead {}", "set service {}", "{}", "resolve", "reopen", "mitigated", "status", "list",
    "INC-{}", "since {}", "30m {}", "9999d", "all", "inc-999999999", "since 0am", "set", "open", "",
)  # fmt: skip


async def try_all(bench: Bench, count: int) -> None:
    """Some at once, since a listener whose answer nobody takes tries for seconds; then the bot has to be in its senses."""
    waiting = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with waiting:
            await _try(bench, number)

    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(one(number))
    user, channel = bench.corpus.user, bench.corpus.channel
    answer = await bench.slack.command(user, channel, "/incident", "help")
    assert "What `/incident` can do here" in answer.text


async def settled() -> None:
    """Waits for the listeners that go on after their acknowledgement."""
    if left := [each for each in asyncio.all_tasks() if "run_ack_function" in repr(each)]:
        await asyncio.wait(left, timeout=PATIENCE)


async def _try(bench: Bench, number: int) -> None:
    dice, case = bench.dice(KIND, number), f"{KIND}:{number}"
    payload = _payload(bench, dice)
    bench.tally.tried[KIND] += 1
    CASE.set(case)  # each case has a task, and so a context, of its own
    try:
        await ask(bench.debrief.bolt, payload)
    except Exception as problem:  # noqa: BLE001 -- whatever it is, it is what is looked for
        bench.tally.raised(case, problem)


def _payload(bench: Bench, dice: random.Random) -> Any:
    text = dice.choice(bench.corpus.requests)
    whole: dict[str, Any] = json.loads(text)
    if "command" in whole and dice.random() < 0.5:
        whole["text"] = dice.choice(TYPED).format(odd.as_text(odd.value(dice)))
        return whole
    made = odd.mutated(dice, text, bench.corpus.requests)
    return _kept_here(made) if isinstance(made, dict) else made


def _kept_here(made: dict[str, Any]) -> dict[str, Any]:
    """Answers go to this machine or to nobody."""
    address = made.get("response_url")
    if isinstance(address, str) and _ELSEWHERE.match(address):
        made["response_url"] = "http://127.0.0.1:9/"
    return made
