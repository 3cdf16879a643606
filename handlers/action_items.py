"""The buttons of action items, and the form that edits one."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.context import Context
from bot.errors import DebriefError, UserMistake
from bot.features import action_items, home, visibility
from bot.slack import item_blocks
from bot.slack.gateway import Message
from handlers.answers import answer_privately
from storage.transaction import Tx

Ack = Callable[..., Awaitable[Any]]
Change = Callable[[Tx, str, str], object]


def register(app: AsyncApp, context: Context) -> None:
    """Adds the listeners to the app."""
    has_tracker = context.tracker is not None
    press: dict[str, Change] = {
        item_blocks.FILE: lambda tx, item, _: action_items.ask_to_file(tx, item, has_tracker=has_tracker),
        item_blocks.DONE: action_items.finish,
        item_blocks.NOT_DONE: lambda tx, item, _: action_items.restore(tx, item),
        item_blocks.DISMISS: lambda tx, item, _: action_items.dismiss(tx, item),
        item_blocks.RESTORE: lambda tx, item, _: action_items.restore(tx, item),
    }
    for action_id, change in press.items():
        app.action(action_id)(_pressed(context, change))

    @app.action(item_blocks.EDIT)
    async def edit(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        try:
            item = await visibility.require_item(context, body["user"]["id"], action["value"])
            await context.gateway.open_view(body["trigger_id"], item_blocks.form(item))
        except DebriefError as mistake:
            await ack()
            await answer_privately(context, body["response_url"], Message(str(mistake)))
        else:
            await ack()

    app.view(item_blocks.FORM)(_saved(context))


def _saved(context: Context) -> Callable[..., Awaitable[None]]:
    async def saved(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        user, (item, text, owner) = body["user"]["id"], item_blocks.submitted(view)

        def work(tx: Tx) -> None:
            action_items.edit(tx, item, text, owner)
            home.refresh(tx, context.me.team, user)

        try:
            await visibility.require_item(context, user, item)
            await context.store.write(work)
        except UserMistake as mistake:
            await ack(response_action="errors", errors={"text": str(mistake)})
        else:
            await ack()

    return saved


def _pressed(context: Context, change: Change) -> Callable[..., Awaitable[None]]:
    async def pressed(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        user, item = body["user"]["id"], action["value"]
        try:
            await visibility.require_item(context, user, item)
            await context.store.write(lambda tx: change(tx, item, user))
        except UserMistake as mistake:
            await ack()
            await answer_privately(context, body["response_url"], Message(str(mistake)))
        else:
            await ack()

    return pressed
