"""The buttons of the App Home. Who presses one may see its item; what comes of it shows when the Home is published anew."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.context import Context
from bot.errors import DebriefError, UserMistake
from bot.features import action_items, home, visibility
from bot.slack import home_blocks, item_blocks
from storage.transaction import Tx

Ack = Callable[..., Awaitable[Any]]
Change = Callable[[Tx, str, str], object]


def register(app: AsyncApp, context: Context) -> None:
    """Adds the listeners to the app."""
    has_tracker = context.tracker is not None
    press: dict[str, tuple[Change, str | None]] = {
        home_blocks.FILE: (lambda tx, item, _: action_items.ask_to_file(tx, item, has_tracker=has_tracker), None),
        home_blocks.DONE: (action_items.finish, home.DONE),
        home_blocks.DISMISS: (lambda tx, item, _: action_items.dismiss(tx, item), home.DISMISSED),
        home_blocks.UNDO: (lambda tx, item, _: action_items.restore(tx, item), home.BACK),
    }
    for action_id, (change, notice) in press.items():
        app.action(action_id)(_pressed(context, change, notice))
    for action_id in (home_blocks.NEXT, home_blocks.PREVIOUS):
        app.action(action_id)(_turned(context))

    @app.action(home_blocks.EDIT)
    async def edit(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        user, item_id = body["user"]["id"], action["value"]
        try:
            await visibility.require_item(context, user, item_id)
            item = await context.store.read(lambda tx: action_items.editable(tx, item_id))
            await context.gateway.open_view(body["trigger_id"], item_blocks.form(item))
        except DebriefError as mistake:
            await _note(context, user, str(mistake))
        await ack()


def _pressed(context: Context, change: Change, notice: str | None) -> Callable[..., Awaitable[None]]:
    async def pressed(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        team, user, item = context.me.team, body["user"]["id"], action["value"]

        def work(tx: Tx) -> None:
            change(tx, item, user)
            home.note(tx, team, user, notice, item if notice else None)

        try:
            await visibility.require_item(context, user, item)
            await context.store.write(work)
        except UserMistake as mistake:
            await _note(context, user, str(mistake))
        await ack()

    return pressed


def _turned(context: Context) -> Callable[..., Awaitable[None]]:
    async def turned(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        user, start = body["user"]["id"], action["value"]
        await context.store.write(lambda tx: home.turn(tx, context.me.team, user, start))
        await ack()

    return turned


async def _note(context: Context, user: str, sentence: str) -> None:
    await context.store.write(lambda tx: home.note(tx, context.me.team, user, sentence))
