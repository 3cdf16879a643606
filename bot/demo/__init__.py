"""`python -m bot demo`: the real bot, watched at work on an invented incident, with nothing set up."""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from bot.errors import DebriefError

TIME_LIMIT, WIDEST = 45.0, 100


def main() -> int:
    """Shows the demo; 0 if everything in it happened, else 1 with one sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    console = Console(highlight=False)
    console.width = min(console.width, WIDEST)
    with tempfile.TemporaryDirectory(prefix="debrief-demo-") as folder:
        return _show(console, Path(folder))


def _show(console: Console, folder: Path) -> int:
    from bot.demo.journey import tell

    # What the bot logs belongs to whoever runs one; here it would only tear the picture.
    logging.basicConfig(handlers=[logging.NullHandler()])
    try:
        asyncio.run(asyncio.wait_for(tell(console, folder), TIME_LIMIT))
    except TimeoutError:
        sys.stderr.write(f"The demo did not come to its end within {TIME_LIMIT:.0f} s.\n")
        return 1
    except DebriefError as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0
