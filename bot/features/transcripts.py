"""Transcripts of calls: taken from files, clips and pasted text, kept once somebody agreed, anchored in time, told about."""

import asyncio
import hashlib
import logging
from datetime import datetime, timedelta

from bot.context import Context
from bot.domain.anchoring import Clues, anchored
from bot.domain.clock import moment
from bot.domain.observation import Delivery, Edited, FileChanged, Posted, SharedFile
from bot.domain.transcript import Line, Script, recognised
from bot.errors import NotYet, SlackRefused, UnreadableTranscript, UserMistake
from bot.slack import huddle_blocks, transcript_files
from bot.slack.downloads import LARGEST
from bot.slack.file_facts import FileFacts, is_clip
from bot.slack.gateway import Ear, Message
from storage import channels, erasure, huddles, jobs, messages, transcripts
from storage.huddles import Huddle
from storage.transaction import Tx
from storage.transcripts import Transcript

log = logging.getLogger(__name__)

CHUNK = 1000  # lines in one unit of work, so that no acknowledgement waits for it
WRITTEN_WITHIN = timedelta(hours=1)
LOOK_AGAIN = timedelta(minutes=5)
_AROUND = timedelta(hours=12)
_REASONS = {
    "too_large": f"it is larger than {LARGEST // 1024 // 1024} MB; please share it in parts",
    "signed_out": "Slack did not let me read it; the app needs the scope files:read (an admin reinstalls it for that)",
    "missing_scope": "Slack did not let me read it; the app needs the scope files:read (an admin reinstalls it for that)",
    "foreign_address": "it is kept outside Slack, where I do not go; please upload the file itself",
}


def hear(tx: Tx, delivery: Delivery, context: Context) -> None:
    """Notes files that may be transcripts, and clips; a file that is deleted takes its words along."""
    seen = delivery.seen
    if isinstance(seen, FileChanged):
        for each in transcripts.of_file(tx, delivery.team, seen.file):
            if seen.gone and each.state != "erased":
                erasure.remove(tx, each)
            elif each.source == "clip" and each.state == "waiting":
                jobs.want(tx, delivery.team, "transcript", each.id)
        return
    posted = seen.now if isinstance(seen, Edited) else seen
    if not isinstance(posted, Posted) or posted.huddle or posted.author is None or posted.author.is_bot:
        return
    if not posted.shared and (isinstance(seen, Posted) or not transcripts.any_in(tx, delivery.team, posted.channel)):
        return
    known = {each.file: each for each in transcripts.carried_by(tx, delivery.team, posted.channel, posted.ts)}
    for file in posted.shared:
        if file.id not in known and _may_be_words(file):
            jobs.want(tx, delivery.team, "upload", f"{posted.channel}:{posted.ts}:{file.id}")
    left = {file.id for file in posted.shared}
    for file_id, each in known.items():
        if isinstance(seen, Edited) and file_id and file_id not in left and each.state != "erased":
            erasure.remove(tx, each)


def _may_be_words(file: SharedFile) -> bool:
    """Of a file from a connected workspace a message shows just that there is one."""
    return is_clip(file.kind) or not file.kind or transcript_files.may_be_one(file.name, file.kind)


# --- a file that was shared


async def look_at(context: Context, key: str) -> None:
    """Looks at a shared file: a clip, or a transcript in a huddle's thread, is taken; about one elsewhere its giver is asked."""
    channel, ts, file = key.split(":", 2)
    team = context.me.team
    message = await context.store.read(lambda tx: _standing(tx, team, channel, ts))
    if message is None:
        return
    _, root = message
    known = await context.store.read(lambda tx: transcripts.carried_by(tx, team, channel, ts))
    found = next((each for each in known if each.file == file), None)
    if found and (found.state != "waiting" or found.consented_at):
        return
    facts = await _facts(context, file, message[0])
    if facts is None or not (
        not facts.link or is_clip(facts.kind) or transcript_files.may_be_one(facts.name, facts.kind)
    ):
        return
    script, trouble = (None, None) if is_clip(facts.kind) else await _read(context, facts)
    if found is None:
        found = await context.store.write(
            lambda tx: _add(tx, team, channel, ts, root, facts, message[0], script, trouble)
        )
    if found.state == "waiting" and found.consented_at is None and script:
        await _ask_to_keep(context, found, root, len(script.lines))


async def _facts(context: Context, file: str, author: str | None) -> FileFacts | None:
    """What Slack says of a file: nothing but its id where the app may not read files, None where it is gone."""
    try:
        return await context.gateway.file(file)
    except SlackRefused as refusal:
        log.info("a file could not be looked at: %s", refusal)
        return FileFacts(file, "this file", "", author, 0, "") if refusal.code == "missing_scope" else None


def _add(
    tx: Tx,
    team: str,
    channel: str,
    ts: str,
    root: str | None,
    facts: FileFacts,
    author: str | None,
    script: Script | None,
    trouble: str | None,
) -> Transcript:
    huddle = huddles.find(tx, team, channel, root) if root else None
    clip = is_clip(facts.kind)
    made = transcripts.add(
        tx,
        team,
        channel,
        ts,
        "clip" if clip else script.kind if script else "text",
        name=facts.name,
        file=facts.id,
        huddle_ts=huddle.ts if huddle else None,
        given_by=author or facts.by,
        consented_at=tx.now if clip or (huddle and script) else None,
        state="refused" if trouble else "waiting",
        trouble=trouble,
    )
    if clip or (huddle and script):
        jobs.want(tx, team, "transcript", made.id)
    elif huddle:
        jobs.want(tx, team, "transcript_told", made.id)
    return made


async def _read(context: Context, facts: FileFacts) -> tuple[Script | None, str | None]:
    """What is in a file, or the reason why it cannot be read as a transcript."""
    try:
        if facts.size > LARGEST:
            raise SlackRefused("download", "too_large")
        if not facts.link:
            raise SlackRefused("files.info", "missing_scope")
        content = await context.gateway.download(facts.link)
        return await asyncio.to_thread(transcript_files.read, content), None
    except SlackRefused as refusal:
        return None, f"{_REASONS.get(refusal.code, 'Slack did not give it to me')}."
    except UnreadableTranscript as mistake:
        return None, str(mistake)


async def _ask_to_keep(context: Context, found: Transcript, root: str | None, lines: int) -> None:
    if found.given_by is None:
        return
    message = huddle_blocks.keep_question(found.id, found.name, lines)
    await _whisper(context, f"keep:{found.id}", Ear(found.channel, found.given_by, _alive(found, root)), message)


# --- answers of people


def consent(tx: Tx, transcript: str, user: str) -> str:
    """The giver agreed that it is kept. Returns a sentence for them. Raises UserMistake if it is gone."""
    found = _waiting(tx, transcript)
    if found.state == "waiting" and found.consented_at is None:
        transcripts.change(tx, transcript, given_by=user, consented_at=tx.now)
    jobs.want(tx, found.team, "transcript", transcript)
    return "Thank you. I keep it, and say in the thread what I made of it."


def refuse(tx: Tx, transcript: str) -> str:
    """The giver does not want it to be kept."""
    found = _waiting(tx, transcript)
    if found.state == "waiting":
        transcripts.change(tx, transcript, state="refused")
    return "All right, I keep nothing of it."


def _waiting(tx: Tx, transcript: str) -> Transcript:
    found = transcripts.find(tx, transcript)
    if found is None or found.state == "erased":
        raise UserMistake("This transcript is gone already.")
    return found


def paste(
    tx: Tx, team: str, key: str, user: str, script: Script, source: str, start: datetime | None, digest: str
) -> None:
    """Keeps text that somebody pasted for a huddle and agreed to. The same text again changes nothing."""
    channel, _, ts = key.partition(":")
    if huddles.find(tx, team, channel, ts) is None:
        raise UserMistake("This huddle's message was deleted, so there is nothing that a transcript could belong to.")
    for each in transcripts.of_huddle(tx, team, channel, ts):
        if each.content_hash == digest and each.state in ("waiting", "kept"):
            return
    made = transcripts.add(
        tx,
        team,
        channel,
        ts,
        "pasted",
        name=source or "Pasted text",
        huddle_ts=ts,
        given_by=user,
        consented_at=tx.now,
        anchor_at=start,
        anchor_why="clock" if script.clock else "",
        content_hash=digest,
    )
    transcripts.keep_lines(tx, made.id, script.lines)
    jobs.want(tx, team, "transcript", made.id)


def digest_of(text: str) -> str:
    """What tells one text from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


# --- keeping


async def keep(context: Context, transcript: str) -> datetime | None:
    """Stores the words of a transcript that was agreed to, and tells of it; returns when to look again, if at all."""
    found = await context.store.read(lambda tx: transcripts.find(tx, transcript))
    if found is None or found.state != "waiting" or found.consented_at is None:
        return None
    if found.source == "clip":
        script, again = await _clip_words(context, found)
        if script is None:
            return again
    elif found.source == "pasted":
        lines = await context.store.read(lambda tx: transcripts.lines(tx, transcript))
        script = Script("text", lines, clock=found.anchor_why == "clock")
    else:
        assert found.file is not None
        script, trouble = await _read(context, await context.gateway.file(found.file))
        if script is None:
            await context.store.write(lambda tx: _fail(tx, transcript, trouble or ""))
            return None
    for start in range(0, len(script.lines), CHUNK):
        some = script.lines[start : start + CHUNK]
        await context.store.write_bulk(lambda tx, some=some: transcripts.keep_lines(tx, transcript, some))  # type: ignore[misc]
    await context.store.write(lambda tx: _settle(tx, transcript, script))
    return None


def _settle(tx: Tx, transcript: str, script: Script) -> None:
    """The words are there: finds out who spoke and when, and makes them evidence."""
    found = transcripts.find(tx, transcript)
    if found is None or found.state != "waiting":
        return
    huddle = huddles.find(tx, found.team, found.channel, found.huddle_ts) if found.huddle_ts else None
    everyone = messages.everyone(tx, found.team)
    there = [person for person in everyone if huddle and person.id in huddle.participants]
    for name in script.speakers:
        who = recognised(name, there)
        transcripts.keep_speakers(tx, transcript, [who if who.state != "unknown" else recognised(name, everyone)])
    if found.source == "clip":
        transcripts.change(tx, transcript, state="kept")
        return
    anchor = anchored(script, _clues(tx, found, huddle))
    transcripts.change(tx, transcript, state="kept", anchor_at=anchor.at, anchor_why=anchor.why)
    jobs.want(tx, found.team, "transcript_told", transcript)


def _clues(tx: Tx, found: Transcript, huddle: Huddle | None) -> Clues:
    giver = channels.person(tx, found.team, found.given_by) if found.given_by else None
    began = huddle.started_at if huddle else None
    shared_at = found.created_at if found.source == "pasted" else moment(found.ts)
    near = began or shared_at
    since, until = (f"{(near + way).timestamp():.6f}" for way in (-_AROUND, _AROUND))
    typed = messages.typed(tx, found.team, found.channel, since, until)
    return Clues(shared_at, began, found.anchor_at, giver.tz if giver else None, typed)


def _fail(tx: Tx, transcript: str, trouble: str) -> None:
    found = transcripts.find(tx, transcript)
    transcripts.change(tx, transcript, state="refused", trouble=trouble)
    if found:
        jobs.want(tx, found.team, "transcript_told", transcript)


async def _clip_words(context: Context, found: Transcript) -> tuple[Script | None, datetime | None]:
    """The words of a clip once Slack has written them down; else when to look again. It says so itself when they are there."""
    assert found.file is not None
    try:
        facts = await context.gateway.file(found.file)
    except SlackRefused as refusal:
        log.info("a clip could not be looked at: %s", refusal)
        return None, None
    if facts.written in ("failed", "none"):
        await context.store.write(lambda tx: transcripts.change(tx, found.id, state="refused"))
        return None, None
    if facts.written != "complete":
        waited = context.now() - found.created_at
        return None, context.now() + LOOK_AGAIN if waited < WRITTEN_WITHIN else None
    script = await _written(context, facts)
    state = {
        "anchor_at": moment(found.ts) - timedelta(seconds=facts.seconds),
        "anchor_why": "recorded before it was shared",
    }
    if script is None:
        state = {"state": "refused"}
    await context.store.write(lambda tx: transcripts.change(tx, found.id, **state))
    return script, None


async def _written(context: Context, facts: FileFacts) -> Script | None:
    """The clip's WebVTT, or else the first words of it that Slack shows."""
    if facts.words_link:
        try:
            return transcript_files.read(await context.gateway.download(facts.words_link))
        except (SlackRefused, UnreadableTranscript) as refusal:
            log.info("a clip's words could not be read: %s", refusal)
    words = " ".join(facts.preview.split())
    return Script("text", (Line(1, "", words + (" …" if facts.preview_cut else "")),)) if words else None


async def people(context: Context, transcript: str) -> list[str]:
    """The ids of whoever has to do with a transcript: its giver, and those who were in its huddle."""

    def read(tx: Tx) -> list[str]:
        found = transcripts.find(tx, transcript)
        if found is None:
            return []
        huddle = huddles.find(tx, found.team, found.channel, found.huddle_ts) if found.huddle_ts else None
        return [*([found.given_by] if found.given_by else []), *(huddle.participants if huddle else ())]

    return await context.store.read(read)


async def _whisper(context: Context, key: str, ear: Ear, message: Message) -> None:
    try:
        await context.gateway.whisper_once(key, ear, message)
    except SlackRefused as refusal:
        if refusal.code != "user_not_in_channel":
            raise
        log.info("somebody was not asked: %s", refusal)


def _alive(found: Transcript, root: str | None) -> str | None:
    """The thread in which the giver has the file before their eyes."""
    return root if root and root != found.ts else None


def _standing(tx: Tx, team: str, channel: str, ts: str) -> tuple[str | None, str | None] | None:
    """The author and thread of a message of an incident's channel. Raises NotYet where nobody has looked at the channel."""
    known = channels.find(tx, team, channel)
    if known and known.capture == "unknown":
        raise NotYet("the channel to be looked at")
    return messages.find(tx, team, channel, ts) if known and known.capture == "yes" else None
