"""Files of people: uploads, who may see them, clips and their words, what a download gives."""

from typing import NamedTuple

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack
from tests.emulator.kit import Bot, Json, Room, client_of, error_of

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Maya Lind>rolling back now\n"


class Page(NamedTuple):
    status: int
    kind: str
    body: bytes


async def download(url: str, token: str | None) -> Page:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
        return Page(response.status, response.content_type, await response.read())


async def info(client: AsyncWebClient, file: str) -> Json:
    shown: Json = (await client.files_info(file=file))["file"]
    return shown


async def test_an_upload_is_a_message_and_its_file_events(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    shared = await slack.upload(room.channel, room.maya, "zoom.vtt", VTT, text="the call")
    await slack.delivered()
    assert [event["type"] for event in bot.events] == ["file_created", "message", "file_shared"]
    message, told = bot.events[1:]
    assert (message["subtype"], message["ts"], message["text"]) == ("file_share", shared.ts, "the call")
    assert (message["files"][0]["id"], message["files"][0]["mimetype"]) == (shared.file, "text/vtt")
    assert (told["file_id"], told["channel_id"], told["user_id"]) == (shared.file, room.channel, room.maya)


async def test_an_uploaded_file_can_be_looked_at_and_downloaded(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    shared = await slack.upload(room.channel, room.maya, "call.txt", b"maya: hello", thread_ts=root)
    shown = await info(client, shared.file)
    assert (shown["user"], shown["size"], shown["filetype"]) == (room.maya, 11, "text")
    assert shown["shares"]["public"][room.channel][0]["thread_ts"] == root
    page = await download(shown["url_private_download"], slack.bot_token)
    assert (page.status, page.body) == (200, b"maya: hello")
    assert slack.files == []


async def test_a_download_without_the_token_gets_the_sign_in_page(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    shared = await slack.upload(room.channel, room.maya, "call.txt", "x")
    url = (await info(client, shared.file))["url_private_download"]
    for token in (None, "xoxb-wrong"):
        page = await download(url, token)
        assert (page.status, page.kind) == (200, "text/html")
        assert b"Sign in" in page.body
    await slack.revoke_tokens()
    assert (await download(url, slack.bot_token)).kind == "text/html"


async def test_a_download_without_the_scope_gets_the_sign_in_page() -> None:
    async with EmulatedSlack(scopes=["channels:history"]) as slack:
        maya = slack.add_user("maya")
        channel = slack.add_channel("inc-x", members=[maya])
        shared = await slack.upload(channel, maya, "call.txt", "x")
        url = slack.message(channel, shared.ts)["files"][0]["url_private_download"]
        assert (await download(url, slack.bot_token)).kind == "text/html"
        assert await error_of(client_of(slack).files_info(file=shared.file)) == "missing_scope"


async def test_a_download_can_go_wrong_on_purpose(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    shared = await slack.upload(room.channel, room.maya, "call.txt", "x")
    url = (await info(client, shared.file))["url_private_download"]
    slack.faults.answer("download", status=503)
    assert (await download(url, slack.bot_token)).status == 503
    assert (await download(url, slack.bot_token)).status == 200


async def test_a_file_of_a_private_channel_is_seen_by_its_members_alone(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    board = slack.add_channel("board", private=True, members=[room.maya], bot=False)
    shared = await slack.upload(board, room.maya, "plan.txt", "secret")
    url = slack.message(board, shared.ts)["files"][0]["url_private_download"]
    await slack.delivered()
    assert bot.events == []
    assert await error_of(client.files_info(file=shared.file)) == "file_not_found"
    assert (await download(url, slack.bot_token)).status == 404
    await slack.invite_bot(board)
    assert (await info(client, shared.file))["groups"] == [board]


async def test_a_file_of_a_connected_workspace_must_be_asked_for(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    sam = slack.add_user("sam", team="T0OTHER")
    await slack.join(room.channel, sam)
    shared = await slack.upload(room.channel, sam, "logs.txt", "x")
    [listed] = [m for m in (await client.conversations_history(channel=room.channel))["messages"] if "files" in m]
    assert listed["files"][0]["file_access"] == "check_file_info"
    assert (await info(client, shared.file))["name"] == "logs.txt"


async def test_a_persons_deleted_file_is_told_and_gone(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room
) -> None:
    shared = await slack.upload(room.channel, room.maya, "call.txt", "x", text="the call")
    await slack.delete_file(shared.file)
    await slack.delivered()
    kinds = [(event["type"], event.get("subtype")) for event in bot.events[3:]]
    assert kinds == [("file_deleted", None), ("message", "message_changed")]
    assert bot.events[3]["file_id"] == shared.file
    assert await error_of(client.files_info(file=shared.file)) == "file_deleted"
    assert slack.message(room.channel, shared.ts)["files"] == [{"id": shared.file, "mode": "tombstone"}]


@pytest.mark.parametrize("kind", ["audio", "video"])
async def test_a_clip_is_written_down_after_a_while(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room, kind: str
) -> None:
    shared = await slack.record_clip(room.channel, room.maya, kind, seconds=2.5)
    shown = await info(client, shared.file)
    assert (shown["subtype"], shown["transcription"]["status"]) == (f"slack_{kind}", "processing")
    assert (shown["duration_ms"], "vtt" in shown) == (2500, False)
    await slack.transcribe(shared.file, VTT)
    await slack.delivered()
    assert (bot.events[-1]["type"], bot.events[-1]["file_id"]) == ("file_change", shared.file)
    shown = await info(client, shared.file)
    assert shown["transcription"]["status"] == "complete"
    assert shown["transcription"]["preview"]["content"].endswith("rolling back now")
    page = await download(shown["vtt"], slack.bot_token)
    assert (page.kind, page.body.decode()) == ("text/vtt", VTT)
    assert (await download(shown["vtt"], None)).kind == "text/html"


async def test_a_clip_may_never_be_written_down(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    shared = await slack.record_clip(room.channel, room.maya)
    await slack.transcribe(shared.file, None, status="failed")
    shown = await info(client, shared.file)
    assert (shown["transcription"], "vtt" in shown) == ({"status": "failed"}, False)


async def test_history_shows_a_clip_as_it_is_now(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    shared = await slack.record_clip(room.channel, room.maya)
    await slack.transcribe(shared.file, VTT)
    [message] = (await client.conversations_history(channel=room.channel))["messages"]
    assert message["files"][0]["transcription"]["status"] == "complete"


async def test_file_events_need_the_scope() -> None:
    async with EmulatedSlack(scopes=["channels:history"]) as slack:
        maya = slack.add_user("maya")
        channel = slack.add_channel("inc-x", members=[maya])
        bot = Bot(slack)
        await bot.connect()
        await slack.upload(channel, maya, "call.txt", "x")
        await slack.delivered()
        await bot.close()
    assert [event["type"] for event in bot.events] == ["message"]
