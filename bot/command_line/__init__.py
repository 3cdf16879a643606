"""The command line: `python -m bot COMMAND`. One module per command; what it needs is imported when it is called."""

import errno
import logging
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot import __version__
from bot.command_line.demo import demo
from bot.command_line.doctor import doctor
from bot.command_line.draft import draft
from bot.command_line.eval import evaluate
from bot.command_line.import_export import import_export
from bot.command_line.ledger import ledger
from bot.command_line.lint import lint
from bot.command_line.playground import playground
from bot.command_line.preview import preview
from bot.command_line.run import run
from bot.errors import DebriefError

FAILED, MISTAKE, INTERRUPTED = 1, 2, 130


class _Commands(TyperGroup):
    """Every command, with what may go wrong in any of them said in one sentence."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except DebriefError as mistake:
            _say(str(mistake))
            raise typer.Exit(MISTAKE) from None
        except KeyboardInterrupt:
            _say("Interrupted.")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:  # whoever reads has seen enough, as `head` has
            _let_go()
            raise typer.Exit from None
        except Exception as problem:
            if _is_typers(problem):
                _shorten(problem)
                raise
            if ctx.params.get("debug") or _is_of_the_output(problem):
                raise
            if isinstance(problem, OSError) and problem.filename is not None:
                _say(f"“{problem.filename}” cannot be used: {problem.strerror}.")
                raise typer.Exit(MISTAKE) from None
            _say(
                f"Debrief broke off: {type(problem).__name__}. Call it again with --debug before the command to see where."
            )
            raise typer.Exit(FAILED) from None


def _is_typers(problem: Exception) -> bool:
    """An exit or a wrong option: typer shows it itself."""
    return type(problem).__module__.partition(".")[0] == "typer"


def _shorten(problem: Exception) -> None:
    """Takes from what typer says of a wrong value the kind of exception that it begins with."""
    said = getattr(problem, "message", None)
    if isinstance(said, str):
        problem.message = said.removeprefix("Value error, ")  # type: ignore[attr-defined] # of click's exceptions alone


def _say(sentence: str) -> None:
    from bot.domain.plain_text import visible

    sys.stderr.write(f"{visible(sentence)}\n")


app = typer.Typer(
    name="python -m bot",
    cls=_Commands,
    help="Debrief turns an incident's Slack channel into a post-mortem whose every claim names its messages.\n\n"
    "New here? Try [bold]demo[/bold]: it needs no account and no settings.",
    epilog="Exit codes: 0 done, 1 failed, 2 you can mend it (the sentence says how), 130 interrupted.",
    context_settings={"help_option_names": ["--help", "-h"]},
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
app.command()(demo)
app.command()(playground)
app.command()(doctor)
app.command()(run)
app.command()(draft)
app.command()(lint)
app.command()(preview)
app.command("import")(import_export)
app.command("eval")(evaluate)
app.command()(ledger)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"Debrief {__version__}\n")
        raise typer.Exit


@app.callback()
def _common(
    debug: Annotated[bool, typer.Option("--debug", help="Show where it broke off, if it does.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    pass


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 on success, 1 on failure, 2 when the person can mend what went wrong."""
    _prepare()
    code = 0
    try:
        app(args=arguments, prog_name="python -m bot")
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else FAILED
    except BrokenPipeError:
        _let_go()
    except OSError as problem:
        if not _is_of_the_output(problem):
            raise
        return _unwritten(problem)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go()
    except OSError as problem:
        return _unwritten(problem)
    return code


def _prepare() -> None:
    """A shell may start us without an input or outputs, and names hold what a terminal cannot show."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 -- for as long as we live
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    # What a library logs beside a command is no sentence for its reader; `run` sets up a log of its own.
    if not logging.root.handlers:
        logging.root.addHandler(logging.NullHandler())


def _is_of_the_output(problem: Exception) -> bool:
    """Whether writing to the terminal, or to where it was sent, came to nothing: other trouble has a name or another number."""
    unwritable = (errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EBADF, errno.EDQUOT)
    return isinstance(problem, OSError) and problem.filename is None and problem.errno in unwritable


def _unwritten(problem: OSError) -> int:
    _let_go()
    _say(f"What was to be printed cannot be written: {problem.strerror}.")
    return FAILED


def _let_go() -> None:
    """Nobody reads any more, or nothing can be written: what is left goes nowhere, also at the very end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
