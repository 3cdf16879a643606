"""Controls and their state: finding the one that is pressed, and what a form holds."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.emulator.records import Json, NotPossible

_INITIAL = {
    "initial_value": "value",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
    "initial_user": "selected_user",
    "initial_users": "selected_users",
    "initial_channel": "selected_channel",
    "initial_channels": "selected_channels",
    "initial_conversation": "selected_conversation",
    "initial_conversations": "selected_conversations",
    "initial_date": "selected_date",
    "initial_time": "selected_time",
    "initial_date_time": "selected_date_time",
}
_TEXT_INPUTS = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
_PICKED = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}
_CHOOSERS = frozenset({"static_select", "external_select", "overflow", "radio_buttons"})
_MULTI_CHOOSERS = frozenset({"multi_static_select", "multi_external_select", "checkboxes"})


def all_blocks(message: Json) -> list[Json]:
    """A message's blocks, those of its attachments included."""
    found = list(message.get("blocks") or [])
    for attachment in message.get("attachments") or []:
        found.extend(attachment.get("blocks") or [])
    return found


def controls(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    """Every control with its block's id."""
    for block in blocks:
        inside = [*_listed(block.get("elements")), *_listed(block.get("actions"))]
        inside += [block[name] for name in ("accessory", "element") if isinstance(block.get(name), dict)]
        for element in inside:
            if isinstance(element, dict) and "action_id" in element:
                yield block["block_id"], element


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def pressed(blocks: list[Json], action_id: str, block_id: str | None, value: str | Json | None) -> Json:
    """The action that pressing this control sends. Raises NotPossible when it is not there."""
    seen = []
    for block, element in controls(blocks):
        seen.append(f"{element['action_id']} in {block}")
        if element["action_id"] != action_id or block_id not in (None, block):
            continue
        kind = element["type"]
        if kind == "button" and value is not None and value != element.get("value"):
            continue
        action = {"action_id": action_id, "block_id": block, "type": kind}
        if kind in ("button", "icon_button", "workflow_button"):
            return action | {name: element[name] for name in ("text", "value", "style", "url") if name in element}
        return action | ({} if value is None else state_of(element, value))
    raise NotPossible(
        f"there is no control {action_id} (block {block_id}, value {value}); there are: {', '.join(seen)}"
    )


def initial(blocks: list[Json]) -> dict[str, dict[str, Json]]:
    """The state before anybody touched the inputs."""
    state: dict[str, dict[str, Json]] = {}
    for block, element in controls(blocks):
        kind = element["type"]
        if kind in ("button", "overflow", "image", "icon_button", "feedback_buttons", "workflow_button"):
            continue
        held: Json = {"type": kind}
        if kind in _TEXT_INPUTS:
            held["value"] = None
        elif kind in _PICKED:
            held[_PICKED[kind]] = [] if kind.startswith("multi_") else None
        elif kind in _CHOOSERS:
            held["selected_option"] = None
        elif kind in _MULTI_CHOOSERS:
            held["selected_options"] = []
        held |= {name: element[first] for first, name in _INITIAL.items() if first in element}
        state.setdefault(block, {})[element["action_id"]] = held
    return state


def filled(blocks: list[Json], values: Mapping[str, Any]) -> dict[str, dict[str, Json]]:
    """The state of a form with these values in it. Raises NotPossible for what the form would not let a person do."""
    state = initial(blocks)
    elements = {(block, element["action_id"]): element for block, element in controls(blocks)}
    for block_id, actions in values.items():
        for action_id, value in actions.items():
            element = elements.get((block_id, action_id))
            if element is None or block_id not in state:
                raise NotPossible(f"the form has no input {action_id} in block {block_id}; it has {sorted(elements)}")
            state[block_id][action_id] = {"type": element["type"]} | state_of(element, value)
    for block in blocks:
        if block["type"] == "input" and not block.get("optional"):
            held = state.get(block["block_id"], {}).get(block["element"]["action_id"], {})
            if not any(value for name, value in held.items() if name != "type"):
                raise NotPossible(f"the form wants a value for block {block['block_id']}")
    return state


def state_of(element: Json, value: Any) -> Json:
    """What an element holds after `value` was put into it; an object is taken as it is."""
    kind = element["type"]
    if isinstance(value, dict):
        return value
    if kind in _TEXT_INPUTS:
        _check_length(element, value)
        return {"value": value}
    if kind in _CHOOSERS:
        return {"selected_option": _option(element, value)}
    if kind in _MULTI_CHOOSERS:
        return {"selected_options": [_option(element, each) for each in value]}
    if kind in _PICKED:
        return {_PICKED[kind]: value}
    raise NotPossible(f"give the state of a {kind} as an object")


def _check_length(element: Json, value: str | None) -> None:
    most = int(element.get("max_length") or 3000)
    if value is not None and len(value) > most:
        raise NotPossible(f"the input takes at most {most} characters")


def _option(element: Json, value: Any) -> Json:
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options.extend(group["options"])
    for option in options:
        if option.get("value") == value:
            return {name: option[name] for name in ("text", "value", "description") if name in option}
    raise NotPossible(f"there is no option {value}")
