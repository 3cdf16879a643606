"""The rich_text block that Slack makes of what a person types."""

import re

from bot.emulator.records import Json

_PARTS = re.compile(
    r"<@(?P<user>[A-Z0-9]+)(?:\|[^>]*)?>|<#(?P<channel>[A-Z0-9]+)(?:\|[^>]*)?>|<!(?P<range>here|channel|everyone)>"
    r"|<(?P<url>[a-z]+:[^>|]+)(?:\|(?P<label>[^>]*))?>|:(?P<emoji>[a-z0-9_+-]+):"
)


def rich_text(text: str, block_id: str) -> Json:
    """One section with plain text, mentions, links and emoji told apart."""
    elements: list[Json] = []
    end = 0
    for part in _PARTS.finditer(text):
        if part.start() > end:
            elements.append(_plain(text[end : part.start()]))
        elements.append(_element(part))
        end = part.end()
    if end < len(text):
        elements.append(_plain(text[end:]))
    return {
        "type": "rich_text",
        "block_id": block_id,
        "elements": [{"type": "rich_text_section", "elements": elements}],
    }


def _plain(text: str) -> Json:
    return {"type": "text", "text": text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")}


def _element(part: re.Match[str]) -> Json:
    if part["user"]:
        return {"type": "user", "user_id": part["user"]}
    if part["channel"]:
        return {"type": "channel", "channel_id": part["channel"]}
    if part["range"]:
        return {"type": "broadcast", "range": part["range"]}
    if part["emoji"]:
        return {"type": "emoji", "name": part["emoji"]}
    link: Json = {"type": "link", "url": part["url"]}
    return link | ({"text": part["label"]} if part["label"] else {})
