"""The private question whether an incident is over."""

from datetime import datetime
from typing import Any

from bot.domain.incident import Incident
from bot.slack import blocks
from bot.slack.gateway import Message
from bot.slack.mrkdwn import escape

RESOLVE, NOT_YET = "end_resolve", "end_not_yet"


def question(incident: Incident, sayer: str | None, at: datetime, url: str) -> Message:
    """Asks one person. `sayer` is who said what sounds like the end, None if it is the person asked; `url` leads to the message.

    It repeats no word of the message: what only one person sees cannot be taken back when the message is deleted."""
    when = f"<!date^{int(at.timestamp())}^{{time}}^{url}|{at:%H:%M} UTC>"
    who = f"{escape(sayer)} said" if sayer else "you said"
    text = f"What {who} at {when} sounds like the end of {incident.name}. Shall I resolve it and draft the post-mortem?"
    about = f"{incident.id}:{incident.revision}"
    buttons = [blocks.button("Resolve", RESOLVE, about, "primary"), blocks.button("Not yet", NOT_YET, about)]
    plain = f"{incident.name} may be over. Shall I resolve it and draft the post-mortem?"
    small = "Only you see this. Nothing happens unless you press a button."
    return Message(plain, (blocks.section(text), blocks.actions(buttons, f"end:{incident.id}"), blocks.context(small)))


def subject(action: dict[str, Any]) -> tuple[str, int]:
    """The incident that was asked about, and how often it had been resolved by then."""
    incident, _, revision = str(action["value"]).partition(":")
    return incident, int(revision) if revision.isdecimal() else 0
