"""The readable text of a Slack message: markup, blocks and attachments as plain words."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

Names = Callable[[str], str]
"""Gives the name of a user or channel id, or the id itself where it is not known."""

LIMIT = 40_000
_DEPTH = 12
_NODES = 5_000  # a post has at most 50 blocks; anything far beyond is not meant to be read

_ANGLE = re.compile(r"<([^<>]*)>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_WORD = re.compile(r"\w+")
_SPACES = re.compile(r"[ \t]+\n")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LINK_PREVIEW = ("from_url", "original_url", "is_msg_unfurl", "is_reply_unfurl", "is_app_unfurl")


def readable(message: Mapping[str, Any], names: Names) -> str:
    """The message's words as a person reads them, at most LIMIT characters; never raises, whatever the JSON's shape.

    Blocks count where they say more than `text`, attachments unless they are previews of links."""
    text = plain(_string(message.get("text")), names)
    if not message.get("blocks") and not message.get("attachments"):
        return _tidy(text)
    reader = _Reader(names)
    blocks = "\n".join(reader.blocks(message.get("blocks"), 0))
    parts = [_fuller(text, blocks)]
    for attachment in _dicts(message.get("attachments")):
        if any(attachment.get(key) for key in _LINK_PREVIEW):
            continue
        words = reader.attachment(attachment)
        if words and not _says_as_much(parts[0], words):
            parts.append(words)
    return _tidy("\n".join(part for part in parts if part.strip()))


def _tidy(text: str) -> str:
    told = _EMPTY_LINES.sub("\n\n", _SPACES.sub("\n", text)) if "\n" in text else text
    return told.strip()[:LIMIT]


def plain(text: str, names: Names) -> str:
    """Slack's markup of mentions, links and entities as plain words; emphasis and `code` stay."""
    resolved = text[: LIMIT * 2]
    if "<" in resolved:
        resolved = _ANGLE.sub(lambda match: _angle(match[1], names), resolved)
    return _unescaped(resolved) if "&" in resolved else resolved


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda match: _ENTITIES[match[1]], text)


def _angle(inside: str, names: Names) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        known = names(target[1:])
        return "@" + (label if label and known == target[1:] else known)
    if target.startswith("#"):
        return "#" + (label or names(target[1:]))
    if target.startswith("!"):
        return _special(target[1:], label)
    address = target.removeprefix("mailto:").removeprefix("tel:")
    if not label or label == address or address.split("://", 1)[-1].rstrip("/") == label.rstrip("/"):
        return address
    return f"{label} ({address})"


def _special(target: str, label: str) -> str:
    kind, _, rest = target.partition("^")
    if kind == "date":
        return label or _date(rest.partition("^")[0])
    if label:
        return label if label.startswith("@") else f"@{label}"
    return f"@{rest.partition('^')[0] or kind}"


def _date(seconds: str) -> str:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return ""


def _fuller(text: str, blocks: str) -> str:
    if not blocks or _says_as_much(text, blocks):
        return text
    return blocks if not text or _says_as_much(blocks, text) else f"{text}\n{blocks}"


def _says_as_much(text: str, other: str) -> bool:
    """Nearly every word of `other` is in `text`: rich text repeats `text`, apps repeat their fallback."""
    wanted = set(_WORD.findall(other.lower()))
    missing = wanted - set(_WORD.findall(text.lower()))
    return len(missing) * 10 <= len(wanted)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _dicts(value: object) -> Iterator[dict[str, Any]]:
    yield from (each for each in _list(value) if isinstance(each, dict))


class _Reader:
    """Reads blocks and attachments; counts the parts read, so that a hostile message costs little."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.left = _NODES

    def _take(self, depth: int) -> bool:
        self.left -= 1
        return self.left > 0 and depth < _DEPTH

    def attachment(self, attachment: dict[str, Any]) -> str:
        lines = list(self.blocks(attachment.get("blocks"), 1))
        lines += [plain(_string(attachment.get(key)), self.names) for key in ("pretext", "title", "text")]
        for field in _dicts(attachment.get("fields")):
            if self._take(1):
                title, value = (plain(_string(field.get(key)), self.names) for key in ("title", "value"))
                lines.append(f"{title}: {value}" if title and value else title or value)
        lines.append(plain(_string(attachment.get("footer")), self.names))
        told = [line for line in lines if line.strip()]
        return "\n".join(told) or plain(_string(attachment.get("fallback")), self.names)

    def blocks(self, blocks: object, depth: int) -> Iterator[str]:
        """One line of text for each block that says something."""
        for block in _dicts(blocks):
            if not self._take(depth):
                return
            told = self._block(block, depth)
            if told.strip():
                yield told

    def _block(self, block: dict[str, Any], depth: int) -> str:
        kind = block.get("type")
        if kind == "rich_text":
            return "\n".join(filter(None, (self._rich(part, depth + 1) for part in _dicts(block.get("elements")))))
        if kind == "table":
            return "\n".join(self._row(row, depth + 1) for row in _list(block.get("rows")) if self._take(depth))
        if kind in ("actions", "input"):
            return ""
        lines = [self._text(block.get(key)) for key in ("title", "text", "subtitle", "body", "description")]
        lines += [self._text(field) for field in _dicts(block.get("fields")) if self._take(depth)]
        elements = [self._text(part) or _string(part.get("alt_text")) for part in _dicts(block.get("elements"))]
        lines.append(" ".join(filter(None, elements)))
        if kind == "image":
            lines.append(_string(block.get("alt_text")))
        return "\n".join(filter(None, lines))

    def _text(self, value: object) -> str:
        """A text object, a bare string, or nothing. Only `plain_text` is free of markup."""
        if isinstance(value, str):
            return plain(value, self.names)
        if not isinstance(value, dict):
            return ""
        said = _string(value.get("text"))
        return _unescaped(said) if value.get("type") == "plain_text" else plain(said, self.names)

    def _row(self, row: object, depth: int) -> str:
        cells = []
        for cell in _dicts(row):
            if self._take(depth):
                cells.append(self._block(cell, depth + 1) if cell.get("type") == "rich_text" else self._text(cell))
        return " | ".join(cells)

    def _rich(self, part: dict[str, Any], depth: int) -> str:
        if not self._take(depth):
            return ""
        kind = part.get("type")
        if kind == "rich_text_list":
            return "\n".join(f"• {self._rich(item, depth + 1)}" for item in _dicts(part.get("elements")))
        words = "".join(self._element(element, depth + 1) for element in _dicts(part.get("elements")))
        if kind == "rich_text_preformatted":
            return f"```\n{words}\n```"
        if kind == "rich_text_quote":
            return "\n".join(f"> {line}" for line in words.splitlines())
        return words

    def _element(self, element: dict[str, Any], depth: int) -> str:
        if not self._take(depth):
            return ""
        kind, text = element.get("type"), _string(element.get("text"))
        if kind == "text":
            style = element.get("style")
            return f"`{text}`" if isinstance(style, dict) and style.get("code") and text.strip() else text
        if kind == "link":
            url = _string(element.get("url"))
            return f"{text} ({url})" if text and text != url else url
        if kind in ("user", "channel"):
            return ("@" if kind == "user" else "#") + self.names(_string(element.get(f"{kind}_id")))
        if kind == "usergroup":
            return "@" + self.names(_string(element.get("usergroup_id")))
        if kind == "broadcast":
            return "@" + _string(element.get("range"))
        if kind == "emoji":
            return f":{_string(element.get('name'))}:"
        if kind == "date":
            return _string(element.get("fallback")) or _date(str(element.get("timestamp")))
        if isinstance(element.get("elements"), list):
            return self._rich(element, depth + 1)
        return text


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
