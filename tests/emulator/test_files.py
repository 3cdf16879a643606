"""Files: the three-step upload, looking, deleting."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack
from tests.emulator.kit import Room, error_of


async def upload(client: AsyncWebClient, room: Room, thread_ts: str | None = None, comment: str | None = None) -> str:
    answer = await client.files_upload_v2(
        channel=room.channel, content="# Draft", filename="draft.md", thread_ts=thread_ts, initial_comment=comment
    )
    return str(answer["file"]["id"])


async def test_an_upload_posts_its_file_into_the_thread(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    root = await slack.post(room.channel, room.maya, "root")
    file_id = await upload(client, room, root)
    [file] = slack.files
    assert (file.id, file.name, file.content, file.thread_ts) == (file_id, "draft.md", b"# Draft", root)
    reply = slack.thread(room.channel, root)[1]
    assert [each["id"] for each in reply["files"]] == [file_id]


async def test_a_file_says_where_it_was_shared(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    file_id = await upload(client, room)
    shown = (await client.files_info(file=file_id))["file"]
    assert (shown["mimetype"], shown["filetype"], shown["size"]) == ("text/markdown", "markdown", 7)
    [share] = shown["shares"]["public"][room.channel]
    assert share["ts"] == slack.messages(room.channel)[0]["ts"]
    listed = await client.files_list(channel=room.channel, user=slack.bot_user_id)
    assert [file["id"] for file in listed["files"]] == [file_id]


async def test_a_file_is_downloaded_with_the_token_alone(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    shown = (await client.files_info(file=await upload(client, room)))["file"]
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        async with session.get(shown["url_private_download"], headers=headers) as response:
            assert await response.read() == b"# Draft"
        async with session.get(shown["url_private_download"]) as response:
            assert (response.status, response.content_type) == (200, "text/html")
            assert "Sign in" in await response.text()


async def test_a_deleted_file_takes_its_empty_message_with_it(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    file_id = await upload(client, room)
    await client.files_delete(file=file_id)
    assert slack.messages(room.channel) == []
    assert (slack.files[0].deleted, slack.files[0].content) == (True, b"")
    assert await error_of(client.files_info(file=file_id)) == "file_deleted"


async def test_a_deleted_file_leaves_a_tombstone_in_a_message_with_words(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    file_id = await upload(client, room, comment="Here it is")
    await client.files_delete(file=file_id)
    assert slack.messages(room.channel)[0]["files"] == [{"id": file_id, "mode": "tombstone"}]


async def test_an_upload_to_where_the_bot_is_not_is_refused(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    general = slack.add_channel("general", bot=False)
    call = upload(client, Room(general, room.maya))
    assert await error_of(call) == "not_in_channel"


async def test_an_upload_that_never_came_cannot_be_completed(client: AsyncWebClient, room: Room) -> None:
    asked = await client.files_getUploadURLExternal(filename="a.md", length=3)
    files = [{"id": asked["file_id"]}]
    assert await error_of(client.files_completeUploadExternal(files=files)) == "file_not_found"


async def test_an_upload_of_another_length_is_not_taken(client: AsyncWebClient) -> None:
    asked = await client.files_getUploadURLExternal(filename="a.md", length=3)
    async with aiohttp.ClientSession() as session, session.post(asked["upload_url"], data=b"four") as response:
        assert response.status == 400


async def test_unknown_files_are_refused(client: AsyncWebClient) -> None:
    assert await error_of(client.files_info(file="F404")) == "file_not_found"
    assert await error_of(client.files_delete(file="F404")) == "file_not_found"
