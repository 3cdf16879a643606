"""With a model at hand it drafts, checked; without an answer rules do, and the thread says so."""

import json
import re
from dataclasses import replace
from typing import Any

from bot.emulator import EmulatedSlack
from bot.model_settings import ModelAccount
from storage import ledger
from tests.acceptance.kit import draft_thread, hold_incident, item_message, running, settings_for, texts
from tests.databases import Database
from tests.drafting.answers import claim, entry
from tests.drafting.model_server import ModelServer, Refuses, Says, shown_to


def answer(request: dict[str, Any]) -> Says:
    """A short draft of the incident that `hold_incident` tells, found by its words in what the request shows."""

    def of(words: str) -> str:
        before = shown_to(request).split(words)[0]
        return str(re.findall(r"^(E\d+) ", before, re.MULTILINE)[-1])

    cause = claim("Deploy v812 lowered the pool size to 5, so checkout-api ran out of connections.", of("root cause"))
    alert = claim("Add an alert on pool saturation.", of("add an alert"))
    owner = re.findall(r"^(U\d+) person \| Ines Duarte", shown_to(request), re.MULTILINE)[0]
    nothing = {"evidence": "", "stated": ""}
    times = {
        "detected": {"evidence": of("checkout returns 502"), "stated": ""},
        "mitigated": nothing,
        "resolved": nothing,
    }
    whole = {
        "summary": [claim("Checkout answered a third of requests with 502.", of("checkout returns 502"))],
        "impact": [],
        "times": {"started": {"evidence": of("checkout returns 502"), "stated": "since 14:05"}, **times},
        "timeline": [
            entry("Checkout returned 502 for about a third of requests.", of("checkout returns 502"), kind="report"),
            entry("The rollback was done and the error rate back to 0.2%.", of("rollback done"), kind="recovery"),
        ],
        "causes": [{**cause, "against": [], "confidence": 0.9, "status": "confirmed"}],
        "factors": [], "went_well": [], "questions": [],
        "actions": [{**alert, "owner": owner, "due": "by friday", "priority": ""}],
    }  # fmt: skip
    return Says(json.dumps(whole))


async def drafted(
    slack: EmulatedSlack, database: Database, server: ModelServer, **changes: Any
) -> tuple[str, list[ledger.Entry]]:
    """The texts of the draft's thread, and the ledger."""
    account = replace(ModelAccount(key="k", base_url=server.url, timeout=2.0), **changes)
    async with running(settings_for(slack, database, model=account)) as debrief:
        channel, people, _ = await hold_incident(slack)
        await (await slack.command(people["maya"], channel, "/incident", "resolve")).wait()
        await slack.wait_for(lambda: item_message(slack, channel), timeout=20)
        entries = await debrief.store.read(lambda tx: ledger.entries(tx, debrief.me.team))
        return "\n".join(texts(message) for message in draft_thread(slack, channel)), list(entries)


async def test_a_resolve_puts_the_models_checked_draft_into_the_thread(
    slack: EmulatedSlack, database: Database
) -> None:
    async with ModelServer(answer) as server:
        whole, entries = await drafted(slack, database, server)
    assert "written by claude-sonnet-5-5 (checked)" in whole
    assert "Deploy v812 lowered the pool size to 5, so checkout-api ran out of connections." in whole
    assert "Add an alert on pool saturation." in whole
    assert [(each.outcome, each.call.prompt) for each in entries] == [("answered", "postmortem/v3")]
    assert entries[0].call.incident
    took = "claude-sonnet-5-5: 1 call, 4,223 tokens read (4,096 from its cache) and 45 written, $0.0015"
    assert f"Written by {took}" in whole


async def test_without_an_answer_of_the_model_rules_draft_and_the_thread_says_so(
    slack: EmulatedSlack, database: Database
) -> None:
    async with ModelServer(Refuses(401)) as server:
        whole, entries = await drafted(slack, database, server)
    assert "written by rules, no model" in whole
    assert "does not accept the key" in whole
    assert "so rules wrote this draft." in whole
    assert [each.outcome for each in entries] == ["key_refused"]
    assert "tokens" not in whole


async def test_once_the_budget_is_spent_rules_draft_nothing_is_sent_and_the_thread_says_so(
    slack: EmulatedSlack, database: Database
) -> None:
    async with ModelServer(answer) as server:
        whole, entries = await drafted(slack, database, server, budget=0.0)
    assert re.search(
        r"The language model's budget for \d{4}-\d\d \(\$0\.00\) is spent, so rules wrote this draft\.", whole
    )
    assert "written by rules, no model" in whole
    assert (server.requests, entries) == ([], [])
