"""Slack's mrkdwn: making untrusted text harmless, and times that show in the reader's zone."""

import re
from datetime import datetime
from typing import Any

# A channel named by its id pings nobody, and only whoever may see it is told its name.
_PING = re.compile(r"<(?=[@!#])(?!!date\^|#[CG][A-Z0-9]+>)")


def escape(text: str) -> str:
    """Text as plain words: no mention, link or formatting of its own can come alive."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A zero-width space keeps `*`, `_`, `~` and backticks from pairing up without changing what is read.
    return (
        re.sub(r"([*_~`])", "\u200b\\1", plain)
        .replace("@channel", "@\u200bchannel")
        .replace("@here", "@\u200bhere")
        .replace("@everyone", "@\u200beveryone")
    )


def link(url: str, label: str) -> str:
    """A link to an address of our own making, with an untrusted label."""
    return f"<{url}|{escape(label).replace('|', '¦')}>"


def clock_time(at: datetime, *, with_date: bool = False) -> str:
    """`14:05 UTC`, and behind it the same moment in the reader's own zone, which Slack works out."""
    utc = at.strftime("%Y-%m-%d %H:%M UTC" if with_date else "%H:%M UTC")
    zone = "{date_short} {time}" if with_date else "{time}"
    return f"{utc} (<!date^{int(at.timestamp())}^{zone} your time|{utc}>)"


def harmless(value: Any) -> Any:
    """The same message or view with every mention and broadcast in its texts taken apart: nothing Debrief sends pings anyone."""
    if isinstance(value, str):
        return _PING.sub("&lt;", value)
    if isinstance(value, list):
        return [harmless(each) for each in value]
    if isinstance(value, dict):
        return {key: harmless(each) for key, each in value.items()}
    return value


def shorten(text: str, most: int) -> str:
    """At most `most` characters, cut at a word with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut) + "…"
