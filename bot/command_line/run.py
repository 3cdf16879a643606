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

    from bot.app import serve
    from bot.settings import from_environment

    settings = from_environment(http=http)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        asyncio.run(serve(settings, http=http))
    except KeyboardInterrupt:
        sys.stderr.write("Debrief stopped; what was acknowledged is stored.\n")
