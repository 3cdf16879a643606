"""JSON as text and back, quickly: every event passes here twice."""

import json
from typing import Any

import orjson

_plainly = json.JSONEncoder(separators=(",", ":")).encode


def from_json(text: str | bytes) -> Any:
    """What the text says. Raises ValueError or RecursionError if it is no JSON."""
    try:
        return orjson.loads(text)
    except ValueError:  # halves of characters, huge numbers and deep nesting, which Python's own reader takes
        return json.loads(text)


def to_json(value: Any) -> str:
    """The value as text. Raises RecursionError if it is nested too deeply."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return _plainly(value)
