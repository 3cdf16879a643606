"""`python -m bot run`."""

import sys
from typing import Annotated

import typer


def run(
    http: Annotated[
        bool, typer.Option("--http", help="Listen for Slack's requests instead of connecting to it.")
    ] = False,
) -> None:
    """Connect to Slack and work until stopped.

    The settings are read from the environment and from .env; .env.example explains each."""
    import asyncio
    import logging

    from bot import logs
    from bot.app import serve
    from bot.settings import read

    reading = read(http=http)
    settings = reading.sound()
    logs.configure(settings.log_format, settings.log_level)
    for name, meant in reading.unknown:
        logging.getLogger(__name__).warning("%s is no setting of Debrief's%s", name, f"; {meant}?" if meant else "")
    try:
        asyncio.run(serve(settings, http=http))
    except KeyboardInterrupt:
        sys.stderr.write("Debrief stopped; what was acknowledged is stored.\n")
