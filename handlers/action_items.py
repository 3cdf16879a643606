"""The buttons of action items, and the form that edits one."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.context import Context
from bot.errors import DebriefError, UserMistake
from bot.features import action_items
from bot.slack import item_blocks
from bot.slack.gateway import Message
from storage.store import Tx

Ack = Callable[..., Awaitable[Any]]


def register(app: AsyncApp, context: Context) -> None:
    """Adds the listeners to the app."""
    has_tracker = context.tracker is not None
    press = {
        item_blocks.FILE: lambda tx, item: action_items.ask_to_file(tx, item, has_tracker=has_tracker),
        item_blocks.DISMISS: action_items.dismiss,
        item_blocks.RESTORE: action_items.restore,
    }
    for action_id, change in press.items():
        app.action(action_id)(_pressed(context, change))

    @app.action(item_blocks.EDIT)
    async def edit(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        try:
            item = await context.store.read(lambda tx: action_items.find(tx, action["value"]))
            await context.gateway.open_view(body["trigger_id"], item_blocks.form(item))
        except DebriefError as mistake:
            await ack()
            await context.gateway.respond(body["response_url"], Message(str(mistake)))
        else:
            await ack()

    @app.view(item_blocks.FORM)
    async def save(ack: Ack, view: dict[str, Any]) -> None:
        item, text, owner = item_blocks.submitted(view)
        try:
            await context.store.write(lambda tx: action_items.edit(tx, item, text, owner))
        except UserMistake as mistake:
            await ack(response_action="errors", errors={"text": str(mistake)})
        else:
            await ack()


def _pressed(context: Context, change: Callable[[Tx, str], object]) -> Callable[..., Awaitable[None]]:
    async def pressed(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        try:
            await context.store.write(lambda tx: change(tx, action["value"]))
        except UserMistake as mistake:
            await ack()
            await context.gateway.respond(body["response_url"], Message(str(mistake)))
        else:
            await ack()

    return pressed
