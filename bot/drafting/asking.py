"""Asks a model until it answers or patience ends, and writes every request into the ledger."""

import asyncio
import time

from bot.domain.model_call import ModelCall, Usage
from bot.drafting.claude import Answer, Claude, Request
from bot.drafting.drafter import Ledger
from bot.errors import ModelBusy, ModelTrouble

ATTEMPTS = 5
_FIRST_WAIT = 0.5


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
    entry = await ledger.begin(call) if ledger else ""
    began = time.monotonic()
    try:
        answer = await model.ask(request, seconds)
    except ModelTrouble as trouble:
        if ledger:
            await ledger.end(entry, trouble.outcome, time.monotonic() - began, Usage())
        raise
    if ledger:
        outcome = answer.trouble.outcome if answer.trouble else "answered"
        await ledger.end(entry, outcome, time.monotonic() - began, answer.usage)
    if answer.trouble:
        raise answer.trouble
    return answer
