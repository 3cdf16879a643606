"""`/catchup` and the message shortcut “Catch me up”."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.catching_up import answer_now
from bot.context import Context
from bot.domain.catchup_request import CatchUpRequest, Wanted
from bot.domain.clock import new_id
from bot.errors import UserMistake
from bot.features import catchup
from bot.slack import commands
from bot.slack.mrkdwn import harmless

Ack = Callable[..., Awaitable[Any]]
SHORTCUT = "catch_me_up"


def register(app: AsyncApp, context: Context) -> None:
    """Adds the listeners to the app."""

    @app.command("/catchup")
    async def command(ack: Ack, command: dict[str, Any]) -> None:
        try:
            wanted = commands.catch_up(command.get("text") or "")
        except UserMistake as mistake:
            await ack(text=context.gateway.acknowledgement(harmless(str(mistake))))
            return
        if wanted.help:
            await ack(text=commands.CATCH_UP_HELP)
            return
        who = (command["team_id"], command["channel_id"], command["user_id"])
        await _answer(context, ack, _request(context, *who, wanted), command["response_url"])

    @app.message_shortcut(SHORTCUT)
    async def shortcut(ack: Ack, body: dict[str, Any]) -> None:
        who = (body["team"]["id"], body["channel"]["id"], body["user"]["id"])
        asked = _request(context, *who, Wanted(), _thread(body["message"]))
        await _answer(context, ack, asked, body["response_url"])


async def _answer(context: Context, ack: Ack, asked: CatchUpRequest, response_url: str) -> None:
    await context.store.write(lambda tx: catchup.ask(tx, asked))
    await ack()
    await answer_now(context, asked, response_url)


def _request(
    context: Context, team: str, channel: str, user: str, wanted: Wanted, thread_ts: str | None = None
) -> CatchUpRequest:
    now = context.now()
    return CatchUpRequest(new_id(now), team, channel, user, now, wanted, thread_ts)


def _thread(message: dict[str, Any]) -> str | None:
    """The thread in which the person has the message before their eyes: not that of a root or of a broadcast, which stand in the
    channel."""
    root = message.get("thread_ts")
    return root if root and root != message.get("ts") and message.get("subtype") != "thread_broadcast" else None
