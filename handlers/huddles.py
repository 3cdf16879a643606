"""The buttons and forms around calls: pasting a transcript, keeping one, removing it, saying who spoke and when."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.context import Context
from bot.errors import DebriefError, UserMistake
from bot.features import huddles, transcript_news, transcripts, visibility
from bot.slack import huddle_blocks, transcript_files
from bot.slack.gateway import Message
from handlers.answers import answer_privately
from storage.transaction import Tx

Ack = Callable[..., Awaitable[Any]]
Body = dict[str, Any]


def register(app: AsyncApp, context: Context) -> None:
    """Adds the listeners to the app."""
    say = huddle_blocks.plain
    answers: dict[str, Callable[[Tx, Body, str], Message]] = {
        huddle_blocks.KEEP: lambda tx, action, user: say(transcripts.consent(tx, action["value"], user)),
        huddle_blocks.DONT_KEEP: lambda tx, action, _: say(transcripts.refuse(tx, action["value"])),
        huddle_blocks.SPEAKER: lambda tx, action, _: transcript_news.tell_speaker(tx, *huddle_blocks.chosen(action)),
        huddle_blocks.AS_WRITTEN: lambda tx, action, _: transcript_news.tell_speaker(tx, action["value"], None, None),
    }
    for action_id, answer in answers.items():
        app.action(action_id)(_answered(context, answer, replace=True))
    app.action(huddle_blocks.REMOVE)(
        _answered(context, lambda tx, action, _: say(transcript_news.remove(tx, action["value"])), replace=False)
    )
    app.action(huddle_blocks.NAME_THEM)(_answered(context, _ask_again, replace=False))
    app.action(huddle_blocks.PASTE)(_opened(context, _paste_form))
    app.action(huddle_blocks.START)(_opened(context, _start_form))
    app.view(huddle_blocks.PASTE_FORM)(_submitted(context, _paste))
    app.view(huddle_blocks.START_FORM)(_submitted(context, _set_start))


def _ask_again(tx: Tx, action: Body, user: str) -> Message:
    return transcript_news.speakers_question(tx, action["value"]) or huddle_blocks.plain("All names are known.")


async def _require(context: Context, user: str, transcript: str) -> None:
    channel = await context.store.read(lambda tx: transcript_news.channel_of(tx, transcript))
    await visibility.require_channel(context, user, channel)


async def _paste_form(context: Context, key: str, user: str) -> dict[str, object]:
    await visibility.require_channel(context, user, huddles.channel_of(key))
    return await huddles.form(context, key)


async def _start_form(context: Context, transcript: str, user: str) -> dict[str, object]:
    await _require(context, user, transcript)
    at = await context.store.read(lambda tx: transcript_news.first_words_at(tx, transcript))
    return huddle_blocks.start_form(transcript, at)


async def _paste(context: Context, view: Body, user: str) -> None:
    key, text, source, start, agreed = huddle_blocks.pasted(view)
    await visibility.require_channel(context, user, huddles.channel_of(key))
    if not agreed:
        raise UserMistake("Please tick this first: I keep only what everybody in the call knows of.")
    script = transcript_files.read_text(text)
    digest = transcripts.digest_of(text)
    team = context.me.team
    await context.store.write(lambda tx: transcripts.paste(tx, team, key, user, script, source, start, digest))


async def _set_start(context: Context, view: Body, user: str) -> None:
    transcript, at = huddle_blocks.started(view)
    await _require(context, user, transcript)
    if at:
        await context.store.write(lambda tx: transcript_news.set_start(tx, transcript, at))


def _answered(
    context: Context, answer: Callable[[Tx, Body, str], Message], *, replace: bool
) -> Callable[..., Awaitable[None]]:
    async def answered(ack: Ack, body: Body, action: Body) -> None:
        user, in_place = body["user"]["id"], replace
        try:
            await _require(context, user, huddle_blocks.subject(action))
            said = await context.store.write(lambda tx: answer(tx, action, user))
        except DebriefError as mistake:
            said, in_place = huddle_blocks.plain(str(mistake)), False
        await ack()
        thread = (body.get("container") or {}).get("thread_ts")
        await answer_privately(context, body["response_url"], said, thread, replace=in_place)

    return answered


def _opened(
    context: Context, form: Callable[[Context, str, str], Awaitable[dict[str, Any]]]
) -> Callable[..., Awaitable[None]]:
    async def opened(ack: Ack, body: Body, action: Body) -> None:
        try:
            view = await form(context, action["value"], body["user"]["id"])
            await context.gateway.open_view(body["trigger_id"], view)
        except DebriefError as mistake:
            await ack()
            await answer_privately(context, body["response_url"], huddle_blocks.plain(str(mistake)))
        else:
            await ack()

    return opened


def _submitted(
    context: Context, save: Callable[[Context, Body, str], Awaitable[None]]
) -> Callable[..., Awaitable[None]]:
    async def submitted(ack: Ack, body: Body, view: Body) -> None:
        try:
            await save(context, view, body["user"]["id"])
        except DebriefError as mistake:
            block = "start" if view["callback_id"] == huddle_blocks.START_FORM else "text0"
            await ack(response_action="errors", errors={block: str(mistake)})
        else:
            await ack()

    return submitted
