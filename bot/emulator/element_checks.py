"""What Slack refuses in the controls inside blocks."""

from collections.abc import Callable
from typing import Any

from bot.emulator.text_checks import Checks

Json = dict[str, Any]

_SELECTS = frozenset(
    prefix + kind
    for prefix in ("", "multi_")
    for kind in ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
)
_PICKERS = frozenset({"datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons"})
ACCESSORIES = _SELECTS | _PICKERS | {"button", "overflow", "image", "workflow_button"}
ACTIONS = (
    frozenset(kind for kind in _SELECTS if not kind.startswith("multi_"))
    | _PICKERS
    | {"button", "overflow", "rich_text_input", "workflow_button", "icon_button"}
)
INPUTS = (
    _SELECTS
    | _PICKERS
    | {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input"}
)


def check_element(checks: Checks, element: Any, allowed: frozenset[str]) -> None:
    """One control, which must be of one of the `allowed` types."""
    if not isinstance(element, dict):
        checks.say("must be an object")
        return
    kind = element.get("type")
    if not isinstance(kind, str) or kind not in allowed:
        checks.say(f"unsupported type: {kind}", "type")
        return
    checks.string(element, "action_id", 255, least=0)
    if element.get("placeholder") is not None:
        checks.text(element, "placeholder", 150, plain=True)
    if element.get("confirm") is not None:
        with checks.at("confirm"):
            _confirm(checks, element["confirm"])
    _KINDS.get(kind, _select if kind in _SELECTS else _nothing)(checks, element)


def _nothing(checks: Checks, element: Json) -> None:
    """A control with nothing more to go wrong."""


def _confirm(checks: Checks, confirm: Any) -> None:
    if not isinstance(confirm, dict):
        checks.say("must be an object")
        return
    checks.text(confirm, "title", 100, required=True, plain=True)
    checks.text(confirm, "text", 300, required=True)
    checks.text(confirm, "confirm", 30, required=True, plain=True)
    checks.text(confirm, "deny", 30, required=True, plain=True)


def _button(checks: Checks, element: Json) -> None:
    fields = ("type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label")
    checks.known(element, fields)
    checks.text(element, "text", 75, required=True, plain=True)
    checks.string(element, "value", 2000, least=0)
    checks.string(element, "accessibility_label", 75)
    checks.url(element, "url")
    if element.get("style") not in (None, "primary", "danger"):
        checks.say("unsupported style", "style")


def _icon_button(checks: Checks, element: Json) -> None:
    checks.text(element, "text", 75, required=True, plain=True)
    checks.string(element, "icon", 100, required=True)
    checks.string(element, "value", 2000, least=0)


def _feedback_buttons(checks: Checks, element: Json) -> None:
    for name in ("positive_button", "negative_button"):
        button = element.get(name)
        if not isinstance(button, dict):
            checks.say(f"missing required field: {name}")
            continue
        with checks.at(name):
            checks.text(button, "text", 75, required=True, plain=True)
            checks.string(button, "value", 2000, required=True)


def _image(checks: Checks, element: Json) -> None:
    if not element.get("slack_file"):
        checks.url(element, "image_url", required=True)
    checks.string(element, "alt_text", 2000, required=True)


def _option(checks: Checks, option: Any) -> None:
    if not isinstance(option, dict):
        checks.say("must be an object")
        return
    checks.known(option, ("text", "value", "description", "url"))
    checks.text(option, "text", 75, required=True)
    checks.string(option, "value", 150, required=True)
    checks.text(option, "description", 75)


def _options(most: int, least: int = 1) -> Callable[[Checks, Json], None]:
    def check(checks: Checks, element: Json) -> None:
        for index, option in enumerate(checks.items(element, "options", most, least=least)):
            with checks.at("options", index):
                _option(checks, option)

    return check


def _static_select(checks: Checks, element: Json) -> None:
    if element.get("option_groups") is None:
        _options(100)(checks, element)
        return
    if element.get("options") is not None:
        checks.say("options and option_groups cannot both be given", "options")
    for index, group in enumerate(checks.items(element, "option_groups", 100)):
        with checks.at("option_groups", index):
            if isinstance(group, dict):
                checks.text(group, "label", 75, required=True, plain=True)
                _options(100)(checks, group)
            else:
                checks.say("must be an object")


def _select(checks: Checks, element: Json) -> None:
    most = element.get("max_selected_items")
    if most is not None and (not isinstance(most, int) or most < 1):
        checks.say("must be at least 1", "max_selected_items")


def _plain_text_input(checks: Checks, element: Json) -> None:
    least, most = element.get("min_length"), element.get("max_length")
    if least is not None and not 0 <= int(least) <= 3000:
        checks.say("must be between 0 and 3000", "min_length")
    if most is not None and not 1 <= int(most) <= 3000:
        checks.say("must be between 1 and 3000", "max_length")
    checks.string(element, "initial_value", int(most or 3000), least=0)


_KINDS: dict[str, Callable[[Checks, Json], None]] = {
    "button": _button,
    "icon_button": _icon_button,
    "feedback_buttons": _feedback_buttons,
    "image": _image,
    "overflow": _options(5),
    "checkboxes": _options(10),
    "radio_buttons": _options(10),
    "static_select": _static_select,
    "multi_static_select": _static_select,
    "plain_text_input": _plain_text_input,
}
