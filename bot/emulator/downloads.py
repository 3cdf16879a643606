"""What Slack serves at a file's private addresses: its bytes for a token with the scope, else the sign-in page."""

from aiohttp import web

from bot.emulator.core import Core
from bot.emulator.files_in_channels import CANVAS, canvas_page, visible
from bot.emulator.records import File

_SIGN_IN = (
    "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head>"
    "<body><h1>Sign in to Emulated</h1><form action='/'></form></body></html>"
)


def sign_in() -> web.Response:
    """Slack's page for people who are not signed in, which a bot without a right gets too: status 200."""
    return web.Response(text=_SIGN_IN, content_type="text/html")


def admitted(core: Core, authorization: str) -> bool:
    """Whether the request may have files at all."""
    token_works = authorization == f"Bearer {core.bot_token}" and core.refused_with is None
    return token_works and core.app.grants("files:read")


def file_bytes(core: Core, name: str, tail: str) -> web.Response:
    """The file at `files-pri/TEAM-FILE/...`; a clip's words at its `.vtt`."""
    file = core.workspace.files.get(name.rpartition("-")[2])
    if file is None or file.deleted or not visible(core, file):
        return web.Response(status=404)
    if file.closed:
        # Slack's web client may have it; a bot is sent on to where it is refused.
        return web.Response(status=302, headers={"Location": f"{core.base}/files-closed/{name}"})
    if tail == "file.vtt":
        return _words(file)
    if file.filetype == CANVAS:
        return web.Response(text=canvas_page(file), content_type="text/html")
    return web.Response(body=file.content, content_type=file.mimetype or "application/octet-stream")


def _words(file: File) -> web.Response:
    if file.words is None:
        return web.Response(status=404)
    return web.Response(text=file.words, content_type="text/vtt")
