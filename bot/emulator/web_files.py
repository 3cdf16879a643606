"""files.* and canvases.*: the three-step upload, looking, reading a canvas, deleting."""

import secrets

from bot.emulator import files_in_channels
from bot.emulator.arguments import Call
from bot.emulator.files_in_channels import CANVAS, shown_file, visible
from bot.emulator.records import File, Json, Refused, invalid
from bot.emulator.web_chat import as_bot, checked_content, thread

MAX_FILE = 1_000_000_000


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
        files_in_channels.tell_created(core, file, channel)
    if channel is not None:
        blocks = call.structure("blocks", "invalid_blocks")
        comment = call.text("initial_comment")
        words = checked_content(core, comment, blocks, None) if comment or blocks else {"text": ""}
        message = as_bot(core) | words | placed | {"upload": False}
        files_in_channels.share(core, channel, [file for file, _ in files], message)
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
    known = core.workspace.files.values()
    files = [file for file in known if file.completed and not file.deleted and visible(core, file)]
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
    files_in_channels.remove(call.core, file)
    return {}


def canvas_content(call: Call) -> Json:
    """The whole canvas as Markdown or HTML, where the bot may see it."""
    kind = call.text("content_type") or "markdown"
    if kind not in ("markdown", "html"):
        raise invalid("[ERROR] must be one of: markdown, html [json-pointer:/content_type]")
    file = call.core.workspace.files.get(call.need("canvas_id"))
    if file is None or file.deleted or file.filetype != CANVAS or not visible(call.core, file):
        raise Refused("canvas_not_found")
    return {"content": file.content.decode() if kind == "markdown" else files_in_channels.canvas_page(file)}


def _file(call: Call) -> File:
    file = call.core.workspace.files.get(call.need("file"))
    if file is None or not file.completed or not visible(call.core, file):
        raise Refused("file_not_found")
    if file.deleted:
        raise Refused("file_deleted")
    return file
