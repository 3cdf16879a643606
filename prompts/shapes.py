"""The shapes of the answers, as JSON Schema for servers that can hold a model to one.

Only what such servers keep is used: objects, lists, text and numbers. Nothing is nullable; an empty text stands for nothing.

`ANSWER` is asked for, whatever the document: a server reads the schema before everything else, so with another one it would
have to read the whole channel anew."""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

KINDS = (
    "alert", "report", "deploy", "change", "finding", "hypothesis", "action", "decision", "status", "handover", "recovery",
)  # fmt: skip
ROLES = ("trigger", "latent", "worsened", "slowed recovery")
STATUSES = ("hypothesis", "confirmed", "rejected")
TIMES = ("started", "detected", "acknowledged", "mitigated", "resolved")


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(each: Schema) -> Schema:
    return {"type": "array", "items": each}


def _one_of(choices: tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": list(choices)}


_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}
_IDS = _list(_TEXT)
_CLAIM = _object(text=_TEXT, evidence=_IDS)
_ENTRY = _object(text=_TEXT, evidence=_IDS, kind=_one_of(KINDS), importance=_NUMBER, stated=_TEXT)
_CAUSE = _object(
    text=_TEXT, evidence=_IDS, against=_IDS, confidence=_NUMBER, status=_one_of(STATUSES), role=_one_of((*ROLES, ""))
)
_ACTION = _object(text=_TEXT, evidence=_IDS, owner=_TEXT, due=_TEXT, priority=_TEXT)
_TIME = _object(evidence=_TEXT, stated=_TEXT)

POSTMORTEM: Mapping[str, Any] = _object(
    summary=_list(_CLAIM),
    impact=_list(_CLAIM),
    times=_object(**dict.fromkeys(TIMES, _TIME)),
    timeline=_list(_ENTRY),
    causes=_list(_CAUSE),
    factors=_list(_CLAIM),
    went_well=_list(_CLAIM),
    questions=_list(_CLAIM),
    actions=_list(_ACTION),
)
CATCH_UP: Mapping[str, Any] = _object(
    wrong=_list(_CLAIM),
    tried=_list(_CLAIM),
    people=_list(_CLAIM),
    open=_list(_CLAIM),
    changed=_list(_ENTRY),
)
_NAMED = {"ids": _IDS, "claim": _CLAIM, "entry": _ENTRY, "cause": _CAUSE, "action": _ACTION, "time": _TIME}


def _by_name(shape: Any) -> Any:
    """The same shape with what occurs in it often told by its name."""
    if isinstance(shape, list):
        return [_by_name(each) for each in shape]
    if not isinstance(shape, dict):
        return shape
    return {
        key: next(({"$ref": f"#/$defs/{name}"} for name, known in _NAMED.items() if known == each), None)
        or _by_name(each)
        for key, each in shape.items()
    }


ANSWER: Mapping[str, Any] = {
    **_by_name(_object(**POSTMORTEM["properties"], **CATCH_UP["properties"])),
    # Which of them are wanted, the task says. To demand the others too would cost words in every answer.
    "required": [],
    "$defs": {name: _by_name(shape) for name, shape in _NAMED.items()},
}
SECTIONS = {
    "postmortem": tuple(name for name in POSTMORTEM["properties"] if name != "times"),
    "catchup": tuple(CATCH_UP["properties"]),
}
