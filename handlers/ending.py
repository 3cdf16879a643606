"""The buttons of the question whether an incident is over."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.context import Context
from bot.domain.command import IncidentCommand
from bot.domain.incident import Incident
from bot.errors import DebriefError, NotSeen
from bot.features import ending, lifecycle, visibility
from bot.slack import ending_blocks
from bot.slack.gateway import Message
from handlers.answers import answer_privately
from storage.transaction import Tx

Ack = Callable[..., Awaitable[Any]]
Answer = Callable[[Tx, Incident, int, str], str]


def register(app: AsyncApp, context: Context) -> None:
    """Adds the listeners to the app."""
    app.action(ending_blocks.RESOLVE)(_pressed(context, _resolve))
    app.action(ending_blocks.NOT_YET)(
        _pressed(context, lambda tx, incident, revision, _: ending.not_yet(tx, incident, revision))
    )


def _resolve(tx: Tx, incident: Incident, revision: int, user: str) -> str:
    ending.still_meant(tx, incident, revision)
    asked = IncidentCommand("resolve", incident.team, incident.channel, user, incident=incident.id)
    return lifecycle.act(tx, asked).text


def _pressed(context: Context, answer: Answer) -> Callable[..., Awaitable[None]]:
    async def pressed(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        user, replace = body["user"]["id"], True
        incident_id, revision = ending_blocks.subject(action)
        try:
            incident = await visibility.require(context, user, incident_id)
            text = await context.store.write(lambda tx: answer(tx, incident, revision, user))
        except NotSeen as unseen:  # the question stays: perhaps Slack just did not tell who is asking
            text, replace = str(unseen), False
        except DebriefError as mistake:
            text = str(mistake)
        await ack()
        await answer_privately(context, body["response_url"], Message(text), replace=replace)

    return pressed
