"""What text may hold, wherever it is kept or sent."""

import re

_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with � in place of what no database, file or answer to Slack can hold: NUL, and half of a surrogate pair."""
    if text.isascii() and "\0" not in text:
        return text
    return _NO_CHARACTER.sub("\ufffd", text)
