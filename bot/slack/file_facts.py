"""What Slack says of a file, read into a value."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class FileFacts:
    """A file as files.info shows it. `size` is in bytes; `link` is where its bytes are.

    `written` is how far Slack has come with writing down a clip (processing, complete, failed, none; empty for other files),
    `words_link` where its WebVTT is, `preview` its first words and `preview_cut` whether there are more; `seconds` is how long a
    clip or call lasted; `call_words` is the file with a huddle's transcript, which its notes name."""

    id: str
    name: str
    kind: str
    by: str | None
    size: int
    link: str
    written: str = ""
    words_link: str = ""
    preview: str = ""
    preview_cut: bool = False
    seconds: float = 0.0
    call_words: str | None = None


def file_facts(said: Json) -> FileFacts:
    """Reads the `file` of files.info. What is missing stays empty."""
    written = _object(said.get("transcription"))
    preview = _object(written.get("preview"))
    subtype, words = str(said.get("subtype") or ""), said.get("huddle_transcript_file_id")
    length = said.get("duration_ms")
    return FileFacts(
        id=str(said.get("id") or ""),
        name=str(said.get("name") or said.get("title") or "file"),
        kind=subtype if is_clip(subtype) else str(said.get("filetype") or said.get("mimetype") or ""),
        by=said.get("user") or None,
        size=int(said.get("size") or 0),
        link=str(said.get("url_private_download") or said.get("url_private") or ""),
        written=str(written.get("status") or ""),
        words_link=str(said.get("vtt") or ""),
        preview=str(preview.get("content") or ""),
        preview_cut=bool(preview.get("has_more")),
        seconds=length / 1000 if isinstance(length, int | float) else 0.0,
        call_words=words if isinstance(words, str) else None,
    )


def is_clip(kind: str) -> bool:
    """Whether a file of this kind is an audio or video clip that was recorded in Slack."""
    return kind in ("slack_audio", "slack_video")


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
