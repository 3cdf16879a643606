"""Permalinks, worked out rather than asked for: one call for each message would be too many."""

from urllib.parse import quote

from bot.domain.transcript import carrier_of


def channel_link(workspace_url: str, channel: str) -> str:
    """The address of a channel."""
    return f"{workspace_url.rstrip('/')}/archives/{quote(channel)}"


def permalink(workspace_url: str, channel: str, ts: str, thread_ts: str | None = None) -> str:
    """The address of a message, for a line of a transcript that of the message that carried it; `workspace_url` is auth.test's
    `url`."""
    ts = carrier_of(ts)
    link = f"{workspace_url.rstrip('/')}/archives/{quote(channel)}/p{ts.replace('.', '')}"
    if thread_ts and thread_ts != ts:
        link += f"?thread_ts={thread_ts}&cid={quote(channel)}"
    return link
