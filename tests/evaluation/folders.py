"""An invented incident as a folder that `python -m bot eval` takes: the name servers of tests/drafting/fiction.py."""

import json
from pathlib import Path
from typing import Any

from bot.domain.evidence import Evidence
from tests.drafting import fiction

EVIDENCE = fiction.channel(fiction.NAME_SERVERS)


def ts(words: str) -> str:
    """The timestamp of the message that holds these words."""
    return next(item.ts for item in EVIDENCE if words in item.text)


TRUTH: dict[str, Any] = {
    "root_causes": [
        {
            "text": "A terraform run with a stale state file removed 14 records from the zone.",
            "message_ts": [ts("terraform run"), ts("has no A record")],
            "match": [["record", "zone", "terraform"], ["removed", "stale", "no A"]],
        }
    ],
    "contributing_factors": [{"text": "Two runs can race.", "message_ts": [ts("lock the state file")]}],
    "red_herrings": [{"text": "The CDN is down.", "message_ts": [ts("could it be the CDN")], "match": [["CDN"]]}],
    "timeline": [
        {
            "at": "2031-05-06T08:58:00Z",
            "what": "The terraform run removes records",
            "message_ts": [ts("terraform run")],
        },
        {"at": "2031-05-06T09:02:00Z", "what": "The checkout probe fails from eu-west", "message_ts": [ts("FIRING")]},
        {"at": "2031-05-06T09:21:00Z", "what": "The records are restored", "message_ts": [ts("records are back")]},
        {"at": "2031-05-06T10:30:00Z", "what": "The press is told", "message_ts": []},
    ],
    "actions": [
        {"text": "Review plans of the zone.", "message_ts": [ts("plan review step")]},
        {"text": "Alert on records that disappear.", "message_ts": [ts("alert when a record")]},
    ],
}
SOURCE = {
    "channel_name": "inc-names",
    "started": "2031-05-06T08:58:00Z",
    "detected": "2031-05-06T09:02:00Z",
    "mitigated": "2031-05-06T09:27:00Z",
    "resolved": "2031-05-06T09:35:00Z",
}


def messages(evidence: Evidence = EVIDENCE) -> list[dict[str, Any]]:
    """The evidence as Slack's message events."""
    rows: list[dict[str, Any]] = []
    for item in evidence:
        row = {"type": "message", "ts": item.ts, "user": item.author.id, "text": item.text}
        rows.append(row | ({"thread_ts": item.thread_ts} if item.thread_ts else {}))
    return rows


def people(evidence: Evidence = EVIDENCE) -> list[dict[str, Any]]:
    return [{"id": each.id, "real_name": each.name, "is_bot": each.is_bot} for each in evidence.people.values()]


def case(folder: Path, **files: Any) -> Path:
    """Writes the incident into `folder`. `files` replaces `messages`, `people`, `truth` or `source`; None leaves one out, a
    text is written as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"messages": messages(), "people": people(), "truth": TRUTH, "source": SOURCE} | files
    lines = content["messages"]
    if isinstance(lines, list):
        lines = "".join(f"{json.dumps(row)}\n" for row in lines)
    texts = {"channel.jsonl": lines}
    for name, key in (("users.json", "people"), ("truth.json", "truth"), ("source.json", "source")):
        texts[name] = (
            content[key] if content[key] is None or isinstance(content[key], str) else json.dumps(content[key])
        )
    for name, text in texts.items():
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder
