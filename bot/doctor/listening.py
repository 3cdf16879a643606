"""Where Debrief is to listen on this machine: for Slack in HTTP mode, and for whoever watches it."""

import errno
import socket
from collections.abc import Sequence

import aiohttp

from bot.doctor.findings import Finding, green, red, yellow
from bot.settings import Settings

_REMINDER = yellow(
    "http.address",
    "Whether Slack reaches the address from outside cannot be seen from here.",
    "Enter https://YOUR-HOST/slack/events under Event Subscriptions while Debrief runs: Slack tries it at once.",
)


async def http_mode(settings: Settings) -> Sequence[Finding]:
    """Whether Slack's requests can be listened for, as far as can be seen from here."""
    host, port = settings.http_host, settings.http_port
    found = _tried(host, port, "http.port", "DEBRIEF_HTTP_PORT")
    if found.says == _taken(port) and await _is_debrief(host, port):
        found = green("http.port", f"Debrief listens at {host}, port {port}, and refuses what is not signed.")
    return [found, _REMINDER]


async def status_port(settings: Settings) -> Sequence[Finding]:
    """Whether /healthz, /readyz and /metrics can be where the settings want them."""
    port = settings.status_port
    if port is None:
        return []
    found = _tried(settings.http_host, port, "status.port", "DEBRIEF_STATUS_PORT")
    if found.says == _taken(port) and await _is_debrief(settings.http_host, port, "/healthz"):
        found = green("status.port", f"Debrief answers at {settings.http_host}, port {port}.")
    return [found]


def _tried(host: str, port: int, id: str, variable: str) -> Finding:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except (OSError, UnicodeError) as problem:
        if getattr(problem, "errno", None) == errno.EADDRINUSE:
            return red(id, _taken(port), f"Set {variable} to a port that is free.")
        if getattr(problem, "errno", None) == errno.EACCES:
            return red(id, f"Port {port} may not be used.", f"Set {variable} to one above 1023.")
        return red(
            id, f"{host} is no address of this machine.", "Set DEBRIEF_HTTP_HOST to one, such as 127.0.0.1 or 0.0.0.0."
        )
    return green(id, f"Port {port} of {host} is free for Debrief.")


def _taken(port: int) -> str:
    return f"Port {port} is taken by something else."


async def _is_debrief(host: str, port: int, path: str = "/slack/events") -> bool:
    """Whether what listens there answers as Debrief does: it refuses what is not signed."""
    named = f"[{host}]" if ":" in host else host
    try:
        timeout = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            if path == "/healthz":
                async with session.get(f"http://{named}:{port}{path}") as answer:
                    return answer.status == 200
            async with session.post(f"http://{named}:{port}{path}", data=b"{}") as answer:
                return answer.status in (401, 403)
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False
