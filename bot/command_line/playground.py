"""`python -m bot playground`."""

from typing import Annotated

import typer

PORT = 8765


def playground(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the page is, on this machine.")] = PORT,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the page.")] = False,
) -> None:
    """Play through an incident in your browser, with the real bot; needs no account.

    A workspace of its own on this machine: type, edit, delete, ask /catchup as somebody else, resolve, read the draft.
    Nothing of it is kept."""
    import asyncio
    import errno
    import sys
    import tempfile
    import webbrowser
    from pathlib import Path

    from bot.errors import UserMistake
    from bot.playground.session import opened

    async def show(folder: Path) -> None:
        async with opened(folder, port) as here:
            sys.stdout.write(f"The playground is at {here.slack.base}\nStop it with Ctrl-C; nothing of it is kept.\n")
            sys.stdout.flush()
            if not no_browser:
                await asyncio.to_thread(webbrowser.open, here.slack.base)
            await asyncio.Event().wait()

    with tempfile.TemporaryDirectory(prefix="debrief-playground-") as folder:
        try:
            asyncio.run(show(Path(folder)))
        except KeyboardInterrupt:
            sys.stdout.write("The playground is closed.\n")
        except OSError as problem:
            if problem.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EPERM):
                raise
            why = "is taken" if problem.errno == errno.EADDRINUSE else "may not be used"
            other = port + 1 if 1024 <= port < 65535 else PORT + 1
            raise UserMistake(f"Port {port} {why}; try: python -m bot playground --port {other}") from problem
