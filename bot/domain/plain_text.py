"""What text may hold, wherever it is kept or sent."""

import re
from typing import Any

_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with � in place of what no database, file or answer to Slack can hold: NUL, and half of a surrogate pair."""
    if text.isascii() and "\0" not in text:
        return text
    return _NO_CHARACTER.sub("\ufffd", text)


def storable_json(value: Any) -> Any:
    """The same for every text, key and value, within what was read from JSON."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        cleaned = {}
        for key, each in value.items():
            cleaned[storable(key)] = storable_json(each)
        return cleaned
    if isinstance(value, list):
        return list(map(storable_json, value))
    return value
