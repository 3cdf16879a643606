"""The notes that Slack's AI writes about a huddle: a canvas, as Markdown or as a page."""

import html
import re

from bot.domain.transcript import Line

LEAST_WORDS, MOST_LINES, LONGEST = 15, 400, 2_000
_MARK = re.compile(r"^(?:#{1,6}\s+|[-*+]\s+(?:\[[ xX]\]\s+)?|\d{1,3}[.)]\s+|>\s+)*")
_BREAK = re.compile(r"</(?:p|h\d|li|div|tr)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}>")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,1000}\)")


def note_lines(text: str) -> tuple[Line, ...]:
    """The notes' lines without their marks and headings; none if they say too little to be notes, as when nothing was said."""
    found: list[str] = []
    for row in text.splitlines():
        if row.lstrip().startswith("#"):
            continue
        words = " ".join(_LINK.sub(r"\1", _MARK.sub("", row.strip())).replace("**", "").replace("__", "").split())
        if words:
            found.append(words[:LONGEST])
    if sum(len(each.split()) for each in found) < LEAST_WORDS:
        return ()
    return tuple(Line(number, "", words) for number, words in enumerate(found[:MOST_LINES], 1))


def page_text(page: str) -> str:
    """A canvas's page as plain rows."""
    body = page.partition("quip-canvas-content")[2].partition(">")[2] or page
    body = re.sub(r"<h\d[^<>]{0,200}>", "\n# ", body, flags=re.IGNORECASE)
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", body)))
