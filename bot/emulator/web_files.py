"""files.*: the three-step upload, looking, deleting; and a file as Slack shows it."""

import secrets

from bot.emulator import conversation
from bot.emulator.arguments import Call
from bot.emulator.core import Core
from bot.emulator.records import File, Json, Refused
from bot.emulator.web_chat import as_bot, checked_content, thread

MAX_FILE = 1_000_000_000
_KINDS = {
    "md": ("text/markdown", "markdown", "Markdown"),
    "txt": ("text/plain", "text", "Plain Text"),
    "json": ("text/plain", "json", "JSON"),
    "csv": ("text/csv", "csv", "CSV"),
    "png": ("image/png", "png", "PNG"),
    "svg": ("image/svg+xml", "svg", "SVG"),
    "pdf": ("application/pdf", "pdf", "PDF"),
    "vtt": ("text/vtt", "vtt", "WebVTT"),
}


def get_upload_url(call: Call) -> Json:
    core = call.core
    length = call.number("length", 0)
    if not 0 < length <= MAX_FILE:
        raise Refused("file_upload_size_restricted" if length > MAX_FILE else "invalid_arguments")
    file = File(core.workspace.new_id("F"), call.need("filename"), length, core.bot_user_id, core.workspace.seconds())
    core.workspace.files[file.id] = file
    return {"upload_url": f"{core.base}/upload/{file.id}/{secrets.token_hex(8)}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    core = call.core
    wanted = call.structure("files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(each, dict) for each in wanted):
        raise Refused("invalid_arguments")
    files = []
    for each in wanted:
        file = core.workspace.files.get(str(each.get("id")))
        if file is None or not file.uploaded or file.deleted:
            raise Refused("file_not_found")
        files.append((file, str(each.get("title") or file.name)))
    placed: Json = {}
    channel = None
    if call.text("channel_id"):
        channel = call.channel(member=True, name="channel_id")
        if channel.archived:
            raise Refused("posting_to_channel_denied")
        placed = _placed(call)
    for file, title in files:
        file.title, file.completed = title, True
        core.emit({"type": "file_created", "file_id": file.id, "file": {"id": file.id}, "user_id": file.user})
    if channel is not None:
        for file, _ in files:
            file.channel, file.thread_ts = channel.id, placed.get("thread_ts")
        blocks = call.structure("blocks", "invalid_blocks")
        comment = call.text("initial_comment")
        words = checked_content(core, comment, blocks, None) if comment or blocks else {"text": ""}
        ts = core.workspace.next_ts(channel)
        for file, _ in files:
            file.shares.append((channel.id, ts))
        shown = [shown_file(core, file) for file, _ in files]
        message = as_bot(core) | words | placed | {"ts": ts, "files": shown, "upload": False}
        conversation.post(core, channel, message)
        for file, _ in files:
            event = {"type": "file_shared", "file_id": file.id, "file": {"id": file.id}, "user_id": file.user}
            core.emit(event | {"channel_id": channel.id, "event_ts": ts}, channel)
    core.changed()
    return {"files": [shown_file(core, file) for file, _ in files]}


def _placed(call: Call) -> Json:
    channel = call.channel(name="channel_id")
    try:
        return thread(call, channel)
    except Refused:
        raise Refused("invalid_arguments") from None


def file_info(call: Call) -> Json:
    file = _file(call)
    return {"file": shown_file(call.core, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def file_list(call: Call) -> Json:
    core = call.core
    files = [file for file in core.workspace.files.values() if file.completed and not file.deleted]
    if user := call.text("user"):
        if user not in core.workspace.users:
            raise Refused("user_not_found")
        files = [file for file in files if file.user == user]
    if channel := call.text("channel"):
        files = [file for file in files if any(shared == channel for shared, _ in file.shares)]
    since, until = call.number("ts_from", 0), call.number("ts_to", 10**10)
    files = sorted((file for file in files if since <= file.created <= until), key=lambda file: file.id, reverse=True)
    count, page = max(1, call.number("count", 100)), max(1, call.number("page", 1))
    shown = files[(page - 1) * count : page * count]
    paging = {"count": count, "total": len(files), "page": page, "pages": -(-len(files) // count)}
    return {"files": [shown_file(core, file) for file in shown], "paging": paging}


def delete_file(call: Call) -> Json:
    file = _file(call)
    if file.user != call.core.bot_user_id:
        raise Refused("cant_delete_file")
    remove(call.core, file)
    return {}


def remove(core: Core, file: File) -> None:
    """Deletes a file; a message that was nothing else goes with it, another keeps a tombstone in the file's place."""
    file.deleted, file.content = True, b""
    core.emit({"type": "file_deleted", "file_id": file.id, "event_ts": f"{core.workspace.seconds()}.000000"})
    for channel, message in list(core.workspace.messages_with_file(file.id)):
        others = [each for each in message["files"] if each["id"] != file.id]
        if not message.get("text") and not message.get("blocks") and not others:
            conversation.delete(core, channel, message["ts"])
            continue
        left = [each if each["id"] != file.id else {"id": file.id, "mode": "tombstone"} for each in message["files"]]
        conversation.change(core, channel, message["ts"], {"files": left}, editor=None)
    core.changed()


def shown_file(core: Core, file: File) -> Json:
    """A file as files.info and messages show it."""
    extension = file.name.rpartition(".")[2].lower()
    mimetype, filetype, pretty = _KINDS.get(extension, ("application/octet-stream", extension or "binary", "Binary"))
    shares: Json = {}
    for channel_id, ts in file.shares:
        channel = core.workspace.channels[channel_id]
        kind = "private" if channel.private else "public"
        share: Json = {"ts": ts, "channel_name": channel.name, "team_id": core.team_id, "share_user_id": file.user}
        if file.thread_ts is not None:
            share["thread_ts"] = file.thread_ts
        shares.setdefault(kind, {}).setdefault(channel_id, []).append(share)
    private = f"{core.base}/files-pri/{core.team_id}-{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": mimetype,
        "filetype": filetype,
        "pretty_type": pretty,
        "user": file.user,
        "user_team": core.team_id,
        "editable": False,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": "public" in shares,
        "public_url_shared": False,
        "display_as_bot": False,
        "url_private": f"{private}/{file.name}",
        "url_private_download": f"{private}/download/{file.name}",
        "permalink": f"{core.workspace_url}files/{file.user}/{file.id}/{file.name}",
        "channels": list(shares.get("public", {})),
        "groups": list(shares.get("private", {})),
        "ims": [],
        "shares": shares,
        "has_rich_preview": False,
        "file_access": "visible",
    }


def _file(call: Call) -> File:
    file = call.core.workspace.files.get(call.need("file"))
    if file is None or not file.completed:
        raise Refused("file_not_found")
    if file.deleted:
        raise Refused("file_deleted")
    return file
