"""Small pieces of Block Kit, within Slack's limits."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.slack.gateway import Message
from bot.slack.mrkdwn import shorten, uncalling

Block = dict[str, Any]
SECTION, HEADER, BLOCKS_IN_MESSAGE, TEXT_IN_MESSAGE = 2900, 150, 45, 11_000


def header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": shorten(uncalling(text), HEADER), "emoji": False}}


def section(mrkdwn: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn}}


def context(mrkdwn: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn}]}


def button(label: str, action_id: str, value: str, style: str | None = None) -> Block:
    made = {
        "type": "button",
        "text": {"type": "plain_text", "text": label, "emoji": False},
        "action_id": action_id,
        "value": value,
    }
    return made | ({"style": style} if style else {})


def actions(buttons: list[Block], block_id: str) -> Block:
    return {"type": "actions", "block_id": block_id, "elements": buttons}


def sections(title: str, lines: Iterable[str]) -> Iterator[Block]:
    """A titled list, broken into as many sections as Slack's limit asks for; nothing if there are no lines."""
    text = ""
    for line in lines:
        line = shorten(line, SECTION)
        if not text:
            text = f"*{title}*\n{line}"
        elif len(text) + 1 + len(line) > SECTION:
            yield section(text)
            text = line
        else:
            text += "\n" + line
    if text:
        yield section(text)


def messages(text: str, blocks: Iterable[Block]) -> list[Message]:
    """Packs blocks into as many messages as Slack's limits ask for, in order."""
    packed: list[list[Block]] = [[]]
    size = 0
    for block in blocks:
        weight = len(str(block))
        if packed[-1] and (len(packed[-1]) >= BLOCKS_IN_MESSAGE or size + weight > TEXT_IN_MESSAGE):
            packed.append([])
            size = 0
        packed[-1].append(block)
        size += weight
    count = len(packed)
    return [
        Message(text if count == 1 else f"{text} (part {number} of {count})", tuple(part))
        for number, part in enumerate(packed, 1)
    ]


def given(view: dict[str, Any], block_id: str) -> dict[str, Any]:
    """What was put into one input of a form, as `bot.slack.requests` reads it; nothing where there is no such input."""
    state: dict[str, Any] = view["state"]["values"].get(block_id, {}).get("value", {})
    return state
