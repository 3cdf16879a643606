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

    from bot import logs
    from bot.app import serve
    from bot.settings import from_environment

    settings = from_environment(http=http)
    logs.configure(settings.log_format, settings.log_level)
    try:
        asyncio.run(serve(settings, http=http))
    except KeyboardInterrupt:
        sys.stderr.write("Debrief stopped; what was acknowledged is stored.\n")
