"""Files as Slack shows them: who may see one, where it was shared, its changes and its deletion, each with its events."""

import html
from collections.abc import Sequence

from bot.emulator import conversation
from bot.emulator.core import Core
from bot.emulator.records import File, Json
from bot.emulator.workspace import Channel

CANVAS = "quip"
_KINDS = {
    "md": ("text/markdown", "markdown", "Markdown"),
    "txt": ("text/plain", "text", "Plain Text"),
    "json": ("text/plain", "json", "JSON"),
    "csv": ("text/csv", "csv", "CSV"),
    "png": ("image/png", "png", "PNG"),
    "svg": ("image/svg+xml", "svg", "SVG"),
    "pdf": ("application/pdf", "pdf", "PDF"),
    "vtt": ("text/vtt", "vtt", "WebVTT"),
    "srt": ("application/x-subrip", "srt", "SubRip"),
    "m4a": ("audio/mp4", "m4a", "MPEG 4 Audio"),
    "mp4": ("video/mp4", "mp4", "MPEG 4 Video"),
}


def visible(core: Core, file: File) -> bool:
    """Whether the bot may see it: its own, or shared in a public channel or where the bot is a member."""
    channels = [core.workspace.channels[each] for each, _ in file.shares if each in core.workspace.channels]
    return file.user == core.bot_user_id or any(
        not channel.private or core.bot_user_id in channel.members for channel in channels
    )


def share(core: Core, channel: Channel, files: Sequence[File], message: Json) -> str:
    """Posts a message with these files in it. Returns its timestamp."""
    ts = message.get("ts") or core.workspace.next_ts(channel)
    for file in files:
        if not file.shares:
            file.channel, file.thread_ts = channel.id, message.get("thread_ts")
        file.shares.append((channel.id, ts))
    conversation.post(core, channel, message | {"ts": ts, "files": [in_message(core, file) for file in files]})
    for file in files:
        tell_shared(core, channel, file, ts)
    return ts


def tell_created(core: Core, file: File, channel: Channel | None) -> None:
    """file_created, where the bot is a member of the channel it goes to, or where it goes nowhere yet."""
    core.emit(_about(core, file, "file_created") | {"user_id": file.user}, channel)


def tell_shared(core: Core, channel: Channel, file: File, ts: str) -> None:
    event = _about(core, file, "file_shared") | {"user_id": file.user, "channel_id": channel.id, "event_ts": ts}
    core.emit(event, channel)


def changed(core: Core, file: File) -> None:
    """The file is not what it was: file_change, which says neither what nor by whom."""
    if visible(core, file):
        core.emit(_about(core, file, "file_change"))
    core.changed()


def remove(core: Core, file: File) -> None:
    """Deletes a file; a message that was nothing else goes with it, another keeps a tombstone in the file's place."""
    seen = visible(core, file)
    file.deleted, file.content, file.words = True, b"", None
    if seen:
        core.emit({name: value for name, value in _about(core, file, "file_deleted").items() if name != "file"})
    for channel, message in list(core.workspace.messages_with_file(file.id)):
        others = [each for each in message["files"] if each["id"] != file.id]
        if not message.get("text") and not message.get("blocks") and not others:
            conversation.delete(core, channel, message["ts"])
            continue
        left = [each if each["id"] != file.id else {"id": file.id, "mode": "tombstone"} for each in message["files"]]
        conversation.change(core, channel, message["ts"], {"files": left}, editor=None)
    core.changed()


def _about(core: Core, file: File, kind: str) -> Json:
    now = f"{core.workspace.seconds()}.000000"
    return {"type": kind, "file_id": file.id, "file": {"id": file.id}, "event_ts": now}


def in_message(core: Core, file: File) -> Json:
    """A file as a message holds it: of somebody of a connected workspace only that there is one."""
    if core.workspace.users[file.user].team != core.team_id:
        hidden: Json = {"id": file.id, "created": 0, "timestamp": 0, "user": "", "mode": "file_access"}
        return hidden | {"file_access": "check_file_info"}
    return shown_file(core, file)


def shown_file(core: Core, file: File) -> Json:
    """A file as files.info shows it."""
    extension = file.name.rpartition(".")[2].lower()
    mimetype, filetype, pretty = _KINDS.get(extension, ("application/octet-stream", extension or "binary", "Binary"))
    shares = _shares(core, file)
    private = f"{core.base}/files-pri/{core.team_id}-{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype or mimetype,
        "filetype": file.filetype or filetype,
        "pretty_type": pretty,
        "user": file.user,
        "user_team": core.workspace.users[file.user].team,
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
    } | file.about


def _shares(core: Core, file: File) -> Json:
    shares: Json = {}
    for channel_id, ts in file.shares:
        channel = core.workspace.channels.get(channel_id)
        if channel is None:
            continue
        kind = "private" if channel.private else "public"
        made: Json = {"ts": ts, "channel_name": channel.name, "team_id": core.team_id, "share_user_id": file.user}
        if file.thread_ts is not None:
            made["thread_ts"] = file.thread_ts
        shares.setdefault(kind, {}).setdefault(channel_id, []).append(made)
    return shares


def canvas_page(file: File) -> str:
    """A canvas as HTML: headings, list items and paragraphs, one for each line of its Markdown."""
    lines = []
    for line in file.content.decode().splitlines():
        words = html.escape(line.lstrip("#-* ").strip())
        if not words:
            continue
        level = len(line) - len(line.lstrip("#"))
        tag = f"h{min(level, 3)}" if level else "li" if line.lstrip().startswith(("- ", "* ")) else "p"
        lines.append(f"<{tag}>{words}</{tag}>")
    return f'<!DOCTYPE html><html><body><div class="quip-canvas-content">{"".join(lines)}</div></body></html>'
