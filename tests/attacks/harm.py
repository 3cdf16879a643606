"""What an attack may not reach, looked for in whatever leaves the bot."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from tests.attacks.payloads import SECRET

OURS = ("emulated.slack.com", "127.0.0.1")
_TOKEN = re.compile(r"<([^<>]*)>")
_LIVE = re.compile(r"(?i)\b[a-z][a-z0-9+.\-]*:(?://|\\\\)|\bwww\.\w|\b(?:javascript|data|vbscript|mailto|file):(?=\S)")
_HOST = re.compile(r"(?i)evil\.example")
_BROADCAST = re.compile(r"(?i)@(?:channel|here|everyone)\b")
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069]")


def in_mrkdwn(text: str, *, verbatim: bool) -> list[str]:
    """What would ping, or be a live link to somewhere else. `verbatim` says that Slack makes no links of its own."""
    found = []
    for token in _TOKEN.findall(text):
        target = token.split("|")[0]
        address = target.rpartition("^")[2] if target.startswith("!date^") and "://" in target else target
        if "://" in address or address.startswith("mailto:"):
            found += [] if urlsplit(address).hostname in OURS else [f"link {token}"]
        elif not target.startswith("!date^") and not re.fullmatch(r"#C[A-Z0-9]+", target):
            found.append(f"ping {token}")
    return [*found, *_in_words(_TOKEN.sub(" ", text), hosts=not verbatim)]


def in_markdown(text: str) -> list[str]:
    """What would ping, be markup, or be a live link to somewhere else in a Markdown file."""
    links = re.findall(r"(?<!\\)\]\(([^)]*)\)", text)
    found = [f"link {each}" for each in links if urlsplit(each).hostname not in OURS]
    bare = re.sub(r"(?<!\\)\]\([^)]*\)", "] ", text)
    found += re.findall(r"(?<!\\)(?:!\[|<[a-z!/@#])", bare)
    return [*found, *re.findall(r"(?<!\w)@\w+", bare), *_in_words(bare, hosts=False)]


def _in_words(text: str, *, hosts: bool) -> Iterator[str]:
    for pattern in (_LIVE, _BROADCAST, _UNSEEN, *([_HOST] if hosts else [])):
        yield from (match[0] for match in pattern.finditer(text))
    if SECRET in text or SECRET[8:] in text:
        yield "the secret"


def in_message(message: dict[str, Any]) -> list[str]:
    """The same in a whole Slack message or view: each text as Slack would treat it."""
    found = in_mrkdwn(message["text"], verbatim=False) if isinstance(message.get("text"), str) else []
    return [*found, *_in_objects(message.get("blocks") or [])]


def _in_objects(value: Any) -> list[str]:
    if isinstance(value, list):
        return [each for one in value for each in _in_objects(one)]
    if not isinstance(value, dict):
        return []
    if value.get("type") == "mrkdwn":
        return in_mrkdwn(value["text"], verbatim=value.get("verbatim") is True)
    if value.get("type") == "plain_text":
        return list(_in_words(value["text"], hosts=False))
    return _in_objects(list(value.values()))
