"""Slack's mrkdwn: making untrusted text harmless, and times that show in the reader's zone."""

import re
from datetime import datetime
from typing import Any

from bot.domain.web_addresses import GAP, LinkHosts, defanged, without_hosts

# A channel named by its id pings nobody, and only whoever may see it is told its name.
_PING = re.compile(r"<(?=[@!#])(?!!date\^|#[CG][A-Z0-9]+>)")
_BROADCAST = re.compile(r"(?i)@(?=(?:channel|here|everyone)\b)")
_TOKEN = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_DATE_LINK = re.compile(r"\^(?=[a-z]+:)[^^]*$", re.IGNORECASE)
# An address that `escape` took apart, with the zero-width spaces that it put before marks.
_DEFANGED = re.compile(r"(?i)\bhttps?:\u200b//[^\s<>|\"']*[\w/=&#%]")
MOST = 3000
"""Characters of a text object, by Slack's limit."""


def escape(text: str) -> str:
    """Text as plain words: no mention, link or formatting of its own can come alive."""
    plain = uncalling(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A zero-width space keeps `*`, `_`, `~` and backticks from pairing up without changing what is read.
    return re.sub(r"([*_~`])", rf"{GAP}\1", plain)


def uncalling(text: str) -> str:
    """The text with its addresses and broadcasts taken apart: what is shown as plain text calls nobody either."""
    return _BROADCAST.sub(f"@{GAP}", defanged(text))


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


def linked(mrkdwn: str, hosts: LinkHosts) -> str:
    """The same mrkdwn with links to these hosts alone: an allowed address in somebody's words is one, any other link is words."""
    parts, end = [], 0
    for token in _TOKEN.finditer(mrkdwn):
        parts += [_revived(mrkdwn[end : token.start()], hosts), _token(token, hosts)]
        end = token.end()
    made = "".join([*parts, _revived(mrkdwn[end:], hosts)])
    return made if len(made) <= max(MOST, len(mrkdwn)) else mrkdwn


def _token(token: re.Match[str], hosts: LinkHosts) -> str:
    target, label = token[1], token[2]
    if target.startswith("!date^"):
        address = _DATE_LINK.search(target)
        return token[0].replace(address[0], "") if address and not hosts.allow(address[0][1:]) else token[0]
    if target[:1] in ("@", "#", "!") or hosts.allow(target):
        return token[0]
    return label or defanged(target)


def _revived(words: str, hosts: LinkHosts) -> str:
    def link_of(found: re.Match[str]) -> str:
        address = found[0].replace(GAP, "")
        return f"<{address}>" if hosts.allow(address) else found[0]

    return _DEFANGED.sub(link_of, words)


def unlinked(text: str, hosts: LinkHosts) -> str:
    """A text outside of blocks, where Slack makes links of its own of whatever looks like a host: only tokens stay."""
    made = linked(text, hosts)
    parts, end = [], 0
    for token in _TOKEN.finditer(made):
        parts += [without_hosts(made[end : token.start()]), token[0]]
        end = token.end()
    return "".join([*parts, without_hosts(made[end:])])


def outgoing(value: Any, hosts: LinkHosts) -> Any:
    """Blocks or a view as they may leave: `harmless`, links to these hosts alone, and Slack makes no link or mention of words."""
    if isinstance(value, list):
        return [outgoing(each, hosts) for each in value]
    if not isinstance(value, dict):
        return harmless(value)
    made = {key: outgoing(each, hosts) for key, each in value.items()}
    if value.get("type") == "mrkdwn":
        made |= {"text": linked(made["text"], hosts), "verbatim": True}
    return made


def shorten(text: str, most: int) -> str:
    """At most `most` characters, cut at a word with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut) + "…"
