"""What people do with files: upload one, record a clip that Slack then writes down, delete one."""

from typing import Any, NamedTuple

from bot.emulator import files_in_channels
from bot.emulator.people import People
from bot.emulator.records import File, Json, NotPossible

_PREVIEW = 100


class Shared(NamedTuple):
    """A file and the message it stands in."""

    file: str
    ts: str


class FileActions(People):
    """Each action takes effect at once and sends its events on their way."""

    async def upload(
        self,
        channel: str,
        user: str,
        name: str,
        content: bytes | str,
        mimetype: str = "",
        *,
        thread_ts: str | None = None,
        text: str = "",
        title: str = "",
        ts: str | None = None,
    ) -> Shared:
        """A member shares a file: file_created, a message of subtype file_share, file_shared. Without a `mimetype` the name's
        extension decides."""
        kept = content.encode() if isinstance(content, str) else content
        file = self._file_of(user, name, kept, title=title, mimetype=mimetype)
        return self._share(channel, file, text, thread_ts, ts)

    async def record_clip(
        self,
        channel: str,
        user: str,
        kind: str = "audio",
        *,
        seconds: float = 10.0,
        thread_ts: str | None = None,
        text: str = "",
    ) -> Shared:
        """A member records an `audio` or `video` clip, which Slack has not written down yet (`processing`)."""
        extension = {"audio": "m4a", "video": "mp4"}[kind]
        file = self._file_of(user, f"{kind}_message.{extension}", b"\x00" * 16)
        file.about = {
            "subtype": f"slack_{kind}",
            "transcription": {"status": "processing"},
            "duration_ms": int(seconds * 1000),
            "media_display_type": kind,
        }
        return self._share(channel, file, text, thread_ts, None)

    async def transcribe(self, file: str, vtt: str | None, *, status: str = "complete", locale: str = "en-US") -> None:
        """Slack has written a clip down, as WebVTT, or failed to (`status` failed or none, no words): file_change."""
        clip = self._file(file)
        written: Json = {"status": status}
        if vtt is not None:
            clip.words = vtt
            words = " ".join(line for line in vtt.splitlines()[1:] if line and "-->" not in line)
            written |= {"locale": locale, "preview": {"content": words[:_PREVIEW], "has_more": len(words) > _PREVIEW}}
            clip.about["vtt"] = f"{self.base}/files-pri/{self.team_id}-{clip.id}/file.vtt"
        clip.about["transcription"] = written
        files_in_channels.changed(self, clip)

    async def delete_file(self, file: str) -> None:
        """Whoever shared it deletes it: file_deleted, and its message goes or keeps a tombstone."""
        files_in_channels.remove(self, self._file(file))

    # --- within

    def _file_of(self, user: str, name: str, content: bytes, **more: Any) -> File:
        now = self.workspace.seconds()
        file = File(self.workspace.new_id("F"), name, len(content), user, now, content=content, **more)
        file.uploaded = file.completed = True
        self.workspace.files[file.id] = file
        return file

    def _share(self, channel: str, file: File, text: str, thread_ts: str | None, ts: str | None) -> Shared:
        found = self._member_of(channel, file.user)
        message = self._placed(found, {"user": file.user, "text": text, "upload": True}, thread_ts, False, ts)
        files_in_channels.tell_created(self, file, found)
        return Shared(file.id, files_in_channels.share(self, found, [file], message))

    def _file(self, file: str) -> File:
        if file not in self.workspace.files:
            raise NotPossible(f"there is no file {file}")
        return self.workspace.files[file]
