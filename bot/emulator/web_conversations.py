"""conversations.* and users.conversations."""

from bot.emulator import conversation
from bot.emulator.arguments import Call, cursor
from bot.emulator.files_in_channels import in_message
from bot.emulator.records import Json, Refused
from bot.emulator.workspace import Channel, Workspace, in_channel, micros, window

_FAMILIES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


def info(call: Call) -> Json:
    channel = call.channel()
    shown = call.core.workspace.shown_channel(channel, call.core.bot_user_id)
    if not call.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"channel": shown}


def history(call: Call) -> Json:
    """What stands in the channel itself, newest first. A cursor names the message that is next, so that what is posted
    meanwhile shifts nothing."""
    channel = call.channel(member=True)
    oldest, latest, inclusive = _window(call)
    wanted = channel.between(oldest, latest, inclusive)
    reached = call.after_cursor("next_ts")
    newest_first = [
        message
        for ts in reversed(wanted)
        if (reached is None or micros(ts) <= reached) and in_channel(message := channel.messages[ts])
    ]
    pins = sum("pinned_to" in message for message in channel.messages.values())
    limit = call.limit(100, 999)
    answer = _paged(call, newest_first[:limit], newest_first[limit:])
    return answer | {"pin_count": pins, "channel_actions_ts": None, "channel_actions_count": 0}


def replies(call: Call) -> Json:
    """A thread, ascending. Its root heads every page, whatever the window."""
    channel = call.channel(member=True)
    ts = call.ts("ts", "thread_not_found")
    message = channel.messages.get(ts or "")
    if message is None:
        raise Refused("thread_not_found")
    root_ts: str = message.get("thread_ts") or message["ts"]
    root = [channel.messages[root_ts]] if root_ts in channel.messages else []
    oldest, latest, inclusive = _window(call)
    reached = call.after_cursor("next_ts")
    answers = window(channel.threads.get(root_ts, []), oldest, latest, inclusive)
    found = [channel.messages[each] for each in answers if reached is None or micros(each) >= reached]
    # A page after the first has at least one answer, else asking would never end.
    room = max(call.limit(1000, 1000) - len(root), 0 if reached is None else 1)
    return _paged(call, root + found[:room], found[room:])


def _paged(call: Call, page: list[Json], rest: list[Json]) -> Json:
    answer: Json = {"messages": [_shown(call, message) for message in page], "has_more": bool(rest)}
    if rest:
        answer["response_metadata"] = {"next_cursor": cursor("next_ts", micros(rest[0]["ts"]))}
    return answer


def members(call: Call) -> Json:
    channel = call.channel()
    page, metadata = call.page(list(channel.members), 100, 1000)
    return {"members": page, "response_metadata": metadata}


def list_all(call: Call) -> Json:
    core = call.core
    found = _of_types(call)
    visible = [each for each in found if not each.private or core.bot_user_id in each.members]
    page, metadata = call.page(visible, 100, 999)
    shown = [core.workspace.shown_channel(channel, core.bot_user_id) for channel in page]
    return {"channels": shown, "response_metadata": metadata}


def of_user(call: Call) -> Json:
    """users.conversations: another person's private channels only where the bot is too."""
    core = call.core
    user = call.text("user") or core.bot_user_id
    found = [
        channel
        for channel in _of_types(call)
        if user in channel.members and (not channel.private or core.bot_user_id in channel.members)
    ]
    page, metadata = call.page(found, 100, 999)
    shown = [core.workspace.shown_channel(channel, core.bot_user_id) for channel in page]
    for each in shown:
        for name in ("num_members", "is_member"):
            each.pop(name, None)
    return {"channels": shown, "response_metadata": metadata}


def join(call: Call) -> Json:
    channel = call.core.workspace.channels.get(call.need("channel"))
    if channel is None or (channel.private and call.core.bot_user_id not in channel.members):
        raise Refused("channel_not_found")
    if channel.private:
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    already = call.core.bot_user_id in channel.members
    conversation.join(call.core, channel, call.core.bot_user_id)
    shown = call.core.workspace.shown_channel(channel, call.core.bot_user_id)
    answer: Json = {"channel": shown}
    if already:
        answer |= {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return answer


def open_direct(call: Call) -> Json:
    call.permit("im:write")
    users = [user.strip() for user in (call.text("users") or "").split(",") if user.strip()]
    if call.text("channel"):
        channel = call.channel()
    elif not users:
        raise Refused("users_list_not_supplied")
    elif len(users) > 1:
        raise Refused("too_many_users")
    elif users[0] not in call.core.workspace.users:
        raise Refused("user_not_found")
    else:
        channel = call.core.workspace.direct_channel([call.core.bot_user_id, users[0]])
    if call.flag("return_im"):
        return {"channel": call.core.workspace.shown_channel(channel, call.core.bot_user_id)}
    return {"channel": {"id": channel.id}}


def _window(call: Call) -> tuple[str | None, str | None, bool]:
    oldest = call.ts("oldest", "invalid_ts_oldest")
    latest = call.ts("latest", "invalid_ts_latest")
    return oldest, latest, call.flag("inclusive")


def _shown(call: Call, message: Json) -> Json:
    """A message with its files as they are now."""
    shown = Workspace.shown_message(message, call.flag("include_all_metadata"))
    if "files" in shown:
        known = call.core.workspace.files
        shown["files"] = [
            in_message(call.core, known[each["id"]])
            if each.get("id") in known and not known[each["id"]].deleted
            else each
            for each in shown["files"]
        ]
    return shown


def _of_types(call: Call) -> list[Channel]:
    """The channels of the kinds asked for; each kind needs its own scope."""
    families = []
    for name in (call.text("types") or "public_channel").split(","):
        family = _FAMILIES.get(name.strip())
        if family is None:
            raise Refused("invalid_types")
        call.permit(f"{family}:read")
        families.append(family)
    archived = not call.flag("exclude_archived")
    channels = call.core.workspace.channels.values()
    return [each for each in channels if each.family in families and (archived or not each.archived)]
