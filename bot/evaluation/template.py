"""An empty `truth.json` for an incident that somebody has only an export of, with its messages listed as help."""

import json
import re
from pathlib import Path
from typing import Any

from bot.domain.evidence import Evidence, Item
from bot.domain.plain_text import one_line, visible
from bot.errors import UnreadableCase
from bot.evaluation.cases import read_case
from bot.evaluation.truth import SOURCE, TRUTH
from bot.slack.channel_file import CHANNEL, write_channel
from bot.slack.export import raw_channel, read_export

MESSAGES = "messages.txt"
_MOST_OF_ONE = 2_000
_UNFIT = re.compile(r"[^\w.-]+")

_STATED: dict[str, Any] = {"text": "", "message_ts": []}
_EMPTY: dict[str, Any] = {
    "how_to": [
        "Fill in what the post-mortem says that your people published; leave out what it does not say.",
        f"message_ts: the timestamps, from {MESSAGES}, of every message that states it; none where the channel does not.",
        "at: the time that was published, such as 2031-05-06T09:02:00Z. It is UTC unless it names another zone.",
        "match, of a root cause: lists of words, such as one of certificate and TLS, one of expired and lapsed. A draft names "
        "the cause if it has a word of each list; a word counts by its beginning. Without them a third of the text's words do.",
        "red_herrings: what was believed for a while, and was not so.",
        f"The four times go into {SOURCE}. More entries: copy the empty one. Empty ones are passed over.",
    ],
    "root_causes": [_STATED | {"match": []}],
    "contributing_factors": [_STATED],
    "red_herrings": [_STATED | {"match": []}],
    "timeline": [{"at": None, "what": "", "message_ts": []}],
    "actions": [_STATED],
}
_TIMES: dict[str, Any] = {"started": None, "detected": None, "mitigated": None, "resolved": None, "ends_resolved": True}


def write_template(export: Path, into: Path, channel: str | None = None) -> Path:
    """Makes a folder for the incident in `into`, or uses `export` itself where that is one already; returns it. What is there
    stays. Raises UnreadableCase and UnreadableExport."""
    try:
        folder = export if (export / CHANNEL).is_file() else _copied(export, into, channel)
        if (folder / TRUTH).exists():
            raise UnreadableCase(f"“{folder / TRUTH}” is there already, and stays as it is.")
        evidence = read_case(folder).evidence
        if not (folder / MESSAGES).exists():
            (folder / MESSAGES).write_text(listing(evidence), encoding="utf-8")
        _write(folder / TRUTH, _EMPTY)
        if not (folder / SOURCE).exists():
            _write(folder / SOURCE, {"channel_name": evidence.channel_name} | _TIMES)
    except OSError as error:
        raise UnreadableCase(f"“{error.filename or into}” cannot be written: {error.strerror}.") from None
    return folder


def _copied(export: Path, into: Path, channel: str | None) -> Path:
    if not read_export(export, channel).items:
        raise UnreadableCase("The channel holds no message that can be read.")
    name, messages, people = raw_channel(export, channel)
    folder = into / (_UNFIT.sub("-", name).strip("-.")[:80] or "incident")
    if folder.exists():
        raise UnreadableCase(f"“{folder}” is there already, and stays as it is.")
    folder.mkdir(parents=True)
    write_channel(folder, messages, people)
    return folder


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def listing(evidence: Evidence) -> str:
    """Every message with its timestamp in front, to be copied into `message_ts`; replies are set in."""
    return "".join(_line(item) for item in evidence)


def _line(item: Item) -> str:
    text = visible(item.text)
    shown = text if len(text) <= _MOST_OF_ONE else text[:_MOST_OF_ONE] + " […]"
    inset = " " * (45 if item.is_reply else 41)
    words = f"\n{inset}".join(shown.splitlines() or [""])
    mark = "  ↳ " if item.is_reply else "  "
    return f"{item.ts:<18} {item.at:%Y-%m-%d %H:%M:%S}{mark}{one_line(item.author.name, 60)}: {words}\n"
