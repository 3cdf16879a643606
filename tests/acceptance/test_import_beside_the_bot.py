"""An export taken over while the bot runs on the same database."""

import asyncio
import json
from pathlib import Path

from bot.emulator import EmulatedSlack
from bot.features import ingest
from bot.features.import_export import Wanted, import_export
from storage.store import Store
from tests.acceptance.kit import CHAT, ClockAhead, draft_thread, hold_incident, own, running, settings_for
from tests.databases import Database


async def take(slack: EmulatedSlack, database: Database, folder: Path, channel: str) -> None:
    """The channel as Slack holds it, as an export, taken over by a store of its own."""
    (folder / "postmortem-old").mkdir()
    (folder / "postmortem-old" / "day.json").write_text(json.dumps(slack.messages(channel)))
    (folder / "channels.json").write_text(json.dumps([{"id": channel, "name": "postmortem-old"}]))
    (folder / "users.json").write_text(json.dumps([{"id": "U1", "team_id": slack.team_id, "real_name": "Somebody"}]))
    store = Store(database.url, slack.clock)
    try:
        await import_export(store, folder, Wanted(("postmortem-*",)), ingest.erase, lambda _: None)
    finally:
        await asyncio.to_thread(store.close)


async def test_a_past_incident_can_be_asked_about_and_is_not_announced(
    slack: EmulatedSlack, database: Database, tmp_path: Path
) -> None:
    with slack.quiet():
        channel, people, stamps = await hold_incident(slack, "postmortem-old")
    async with running(settings_for(slack, database)):
        await take(slack, database, tmp_path, channel)
        listed = await slack.command(people["maya"], channel, "/incident", "list")
        await slack.wait_for(lambda: "INC-1 resolved" in listed.text)
        caught = await slack.command(people["maya"], channel, "/catchup", "INC-1")
        await slack.wait_for(lambda: "INC-1" in str(caught.messages))
        await slack.delete(channel, stamps[4])
        await slack.wait_for(lambda: not database.rows(f"select 1 from message_version where text = '{CHAT[4][1]}'"))
        await slack.delivered()
        await slack.wait_for(lambda: not database.rows("select 1 from job where state <> 'done' and kind = 'card'"))
        assert own(slack, slack.messages(channel)) == []


async def test_a_past_incident_that_is_reopened_gets_its_first_draft_when_it_is_resolved(
    slack: EmulatedSlack, database: Database, tmp_path: Path, ahead: ClockAhead
) -> None:
    with slack.quiet():
        channel, people, _ = await hold_incident(slack, "postmortem-old")
    async with running(settings_for(slack, database), clock=ahead):
        await take(slack, database, tmp_path, channel)
        await slack.command(people["maya"], channel, "/incident", "reopen")
        await slack.command(people["maya"], channel, "/incident", "resolve")
        await slack.wait_for(lambda: len(draft_thread(slack, channel)) >= 3, 20)
        assert database.rows("select revision from draft") == [(1,)]
