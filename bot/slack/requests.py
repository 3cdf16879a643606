"""Commands, clicks and forms as Slack sends them, read once: what listeners get has every part that they rely on, of the kind
that they expect, and nothing besides."""

from collections.abc import Callable
from typing import Any

from bot.domain.plain_text import storable_json
from bot.slack.ids import id_of

Json = dict[str, Any]

_LATEST = 10**11


def request(payload: object) -> Json | None:
    """The command, click, form or shortcut; None where it is none. It never raises."""
    if not isinstance(payload, dict):
        return None
    whole = storable_json(payload)
    read = _command if "command" in whole else _READERS.get(str(whole.get("type")))
    try:
        return read(whole) if read else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _command(whole: Json) -> Json:
    ids = {key: id_of(whole[key]) for key in ("team_id", "channel_id", "user_id")}
    texts = {key: _text(whole.get(key)) for key in ("text", "response_url", "trigger_id")}
    return {"command": str(whole["command"]), **ids, **texts}


def _who(whole: Json) -> Json:
    """Who did it, and how they are answered. In a view there is no channel, and so no id of one."""
    user, team, channel = whole["user"], whole.get("team"), whole.get("channel")
    return {
        "type": whole["type"],
        "user": {"id": id_of(user["id"])},
        "team": {"id": id_of(team["id"] if team else user["team_id"])},
        "channel": {"id": id_of(channel["id"]) if channel else ""},
        "response_url": _text(whole.get("response_url")),
        "trigger_id": _text(whole.get("trigger_id")),
    }


def _pressed(whole: Json) -> Json:
    container, (pressed, *_) = whole.get("container") or {}, whole["actions"]
    return {
        **_who(whole),
        "container": {"thread_ts": _text(container.get("thread_ts")) or None},
        "actions": [_action(pressed)],
    }


def _action(action: Json) -> Json:
    return {
        "type": _text(action.get("type")),
        "action_id": _text(action["action_id"]),
        "block_id": _text(action.get("block_id")),
        "value": _text(action.get("value")),
        "selected_user": _maybe_id(action.get("selected_user")),
    }


def _shortcut(whole: Json) -> Json:
    message = {key: _text(whole["message"].get(key)) or None for key in ("ts", "thread_ts", "subtype")}
    return {**_who(whole), "callback_id": _text(whole["callback_id"]), "message": message}


def _submitted(whole: Json) -> Json:
    view = whole["view"]
    values = {
        block: {action: _given(state) for action, state in states.items()}
        for block, states in view["state"]["values"].items()
    }
    told = {key: _text(view.get(key)) for key in ("id", "callback_id", "private_metadata")}
    return {**_who(whole), "view": {"type": "modal", **told, "state": {"values": values}}}


def _given(state: Json) -> Json:
    """What was put into one input."""
    at, options = state.get("selected_date_time"), state.get("selected_options")
    return {
        "value": _text(state.get("value")),
        "selected_user": _maybe_id(state.get("selected_user")),
        "selected_date_time": at if type(at) is int and 0 < at < _LATEST else None,
        "selected_options": options if isinstance(options, list) else [],
    }


_READERS: dict[str, Callable[[Json], Json]] = {
    "block_actions": _pressed,
    "message_action": _shortcut,
    "view_submission": _submitted,
}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _maybe_id(value: object) -> str | None:
    return id_of(value) if value else None
