"""reactions.* and pins.*."""

from bot.emulator import conversation
from bot.emulator.arguments import Call
from bot.emulator.records import Json, Refused
from bot.emulator.workspace import Channel, Workspace

MAX_PINS = 100


def _marked(call: Call) -> tuple[Channel, str]:
    """The channel and timestamp of the message that is meant."""
    if call.text("channel") is None or call.text("timestamp") is None:
        raise Refused("no_item_specified")
    channel = call.channel(member=True)
    message = call.message(channel, "timestamp", "bad_timestamp")
    return channel, message["ts"]


def add_reaction(call: Call) -> Json:
    channel, ts = _marked(call)
    if channel.archived:
        raise Refused("is_archived")
    name = call.need("name").strip(":")
    if not name or " " in name:
        raise Refused("invalid_name")
    if not conversation.react(call.core, channel, ts, call.core.bot_user_id, name):
        raise Refused("already_reacted")
    return {}


def remove_reaction(call: Call) -> Json:
    channel, ts = _marked(call)
    if not conversation.unreact(call.core, channel, ts, call.core.bot_user_id, call.need("name").strip(":")):
        raise Refused("no_reaction")
    return {}


def get_reactions(call: Call) -> Json:
    channel, ts = _marked(call)
    message = Workspace.shown_message(channel.messages[ts])
    return {"type": "message", "channel": channel.id, "message": message}


def add_pin(call: Call) -> Json:
    channel, ts = _marked(call)
    if sum("pinned_to" in message for message in channel.messages.values()) >= MAX_PINS:
        raise Refused("too_many_pins")
    if not conversation.pin(call.core, channel, ts, call.core.bot_user_id):
        raise Refused("already_pinned")
    return {}


def remove_pin(call: Call) -> Json:
    channel, ts = _marked(call)
    if not conversation.unpin(call.core, channel, ts, call.core.bot_user_id):
        raise Refused("no_pin")
    return {}


def list_pins(call: Call) -> Json:
    channel = call.channel(member=True)
    pinned = [message for message in channel.messages.values() if "pinned_to" in message]
    pinned.sort(key=lambda message: int(message["pinned_info"]["pinned_ts"]), reverse=True)
    return {
        "items": [
            {
                "type": "message",
                "channel": channel.id,
                "created": message["pinned_info"]["pinned_ts"],
                "created_by": message["pinned_info"]["pinned_by"],
                "message": Workspace.shown_message(message),
            }
            for message in pinned
        ]
    }
