"""What Slack refuses in blocks."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.emulator.kit import Json, Room, actions, button, error_of, plain, refused, section, text_input

MARKDOWN = {"type": "markdown", "text": "x" * 6001}
OPTION = {"text": plain("one"), "value": "1"}

REFUSED: dict[str, tuple[list[Json], str]] = {
    "51 blocks": ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    "an unknown type": ([{"type": "poem"}], "unsupported type: poem [json-pointer:/blocks/0/type]"),
    "a type for modals": ([{"type": "alert", "text": plain("x")}], "unsupported type: alert"),
    "an unknown field": ([{"type": "divider", "colour": "red"}], "invalid additional property: colour"),
    "a long section": ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "an empty section": ([section("")], "must be more than 0 characters"),
    "a section of nothing": ([{"type": "section"}], "missing required field: text"),
    "11 fields": ([{"type": "section", "fields": [plain("x")] * 11}], "no more than 10 items allowed"),
    "a long field": ([{"type": "section", "fields": [plain("x" * 2001)]}], "must be less than 2001 characters"),
    "a long header": ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters"),
    "a header of mrkdwn": ([{"type": "header", "text": section()["text"]}], "unsupported type: mrkdwn"),
    "11 context elements": ([{"type": "context", "elements": [plain("x")] * 11}], "no more than 10 items allowed"),
    "26 buttons": ([actions(*(button(f"b{n}") for n in range(26)))], "no more than 25 items allowed"),
    "no buttons": ([actions()], "no fewer than 1 items allowed"),
    "a long button": ([actions(button(text="x" * 76))], "must be less than 76 characters"),
    "a long value": ([actions(button(value="x" * 2001))], "must be less than 2001 characters"),
    "a long action_id": ([actions(button("x" * 256))], "must be less than 256 characters"),
    "a button of another style": ([actions(button(style="blue"))], "unsupported style"),
    "a button with a bad url": ([actions(button(url="no url"))], "invalid url"),
    "an action_id twice": ([actions(button("go"), button("go"))], "action_id already exists: go"),
    "an input among buttons": ([actions({"type": "plain_text_input"})], "unsupported type: plain_text_input"),
    "a block_id twice": ([section(block_id="b"), section(block_id="b")], "block_id already exists: b"),
    "a long block_id": ([section(block_id="x" * 256)], "must be less than 256 characters"),
    "too much markdown": ([MARKDOWN, MARKDOWN], "markdown text must be less than 12001 characters"),
    "an image without words": (
        [{"type": "image", "image_url": "https://x.y/z.png"}],
        "missing required field: alt_text",
    ),
    "an image without a proper url": ([{"type": "image", "image_url": "z", "alt_text": "z"}], "invalid url"),
    "no options": (
        [section(accessory={"type": "static_select", "action_id": "a", "options": []})],
        "no fewer than 1 items allowed",
    ),
    "101 options": (
        [section(accessory={"type": "static_select", "action_id": "a", "options": [OPTION] * 101})],
        "no more than 100 items allowed",
    ),
    "a long option": (
        [section(accessory={"type": "overflow", "action_id": "a", "options": [OPTION | {"text": plain("x" * 76)}]})],
        "must be less than 76 characters",
    ),
    "a confirmation without words": (
        [actions(button(confirm={"title": plain("Sure?")}))],
        "missing required field: text",
    ),
    "a long label": ([text_input(label=plain("x" * 2001))], "must be less than 2001 characters"),
    "a long placeholder": (
        [text_input(element={"placeholder": plain("x" * 151)})],
        "must be less than 151 characters",
    ),
    "a table of 101 rows": (
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}],
        "no more than 100",
    ),
}


@pytest.mark.parametrize("what", sorted(REFUSED))
async def test_improper_blocks_are_refused_with_the_reason(client: AsyncWebClient, room: Room, what: str) -> None:
    blocks, reason = REFUSED[what]
    answer = await refused(client.chat_postMessage(channel=room.channel, text="x", blocks=blocks))
    assert answer["error"] == "invalid_blocks"
    assert any(reason in message for message in answer["response_metadata"]["messages"])


FULL: dict[str, list[Json]] = {
    "50 blocks": [{"type": "divider"}] * 50,
    "a full section": [section("x" * 3000, fields=[plain("x" * 2000)] * 10, accessory=button())],
    "a full header": [{"type": "header", "text": plain("x" * 150)}],
    "25 full buttons": [actions(*(button(f"b{n}", "x" * 75, value="x" * 2000) for n in range(25)))],
    "full markdown": [{"type": "markdown", "text": "x" * 12_000}],
    "a context with an image": [
        {
            "type": "context",
            "elements": [plain("x"), {"type": "image", "image_url": "https://x.y/z.png", "alt_text": "z"}],
        }
    ],
    "a select": [section(accessory={"type": "static_select", "action_id": "a", "options": [OPTION] * 100})],
    "rich text": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}],
    "feedback": [
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "positive_button": {"text": plain("Good"), "value": "+"},
                    "negative_button": {"text": plain("Bad"), "value": "-"},
                }
            ],
        }
    ],
}


@pytest.mark.parametrize("what", sorted(FULL))
async def test_blocks_at_their_limits_are_taken(client: AsyncWebClient, room: Room, what: str) -> None:
    assert (await client.chat_postMessage(channel=room.channel, text="x", blocks=FULL[what]))["ok"]


@pytest.mark.parametrize("blocks", ["not JSON", "{}", '["text"]'])
async def test_blocks_that_are_no_list_of_objects_are_refused(client: AsyncWebClient, room: Room, blocks: Any) -> None:
    call = client.chat_postMessage(channel=room.channel, text="x", blocks=blocks)
    assert await error_of(call) == "invalid_blocks_format"


async def test_the_blocks_of_updates_ephemerals_and_attachments_are_checked_too(
    client: AsyncWebClient, room: Room
) -> None:
    bad: list[Json] = [section("x" * 3001)]
    ts = (await client.chat_postMessage(channel=room.channel, text="x"))["ts"]
    assert await error_of(client.chat_update(channel=room.channel, ts=ts, text="x", blocks=bad)) == "invalid_blocks"
    call = client.chat_postEphemeral(channel=room.channel, user=room.maya, text="x", blocks=bad)
    assert await error_of(call) == "invalid_blocks"
    call = client.chat_postMessage(channel=room.channel, text="x", attachments=[{"blocks": bad}])
    assert await error_of(call) == "invalid_blocks"
