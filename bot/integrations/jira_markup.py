"""Plain text as Jira's wiki markup, in which none of it is markup: no macro, no mention, no image, no heading."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from bot.domain.web_addresses import NO_HOSTS, LinkHosts, defanged

SUMMARY_LIMIT = 255
DESCRIPTION_LIMIT = 10_000
"""Characters of plain text; Jira takes 32,767 of markup, and escaping at most trebles ordinary text."""

_URL = re.compile(r"https?://[\w/:.?=&%#@+,;~-]*[\w/=&%#~-]", re.ASCII)
_MARK = re.compile(r"[{}\[\]!|*_^~]")
_EDGE = re.compile(r"(?<!\S)[-+](?=\S)|\?\?|--+")
_OPENING = re.compile(r"(?m)^([ \t]*)(?:([-+#])|(h[1-6]|bq)\.)(?=\s|[-#*])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def summary(text: str) -> str:
    """One line of at most 255 characters, counted in UTF-16 units as Jira does."""
    line = " ".join(_CONTROL.sub(" ", defanged(text)).split())
    if _units(line) <= SUMMARY_LIMIT:
        return line
    while _units(line) > SUMMARY_LIMIT - 1:
        line = line[:-1]
    return line.rstrip() + "…"


def plain(text: str, hosts: LinkHosts = NO_HOSTS) -> str:
    """The text, escaped. Web addresses of these hosts stay as they are, since a backslash inside would break them; all others
    are taken apart, so that Jira makes no links of them."""
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(clean) > DESCRIPTION_LIMIT:
        clean = clean[: DESCRIPTION_LIMIT - 1] + "…"
    parts, end = [], 0
    for url in _URL.finditer(clean):
        if not hosts.allow(url[0]):
            continue
        parts += [_escape(clean[end : url.start()]), url[0]]
        end = url.end()
    return _OPENING.sub(_opening, "".join([*parts, _escape(clean[end:])]))


def links(urls: Iterable[str]) -> str:
    """A bulleted list of links; what is no web address is left out."""
    web = (url for url in urls if url.startswith(("https://", "http://")))
    return "\n".join(f"* [{quote(url, safe='/:?=&%#@+,;~.-_')}]" for url in web)


def _escape(text: str) -> str:
    # A backslash cannot be escaped by another, which is a line break: it becomes its entity.
    safe = _MARK.sub(r"\\\g<0>", defanged(text).replace("\\", "&#92;"))
    return _EDGE.sub(lambda found: "".join("\\" + c for c in found[0]), safe)


def _opening(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\."


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
