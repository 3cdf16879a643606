"""`python -m bot demo`: the real bot, watched at work on an invented incident, with nothing set up."""

import asyncio
import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from bot.errors import DebriefError

TIME_LIMIT, WIDEST = 45.0, 100


class _Screen(Console):
    def on_broken_pipe(self) -> None:
        """Whoever reads has seen enough, as `head` has."""
        raise BrokenPipeError


def main() -> int:
    """Shows the demo; 0 if everything in it happened, else 1 with one sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    console = _Screen(highlight=False)
    console.width = min(console.width, WIDEST)
    folder = Path(tempfile.mkdtemp(prefix="debrief-demo-"))
    failed = show(console, folder)
    if not failed:
        shutil.rmtree(folder, ignore_errors=True)
    return failed


def show(console: Console, folder: Path) -> int:
    """Shows the demo with its database and its log in `folder`; returns the exit code."""
    from bot.demo.journey import tell

    log = folder / "debrief.log"
    try:
        with _logging_to(log):
            asyncio.run(asyncio.wait_for(tell(console, folder), TIME_LIMIT))
    except KeyboardInterrupt:
        return 130
    except TimeoutError:
        said = f"The demo did not come to its end within {TIME_LIMIT:.0f} s."
    except DebriefError as mistake:
        said = str(mistake)
    except BrokenPipeError:
        raise
    except Exception as problem:  # noqa: BLE001  whatever it is, the reader gets a sentence; the log has the rest
        said = f"The demo broke off: {str(problem).partition(chr(10))[0] or type(problem).__name__}."
    else:
        return 0
    sys.stderr.write(f"{said} The log is {log}\n")
    return 1


@contextmanager
def _logging_to(path: Path) -> Iterator[None]:
    """What the bot logs would tear the picture; it goes to a file, for whoever looks into a failure."""
    root, handler = logging.getLogger(), logging.FileHandler(path, encoding="utf-8")
    root.addHandler(handler)
    try:
        yield
    except BrokenPipeError:
        raise
    except Exception:
        root.exception("the demo broke off")
        raise
    finally:
        root.removeHandler(handler)
        handler.close()
