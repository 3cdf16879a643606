"""Block Kit as a terminal shows it: what the bot posts, for people without Slack at hand."""

import re
from collections.abc import Iterable
from typing import Any

from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.demo.mrkdwn import Names, styled

Block = dict[str, Any]

_ITEM = re.compile(r"^(\s*)([•◦✅❌🚫⏳-]|\d+\.)\s+(.*)$")
_TITLE = re.compile(r"^\*([^*]+)\*$")
_TIMED = re.compile(r"^(<[^>|]*\|(?:\w+ \d+ )?\d\d:\d\d(?: UTC)?>(?: \(<!date[^>]*>\))?) (.*)$")
_BUTTON = {"primary": "bold white on green", "danger": "bold white on red"}


def rendered(blocks: Iterable[Block], names: Names) -> RenderableType:
    """The blocks in order, one below the other; a type this does not know is named rather than dropped."""
    shown: list[RenderableType] = []
    before = ""
    for block in blocks:
        show = _SHOW.get(block["type"])
        if shown and _opens(block, before):
            shown.append(Text())
        before = block["type"]
        shown.append(show(block, names) if show else Text(f"({block['type']} block)", "dim italic"))
    return Group(*shown)


def _opens(block: Block, before: str) -> bool:
    """Whether something new begins here; a section without a title of its own goes on with the section before it."""
    if block["type"] != "section":
        return bool(block["type"] == "header")
    return before != "section" or block.get("text", {}).get("text", "").startswith("*")


def buttons(blocks: Iterable[Block]) -> list[Block]:
    """Every button in the blocks, accessories included, in order; each with the `block_id` it stands in."""
    found: list[Block] = []
    for block in blocks:
        elements = [*block.get("elements", ()), block.get("accessory") or {}]
        found += [each | {"block_id": block.get("block_id")} for each in elements if each.get("type") == "button"]
    return found


def trimmed(blocks: Iterable[Block], most: int) -> list[Block]:
    """The blocks with no more than `most` rows of buttons, each with the section above it; a line says how many are left out."""
    kept: list[Block] = []
    rows, place = 0, 0
    for block in blocks:
        kept.append(block)
        if block["type"] == "actions":
            rows += 1
            if rows > most:
                del kept[-2:]
                place = place or len(kept)
    if rows > most:
        said = {"type": "mrkdwn", "text": f"_… and {rows - most} more, left out here_"}
        kept.insert(place, {"type": "section", "text": said})
    return kept


def lines(mrkdwn: str, names: Names) -> RenderableType:
    """mrkdwn line by line: list items and lines that begin with a time hang, quotes are set off, a fenced block stays whole."""
    shown: list[RenderableType] = []
    for line in re.split(r"\n(?=(?:[^`]|`(?!``))*(?:```(?:[^`]|`(?!``))*```(?:[^`]|`(?!``))*)*$)", mrkdwn):
        if title := _TITLE.match(line):
            shown.append(Text.assemble((styled(title[1], names).plain, "bold magenta")))
        elif item := _ITEM.match(line):
            shown.append(_hanging(Text(f"{item[1]}{item[2]}"), styled(item[3], names)))
        elif timed := _TIMED.match(line):
            shown.append(_hanging(styled(timed[1], names), styled(timed[2], names)))
        elif line.startswith(("&gt;", ">")):
            quoted = styled(line.removeprefix("&gt;").removeprefix(">").strip(), names)
            shown.append(_hanging(Text("▌", "dim"), quoted))
        else:
            shown.append(styled(line, names))
    return Group(*shown)


def _hanging(mark: Text, text: RenderableType) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    grid.add_row(mark, text)
    return grid


def _text(value: Block, names: Names) -> RenderableType:
    return lines(value["text"], names) if value["type"] == "mrkdwn" else Text(value["text"])


def _header(block: Block, names: Names) -> RenderableType:
    return Text(block["text"]["text"], "bold magenta")


def _section(block: Block, names: Names) -> RenderableType:
    shown: list[RenderableType] = []
    if "text" in block:
        shown.append(_text(block["text"], names))
    if fields := block.get("fields"):
        grid = Table.grid(padding=(0, 2), expand=True)
        grid.add_column(ratio=1)
        grid.add_column(ratio=1)
        for left, right in zip(fields[::2], [*fields[1::2], None], strict=False):
            grid.add_row(_text(left, names), _text(right, names) if right else "")
        shown.append(grid)
    if accessory := block.get("accessory"):
        shown.append(_row([accessory]))
    return Group(*shown)


def _context(block: Block, names: Names) -> RenderableType:
    shown = [_text(each, names) for each in block["elements"] if "text" in each]
    return _dimmed(Group(*shown))


def _dimmed(inner: RenderableType) -> RenderableType:
    return Padding(inner, 0, style="dim")


def _actions(block: Block, names: Names) -> RenderableType:
    return _row(block["elements"])


def _row(elements: Iterable[Block]) -> Text:
    row = Text()
    for element in elements:
        label = (element.get("text") or element.get("placeholder") or {}).get("text", element["type"])
        row.append(f"[ {label} ]", _BUTTON.get(element.get("style", ""), "bold reverse")).append("  ")
    row.rstrip()
    return row


def _markdown(block: Block, names: Names) -> RenderableType:
    return Markdown(block["text"], hyperlinks=True)


def _divider(block: Block, names: Names) -> RenderableType:
    return Rule(style="dim")


_SHOW = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "markdown": _markdown,
    "divider": _divider,
}
