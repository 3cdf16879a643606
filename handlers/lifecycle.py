"""`/incident` and the buttons on the incident's card."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.context import Context
from bot.domain.command import IncidentCommand
from bot.errors import DebriefError
from bot.features import ingest, lifecycle, lint, overview, visibility
from bot.slack import card
from bot.slack.commands import incident_command
from bot.slack.gateway import Message
from bot.slack.mrkdwn import harmless
from handlers.answers import answer_privately

Ack = Callable[..., Awaitable[Any]]
_VERBS = {card.MITIGATE: "mitigated", card.RESOLVE: "resolve", card.REOPEN: "reopen", card.STATUS: "status"}


def register(app: AsyncApp, context: Context) -> None:
    """Adds the listeners to the app."""

    @app.command("/incident")
    async def incident(ack: Ack, command: dict[str, Any]) -> None:
        try:
            asked = incident_command(
                command.get("text") or "", command["team_id"], command["channel_id"], command["user_id"]
            )
            if asked.verb == "list":
                await ack()
                return await _list(context, asked, command["response_url"])
            await ack(text=context.gateway.acknowledgement(await _act(context, asked)))
        except DebriefError as mistake:
            await ack(text=context.gateway.acknowledgement(harmless(str(mistake))))

    for action_id, verb in _VERBS.items():
        app.action(action_id)(_pressed(context, verb))


def _pressed(context: Context, verb: str) -> Callable[..., Awaitable[None]]:
    async def pressed(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        who = (body["team"]["id"], body["channel"]["id"], body["user"]["id"])
        asked = IncidentCommand(verb, *who, incident=action.get("value"))
        try:
            text = await _act(context, asked)
        except DebriefError as mistake:
            text = str(mistake)
        await ack()
        await answer_privately(context, body["response_url"], Message(text))

    return pressed


async def _act(context: Context, asked: IncidentCommand) -> str:
    if asked.verb == "lint" and asked.value:
        return lint.of_text(asked.value)
    if asked.verb != "help":
        await ingest.make_known(context, asked.channel)
        await visibility.require_channel(context, asked.user, asked.channel)
    if asked.verb == "open":
        await ingest.enter(context, asked.channel)
    if asked.verb == "lint":
        return await context.store.read(lambda tx: lint.of_newest_draft(tx, asked.team, asked.channel))
    outcome = await context.store.write(lambda tx: lifecycle.act(tx, asked))
    return outcome.text


async def _list(context: Context, asked: IncidentCommand, response_url: str) -> None:
    who = await visibility.viewer(context, asked.user)
    text = await context.store.read(lambda tx: overview.listing(tx, asked.team, who))
    await answer_privately(context, response_url, Message(text))
