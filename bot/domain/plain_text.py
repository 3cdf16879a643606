"""What text may hold, wherever it is kept or sent."""

import re
from typing import Any

DEPTH = 100
"""More than anything that Slack sends, far less than what Python can follow."""
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with � in place of what no database, file or answer to Slack can hold: NUL, and half of a surrogate pair."""
    if text.isascii() and "\0" not in text:
        return text
    return _NO_CHARACTER.sub("\ufffd", text)


def storable_json(value: Any, depth: int = DEPTH) -> Any:
    """The same for every text, key and value, within what was read from JSON; what is nested deeper than `depth` is left out,
    so that whoever walks through the rest comes to an end."""
    if isinstance(value, str):
        return storable(value)
    if not isinstance(value, (dict, list)):
        return value
    if depth == 0:
        return None
    if isinstance(value, dict):
        cleaned = {}
        for key, each in value.items():
            cleaned[storable(key)] = storable_json(each, depth - 1)
        return cleaned
    return [storable_json(each, depth - 1) for each in value]
