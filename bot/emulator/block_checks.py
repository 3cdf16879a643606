"""What Slack refuses in blocks: limits, missing fields, unknown types, and types that a surface does not show."""

from collections.abc import Callable
from typing import Any

from bot.emulator.element_checks import ACCESSORIES, ACTIONS, INPUTS, check_element
from bot.emulator.records import Json, Refused, invalid
from bot.emulator.text_checks import Checks

MAX_MESSAGE_BLOCKS = 50
MAX_MARKDOWN = 12_000
_ALL = frozenset({"message", "modal", "home"})
_MESSAGE = frozenset({"message"})


def check_message_blocks(blocks: Any) -> list[Json]:
    """The blocks of a message. Refuses with `invalid_blocks` and every reason, or `invalid_blocks_format`."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise Refused("invalid_blocks_format")
    checks = Checks()
    checks.items({"blocks": blocks}, "blocks", MAX_MESSAGE_BLOCKS, least=0)
    with checks.at("blocks"):
        check_blocks(checks, blocks, "message")
        check_markdown_total(checks, blocks)
    if checks.wrong:
        raise invalid(*checks.wrong, error="invalid_blocks")
    return blocks


def check_markdown_total(checks: Checks, blocks: list[Json]) -> None:
    """All markdown blocks of one message share one limit."""
    total = sum(len(str(block.get("text", ""))) for block in blocks if block.get("type") == "markdown")
    if total > MAX_MARKDOWN:
        checks.say(f"markdown text must be less than {MAX_MARKDOWN + 1} characters in total")


def check_blocks(checks: Checks, blocks: list[Any], surface: str) -> None:
    for index, block in enumerate(blocks):
        with checks.at(index):
            _check_block(checks, block, surface)
    checks.unique(blocks, "block_id")


def _check_block(checks: Checks, block: Any, surface: str) -> None:
    if not isinstance(block, dict):
        checks.say("must be an object")
        return
    kind = block.get("type")
    surfaces, check, fields = (
        _KINDS.get(kind, (frozenset(), _nothing, "")) if isinstance(kind, str) else ((), _nothing, "")
    )
    if surface not in surfaces:
        checks.say(f"unsupported type: {kind}", "type")
        return
    checks.string(block, "block_id", 255, least=0)
    checks.known(block, {"type", "block_id", *fields.split()})
    check(checks, block)


def _nothing(checks: Checks, block: Json) -> None:
    """A block with nothing in it to go wrong."""


def _section(checks: Checks, block: Json) -> None:
    if block.get("text") is None and block.get("fields") is None:
        checks.say("missing required field: text")
    checks.text(block, "text", 3000)
    for index, field in enumerate(checks.items(block, "fields", 10, required=False)):
        with checks.at("fields", index):
            checks.text_object(field, 2000)
    if block.get("accessory") is not None:
        with checks.at("accessory"):
            check_element(checks, block["accessory"], ACCESSORIES)


def _header(checks: Checks, block: Json) -> None:
    checks.text(block, "text", 150, required=True, plain=True)


def _context(checks: Checks, block: Json) -> None:
    for index, element in enumerate(checks.items(block, "elements", 10)):
        with checks.at("elements", index):
            if isinstance(element, dict) and element.get("type") == "image":
                check_element(checks, element, frozenset({"image"}))
            else:
                checks.text_object(element, 3000)


def _elements(most: int, kinds: frozenset[str]) -> Callable[[Checks, Json], None]:
    def check(checks: Checks, block: Json) -> None:
        elements = checks.items(block, "elements", most)
        for index, element in enumerate(elements):
            with checks.at("elements", index):
                check_element(checks, element, kinds)
        with checks.at("elements"):
            checks.unique(elements, "action_id")

    return check


def _image(checks: Checks, block: Json) -> None:
    if not block.get("slack_file"):
        checks.url(block, "image_url", required=True)
    checks.string(block, "alt_text", 2000, required=True)
    checks.text(block, "title", 2000, plain=True)


def _input(checks: Checks, block: Json) -> None:
    checks.text(block, "label", 2000, required=True, plain=True)
    checks.text(block, "hint", 2000, plain=True)
    if block.get("element") is None:
        checks.say("missing required field: element")
        return
    with checks.at("element"):
        check_element(checks, block["element"], INPUTS)


def _markdown(checks: Checks, block: Json) -> None:
    checks.string(block, "text", MAX_MARKDOWN, required=True)


def _rich_text(checks: Checks, block: Json) -> None:
    kinds = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
    for index, element in enumerate(checks.items(block, "elements", 1000, least=0)):
        if not isinstance(element, dict) or element.get("type") not in kinds:
            checks.say("unsupported type", "elements", index, "type")


def _table(checks: Checks, block: Json) -> None:
    for index, row in enumerate(checks.items(block, "rows", 100)):
        with checks.at("rows"):
            checks.items({str(index): row}, str(index), 20)


def _alert(checks: Checks, block: Json) -> None:
    checks.text(block, "text", 200, required=True)
    if block.get("level", "default") not in ("default", "info", "warning", "error", "success"):
        checks.say("unsupported level", "level")


def _card(checks: Checks, block: Json) -> None:
    checks.text(block, "title", 150)
    checks.text(block, "subtitle", 150)
    checks.text(block, "body", 200)
    for index, element in enumerate(checks.items(block, "actions", 3, required=False)):
        with checks.at("actions", index):
            check_element(checks, element, ACTIONS)


def _carousel(checks: Checks, block: Json) -> None:
    for index, card in enumerate(checks.items(block, "elements", 10)):
        with checks.at("elements", index):
            _check_block(checks, card, "message")


def _container(checks: Checks, block: Json) -> None:
    checks.text(block, "title", 150)
    for index, child in enumerate(checks.items(block, "child_blocks", 10)):
        with checks.at("child_blocks", index):
            _check_block(checks, child, "message")


def _video(checks: Checks, block: Json) -> None:
    checks.string(block, "alt_text", 2000, required=True)
    checks.text(block, "title", 200, required=True, plain=True)
    checks.url(block, "video_url", required=True)
    checks.url(block, "thumbnail_url", required=True)


_VIDEO_FIELDS = (
    "alt_text title video_url thumbnail_url title_url description provider_name provider_icon_url author_name"
)
_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})
_KINDS: dict[str, tuple[frozenset[str], Callable[[Checks, Json], None], str]] = {
    "section": (_ALL, _section, "text fields accessory expand"),
    "divider": (_ALL, _nothing, ""),
    "header": (_ALL, _header, "text"),
    "context": (_ALL, _context, "elements"),
    "actions": (_ALL, _elements(25, ACTIONS), "elements"),
    "image": (_ALL, _image, "image_url alt_text title slack_file"),
    "input": (_ALL, _input, "label element hint optional dispatch_action"),
    "rich_text": (_ALL, _rich_text, "elements"),
    "video": (
        _ALL,
        _video,
        _VIDEO_FIELDS,
    ),
    "markdown": (_MESSAGE, _markdown, "text"),
    "table": (_MESSAGE, _table, "rows column_settings"),
    "context_actions": (_MESSAGE, _elements(5, _CONTEXT_ACTIONS), "elements"),
    "card": (_MESSAGE, _card, "title subtitle body icon hero_image actions"),
    "carousel": (_MESSAGE, _carousel, "elements"),
    "container": (_MESSAGE, _container, "title child_blocks"),
    "alert": (frozenset({"modal"}), _alert, "text level"),
}
