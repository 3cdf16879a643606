"""Whatever happens to the model, there is a draft, and it says who wrote it and why."""

import json
from dataclasses import replace

import pytest

from bot.domain.catchup import CatchUp
from bot.domain.draft import Draft
from bot.domain.incident import Incident, Status
from bot.drafting import extractive
from bot.drafting.catchup import catch_up
from bot.drafting.claude_drafter import ClaudeDrafter
from bot.drafting.drafter import Brief, ExtractiveDrafter
from bot.drafting.fallback import FallbackDrafter, drafter_for
from bot.model_settings import ModelAccount
from tests.drafting import answers, fiction
from tests.drafting.model_server import ModelServer, Refuses, Says, Stalls, Turn

EVIDENCE = fiction.channel(fiction.NAME_SERVERS)
BRIEF = Brief(EVIDENCE, team="T1")


async def written(turn: Turn, timeout: float = 2.0) -> Draft:
    async with ModelServer(turn) as server:
        primary = ClaudeDrafter(ModelAccount(key="k", base_url=server.url, timeout=timeout))
        drafter = FallbackDrafter(primary, ExtractiveDrafter())
        try:
            return await drafter.write(BRIEF)
        finally:
            await drafter.close()


async def test_a_model_that_answers_is_heard() -> None:
    draft = await written(Says(json.dumps(answers.good())))
    assert (draft.drafter, draft.note) == ("claude-sonnet-5-5 (checked)", "")


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        (Stalls(3.0), "The model did not answer in time"),
        (Says("", "refusal"), "The model declined to write about this channel"),
        (Says("{", "max_tokens"), "The model's answer broke off before its end"),
        (Says("no"), "The model's answer could not be read"),
        (Refuses(401), "The model's server does not accept the key (ANTHROPIC_API_KEY)"),
        (Refuses(429, headers={"retry-after": "99"}), "The model's server is too busy"),
    ],
)
async def test_rules_write_instead_and_say_why(turn: Turn, why: str) -> None:
    draft = await written(turn, timeout=0.3 if isinstance(turn, Stalls) else 2.0)
    assert draft.note == f"{why}, so rules wrote this draft."
    assert draft.drafter == "extractive"
    assert draft.timeline == extractive.write(EVIDENCE).timeline


class Broken:
    asks_model = True

    """A drafter with a fault of its own."""

    async def write(self, brief: Brief) -> Draft:
        raise KeyError("oops")

    async def catch_up(self, brief: Brief) -> CatchUp:
        raise KeyError("oops")

    async def close(self) -> None: ...


async def test_a_fault_of_our_own_does_not_cost_the_draft() -> None:
    drafter = FallbackDrafter(Broken(), ExtractiveDrafter())
    assert "could not be worked on, so rules wrote" in (await drafter.write(BRIEF)).note
    opened = EVIDENCE.items[1].at
    incident = Incident("i", "T1", 1, "C1", "Shop is down", Status.OPEN, opened)
    brief = replace(BRIEF, incident=incident, now=EVIDENCE.items[12].at)
    told = await drafter.catch_up(brief)
    assert told == catch_up(EVIDENCE, incident, None, EVIDENCE.items[12].at)
    assert told.wrong


async def test_without_an_account_rules_draft_alone() -> None:
    assert not drafter_for(None).asks_model
    assert drafter_for(ModelAccount(key="k")).asks_model
