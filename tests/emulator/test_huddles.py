"""Huddles as a bot sees them: the post, its edit, the notes canvas, and what stays closed."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack, NotPossible
from bot.emulator.huddles import Huddle
from tests.conftest import TurnedClock
from tests.emulator.kit import Bot, Json, Room, client_of, error_of


@pytest.fixture
async def huddle(slack: EmulatedSlack, bot: Bot, room: Room) -> Huddle:
    return await slack.start_huddle(room.channel, room.maya)


async def root(client: AsyncWebClient, room: Room) -> Json:
    """The huddle's post, read again."""
    [message] = [
        each
        for each in (await client.conversations_history(channel=room.channel))["messages"]
        if each.get("subtype") == "huddle_thread"
    ]
    return dict(message)


async def test_a_huddle_is_a_post_of_slackbot_with_its_room(
    slack: EmulatedSlack, bot: Bot, room: Room, huddle: Huddle
) -> None:
    await slack.delivered()
    post = bot.events[0]
    assert (post["type"], post["subtype"], post["user"], post["ts"]) == (
        "message",
        "huddle_thread",
        "USLACKBOT",
        huddle.ts,
    )
    shown = post["room"]
    assert (shown["id"], shown["call_family"], shown["created_by"]) == (huddle.room, "huddle", room.maya)
    assert (shown["has_ended"], shown["date_end"], shown["channels"]) == (False, 0, [room.channel])
    assert (shown["participants"], shown["thread_root_ts"]) == ([room.maya], huddle.ts)


async def test_comings_do_not_edit_the_post_but_show_when_it_is_read(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room, huddle: Huddle
) -> None:
    tom = slack.add_user("tom")
    await slack.join(room.channel, tom)
    await slack.join_huddle(huddle, tom)
    await slack.leave_huddle(huddle, tom)
    await slack.delivered()
    assert "message_changed" not in [event.get("subtype") for event in bot.events]
    states = [
        event["user"]["profile"]["huddle_state"] for event in bot.events if event["type"] == "user_huddle_changed"
    ]
    assert states == ["in_a_huddle", "in_a_huddle", "default_unset"]
    shown = (await root(client, room))["room"]
    assert (shown["participants"], shown["participant_history"]) == ([room.maya], [room.maya, tom])


async def test_the_end_of_a_huddle_is_an_edit_by_slackbot(
    slack: EmulatedSlack, bot: Bot, clock: TurnedClock, room: Room, huddle: Huddle
) -> None:
    clock.turn(600)
    await slack.end_huddle(huddle)
    await slack.delivered()
    [change] = [event for event in bot.events if event.get("subtype") == "message_changed"]
    message = change["message"]
    assert (message["ts"], message["subtype"], message["edited"]["user"]) == (huddle.ts, "huddle_thread", "USLACKBOT")
    ended = message["room"]
    assert (ended["has_ended"], ended["participants"], ended["participant_history"]) == (True, [], [room.maya])
    assert ended["date_end"] - ended["date_start"] == 600
    assert change["previous_message"]["room"]["has_ended"] is False


async def test_an_ended_huddle_is_over(slack: EmulatedSlack, room: Room, huddle: Huddle) -> None:
    with pytest.raises(NotPossible):
        await slack.attach_notes(huddle)
    await slack.end_huddle(huddle)
    with pytest.raises(NotPossible):
        await slack.join_huddle(huddle, room.maya)
    with pytest.raises(NotPossible):
        await slack.end_huddle(huddle)


async def test_people_write_into_a_huddles_thread(slack: EmulatedSlack, room: Room, huddle: Huddle) -> None:
    reply = await slack.post(room.channel, room.maya, "link to the graph", thread_ts=huddle.ts)
    assert slack.message(room.channel, reply)["parent_user_id"] == "USLACKBOT"


async def test_notes_are_a_canvas_that_is_empty_at_first(
    slack: EmulatedSlack, bot: Bot, client: AsyncWebClient, room: Room, huddle: Huddle
) -> None:
    await slack.end_huddle(huddle)
    notes = await slack.attach_notes(huddle)
    shown = (await client.files_info(file=notes))["file"]
    assert (shown["filetype"], shown["mimetype"]) == ("quip", "application/vnd.slack-docs")
    assert (shown["is_huddle_canvas"], shown["canvas_metadata"]) == (True, {"originating_huddle_id": huddle.room})
    assert shown["huddle_transcript_file_id"].startswith("F")
    assert (await client.canvases_getContent(canvas_id=notes))["content"] == ""
    assert [file["id"] for file in (await root(client, room))["files"]] == [notes]
    await slack.fill_notes(notes, "# Summary\n- v812 was rolled back")
    await slack.delivered()
    assert (bot.events[-1]["type"], bot.events[-1]["file_id"]) == ("file_change", notes)
    assert (await client.canvases_getContent(canvas_id=notes))["content"] == "# Summary\n- v812 was rolled back"


async def test_notes_can_be_read_as_html_by_two_ways(
    slack: EmulatedSlack, client: AsyncWebClient, huddle: Huddle
) -> None:
    await slack.end_huddle(huddle)
    notes = await slack.attach_notes(huddle, markdown="# Summary\n- a < b")
    page = (await client.canvases_getContent(canvas_id=notes, content_type="html"))["content"]
    assert '<div class="quip-canvas-content"><h1>Summary</h1><li>a &lt; b</li></div>' in page
    url = (await client.files_info(file=notes))["file"]["url_private_download"]
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
        assert await response.text() == page


async def test_the_transcript_file_is_seen_but_not_given_out(
    slack: EmulatedSlack, client: AsyncWebClient, huddle: Huddle
) -> None:
    await slack.end_huddle(huddle)
    notes = (await client.files_info(file=await slack.attach_notes(huddle)))["file"]
    shown = (await client.files_info(file=notes["huddle_transcript_file_id"]))["file"]
    assert (shown["filetype"], shown["mimetype"]) == (
        "huddle_transcript",
        "application/vnd.slack-huddle-transcript",
    )
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(shown["url_private_download"], headers=headers) as response,
    ):
        assert (response.status, len(response.history)) == (403, 1)


async def test_a_canvas_that_cannot_be_read_is_refused(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    other = await slack.upload(room.channel, room.maya, "x.txt", "x")
    for canvas in ("F404", other.file):
        assert await error_of(client.canvases_getContent(canvas_id=canvas)) == "canvas_not_found"
    call = client.canvases_getContent(canvas_id=other.file, content_type="pdf")
    assert await error_of(call) == "invalid_arguments"


async def test_reading_a_canvas_needs_its_scope() -> None:
    async with EmulatedSlack(scopes=["files:read"]) as slack:
        assert await error_of(client_of(slack).canvases_getContent(canvas_id="F1")) == "missing_scope"


async def test_a_huddle_can_be_replayed_at_its_own_time(slack: EmulatedSlack, room: Room) -> None:
    huddle = await slack.start_huddle(room.channel, room.maya, ts="1772442000.000100")
    await slack.end_huddle(huddle, at="1772442600.000000")
    shown = slack.message(room.channel, "1772442000.000100")
    assert (shown["room"]["date_start"], shown["room"]["date_end"]) == (1772442000, 1772442600)
    assert shown["edited"]["ts"] == "1772442600.000000"
