"""What happens in a channel, and the event each thing causes: posts, edits, deletions, reactions, pins, comings and goings."""

from typing import Any

from bot.emulator.core import Core
from bot.emulator.records import Json
from bot.emulator.workspace import SLACKBOT, Channel, Workspace, micros

_BLOCKS_WITH_ELEMENTS = ("actions", "context_actions", "card")


def identified(core: Core, blocks: list[Json]) -> list[Json]:
    """The blocks with a block_id each, and an action_id for each control, as Slack fills them in."""
    shown = []
    for block in blocks:
        filled: Json = {"block_id": core.workspace.new_id("b")} | block
        if block.get("type") in _BLOCKS_WITH_ELEMENTS and isinstance(block.get("elements"), list):
            filled["elements"] = [_with_action_id(core, element) for element in block["elements"]]
        for name in ("accessory", "element"):
            if isinstance(block.get(name), dict) and block[name].get("type") != "image":
                filled[name] = _with_action_id(core, block[name])
        shown.append(filled)
    return shown


def _with_action_id(core: Core, element: Json) -> Json:
    return {"action_id": core.workspace.new_id("a")} | element


def post(core: Core, channel: Channel, message: Json) -> Json:
    """Stores a message and tells the bot. `message` lacks only `type`, `team` and, for a fresh one, `ts`."""
    ts = message.get("ts") or core.workspace.next_ts(channel)
    stored: Json = {"type": "message", "ts": ts, "team": core.team_id} | message
    root = channel.messages.get(stored.get("thread_ts", ""))
    if root is not None and root["ts"] != ts:
        stored["parent_user_id"] = root.get("user") or root.get("bot_id")
        if stored.get("subtype") == "thread_broadcast":
            stored["root"] = {name: root[name] for name in ("type", "ts", "user", "bot_id", "text") if name in root}
    channel.keep(stored)
    event = Workspace.shown_message(stored) | {"channel": channel.id, "channel_type": channel.kind, "event_ts": ts}
    if stored.get("files"):
        event.setdefault("subtype", "file_share")
    core.emit(event, channel)
    if _mentions_bot(core, stored) and not channel.direct:
        mention = {name: value for name, value in event.items() if name != "channel_type"}
        core.emit(mention | {"type": "app_mention"}, channel)
    core.changed()
    return stored


def _mentions_bot(core: Core, message: Json) -> bool:
    text = message.get("text", "")
    named = f"<@{core.bot_user_id}>" in text or f"<@{core.bot_user_id}|" in text
    # Being told of comings and goings is no mention, although their texts name who came.
    structural = message.get("subtype") not in (None, "thread_broadcast", "file_share", "bot_message", "me_message")
    return named and not structural and message.get("user") != core.bot_user_id


def change(
    core: Core,
    channel: Channel,
    ts: str,
    changes: Json,
    *,
    editor: str | None,
    at: str | None = None,
    edited_ts: str | None = None,
) -> Json:
    """Replaces parts of a message (None removes one). Without an editor it is not an edit: an unfurl, say. `at` is the
    timestamp of the event, `edited_ts` the one written into the message, both fresh where not given."""
    previous = channel.messages[ts]
    event_ts = _moment(core, channel, at)
    changed = {name: value for name, value in (previous | changes).items() if value is not None}
    if editor is not None:
        changed["edited"] = {"user": editor, "ts": edited_ts or event_ts}
    channel.messages[ts] = changed
    _tell_changed(core, channel, changed, previous, event_ts)
    return changed


def delete(core: Core, channel: Channel, ts: str, *, at: str | None = None) -> None:
    """Deletes a message. A thread's root that still has replies stays as a tombstone until they are gone too."""
    previous = channel.messages[ts]
    event_ts = _moment(core, channel, at)
    if channel.threads.get(ts):
        tombstone = {
            "type": "message",
            "subtype": "tombstone",
            "text": "This message was deleted.",
            "user": SLACKBOT,
            "hidden": True,
            "ts": ts,
            "parent_user_id": SLACKBOT,
        }
        channel.messages[ts] = tombstone
        channel.count_replies(ts)
        _tell_changed(core, channel, tombstone, previous, event_ts)
        return
    channel.forget(ts)
    core.emit(
        {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "channel": channel.id,
            "channel_type": channel.kind,
            "ts": event_ts,
            "event_ts": event_ts,
            "deleted_ts": ts,
            "previous_message": Workspace.shown_message(previous),
        },
        channel,
    )
    root = channel.messages.get(previous.get("thread_ts", ""))
    if root is not None and root.get("subtype") == "tombstone" and not channel.threads.get(root["ts"]):
        delete(core, channel, root["ts"])
    core.changed()


def _moment(core: Core, channel: Channel, at: str | None) -> str:
    if at is None:
        return core.workspace.next_ts(channel)
    channel.last = max(channel.last, micros(at))
    return at


def _tell_changed(core: Core, channel: Channel, message: Json, previous: Json, event_ts: str) -> None:
    core.emit(
        {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "message": Workspace.shown_message(message) | {"source_team": core.team_id, "user_team": core.team_id},
            "previous_message": Workspace.shown_message(previous),
            "channel": channel.id,
            "channel_type": channel.kind,
            "ts": event_ts,
            "event_ts": event_ts,
        },
        channel,
    )
    core.changed()


def react(core: Core, channel: Channel, ts: str, user: str, name: str) -> bool:
    """Adds a reaction; False where the person had given it already."""
    message = channel.messages[ts]
    given: list[Json] = [dict(reaction) for reaction in message.get("reactions", [])]
    mine = next((reaction for reaction in given if reaction["name"] == name), None)
    if mine is None:
        given.append({"name": name, "users": [user], "count": 1})
    elif user in mine["users"]:
        return False
    else:
        mine |= {"users": [*mine["users"], user], "count": mine["count"] + 1}
    message["reactions"] = given
    _tell_reaction(core, channel, message, "reaction_added", user, name)
    return True


def unreact(core: Core, channel: Channel, ts: str, user: str, name: str) -> bool:
    """Takes a reaction back; False where there was none."""
    message = channel.messages[ts]
    given: list[Json] = message.get("reactions", [])
    if not any(reaction["name"] == name and user in reaction["users"] for reaction in given):
        return False
    left = []
    for reaction in given:
        users = [each for each in reaction["users"] if reaction["name"] != name or each != user]
        if users:
            left.append(reaction | {"users": users, "count": len(users)})
    message.pop("reactions")
    if left:
        message["reactions"] = left
    _tell_reaction(core, channel, message, "reaction_removed", user, name)
    return True


def _tell_reaction(core: Core, channel: Channel, message: Json, kind: str, user: str, name: str) -> None:
    event: Json = {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message["ts"]},
        "event_ts": core.workspace.next_ts(channel),
    }
    if "user" in message:
        event["item_user"] = message["user"]
    core.emit(event, channel)
    core.changed()


def pin(core: Core, channel: Channel, ts: str, user: str) -> bool:
    """Pins a message to its channel; False where it was pinned already."""
    message = channel.messages[ts]
    if channel.id in message.get("pinned_to", ()):
        return False
    message["pinned_to"] = [channel.id]
    message["pinned_info"] = {"channel": channel.id, "pinned_by": user, "pinned_ts": core.workspace.seconds()}
    _tell_pin(core, channel, message, "pin_added", user)
    return True


def unpin(core: Core, channel: Channel, ts: str, user: str) -> bool:
    """Takes a pin off; False where there was none."""
    message = channel.messages[ts]
    if "pinned_to" not in message:
        return False
    del message["pinned_to"], message["pinned_info"]
    _tell_pin(core, channel, message, "pin_removed", user)
    return True


def _tell_pin(core: Core, channel: Channel, message: Json, kind: str, user: str) -> None:
    core.emit(
        {
            "type": kind,
            "user": user,
            "channel_id": channel.id,
            "item": {
                "type": "message",
                "channel": channel.id,
                "created": core.workspace.seconds(),
                "created_by": user,
                "message": Workspace.shown_message(message),
            },
            "item_user": message.get("user", ""),
            "pin_count": sum("pinned_to" in each for each in channel.messages.values()),
            "event_ts": core.workspace.next_ts(channel),
        },
        channel,
    )
    core.changed()


def join(core: Core, channel: Channel, user: str, inviter: str | None = None) -> None:
    """Makes somebody a member, with the message and the event that Slack makes of it."""
    if user in channel.members:
        return
    channel.members.append(user)
    tell_joined(core, channel, user, inviter)
    message: Json = {"subtype": "channel_join", "user": user, "text": f"<@{user}> has joined the channel"}
    post(core, channel, message | ({} if inviter is None else {"inviter": inviter}))


def tell_joined(core: Core, channel: Channel, user: str, inviter: str | None = None) -> None:
    """The member_joined_channel event alone."""
    event: Json = _membership(core, channel, user) | {"type": "member_joined_channel"}
    core.emit(event | ({} if inviter is None else {"inviter": inviter}), channel)


def leave(core: Core, channel: Channel, user: str) -> None:
    """Ends a membership. The bot hears of its own leaving also as channel_left or group_left, and of nothing after it."""
    if user not in channel.members:
        return
    post(core, channel, {"subtype": "channel_leave", "user": user, "text": f"<@{user}> has left the channel"})
    core.emit(_membership(core, channel, user) | {"type": "member_left_channel"}, channel)
    channel.members.remove(user)
    if user == core.bot_user_id:
        kind = "group_left" if channel.private else "channel_left"
        ts = core.workspace.next_ts(channel)
        core.emit({"type": kind, "channel": channel.id, "actor_id": user, "event_ts": ts})
    core.changed()


def _membership(core: Core, channel: Channel, user: str) -> Json:
    return {
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.private else "C",
        "team": core.workspace.users[user].team,
        "event_ts": core.workspace.next_ts(channel),
    }


def rename(core: Core, channel: Channel, name: str, user: str) -> None:
    """Renames a channel; of a public one every app hears, of a private one its members."""
    old, channel.name = channel.name, name
    described: dict[str, Any] = {"id": channel.id, "name": name, "name_normalized": name, "created": channel.created}
    kind = "group_rename" if channel.private else "channel_rename"
    described["is_channel"] = not channel.private
    event = {"type": kind, "channel": described, "event_ts": core.workspace.next_ts(channel)}
    core.emit(event, channel if channel.private else None)
    text = f'<@{user}> has renamed the channel from "{old}" to "{name}"'
    post(core, channel, {"subtype": "channel_name", "user": user, "text": text, "old_name": old, "name": name})
