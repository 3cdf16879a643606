"""What whatever watches the bot is told."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import Debrief
from bot.emulator import EmulatedSlack
from bot.errors import SettingsMistake
from handlers.http_mode import HttpMode
from tests.acceptance.kit import hold_incident, running, settings_for
from tests.databases import Database


async def page(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


@asynccontextmanager
async def watched(slack: EmulatedSlack, database: Database | Path) -> AsyncIterator[tuple[Debrief, int]]:
    async with running(settings_for(slack, database, status_port=0)) as debrief:
        assert debrief.status is not None
        yield debrief, debrief.status.port


async def test_the_pages_are_on_a_port_of_their_own_in_socket_mode(slack: EmulatedSlack, database: Database) -> None:
    async with watched(slack, database) as (_, port):
        assert (await page(port, "/healthz"))[0] == 200
        assert (await page(port, "/readyz"))[0] == 200
        assert (await page(port, "/slack/events"))[0] == 404


async def test_the_pages_are_on_slacks_port_in_http_mode(slack: EmulatedSlack, database: Database) -> None:
    settings = settings_for(slack, database, app_token="", signing_secret=slack.signing_secret, http_port=0)
    async with running(settings, http=True) as debrief:
        assert isinstance(debrief.door, HttpMode)
        for path in ("/healthz", "/readyz", "/metrics"):
            assert (await page(debrief.door.port, path))[0] == 200


async def test_the_numbers_tell_what_happened_and_nobodys_words(slack: EmulatedSlack, database: Database) -> None:
    async with watched(slack, database) as (_, port):
        channel, people, _ = await hold_incident(slack)
        slack.event({"type": "hologram_seen", "secret": "zebra"})
        await slack.delivered()
        await slack.command(people["maya"], channel, "/incident", "resolve")
        await slack.wait_for(lambda: slack.called["files.completeUploadExternal"], timeout=20)
        _, text = await page(port, "/metrics")
        assert re.search(r'debrief_events_total\{outcome="kept",type="message"\} [1-9]', text)
        assert re.search(r'debrief_events_total\{outcome="\w+",type="other"\} 1\.0', text)
        assert re.search(r'debrief_slack_requests_total\{method="chat.postMessage",outcome="ok"\} [1-9]', text)
        assert re.search(r'debrief_jobs_total\{kind="postmortem",outcome="done"\} 1\.0', text)
        assert "debrief_event_commit_seconds_bucket" in text
        assert not [word for word in ("zebra", "hologram", channel, *people.values(), "maya") if word in text]


async def test_a_database_that_takes_no_write_makes_it_unready_until_it_does(
    slack: EmulatedSlack, tmp_path: Path
) -> None:
    file = tmp_path / "debrief.db"
    async with watched(slack, file) as (_, port):
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        status, text = await page(port, "/readyz")
        assert (status, '"database": false' in text) == (503, True)
        assert (await page(port, "/healthz"))[0] == 200
        other.execute("ROLLBACK")
        other.close()
        for _ in range(100):
            if (await page(port, "/readyz"))[0] == 200:
                break
            await asyncio.sleep(0.1)
        assert (await page(port, "/readyz"))[0] == 200


async def test_without_a_way_from_slack_it_is_not_ready(slack: EmulatedSlack, tmp_path: Path) -> None:
    async with watched(slack, tmp_path / "debrief.db") as (debrief, port):
        assert debrief.door is not None
        await debrief.door.close()
        status, text = await page(port, "/readyz")
        assert (status, '"slack": false' in text) == (503, True)


async def test_a_port_that_is_taken_is_one_sentence(slack: EmulatedSlack, tmp_path: Path) -> None:
    with pytest.raises(SettingsMistake, match="DEBRIEF_STATUS_PORT"):
        async with running(settings_for(slack, tmp_path / "debrief.db", status_port=slack.port)):
            pass


@pytest.mark.parametrize("http", [False, True])
async def test_the_process_lives_and_is_not_ready_while_slack_cannot_be_reached(
    slack: EmulatedSlack, tmp_path: Path, unused_tcp_port: int, http: bool
) -> None:
    ports: dict[str, Any] = {"http_port" if http else "status_port": unused_tcp_port}
    slack.faults.answer("auth.test", 503, times=10_000)
    settings = settings_for(slack, tmp_path / "debrief.db", signing_secret=slack.signing_secret, **ports)
    starting = asyncio.create_task(Debrief(settings, http=http).__aenter__())
    await slack.wait_for(lambda: slack.called["auth.test"] > 1)
    assert (await page(unused_tcp_port, "/healthz"))[0] == 200
    assert (await page(unused_tcp_port, "/readyz"))[0] == 503
    assert (await page(unused_tcp_port, "/metrics"))[0] == 200
    slack.faults.clear()
    debrief = await asyncio.wait_for(starting, 20)
    try:
        await slack.wait_for(lambda: http or slack.connected)
        assert (await page(unused_tcp_port, "/readyz"))[0] == 200
    finally:
        await debrief.__aexit__(None, None, None)
