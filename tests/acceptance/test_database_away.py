"""The database server goes away while the bot runs, and comes back."""

import asyncio

from bot.emulator import EmulatedSlack
from tests import postgres_server
from tests.acceptance.kit import draft_thread, hold_incident, running, settings_for
from tests.databases import Database
from tests.postgres_server import PostgresServer


async def test_what_is_said_while_the_server_is_away_is_stored_when_it_is_back_and_the_draft_comes(
    slack: EmulatedSlack, postgres: PostgresServer
) -> None:
    with postgres_server.running(postgres.programs) as server:
        database = Database(server.url(server.create()))
        async with running(settings_for(slack, database)):
            channel, people, _ = await hold_incident(slack)
            await asyncio.to_thread(server.stop, keep=True)
            acknowledged = len(slack.acks)
            late = await slack.post(channel, people["maya"], "thanks all, closing this")
            await asyncio.sleep(0.05)
            assert len(slack.acks) == acknowledged
            await asyncio.to_thread(server.start)
            await slack.delivered(timeout=20)
            assert database.rows(f"select text from message_version where ts = '{late}'")
            await slack.command(people["maya"], channel, "/incident", "resolve")
            await slack.wait_for(lambda: len(draft_thread(slack, channel)) == 3, timeout=20)
