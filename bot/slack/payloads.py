"""Slack's event payloads, read into values. No dict travels further in."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.domain.evidence import Person
from bot.domain.observation import (
    ChannelNamed,
    Deleted,
    Delivery,
    Edited,
    Membership,
    Observation,
    Other,
    Posted,
)
from bot.slack.wording import readable

Json = Mapping[str, Any]


def delivery(body: Json) -> Delivery:
    """Reads one Events API delivery. It never raises: what cannot be read is kept raw, with the reason beside it."""
    event = body.get("event")
    event = event if isinstance(event, dict) else {}
    unreadable = None
    try:
        seen = _observe(event)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as problem:
        seen, unreadable = Other(_maybe(event.get("channel"))), f"{type(problem).__name__}: {problem}"[:200]
    return Delivery(
        team=str(body.get("team_id") or event.get("team") or ""),
        event_id=str(body.get("event_id") or f"none:{hash_of(body)}"),
        type=str(event.get("type") or "unknown"),
        raw=json.dumps(_without_deleted_words(body, seen), separators=(",", ":")),
        seen=seen,
        message_ts=_message_ts(seen),
        unreadable=unreadable,
    )


def hash_of(body: Json) -> str:
    """A stable name for a delivery that lacks its own."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _observe(event: Json) -> Observation:
    kind = event.get("type")
    if kind == "message":
        return _message(event)
    if kind in ("member_joined_channel", "member_left_channel"):
        return Membership(_id(event["channel"]), _id(event["user"]), joined=kind == "member_joined_channel")
    if kind in ("channel_rename", "group_rename", "channel_created"):
        channel = event["channel"]
        private = True if kind == "group_rename" else False if kind == "channel_created" else None
        return ChannelNamed(_id(channel["id"]), str(channel["name"]), private)
    return Other(_maybe(event.get("channel")))


def _message(event: Json) -> Observation:
    channel, subtype = _id(event["channel"]), event.get("subtype")
    if subtype == "message_deleted":
        before = event.get("previous_message")
        was = _wording(channel, before) if isinstance(before, dict) else None
        return Deleted(channel, _ts(event["deleted_ts"]), was)
    if subtype == "message_changed":
        return _changed(channel, event)
    if subtype in ("message_replied", "channel_canvas_updated"):
        return Other(channel)
    return _wording(channel, event)


def _changed(channel: str, event: Json) -> Observation:
    message, previous = event["message"], event.get("previous_message")
    before = _wording(channel, previous) if isinstance(previous, dict) and "ts" in previous else None
    if message.get("subtype") == "tombstone":
        # A deleted message that others had answered: Slack keeps its place and says so by a change.
        return Deleted(channel, _ts(message["ts"]), before)
    version = ""
    if not isinstance(message.get("edited"), dict) and before is not None:
        # An app changed its post without marking it as edited; the change itself is the only mark of the new wording.
        version = _ts(event["ts"]) if _wording(channel, message).text != before.text else before.version
    now = replace(_wording(channel, message, version), told=_ts(event["ts"]))
    told = before is not None and (before.version != "" or isinstance(message.get("edited"), dict))
    return Edited(now, before if told else None)


def _wording(channel: str, message: Json, version: str = "") -> Posted:
    edited = message.get("edited")
    thread_ts = message.get("thread_ts")
    return Posted(
        channel=channel,
        ts=_ts(message["ts"]),
        author=_author(message),
        text=readable(dict(message), lambda person: f"<@{person}>"),
        thread_ts=_ts(thread_ts) if thread_ts else None,
        subtype=str(message.get("subtype") or ""),
        version=version or (_ts(edited["ts"]) if isinstance(edited, dict) else ""),
        files=tuple(str(f.get("name") or f.get("title") or "file") for f in message.get("files") or [] if f),
    )


def _author(message: Json) -> Person | None:
    profile = message.get("bot_profile")
    bot = message.get("bot_id")
    if bot:
        name = message.get("username") or (profile.get("name") if isinstance(profile, dict) else None)
        return Person(_id(bot), str(name or bot), is_bot=True)
    user = message.get("user")
    return Person(_id(user), "", is_bot=False) if user else None


def _message_ts(seen: Observation) -> str | None:
    match seen:
        case Posted() | Deleted():
            return seen.ts
        case Edited():
            return seen.now.ts
        case _:
            return None


def _without_deleted_words(body: Json, seen: Observation) -> Json:
    """The event that announces a deletion carries the deleted words; they are dropped before anything is stored."""
    if not isinstance(seen, Deleted):
        return body
    kept = {key: value for key, value in body["event"].items() if key not in ("previous_message", "message")}
    return {**body, "event": kept}


def _ts(value: Any) -> str:
    seconds, _, micros = str(value).partition(".")
    if not (seconds.isdigit() and micros.isdigit()) or len(seconds) > 11 or len(micros) > 6:
        raise ValueError("a timestamp is not one")
    return f"{seconds}.{micros}"


def _id(value: Any) -> str:
    if not isinstance(value, str) or not value or len(value) > 64:
        raise ValueError("an id is not one")
    return value


def _maybe(value: Any) -> str | None:
    return value if isinstance(value, str) else None
