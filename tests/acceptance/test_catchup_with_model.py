"""With a model at hand, its checked wording follows the catch-up of the rules; without an answer nothing of it shows."""

import json
import re
from typing import Any

import pytest

from bot.domain.catchup_request import CatchUpRequest
from bot.domain.incident import Viewer
from bot.emulator import EmulatedSlack
from bot.features import catchup
from bot.model_settings import ModelAccount
from tests.acceptance.kit import hold_incident, own, running, settings_for, texts
from tests.databases import Database
from tests.drafting.answers import claim
from tests.drafting.model_server import ModelServer, Refuses, Says, Turn, shown_to


def answer(request: dict[str, Any]) -> Says:
    """Two claims, each with the message that bears it out."""

    def of(words: str) -> str:
        return str(re.findall(r"^(E\d+) ", shown_to(request).split(words)[0], re.MULTILINE)[-1])

    wrong = [claim("Deploy v812 lowered the pool size to 5, so checkout-api ran out of connections.", of("root cause"))]
    tried = [claim("Rolling back v812 brought the error rate back to 0.2%.", of("rollback done"), of("rolling back"))]
    return Says(json.dumps({"wrong": wrong, "tried": tried, "people": [], "open": [], "changed": []}))


async def asked(slack: EmulatedSlack, database: Database, server: ModelServer, until: int) -> list[str]:
    """What the person who asks sees, once there is so much."""
    account = ModelAccount(key="k", base_url=server.url, timeout=2.0)
    async with running(settings_for(slack, database, model=account)):
        channel, people, _ = await hold_incident(slack)
        await slack.command(people["maya"], channel, "/catchup")
        await slack.wait_for(lambda: len(slack.ephemerals(people["maya"])) >= until)
        await slack.wait_for(lambda: server.requests)
        return [texts(each) for each in slack.ephemerals(people["maya"])]


async def test_the_models_wording_follows_as_a_message_of_its_own(slack: EmulatedSlack, database: Database) -> None:
    async with ModelServer(answer) as server:
        first, second = await asked(slack, database, server, until=2)
    assert "better-worded" not in first
    assert second.startswith("Here is a better-worded version")
    assert "Rolling back v812 brought the error rate back to 0.2%." in second


@pytest.mark.parametrize("turn", [Refuses(401), Says('{"wrong": []}')])
async def test_without_a_usable_answer_nothing_of_the_model_shows(
    slack: EmulatedSlack, database: Database, turn: Turn
) -> None:
    async with ModelServer(turn) as server:
        shown = await asked(slack, database, server, until=1)
    assert len(shown) == 1
    assert "better-worded" not in shown[0]


async def test_once_the_budget_is_spent_the_catch_up_says_so_and_nothing_is_sent(
    slack: EmulatedSlack, database: Database
) -> None:
    async with ModelServer(answer) as server:
        account = ModelAccount(key="k", base_url=server.url, timeout=2.0, budget=0.0)
        async with running(settings_for(slack, database, model=account)):
            channel, people, _ = await hold_incident(slack)
            await slack.command(people["maya"], channel, "/catchup")
            await slack.wait_for(lambda: slack.ephemerals(people["maya"]))
            (shown,) = [texts(each) for each in slack.ephemerals(people["maya"])]
    assert shown.count("is spent, so rules wrote this.") == 1
    assert server.requests == []


async def test_a_message_deleted_while_the_model_wrote_is_not_in_its_version(
    slack: EmulatedSlack, database: Database
) -> None:
    async with ModelServer(answer) as server:
        account = ModelAccount(key="k", base_url=server.url, timeout=2.0)
        async with running(settings_for(slack, database, model=account)) as debrief:
            channel, people, stamps = await hold_incident(slack)
            await slack.wait_for(lambda: own(slack, slack.messages(channel)))
            who = Viewer(people["maya"], full_member=False, channels=frozenset((channel,)))
            request = CatchUpRequest("1", slack.team_id, channel, who.user, debrief.context.now())
            material = await catchup.answer(debrief.context, request, who)
            assert material
            told = await catchup.reword(debrief.context, material)
            assert told
            await slack.delete(channel, stamps[6])
            await slack.delivered()
            await catchup.answer_better(debrief.context, material, told, who)
    second = texts(slack.ephemerals(people["maya"])[1])
    assert "Deploy v812 lowered the pool size" in second
    assert "0.2%" not in second


async def test_somebody_who_may_not_see_it_any_more_is_not_shown_the_models_version(
    slack: EmulatedSlack, database: Database
) -> None:
    async with ModelServer(answer) as server:
        account = ModelAccount(key="k", base_url=server.url, timeout=2.0)
        async with running(settings_for(slack, database, model=account)) as debrief:
            channel, people, _ = await hold_incident(slack)
            await slack.wait_for(lambda: own(slack, slack.messages(channel)))
            who = Viewer(people["maya"], full_member=False, channels=frozenset((channel,)))
            request = CatchUpRequest("1", slack.team_id, channel, who.user, debrief.context.now())
            material = await catchup.answer(debrief.context, request, who)
            assert material
            told = await catchup.reword(debrief.context, material)
            assert told
            await catchup.answer_better(debrief.context, material, told, Viewer(who.user, full_member=False))
    assert len(slack.ephemerals(people["maya"])) == 1
