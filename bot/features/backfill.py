"""Reading back what was missed: on joining, after a time away, and when Slack says that much changed at once."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.context import Context
from bot.domain.incident import Incident, Status, named_like_one
from bot.domain.observation import Deleted, Delivery, Edited, Observation, Posted
from bot.errors import SlackRefused
from bot.slack import payloads
from bot.slack.answers import Identity
from bot.slack.history import History
from storage import channels, incidents, marks, messages
from storage.channels import Channel
from storage.jobs import Job
from storage.transaction import Tx

log = logging.getLogger(__name__)

Json = dict[str, Any]
Follow = Callable[[Tx, Delivery, Context], None]
Erase = Callable[[Tx, str, Deleted], None]

CHUNK = 40  # messages in one unit of work, so that no acknowledgement waits for it
OVERLAP = timedelta(hours=1)
BEFORE_OPENING = timedelta(hours=1)
STILL_ALIVE = timedelta(days=7)
COMPARED = timedelta(days=30)
EVERYTHING = ":all"


@dataclass
class _Reading:
    """What one reading has come across so far."""

    context: Context
    history: History
    channel: str
    since: str
    whole: bool
    follow: Follow
    erase: Erase
    seen: set[str] = field(default_factory=set)
    threads: list[str] = field(default_factory=list)
    limited: bool = False


async def read_back(context: Context, job: Job, follow: Follow, erase: Erase) -> None:
    """Compares what is kept of a channel with what Slack shows: takes what is new, edited and deleted.

    `job.key` is the channel, with `:all` behind it if every message shall be compared. `follow` hears of what was new,
    `erase` takes a deleted message's words away."""
    channel, whole = job.key.removesuffix(EVERYTHING), job.key.endswith(EVERYTHING)
    team, now = context.me.team, context.now()
    as_of = f"{now.timestamp():.6f}"
    known = await context.store.read(lambda tx: channels.find(tx, team, channel))
    if known is None or known.capture != "yes":
        return
    since = await context.store.read(lambda tx: _since(tx, team, known, context, whole))
    reading = _Reading(context, History(context.gateway, channel, as_of), channel, since, whole, follow, erase)
    try:
        await _read(reading)
    except SlackRefused as refusal:
        if refusal.code not in ("not_in_channel", "channel_not_found"):
            raise
        log.info("channel %s cannot be read back: %s", channel, refusal.code)
        return
    await context.store.write(lambda tx: channels.read_until(tx, team, channel, as_of))


async def _read(reading: _Reading) -> None:
    async for page in reading.history.roots(reading.since):
        reading.limited = reading.limited or page.limited
        reading.threads += [each["ts"] for each in page.messages if each.get("reply_count")]
        await _take(reading, page.messages)
    for root in reading.threads:
        async for page in reading.history.replies(root):
            reading.limited = reading.limited or page.limited
            await _take(reading, [each for each in page.messages if each.get("ts") != root])
    if not reading.limited:
        await _compare(reading)


async def _take(reading: _Reading, listed: Iterable[Json]) -> None:
    fresh = [each for each in listed if each.get("ts") not in reading.seen]
    reading.seen |= {str(each.get("ts")) for each in fresh}
    for start in range(0, len(fresh), CHUNK):
        chunk = fresh[start : start + CHUNK]
        await reading.context.store.write_bulk(lambda tx, chunk=chunk: _keep(tx, reading, chunk))  # type: ignore[misc]


def _keep(tx: Tx, reading: _Reading, chunk: list[Json]) -> None:
    me, team = reading.context.me, reading.context.me.team
    for each in chunk:
        try:
            found = payloads.history_message(reading.channel, each)
            given, complete, pinned = payloads.history_marks(reading.channel, each, reading.history.as_of)
        except (KeyError, TypeError, ValueError, AttributeError):
            log.warning("a listed message of %s could not be read", reading.channel)
            continue
        if isinstance(found, Deleted):
            if not messages.is_deleted(tx, team, reading.channel, found.ts):
                reading.erase(tx, team, found)
        elif not _is_own(found, me):
            news = _news(tx, team, found, reading.history.as_of)
            marks.listed(tx, team, found.channel, found.ts, given, complete=complete, as_of=reading.history.as_of)
            marks.listed_pin(tx, team, found.channel, found.ts, pinned, as_of=reading.history.as_of)
            if news:
                reading.follow(tx, _delivery(team, news), reading.context)


def _news(tx: Tx, team: str, found: Posted, as_of: str) -> Observation | None:
    """Stores a listed wording if it is newer than what is kept; what an event would have said of it, or None."""
    kept = messages.versions(tx, team, found.channel, found.ts)
    if not kept:
        messages.keep_version(tx, team, found)
        return None if messages.is_deleted(tx, team, found.channel, found.ts) else found
    version, text = kept[-1]
    if text is None or (found.version <= version and text == found.text):
        return None
    if found.version <= version:
        by_app = found.author is not None and found.author.is_bot
        told = messages.last_told(tx, team, found.channel, found.ts)  # a version has whole seconds and may lie before
        if max(version, told) >= as_of or (found.version < version and not by_app):
            return None  # an event has told of something newer than this listing
        # Changed without a mark of its own: an app's silent change, or a second edit within one second.
        found = found._replace(version=as_of) if by_app else found._replace(told=as_of)
    messages.keep_version(tx, team, found)
    return Edited(found)


async def _compare(reading: _Reading) -> None:
    """Messages that are kept, belong to what was read, and were not listed: each is asked for by itself, then let go."""
    team, channel = reading.context.me.team, reading.channel
    oldest = f"{(reading.context.now() - COMPARED).timestamp():.6f}"
    since = reading.since if reading.whole else max(reading.since, oldest)
    standing = await reading.context.store.read(
        lambda tx: messages.standing(tx, team, channel, since, reading.history.as_of)
    )
    for ts, thread_ts in standing.items():
        if ts not in reading.seen and not await reading.history.shows(ts, thread_ts):
            gone = Deleted(channel, ts)
            await reading.context.store.write_bulk(lambda tx, gone=gone: reading.erase(tx, team, gone))  # type: ignore[misc]


def _since(tx: Tx, team: str, known: Channel, context: Context, whole: bool) -> str:
    """From when on to read: the whole of an incident that is alive, else from an hour before the last reading."""
    newest = incidents.of_channel(tx, team, known.id)
    begin = _begin(tx, known, newest, context)
    if whole or known.watermark is None:
        return begin
    ended = newest.resolved_at if newest and newest.status is Status.RESOLVED else None
    if newest and (ended is None or tx.now - ended < STILL_ALIVE):
        return begin
    return f"{max(float(known.watermark) - OVERLAP.total_seconds(), 0):.6f}"


def _begin(tx: Tx, known: Channel, newest: Incident | None, context: Context) -> str:
    """When the channel's evidence begins: with the channel if it was made for an incident, else shortly before the opening."""
    if newest is None or newest.opened_by is None or named_like_one(known.name, context.channel_patterns):
        return ""
    first = newest
    while earlier := incidents.before(tx, first):
        first = earlier
    return f"{(first.opened_at - BEFORE_OPENING).timestamp():.6f}"


def _is_own(found: Posted, me: Identity) -> bool:
    return found.author is not None and found.author.id in (me.bot, me.user)


def _delivery(team: str, news: Observation) -> Delivery:
    return Delivery(team, event_id="", type="message", raw="", seen=news)
