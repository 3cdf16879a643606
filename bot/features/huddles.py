"""Huddles: when they took place and who was there; then what was said, as far as Slack gives it; else people are asked once."""

import hashlib
import logging
from datetime import datetime, timedelta

from bot.context import Context
from bot.domain.clock import moment
from bot.domain.observation import Delivery, Edited, FileChanged, Posted
from bot.domain.transcript import Line
from bot.errors import NotYet, SlackRefused, UnreadableTranscript, UserMistake
from bot.slack import transcript_files
from bot.slack.huddle_blocks import paste_form, request
from bot.slack.notes import note_lines, page_text
from storage import channels, huddles, jobs, messages, transcripts
from storage.huddles import Huddle
from storage.transaction import Tx

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=1)
"""How long after a huddle its notes may still be attached, before anybody is asked."""
READ_AGAIN = (timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=7))
"""Notes are attached empty and filled later: read at once, and 1, 3 and 10 minutes after, until they stay as they are."""
LATELY = timedelta(days=1)
"""Nobody is asked about a huddle that ended longer ago: the bot may just have been invited."""
_WORDS_BY_PEOPLE = ("waiting", "kept")
_NEVER = {"missing_scope", "signed_out"}


def hear(tx: Tx, delivery: Delivery, context: Context) -> None:
    """Notes a huddle's beginning, its end and its notes, however it is learnt of."""
    seen = delivery.seen
    if isinstance(seen, FileChanged):
        _notes_changed(tx, delivery.team, seen)
        return
    posted = seen.now if isinstance(seen, Edited) else seen
    if not isinstance(posted, Posted) or posted.huddle is None:
        return
    if messages.is_deleted(tx, delivery.team, posted.channel, posted.ts):
        return
    before, now = huddles.see(tx, delivery.team, posted.channel, posted.ts, posted.huddle)
    ended = now.ended_at and (before is None or before.ended_at is None)
    noted = now.notes_file and (before is None or before.notes_file is None)
    if ended or noted or before is None:
        jobs.want(tx, delivery.team, "huddle", key_of(now))


def _notes_changed(tx: Tx, team: str, seen: FileChanged) -> None:
    huddle = huddles.with_notes(tx, team, seen.file)
    if huddle is None:
        return
    if seen.gone:
        huddles.change(tx, huddle, notes="refused")
        return
    if huddle.notes != "awaited":
        huddles.change(tx, huddle, notes="awaited", notes_reads=len(READ_AGAIN))
    jobs.want_by(tx, team, "huddle", key_of(huddle), tx.now + READ_AGAIN[0])


def key_of(huddle: Huddle) -> str:
    return f"{huddle.channel}:{huddle.ts}"


def channel_of(key: str) -> str:
    """The channel of the huddle that a key means."""
    return key.partition(":")[0]


async def people(context: Context, key: str) -> list[str]:
    """The ids of those who were in a huddle."""
    huddle = await context.store.read(lambda tx: _find(tx, context.me.team, key))
    return list(huddle.participants) if huddle else []


async def follow_up(context: Context, key: str) -> datetime | None:
    """The next step towards what was said in a huddle that ended; returns when the one after is due, if there is one."""
    huddle = await context.store.read(lambda tx: _ended(tx, context.me.team, key))
    if huddle is None or huddle.ended_at is None:
        return None
    if huddle.notes == "awaited":
        again = await _read_notes(context, huddle)
        if again:
            return again
        huddle = await context.store.read(lambda tx: _ended(tx, context.me.team, key))
    if huddle is None or huddle.ended_at is None or huddle.notes == "read":
        return None
    if await context.store.read(lambda tx: _has_words(tx, huddle)):
        return None
    if huddle.notes_file and await _took_file(context, huddle):
        return None
    if huddle.asked_at or context.now() - huddle.ended_at > LATELY:
        return None
    if not huddle.notes_file and context.now() < huddle.ended_at + PATIENCE:
        return huddle.ended_at + PATIENCE
    await _ask(context, huddle)
    return None


async def form(context: Context, key: str) -> dict[str, object]:
    """The form for pasting a huddle's transcript. Raises UserMistake if the huddle is gone."""
    huddle = await context.store.read(lambda tx: _find(tx, context.me.team, key))
    if huddle is None:
        raise UserMistake("This huddle's message was deleted, so there is nothing that a transcript could belong to.")
    return paste_form(key, huddle.started_at or moment(huddle.ts))


async def _ask(context: Context, huddle: Huddle) -> None:
    lasted = huddle.ended_at - huddle.started_at if huddle.ended_at and huddle.started_at else None
    message = request(key_of(huddle), lasted)
    await context.gateway.post_once(f"huddle:{key_of(huddle)}:ask", huddle.channel, message, huddle.ts)
    await context.store.write(lambda tx: huddles.change(tx, huddle, asked_at=tx.now))


# --- the notes that Slack's AI writes


async def _read_notes(context: Context, huddle: Huddle) -> datetime | None:
    """Reads the notes once more; returns when to read them again, None if they are settled one way or the other."""
    assert huddle.notes_file is not None
    text, final = await _notes(context, huddle.notes_file)
    now = context.now()
    return await context.store.write(lambda tx: _noted(tx, huddle, note_lines(text), now, final=final))


async def _notes(context: Context, file: str) -> tuple[str, bool]:
    """The notes' text, empty if it cannot be had, and whether asking again would not help."""
    try:
        return await context.gateway.canvas(file), False
    except SlackRefused as refusal:
        log.info("notes of a huddle: %s", refusal)
    try:
        facts = await context.gateway.file(file)
        page = await context.gateway.download(facts.link)
        return page_text(page.decode(errors="replace")), False
    except SlackRefused as refusal:
        log.warning("notes of a huddle cannot be read; does the app have canvases:read or files:read? %s", refusal)
        return "", refusal.code in _NEVER


def _noted(tx: Tx, huddle: Huddle, lines: tuple[Line, ...], now: datetime, *, final: bool) -> datetime | None:
    current = huddles.find(tx, huddle.team, huddle.channel, huddle.ts)
    if current is None or current.notes != "awaited":
        return None
    reads, digest = current.notes_reads + 1, _digest(lines) if lines else None
    settled = final or reads > len(READ_AGAIN) or (digest is not None and digest == current.notes_hash)
    if digest and digest != current.notes_hash:
        _keep_notes(tx, current, lines, digest)
    known = digest or current.notes_hash
    state = ("read" if known else "refused") if settled else "awaited"
    huddles.change(tx, current, notes=state, notes_hash=known, notes_reads=reads)
    return None if settled else now + READ_AGAIN[reads - 1]


def _keep_notes(tx: Tx, huddle: Huddle, lines: tuple[Line, ...], digest: str) -> None:
    """Keeps the notes as they are now in the place of an earlier reading."""
    for earlier in transcripts.of_huddle(tx, huddle.team, huddle.channel, huddle.ts):
        if earlier.source == "notes" and earlier.state == "kept":
            transcripts.change(tx, earlier.id, state="replaced")
    kept = transcripts.add(
        tx,
        huddle.team,
        huddle.channel,
        huddle.ts,
        "notes",
        name="Huddle notes",
        file=huddle.notes_file,
        huddle_ts=huddle.ts,
        anchor_at=huddle.ended_at,
        anchor_why="written by Slack AI after the huddle",
        content_hash=digest,
    )
    transcripts.keep_lines(tx, kept.id, lines)
    transcripts.change(tx, kept.id, state="kept")


def _digest(lines: tuple[Line, ...]) -> str:
    return hashlib.sha256("\n".join(line.text for line in lines).encode()).hexdigest()[:32]


async def _took_file(context: Context, huddle: Huddle) -> bool:
    """Tries the transcript that Slack made itself. It keeps that from apps so far; being refused is what is expected."""
    assert huddle.notes_file is not None
    try:
        file = (await context.gateway.file(huddle.notes_file)).call_words
        if file is None:
            return False
        script = transcript_files.read(await context.gateway.download((await context.gateway.file(file)).link))
    except (SlackRefused, UnreadableTranscript) as refusal:
        log.info("the transcript of a huddle is not for apps: %s", refusal)
        return False

    def keep(tx: Tx) -> None:
        if transcripts.of_file(tx, huddle.team, file):
            return
        given = {"name": "Slack's own transcript", "file": file, "huddle_ts": huddle.ts, "consented_at": tx.now}
        made = transcripts.add(tx, huddle.team, huddle.channel, huddle.ts, script.kind, **given)
        jobs.want(tx, huddle.team, "transcript", made.id)

    await context.store.write(keep)
    return True


def _has_words(tx: Tx, huddle: Huddle) -> bool:
    known = transcripts.of_huddle(tx, huddle.team, huddle.channel, huddle.ts)
    return any(each.source != "notes" and each.state in _WORDS_BY_PEOPLE for each in known)


def _find(tx: Tx, team: str, key: str) -> Huddle | None:
    channel, _, ts = key.partition(":")
    return huddles.find(tx, team, channel, ts)


def _ended(tx: Tx, team: str, key: str) -> Huddle | None:
    """The huddle, if it is over and its channel an incident's. Raises NotYet where nobody has looked at the channel."""
    huddle = _find(tx, team, key)
    known = channels.find(tx, team, huddle.channel) if huddle else None
    if known and known.capture == "unknown":
        raise NotYet("the channel to be looked at")
    return huddle if huddle and huddle.ended_at and known and known.capture == "yes" else None
