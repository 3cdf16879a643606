"""Secrets that people post in an incident: in no request to a model, post, file, private answer, ticket, log or ledger."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import logs
from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from bot.model_settings import ModelAccount
from storage import action_items, drafts, incidents, ledger
from storage.transaction import Tx
from tests.acceptance.kit import hold_incident, item_message, own, running, settings_for, texts
from tests.drafting.model_server import ModelServer, Refuses
from tests.drafting.planted import planted

SECRETS = [each for each in planted() if len(each.text) < 400]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged."""
    before, level = logging.root.handlers[:], logging.root.level
    stream = io.StringIO()
    logs.configure("json", "info", stream)
    yield stream
    logging.root.handlers[:] = before
    logging.root.setLevel(level)


def leaked(words: str) -> list[str]:
    """The kinds of the planted secrets of which a part stands in the words."""
    return [each.kind for each in SECRETS if any(part in words for part in each.parts)]


async def tell_secrets(slack: EmulatedSlack, channel: str, people: dict[str, str]) -> None:
    """Every planted secret, some of them in what a draft is sure to tell."""
    for start in range(0, len(SECRETS), 6):
        first, *others = SECRETS[start : start + 6]
        await slack.post(channel, people["tom"], f"root cause: deploy v812 broke checkout. {first.text}")
        await slack.post(channel, people["ines"], "\n\n".join(each.text for each in others))
    await slack.post(channel, people["ines"], f"I'll add an alert on logins by friday, password: {SECRETS[0].parts[0]}")
    await slack.delivered(timeout=30)


async def file_all(slack: EmulatedSlack, channel: str, user: str) -> int:
    """Presses File in Jira on every item; returns how many there were."""
    message = item_message(slack, channel)
    assert message
    pressed = [e for block in message["blocks"] if block["type"] == "actions" for e in block["elements"]]
    filing = [each["value"] for each in pressed if each["action_id"] == "item_file"]
    for item in filing:
        await slack.press(user, channel, message["ts"], "item_file", value=item)
    return len(filing)


def rows(tx: Tx, team: str) -> str:
    """What the database holds besides the messages themselves."""
    incident = incidents.numbered(tx, team, 1)
    assert incident
    draft = drafts.of_incident(tx, incident.id, 1)
    changes = incidents.changes_since(tx, incident.id, incident.opened_at)
    return repr((incident, draft, changes, action_items.of_incident(tx, incident.id), ledger.entries(tx, team)))


async def test_no_secret_leaves_the_channel(
    slack: EmulatedSlack, jira: EmulatedJira, tmp_path: Path, log: io.StringIO
) -> None:
    async with ModelServer(Refuses(401)) as server:
        account = ModelAccount(key="k", base_url=server.url, timeout=2.0)
        async with running(settings_for(slack, tmp_path / "debrief.db", jira, model=account)) as debrief:
            channel, people, _ = await hold_incident(slack)
            maya = people["maya"]
            await slack.command(maya, channel, "/incident", f"open checkout is down, password: {SECRETS[0].parts[0]}")
            await slack.command(maya, channel, "/incident", f"set service pay {SECRETS[0].parts[0]}")
            await tell_secrets(slack, channel, people)
            await (await slack.command(maya, channel, "/catchup", "all")).wait()
            await (await slack.command(maya, channel, "/incident", "resolve")).wait()
            await slack.wait_for(lambda: item_message(slack, channel), timeout=30)
            count = await file_all(slack, channel, maya)
            await slack.wait_for(lambda: len(jira.issues) == count, timeout=20)
            kept = await debrief.store.read(lambda tx: rows(tx, debrief.me.team))
        posts = own(slack, [each for ts in slack.messages(channel) for each in slack.thread(channel, ts["ts"])])
        private = [each for user in people.values() for each in slack.ephemerals(user)]
        files = b"\n".join(file.content for file in slack.files).decode()
    surfaces = {
        "requests": json.dumps(server.requests, ensure_ascii=False),
        "posts": json.dumps(posts, ensure_ascii=False),
        "private answers": json.dumps(private, ensure_ascii=False),
        "file": files,
        "tickets": repr([vars(each) if hasattr(each, "__dict__") else each for each in jira.issues]),
        "rows": kept,
        "log": log.getvalue(),
    }
    assert {name: leaked(words) for name, words in surfaces.items()} == {name: [] for name in surfaces}
    assert {name for name, words in surfaces.items() if "[secret:" in words} >= {"requests", "file", "tickets", "rows"}
    assert any("[secret:" in texts(each) for each in posts)
