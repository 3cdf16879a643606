"""Fetching a file's bytes from Slack, and from nobody else."""

from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.errors import SlackBusy, SlackRefused, SlackUncertain

LARGEST = 5 * 1024 * 1024
_HOPS = 5
_HOSTS = ("slack.com", "slack-files.com", "slack-edge.com")
_LEFT = {301, 302, 303, 307, 308}


async def fetch(url: str, token: str, api: str, limit: int = LARGEST, patience: float = 30.0) -> bytes:
    """The file behind a private address of Slack's, or of the host of `api`; `limit` in bytes, `patience` in seconds.

    Raises SlackRefused with the code foreign_address, too_large, signed_out (a page to sign in: the app may not read files) or
    http_403 and the like; SlackBusy; SlackUncertain."""
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=patience)) as session:
            for _ in range(_HOPS):
                if not _is_slacks(url, api):
                    raise SlackRefused("download", "foreign_address")
                async with session.get(url, headers=headers, allow_redirects=False) as answer:
                    if answer.status not in _LEFT:
                        return await _body(answer, limit)
                    url = urljoin(url, answer.headers.get("Location", ""))
    except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
        raise SlackUncertain("download") from problem
    raise SlackRefused("download", "too_many_redirects")


async def _body(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    if answer.status == 429:
        raise SlackBusy("download", float(answer.headers.get("Retry-After", 1)))
    if answer.status >= 500:
        raise SlackUncertain("download")
    if answer.status != 200:
        raise SlackRefused("download", f"http_{answer.status}")
    content = bytearray()
    async for chunk in answer.content.iter_chunked(65_536):
        content += chunk
        if len(content) > limit:
            raise SlackRefused("download", "too_large")
    # Without the right to read files Slack shows its page for signing in, and says 200.
    if answer.content_type == "text/html" and b"quip-canvas-content" not in content:
        raise SlackRefused("download", "signed_out")
    return bytes(content)


def _is_slacks(url: str, api: str) -> bool:
    asked, home = urlsplit(url), urlsplit(api)
    if (asked.scheme, asked.netloc) == (home.scheme, home.netloc):
        return True
    host = asked.hostname or ""
    return asked.scheme == "https" and any(host == each or host.endswith(f".{each}") for each in _HOSTS)
