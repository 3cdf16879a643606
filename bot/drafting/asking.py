"""Asks a model until it answers or patience ends, and writes every request into the ledger."""

import asyncio
import time
from dataclasses import replace

from bot.domain.model_call import ModelCall, Usage
from bot.domain.prices import cost, estimate
from bot.drafting.claude import Answer, Claude, Request
from bot.drafting.drafter import Ledger
from bot.errors import ModelBusy, ModelTrouble

ATTEMPTS = 5
_FIRST_WAIT = 0.5
_UNHEARD = frozenset(("timed_out", "unreadable"))


async def ask(model: Claude, ledger: Ledger | None, call: ModelCall, request: Request) -> Answer:
    """The answer, after as many attempts as the account's timeout has room for. Raises ModelTrouble.

    Each attempt is in the ledger before it is sent. A wait that the server asks for is kept to, or not begun."""
    deadline = time.monotonic() + model.account.timeout
    attempt = 0
    while True:
        try:
            return await _once(model, ledger, call, request, deadline - time.monotonic())
        except ModelBusy as busy:
            wait = _FIRST_WAIT * 2**attempt if busy.retry_after is None else busy.retry_after
            attempt += 1
            if attempt >= ATTEMPTS or time.monotonic() + wait >= deadline:
                raise
            await asyncio.sleep(wait)


async def _once(model: Claude, ledger: Ledger | None, call: ModelCall, request: Request, seconds: float) -> Answer:
    price = model.account.price
    entry = await ledger.begin(call, estimate(price, request.size, cached=model.caches)) if ledger else ""
    began = time.monotonic()
    try:
        answer = await model.ask(request, seconds)
    except ModelTrouble as trouble:
        if ledger:
            # A server that refuses bills nothing; one that is not heard of any more may have gone on.
            free = None if price is None or trouble.outcome in _UNHEARD else 0.0
            await ledger.end(entry, trouble.outcome, time.monotonic() - began, Usage(), free)
        raise
    answer = replace(answer, dollars=cost(price, answer.usage))
    if ledger:
        outcome = answer.trouble.outcome if answer.trouble else "answered"
        await ledger.end(entry, outcome, time.monotonic() - began, answer.usage, answer.dollars)
    if answer.trouble:
        raise answer.trouble
    return answer
