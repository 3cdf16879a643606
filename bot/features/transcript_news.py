"""What becomes of a kept transcript: told in its thread, corrected by people, removed."""

import logging
from datetime import datetime, timedelta

from bot.context import Context
from bot.domain.anchoring import STATED
from bot.errors import SlackRefused, UserMistake
from bot.masking.secrets import without_secrets
from bot.slack import huddle_blocks
from bot.slack.gateway import Ear, Message
from storage import channels, erasure, jobs, messages, transcripts
from storage.transaction import Tx
from storage.transcripts import Transcript

log = logging.getLogger(__name__)


async def tell(context: Context, transcript: str) -> None:
    """Says in the thread what was kept, or corrects what was said before; asks the giver about names that nobody knows."""
    told = await context.store.read(lambda tx: _told(tx, transcript))
    if told is None:
        return
    found, root, message, question = told
    key, thread = f"transcript:{transcript}", found.huddle_ts or root or found.ts
    sent = await context.gateway.is_sent(key)
    if sent:
        await context.gateway.update(found.channel, sent, message)
    elif found.state != "erased":
        ts = await context.gateway.post_once(key, found.channel, message, thread)
        if (again := await context.store.read(lambda tx: _told(tx, transcript))) and again[2] != message:
            await context.gateway.update(found.channel, ts, again[2])
    if question and found.given_by:
        try:
            await context.gateway.whisper_once(
                f"who:{transcript}", Ear(found.channel, found.given_by, thread), question
            )
        except SlackRefused as refusal:
            if refusal.code != "user_not_in_channel":
                raise
            log.info("somebody was not asked who spoke: %s", refusal)


def _told(tx: Tx, transcript: str) -> tuple[Transcript, str | None, Message, Message | None] | None:
    found = transcripts.find(tx, transcript)
    if found is None or found.source in ("clip", "notes"):
        return None
    message = messages.find(tx, found.team, found.channel, found.ts)
    root = message[1] if message else None
    if found.state == "erased":
        return found, root, huddle_blocks.plain("A transcript was removed; nothing of it is kept."), None
    if found.state == "refused" and found.trouble:
        return (
            found,
            root,
            huddle_blocks.plain(f"I could not keep {without_secrets(found.name)}: {found.trouble}"),
            None,
        )
    return (found, root, _summary(tx, found), speakers_question(tx, transcript)) if found.state == "kept" else None


def _summary(tx: Tx, found: Transcript) -> Message:
    assert found.anchor_at is not None
    lines = transcripts.lines(tx, found.id)
    offsets = [line.start_ms for line in lines if line.start_ms is not None]
    since, until = (found.anchor_at + timedelta(milliseconds=each(offsets, default=0)) for each in (min, max))
    giver = channels.person(tx, found.team, found.given_by) if found.given_by else None
    by = giver.person.name if giver else "Slack"
    count = f"{len(lines):,} {'line' if len(lines) == 1 else 'lines'}"
    name = without_secrets(found.name)
    said = [f"Kept {count} of {name}, {since:%H:%M} to {until:%H:%M} UTC."]
    if not offsets:
        said = [f"Kept {count} of {name}. They have no times, so all stand at {since:%H:%M} UTC ({found.anchor_why})."]
    elif min(offsets) >= 0 and found.anchor_why.startswith("its times"):
        said.append(f"How times are read: {found.anchor_why}.")
    else:
        said.append(f"How times are read: 00:00 = {found.anchor_at:%H:%M} UTC, {found.anchor_why}.")
    strange = [
        without_secrets(each.name)
        for each in transcripts.speakers(tx, found.id)
        if each.state in ("ambiguous", "unknown")
    ]
    if strange:
        more = f" and {len(strange) - 10} more" if len(strange) > 10 else ""
        said.append(f"Names as written, since I do not know whose they are: {', '.join(strange[:10])}{more}.")
    agreed = f"{found.consented_at:%Y-%m-%d %H:%M} UTC" if found.consented_at else "an unknown time"
    small = f"Given by {by} on {agreed}; giving it says that everybody in the call knows that it is kept."
    return huddle_blocks.kept(found.id, said, len(strange), small)


def remove(tx: Tx, transcript: str) -> str:
    """Takes a transcript's words away everywhere. Returns a sentence."""
    found = transcripts.find(tx, transcript)
    if found and found.state != "erased":
        erasure.remove(tx, found)
    return "Removed: nothing of it is kept."


def set_start(tx: Tx, transcript: str, at: datetime) -> None:
    """Somebody said when its first words were spoken. Raises UserMistake if it is gone."""
    found = _there(tx, transcript)
    offset = timedelta(milliseconds=transcripts.first_offset(tx, transcript))
    transcripts.change(tx, transcript, anchor_at=at - offset, anchor_why=STATED)
    jobs.want(tx, found.team, "transcript_told", transcript)


def channel_of(tx: Tx, transcript: str) -> str:
    """The channel that a transcript belongs to. Raises UserMistake if it is gone."""
    return _there(tx, transcript).channel


def first_words_at(tx: Tx, transcript: str) -> datetime:
    """When its first words were spoken, as far as is known now. Raises UserMistake if it is gone."""
    found = _there(tx, transcript)
    return (found.anchor_at or found.created_at) + timedelta(milliseconds=transcripts.first_offset(tx, transcript))


def tell_speaker(tx: Tx, transcript: str, number: int | None, user: str | None) -> Message:
    """Somebody said whom a name means; without a number, that all names stay as written. Returns what to ask or say next."""
    found = _there(tx, transcript)
    names = transcripts.speakers(tx, transcript)
    if number is None:
        for each in names:
            if each.state in ("ambiguous", "unknown"):
                transcripts.tell_speaker(tx, transcript, each.name, None)
    elif 0 <= number < len(names) and user:
        transcripts.tell_speaker(tx, transcript, names[number].name, user)
    jobs.want(tx, found.team, "transcript_told", transcript)
    return speakers_question(tx, transcript) or huddle_blocks.plain("Thank you; that was the last name.")


def speakers_question(tx: Tx, transcript: str) -> Message | None:
    """The question whom the names mean that nobody knows yet; None if there are none."""
    open_names = [
        (number, without_secrets(each.name))
        for number, each in enumerate(transcripts.speakers(tx, transcript))
        if each.state in ("ambiguous", "unknown")
    ]
    return huddle_blocks.speaker_question(transcript, open_names) if open_names else None


def _there(tx: Tx, transcript: str) -> Transcript:
    found = transcripts.find(tx, transcript)
    if found is None or found.state == "erased":
        raise UserMistake("This transcript is gone already.")
    return found
