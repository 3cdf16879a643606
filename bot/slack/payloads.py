"""Slack's event payloads, read into values. No dict travels further in."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot.domain.clock import moment
from bot.domain.evidence import Person
from bot.domain.observation import (
    BotLeft,
    ChannelClosed,
    ChannelNamed,
    Deleted,
    Delivery,
    Edited,
    FileChanged,
    HistoryChanged,
    HomeOpened,
    HuddleSeen,
    Membership,
    Mentioned,
    Observation,
    Other,
    Pinned,
    Posted,
    Reacted,
    SharedFile,
    SignedOut,
)
from bot.domain.plain_text import storable_json
from bot.slack.file_facts import is_clip
from bot.slack.ids import id_of, id_or_none
from bot.slack.json_text import to_json
from bot.slack.wording import readable

Json = Mapping[str, Any]

# Of digits only ASCII's: others count as digits to Python too, and some of them as no number.
_SECONDS, _STAMP = re.compile("[0-9]{1,11}"), re.compile("[0-9]{1,11}[.][0-9]{1,6}")


_ODD = re.compile(r"\\u(?:0000|d[89a-f])")
"""What JSON shows of characters that cannot be kept, and of some that can."""


def delivery(body: Any) -> Delivery:
    """Reads one Events API delivery. It never raises: what cannot be read is kept raw, with the reason beside it."""
    body = body if isinstance(body, dict) else {"event": None, "instead": body}
    try:
        return _read(body)
    except RecursionError:  # nested without end: what lies that deep is left out
        return _read(storable_json(body))


def _read(body: Json) -> Delivery:
    raw = to_json(body)
    if "\\" in raw and _ODD.search(raw):
        body = storable_json(body)
        raw = to_json(body)
    event = body.get("event")
    event = event if isinstance(event, dict) else {}
    unreadable = None
    try:
        seen = _observe(event)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as problem:
        seen, unreadable = Other(id_or_none(event.get("channel"))), f"{type(problem).__name__}: {problem}"[:200]
    kept = _without_deleted_words(body, seen) if type(seen) in _CARRIED or '"root":' in raw else body
    return Delivery(
        str(body.get("team_id") or event.get("team") or ""),
        str(body.get("event_id") or f"none:{hash_of(body)}"),
        str(event.get("type") or "unknown"),
        raw if kept is body else to_json(kept),
        seen,
        _message_ts(seen),
        unreadable,
    )


def hash_of(body: Json) -> str:
    """A stable name for a delivery that lacks its own."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()[:32]


def history_message(channel: str, message: Json) -> Posted | Deleted:
    """Reads one message of conversations.history or .replies. Raises KeyError, TypeError or ValueError if it is none."""
    if message.get("subtype") == "tombstone":
        return Deleted(channel, _ts(message["ts"]))
    return _wording(channel, message)


def exported_message(channel: str, message: Json) -> Posted | Edited | Deleted | None:
    """Reads one message of an export, where edits and deletions may be filed as the events that told of them; None if it is
    neither. Raises KeyError, TypeError, ValueError, AttributeError or RecursionError if it cannot be read."""
    comment = message.get("comment")
    if "user" not in message and isinstance(comment, dict):  # how a remark about a file was filed until 2018
        message = {**message, "user": comment.get("user")}
    if message.get("subtype") == "tombstone":
        return Deleted(channel, _ts(message["ts"]))
    seen = _message({**storable_json(message), "channel": channel})
    return seen if isinstance(seen, Posted | Edited | Deleted) else None


def history_marks(channel: str, message: Json, as_of: str) -> tuple[list[Reacted], bool, bool]:
    """A listed message's reactions as of a time, whether those are all of them, and whether it is pinned to the channel."""
    ts, complete, given = _ts(message["ts"]), True, []
    for reaction in message.get("reactions") or []:
        users = reaction.get("users") or []
        complete = complete and len(users) == reaction.get("count", len(users))
        given += [Reacted(channel, ts, str(reaction["name"]), id_of(user), as_of, given=True) for user in users]
    return given, complete, channel in (message.get("pinned_to") or [])


def _observe(event: Json) -> Observation:
    read = _READERS.get(str(event.get("type")))
    return read(event) if read else Other(id_or_none(event.get("channel")))


def _membership(event: Json) -> Observation:
    return Membership(id_of(event["channel"]), id_of(event["user"]), joined=event["type"] == "member_joined_channel")


def _channel_named(event: Json) -> Observation:
    channel, kind = event["channel"], event["type"]
    private = True if kind == "group_rename" else False if kind == "channel_created" else None
    return ChannelNamed(id_of(channel["id"]), str(channel["name"]), private)


def _channel_closed(event: Json) -> Observation:
    return ChannelClosed(id_of(event["channel"]), closed=not str(event["type"]).endswith("_unarchive"))


def _reacted(event: Json) -> Observation:
    item = event["item"]
    if item.get("type") != "message":
        return Other(id_or_none(item.get("channel")))
    name, user, at = str(event["reaction"])[:100], id_of(event["user"]), _ts(event["event_ts"])
    return Reacted(id_of(item["channel"]), _ts(item["ts"]), name, user, at, given=event["type"] == "reaction_added")


def _pinned(event: Json) -> Observation:
    item, where = event["item"], event.get("channel_id") or event["item"].get("channel")
    message = item.get("message")
    if not isinstance(message, dict):
        return Other(id_or_none(where))
    by, at = id_or_none(event.get("user")), _ts(event["event_ts"])
    return Pinned(id_of(where), _ts(message["ts"]), at, pinned=event["type"] == "pin_added", by=by)


def _mentioned(event: Json) -> Observation:
    thread_ts = event.get("thread_ts")
    text = readable(event, _mention)
    return Mentioned(
        id_of(event["channel"]), _ts(event["ts"]), id_of(event["user"]), text, _ts(thread_ts) if thread_ts else None
    )


def _file_changed(event: Json) -> Observation:
    file = event.get("file_id") or (event.get("file") or {}).get("id")
    by, gone = id_or_none(event.get("user_id")), event["type"] == "file_deleted"
    return FileChanged(id_of(file), gone, id_or_none(event.get("channel_id")), by)


_READERS: dict[str, Callable[[Json], Observation]] = {
    "message": lambda event: _message(event),
    "member_joined_channel": _membership,
    "member_left_channel": _membership,
    "channel_rename": _channel_named,
    "group_rename": _channel_named,
    "channel_created": _channel_named,
    **dict.fromkeys(
        (
            "channel_archive",
            "channel_unarchive",
            "channel_deleted",
            "group_archive",
            "group_unarchive",
            "group_deleted",
        ),
        _channel_closed,
    ),
    "channel_left": lambda event: BotLeft(id_of(event["channel"])),
    "group_left": lambda event: BotLeft(id_of(event["channel"])),
    "channel_history_changed": lambda event: HistoryChanged(id_of(event["channel"])),
    "group_history_changed": lambda event: HistoryChanged(id_of(event["channel"])),
    "reaction_added": _reacted,
    "reaction_removed": _reacted,
    "pin_added": _pinned,
    "pin_removed": _pinned,
    "app_mention": _mentioned,
    # The messages tab opens with the same event.
    "app_home_opened": lambda event: HomeOpened(id_of(event["user"])) if event.get("tab") == "home" else Other(),
    "file_change": _file_changed,
    "file_deleted": _file_changed,
    "app_uninstalled": lambda event: SignedOut("uninstalled"),
    "tokens_revoked": lambda event: _tokens_revoked(event),
}
EVENTS_READ = frozenset(_READERS)
"""The types of event that mean something here; all others are kept, raw, of channels that are an incident's."""


def _tokens_revoked(event: Json) -> Observation:
    return SignedOut("revoked") if (event.get("tokens") or {}).get("bot") else Other()


def _message(event: Json) -> Observation:
    channel, subtype = id_of(event["channel"]), event.get("subtype")
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
    now = _wording(channel, message, version)._replace(told=_ts(event["ts"]))
    told = before is not None and (before.version != "" or isinstance(message.get("edited"), dict))
    return Edited(now, before if told else None)


def _wording(channel: str, message: Json, version: str = "") -> Posted:
    edited = message.get("edited")
    thread_ts = message.get("thread_ts")
    files = message.get("files")
    shared = tuple(_shared(file) for file in files if _is_there(file)) if files else ()
    return Posted(  # by position: by name it would take twice as long
        channel,
        _ts(message["ts"]),
        _author(message),
        readable(message, _mention),
        _ts(thread_ts) if thread_ts else None,
        str(message.get("subtype") or ""),
        version or (_ts(edited["ts"]) if isinstance(edited, dict) else ""),
        tuple(file.name for file in shared) if shared else (),
        "",
        shared,
        _huddle(message) if message.get("subtype") == "huddle_thread" else None,
    )


def _mention(person: str) -> str:
    return f"<@{person}>"


def _huddle(message: Json) -> HuddleSeen | None:
    """What the message shows of a huddle. Slack promises none of it, so whatever is missing or odd is left out."""
    room = message.get("room")
    if not isinstance(room, dict):
        return None
    history = [room.get("created_by"), *_listed(room.get("participant_history")), *_listed(room.get("participants"))]
    there = dict.fromkeys(user for each in history if (user := id_or_none(each)))
    started = _moment(room.get("date_start")) or moment(_ts(message["ts"]))
    edited = message.get("edited")
    told = _moment(str(edited.get("ts")).partition(".")[0]) if isinstance(edited, dict) else None
    over = bool(room.get("has_ended")) or bool(room.get("date_end"))
    ended = (_moment(room.get("date_end")) or told or started) if over else None
    notes = [file for file in _listed(message.get("files")) if isinstance(file, dict) and _is_canvas(file)]
    return HuddleSeen(
        room=str(room.get("id") or ""),
        started_at=started,
        ended_at=max(ended, started) if ended else None,
        starter=id_or_none(room.get("created_by")),
        participants=tuple(there),
        notes_file=id_or_none(notes[0].get("id")) if notes else None,
    )


def _is_canvas(file: Json) -> bool:
    shown = file.get("filetype") == "quip" or file.get("mimetype") == "application/vnd.slack-docs"
    return shown and file.get("mode") != "tombstone"


def _moment(seconds: Any) -> datetime | None:
    """Seconds since 1970, as Slack's JSON gives them; None if they are no time."""
    return moment(f"{seconds}.0") if _SECONDS.fullmatch(str(seconds)) and int(seconds) else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_there(file: Json) -> bool:
    """Where a file was deleted, Slack leaves a tombstone in its message."""
    return bool(file) and file.get("mode") != "tombstone"


def _shared(file: Json) -> SharedFile:
    """A file that was removed, or that the bot may not look into, still has its id."""
    name = str(file.get("name") or file.get("title") or "file")
    subtype = str(file.get("subtype") or "")
    kind = subtype if is_clip(subtype) else str(file.get("filetype") or file.get("mimetype") or "")
    by = id_or_none(file.get("user"))
    return SharedFile(str(file.get("id") or name), name, kind, by, str(file.get("permalink") or ""))


def _author(message: Json) -> Person | None:
    profile = message.get("bot_profile")
    bot = message.get("bot_id")
    if bot:
        name = message.get("username") or (profile.get("name") if isinstance(profile, dict) else None)
        return Person(id_of(bot), str(name or bot), is_bot=True)
    user = message.get("user")
    return _person(user) if user else None


@lru_cache(4096)
def _person(user: Any) -> Person:
    return Person(id_of(user), "", is_bot=False)


def _message_ts(seen: Observation) -> str | None:
    match seen:
        case Posted() | Deleted() | Mentioned() | Pinned():
            return seen.ts
        case Edited():
            return seen.now.ts
        case _:
            return None


def _without_deleted_words(body: Json, seen: Observation) -> Json:
    """The event that announces a deletion carries the deleted words, one about a pin those of the message, one about the
    Home what it shows, one about a reply that was sent to the channel too those of its root, which may be deleted by itself;
    such words are dropped before anything is stored."""
    event = body.get("event")
    if not isinstance(event, dict):
        return body
    drop = {"root", *_CARRIED.get(type(seen), ())} & event.keys()
    quoting = [key for key, value in event.items() if isinstance(value, dict) and "root" in value]
    if not drop and not quoting:
        return body
    kept = {key: value for key, value in event.items() if key not in drop}
    for key in quoting:
        if key in kept:
            kept[key] = {name: each for name, each in kept[key].items() if name != "root"}
    return {**body, "event": kept}


_CARRIED: dict[type, tuple[str, ...]] = {
    Deleted: ("previous_message", "message"),
    Pinned: ("item",),
    HomeOpened: ("view",),
}


def _ts(value: Any) -> str:
    ts = str(value)
    if not _STAMP.fullmatch(ts):
        raise ValueError("a timestamp is not one")
    return ts
