"""What the bot received and sent, as the page's panel shows it."""

import json
from collections import deque
from dataclasses import dataclass

from bot.emulator.deliveries import Delivery
from bot.emulator.records import Json, Request
from bot.emulator.slack import EmulatedSlack

KEPT, LONGEST = 300, 20_000


@dataclass(frozen=True)
class _Entry:
    number: int
    at: str
    what: Delivery | Request


class Panel:
    """The newest traffic between the emulated Slack and the bot, in order."""

    def __init__(self, slack: EmulatedSlack) -> None:
        self._slack = slack
        self._entries: deque[_Entry] = deque(maxlen=KEPT)
        self._total = self._requests = 0
        slack.deliveries.watcher = self._add

    def shown(self) -> Json:
        """The newest entries; `total` counts those that are gone too."""
        for request in self._slack.requests[self._requests :]:
            self._add(request)
        self._requests = len(self._slack.requests)
        return {"total": self._total, "entries": [self._entry(each) for each in self._entries]}

    def _add(self, what: Delivery | Request) -> None:
        self._total += 1
        self._entries.append(_Entry(self._total, f"{self._slack.clock():%H:%M:%S}", what))

    def _entry(self, entry: _Entry) -> Json:
        shown: Json = {"n": entry.number, "at": entry.at}
        match entry.what:
            case Request(method=method, args=args, answered=answered):
                body = {name: value for name, value in args.items() if name != "token"}
                return shown | {"way": "sent", "kind": method, "note": answered or "under way", "body": _short(body)}
            case Delivery(payload=payload) as delivery:
                kind, note = _kind(delivery, json.loads(payload)), _note(delivery)
                return shown | {"way": "received", "kind": kind, "note": note, "body": _short(json.loads(payload))}


def _kind(delivery: Delivery, payload: Json) -> str:
    event = payload.get("event")
    if isinstance(event, dict):
        return ".".join(str(part) for part in (event.get("type"), event.get("subtype")) if part)
    return str(payload.get("command") or payload.get("type") or delivery.kind)


def _note(delivery: Delivery) -> str:
    if delivery.failure:
        return delivery.failure
    return f"{delivery.seconds * 1000:.0f} ms" if delivery.seconds else "under way"


def _short(body: Json) -> Json:
    """As it is, or its beginning as text where it is very long; what a client sent as JSON within JSON is opened up."""
    opened = {name: _opened(value) for name, value in body.items()}
    text = json.dumps(opened, ensure_ascii=False, default=str)
    return opened if len(text) <= LONGEST else {"cut": text[:LONGEST]}


def _opened(value: object) -> object:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value if isinstance(value, str | int | float | bool | dict | list) or value is None else "(bytes)"
