"""`python -m bot demo`."""

import typer


def demo() -> None:
    """Show all of it against an emulated Slack and Jira; needs no account.

    The real bot, watched at work on an invented incident: about twenty seconds."""
    from bot.demo import main as show

    raise typer.Exit(show())
