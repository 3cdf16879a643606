"""What Slack refuses in a view."""

from typing import Any

from bot.emulator.block_checks import check_blocks
from bot.emulator.records import invalid
from bot.emulator.text_checks import Checks

_FIELDS = frozenset(
    {"type", "title", "blocks", "close", "submit", "private_metadata", "callback_id"}
    | {"clear_on_close", "notify_on_close", "external_id", "submit_disabled"}
)


def check_view(view: dict[str, Any], kind: str) -> None:
    """Refuses, with every reason, a view that is not a proper one of this kind (`modal` or `home`)."""
    checks = Checks()
    with checks.at("view"):
        if view.get("type") != kind:
            checks.say(f"unsupported type: {view.get('type')}", "type")
        checks.known(view, _FIELDS)
        if kind == "modal":
            checks.text(view, "title", 24, required=True, plain=True)
            checks.text(view, "submit", 24, plain=True)
            checks.text(view, "close", 24, plain=True)
        checks.string(view, "private_metadata", 3000, least=0)
        checks.string(view, "callback_id", 255, least=0)
        checks.string(view, "external_id", 255, least=0)
        blocks = checks.items(view, "blocks", 100, least=0)
        with checks.at("blocks"):
            check_blocks(checks, blocks, kind)
        has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
        if kind == "modal" and has_input and not view.get("submit"):
            checks.say("missing required field: submit")
    if checks.wrong:
        raise invalid(*checks.wrong)
