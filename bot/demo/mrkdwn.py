"""Slack's mrkdwn as styled terminal text."""

import re
from collections.abc import Callable

from rich.emoji import Emoji
from rich.text import Text

Names = Callable[[str], str]
"""What people read for a user id."""

_TOKEN = re.compile(
    r"```\n?(?P<pre>.+?)\n?```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<angle>[^<>\n]+)>"
    r"|(?<![\w*])\*(?P<bold>[^*\n]+)\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>[^_\n]+)_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>[^~\n]+)~(?![\w~])"
    r"|:(?P<emoji>[a-z0-9_+-]+):",
    re.DOTALL,
)
_SAID_ALREADY = re.compile(r"(?P<said>(?P<time>\d\d:\d\d)(?: UTC)?>?) \(<!date\^[^|>]*\|[^>]*(?P=time)[^>]*>\)")
# A zero-width space before one of these makes it an ordinary character; so it must not pair up here either.
_ESCAPED = {f"\u200b{mark}": chr(0xE000 + number) for number, mark in enumerate("*_~`")}
_RESTORED = str.maketrans({private: escaped[1] for escaped, private in _ESCAPED.items()} | {"\u200b": None})


def styled(mrkdwn: str, names: Names) -> Text:
    """The text with its bold, code, links (as terminal links), mentions, dates and emoji as a reader sees them.

    A date shows its fallback, since only Slack knows the reader's zone, and nothing where that was just said:
    `14:05 UTC (14:05)` is `14:05 UTC`."""
    mrkdwn = _SAID_ALREADY.sub(r"\g<said>", mrkdwn)
    for escaped, private in _ESCAPED.items():
        mrkdwn = mrkdwn.replace(escaped, private)
    return _styled(mrkdwn, names)


def _styled(source: str, names: Names) -> Text:
    text, end = Text(), 0
    for match in _TOKEN.finditer(source):
        text.append(_plain(source[end : match.start()]))
        text.append_text(_token(match, names))
        end = match.end()
    text.append(_plain(source[end:]))
    return text


def _token(match: re.Match[str], names: Names) -> Text:
    kind, inner = match.lastgroup or "", match[match.lastgroup or 0]
    if kind in ("pre", "code"):
        return Text(_plain(inner), "cyan")
    if kind == "angle":
        return _angle(inner, names)
    if kind == "emoji":
        return Text(Emoji.replace(match[0]))
    text = _styled(inner, names)
    text.stylize(kind)
    return text


def _angle(inner: str, names: Names) -> Text:
    target, bar, label = inner.partition("|")
    if target.startswith("!date^"):
        return Text(_plain(label))
    if target.startswith("@"):
        return Text(f"@{names(target[1:])}", "bold cyan")
    if target.startswith(("#", "!")):
        return Text(_plain((target[0] if target[0] == "#" else "@") + (label or target[1:])), "bold cyan")
    text = _styled(label, names) if bar else Text(_plain(target))
    text.stylize(f"underline link {_plain(target)}")
    return text


def _plain(source: str) -> str:
    return source.translate(_RESTORED).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
