"""What the owner of a post-mortem is told when a message it rests on was edited."""

from bot.slack import blocks
from bot.slack.gateway import Message


def notice(name: str, marked: int, url: str | None) -> Message:
    """For one person. `marked` counts the statements, `url` leads to the draft's thread.

    It repeats no word of the message: what only one person sees cannot be taken back when the message is deleted."""
    statements = "One statement is" if marked == 1 else f"{marked} statements are"
    them = "it still holds" if marked == 1 else "they still hold"
    plain = f"A message that the post-mortem of {name} rests on was edited after it was written."
    where = f"<{url}|draft>" if url else "draft"
    text = f"{plain} {statements} marked in the {where}; please look whether {them}."
    return Message(
        plain, (blocks.section(text), blocks.context("Only you see this. Nothing in the draft was changed."))
    )
