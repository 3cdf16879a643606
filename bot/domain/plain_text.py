"""What text may hold, wherever it is kept or sent."""

import re
from typing import Any

DEPTH = 100
"""More than anything that Slack sends, far less than what Python can follow."""
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
_NO_SIGHT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


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


def one_line(text: str, most: int) -> str:
    """Words of somebody else within a sentence of ours: on one line, of at most `most` characters, with nothing in them that a
    terminal would obey."""
    line = _NO_SIGHT.sub("\ufffd", " ".join(text.split()))
    return line if len(line) <= most else line[: most - 1] + "…"


def visible(text: str) -> str:
    """Words of somebody else on a page or at a terminal, in their own lines, with nothing in them that either would obey."""
    return "\n".join(_NO_SIGHT.sub("\ufffd", line) for line in text.expandtabs(4).replace("\r\n", "\n").split("\n"))
