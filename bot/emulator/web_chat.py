"""chat.*: posting, editing, deleting, ephemeral messages, permalinks."""

from typing import Any

from bot.emulator import conversation
from bot.emulator.arguments import Call
from bot.emulator.block_checks import MAX_MARKDOWN, check_message_blocks
from bot.emulator.core import Core
from bot.emulator.records import Json, Refused
from bot.emulator.workspace import Channel, Workspace

MAX_TEXT = 40_000
MAX_UPDATE_TEXT = 4_000
MAX_ATTACHMENTS = 100
_NO_REPLY = frozenset({"channel_join", "channel_leave", "channel_name", "channel_topic"})


def post_message(call: Call) -> Json:
    core = call.core
    channel = call.channel(member=True, writable=True)
    if channel.direct and not core.app.messages_tab:
        raise Refused("messages_tab_disabled")
    if call.text("username") or call.text("icon_emoji") or call.text("icon_url"):
        call.permit("chat:write.customize")
    message = as_bot(core) | content(call)
    if call.text("username"):
        message |= {"subtype": "bot_message", "username": call.text("username")}
    if metadata := _metadata(call):
        message["metadata"] = metadata
    message |= thread(call, channel)
    posted = conversation.post(core, channel, message)
    shown = Workspace.shown_message(posted, metadata=True)
    return {"channel": channel.id, "ts": posted["ts"], "message": shown}


def update(call: Call) -> Json:
    channel = call.channel(member=True)
    if channel.archived:
        raise Refused("is_archived")
    message = call.message(channel, "ts")
    if message.get("bot_id") != call.core.bot_id or message.get("subtype") == "tombstone":
        raise Refused("cant_update_message")
    if len(call.text("text") or "") > MAX_UPDATE_TEXT:
        raise Refused("msg_too_long")
    changes = content(call)
    # What the call leaves out stays as it was: a text alone does not take the blocks away, an empty list does.
    for name in ("blocks", "attachments"):
        if changes.get(name) == []:
            changes[name] = None
    if "metadata" in call.args:
        changes["metadata"] = _metadata(call)
    ts: str = message["ts"]
    changed = conversation.change(call.core, channel, ts, changes, editor=call.core.bot_id)
    return {
        "channel": channel.id,
        "ts": ts,
        "text": changed["text"],
        "message": Workspace.shown_message(changed, metadata=True),
    }


def delete(call: Call) -> Json:
    channel = call.channel(member=True)
    message = call.message(channel, "ts")
    if message.get("bot_id") != call.core.bot_id or message.get("subtype") == "tombstone":
        raise Refused("cant_delete_message")
    conversation.delete(call.core, channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


def post_ephemeral(call: Call) -> Json:
    core = call.core
    channel = call.channel(member=True, writable=True)
    user = call.need("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    if len(call.text("text") or "") > MAX_TEXT:
        raise Refused("msg_too_long")
    shown = content(call)
    if call.text("thread_ts"):
        shown["thread_ts"] = thread(call, channel)["thread_ts"]
    return {"message_ts": show_ephemeral(core, channel, user, shown)}


def get_permalink(call: Call) -> Json:
    channel = call.channel()
    message = call.message(channel, "message_ts")
    return {"channel": channel.id, "permalink": permalink(call.core, channel, message)}


def permalink(core: Core, channel: Channel, message: Json) -> str:
    """https://emulated.slack.com/archives/C…/p… with the thread named for a reply."""
    address = f"{core.workspace_url}archives/{channel.id}/p{message['ts'].replace('.', '')}"
    root = message.get("thread_ts")
    return address if root in (None, message["ts"]) else f"{address}?thread_ts={root}&cid={channel.id}"


def show_ephemeral(core: Core, channel: Channel, user: str, message: Json) -> str:
    """Shows something to one person; Slack keeps it nowhere."""
    ts = core.workspace.next_ts(channel)
    shown = {"type": "message", "ts": ts, "channel": channel.id, "bot_id": core.bot_id, "is_ephemeral": True} | message
    core.shown_ephemerals.setdefault(user, []).append(shown)
    core.changed()
    return ts


def as_bot(core: Core) -> Json:
    """The fields by which a message is this app's."""
    profile = {
        "id": core.bot_id,
        "app_id": core.app_id,
        "user_id": core.bot_user_id,
        "name": core.app.name,
        "deleted": False,
        "updated": 0,
        "team_id": core.team_id,
    }
    return {"user": core.bot_user_id, "bot_id": core.bot_id, "app_id": core.app_id, "bot_profile": profile}


def content(call: Call) -> Json:
    """Text, blocks and attachments of a call, checked. Refuses an empty message."""
    return checked_content(
        call.core,
        call.text("text"),
        call.structure("blocks", "invalid_blocks_format"),
        call.structure("attachments", "invalid_arguments"),
        call.text("markdown_text"),
    )


def checked_content(
    core: Core, text: str | None, blocks: Any, attachments: Any, markdown_text: str | None = None
) -> Json:
    """The parts of a message that its app writes. Refuses what Slack refuses."""
    if markdown_text is not None:
        if text is not None or blocks is not None:
            raise Refused("markdown_text_conflict")
        if len(markdown_text) > MAX_MARKDOWN:
            raise Refused("invalid_blocks")
        blocks = [{"type": "markdown", "text": markdown_text}]
    checked = None if blocks is None else check_message_blocks(blocks)
    if attachments is not None:
        _check_attachments(attachments)
    if not text and not checked and not attachments:
        raise Refused("no_text")
    found: Json = {"text": (text or "")[:MAX_TEXT]}
    if checked is not None:
        found["blocks"] = conversation.identified(core, checked)
    if attachments is not None:
        found["attachments"] = [_identified(core, number, each) for number, each in enumerate(attachments, 1)]
    return found


def _identified(core: Core, number: int, attachment: Json) -> Json:
    blocks = attachment.get("blocks")
    named = {} if blocks is None else {"blocks": conversation.identified(core, blocks)}
    return {"id": number} | attachment | named


def _check_attachments(attachments: Any) -> None:
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise Refused("invalid_arguments")
    if len(attachments) > MAX_ATTACHMENTS:
        raise Refused("too_many_attachments")
    for attachment in attachments:
        if attachment.get("blocks") is not None:
            check_message_blocks(attachment["blocks"])


def thread(call: Call, channel: Channel) -> Json:
    """Where in the channel a message goes: nowhere special, or into a thread, perhaps broadcast."""
    ts = call.ts("thread_ts", "invalid_arguments")
    if ts is None:
        return {}
    root = channel.messages.get(ts)
    if root is None or root.get("subtype") in _NO_REPLY:
        raise Refused("cannot_reply_to_message")
    # Slack takes a reply for its thread.
    placed: Json = {"thread_ts": root.get("thread_ts", ts)}
    return placed | ({"subtype": "thread_broadcast"} if call.flag("reply_broadcast") else {})


def _metadata(call: Call) -> Json | None:
    metadata = call.structure("metadata", "invalid_metadata_format")
    if metadata is None or metadata == {}:
        return None
    proper = (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and isinstance(metadata.get("event_payload"), dict)
    )
    if not proper:
        raise Refused("invalid_metadata_format")
    if len(str(metadata)) > 16_000:
        raise Refused("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}
