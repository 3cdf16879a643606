"""The incident's card: pinned to its channel and kept current; and the lines that announce a change of state."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.context import Context
from bot.domain.evidence import Evidence
from bot.domain.incident import Incident, Status
from bot.domain.observation import Delivery, Edited, Posted
from bot.drafting import highlights
from bot.errors import SlackRefused
from bot.slack import card
from bot.slack.gateway import Message
from bot.slack.permalink import permalink
from storage import cards, channels, incidents, jobs, snapshot
from storage.cards import Shown
from storage.transaction import Tx

log = logging.getLogger(__name__)

GATHER = timedelta(seconds=10)
"""How long news are gathered before they come onto the card."""
APART = timedelta(seconds=30)
"""The least time between two changes of the card that only bring news."""
STALE = timedelta(minutes=10)
"""How old the card's “so far” may grow while the incident is young; later a twelfth of its age, six hours at most."""

# Somebody removed the card, or the workspace lets nobody change old messages.
_GONE = {"message_not_found", "edit_window_closed", "cant_update_message"}


def hear(tx: Tx, delivery: Delivery, context: Context) -> None:
    """Something was said in an incident that is not over: the card may have news soon."""
    if isinstance(delivery.seen, (Posted, Edited)):
        said = delivery.seen.now if isinstance(delivery.seen, Edited) else delivery.seen
        incident = incidents.of_channel(tx, delivery.team, said.channel)
        if incident and incident.status is not Status.RESOLVED:
            jobs.want_by(tx, delivery.team, "card", incident.id, tx.now + GATHER)


@dataclass(frozen=True)
class _Face:
    """What the card is made of, read in one transaction."""

    incident: Incident
    names: dict[str, str]
    evidence: Evidence
    shown: Shown | None


async def show(context: Context, incident_id: str) -> datetime | None:
    """Posts and pins the card, or brings it up to date if a reader would see the change; returns when to look at it again.

    What people set shows at once, and words that were deleted leave at once; news wait until they are due."""
    face = await context.store.read(lambda tx: _read(tx, incident_id))
    if face is None or (face.shown and face.shown.gone) or face.incident.was_over:
        return None
    now, incident = context.now(), face.incident
    news = await asyncio.to_thread(highlights.newest, face.evidence, incident)
    fresh = Shown(_print(incident, face.names), _print(news), tuple(ts for entry in news for ts in entry.evidence), now)
    due = _due(face, fresh, now)
    if due > now:
        return due
    since = face.shown.at if face.shown else now
    if _differs(face, fresh, now):
        since = now
        message = card.card(incident, face.names, news, now, _linker(context, face))
        if not await _put(context, face, message):
            fresh = replace(fresh, gone=True)
        await context.store.write(lambda tx: cards.keep(tx, incident, fresh))
    return None if fresh.gone or incident.status is Status.RESOLVED else since + _patience(incident, since)


async def _put(context: Context, face: _Face, message: Message) -> bool:
    """Brings the message to its channel. False if it was posted and is gone: whoever removed it did not want it."""
    incident, gateway = face.incident, context.gateway
    key = f"card:{incident.id}"
    begun = any(sent.key == key for sent in await gateway.begun(key))
    ts = await gateway.post_once(key, incident.channel, message)
    try:
        if begun:
            await gateway.update(incident.channel, ts, message)
    except SlackRefused as refusal:
        if refusal.code not in _GONE:
            raise
        log.info("the card of %s is left alone: %s", incident.name, refusal)
        return False
    if face.shown is None:
        await _pin(context, incident, ts)
    return True


async def _pin(context: Context, incident: Incident, ts: str) -> None:
    """A card that cannot be pinned, say because a hundred messages are, is still a card."""
    try:
        await context.gateway.pin(incident.channel, ts)
    except SlackRefused as refusal:
        log.info("the card of %s is not pinned: %s", incident.name, refusal)


def _due(face: _Face, fresh: Shown, now: datetime) -> datetime:
    """When the card may change: at once, but for mere news, which come after a pause."""
    shown = face.shown
    if shown is None or shown.facts != fresh.facts or shown.news == fresh.news:
        return now
    withdrawn = any(face.evidence.get(ts) is None for ts in shown.cites)
    return now if withdrawn else max(now, shown.at + APART)


def _differs(face: _Face, fresh: Shown, now: datetime) -> bool:
    """Whether a reader would see a change, or would read a duration that is too old."""
    shown = face.shown
    if shown is None or (shown.facts, shown.news) != (fresh.facts, fresh.news):
        return True
    running = face.incident.status is not Status.RESOLVED
    return running and now - shown.at >= _patience(face.incident, shown.at)


def _patience(incident: Incident, shown_at: datetime) -> timedelta:
    """How long a duration may stand that was told at a moment."""
    return max(STALE, min((shown_at - incident.opened_at) / 12, timedelta(hours=6)))


def _print(*shown: object) -> str:
    """A fingerprint, from which no word can be read back."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


async def announce(context: Context, change_id: str) -> None:
    """Tells the channel that an incident was mitigated or reopened."""
    change = await context.store.read(lambda tx: incidents.find_change(tx, change_id))
    incident = await context.store.read(lambda tx: incidents.find(tx, change.incident)) if change else None
    if change is None or incident is None:
        return
    names = await context.store.read(lambda tx: _names(tx, incident.team, [change.by] if change.by else []))
    by = names.get(change.by or "", "somebody")
    if change.value == Status.MITIGATED:
        message = card.mitigated(incident, by)
    else:
        resolves = await context.store.read(lambda tx: incidents.status_changes(tx, incident.id, Status.RESOLVED))
        revision = sum((each.at, each.id) < (change.at, change.id) for each in resolves)
        root = await context.gateway.is_sent(incident.announcement_key(revision)) if revision else None
        thread = permalink(context.me.url, incident.channel, root) if root else None
        message = card.reopened(incident, by, revision, thread)
    await context.gateway.post_once(f"announce:{change.id}", incident.channel, message)


async def people(context: Context, incident_id: str) -> set[str]:
    """The ids of the people whose names the card and its announcements show."""
    incident: Incident | None = await context.store.read(lambda tx: incidents.find(tx, incident_id))
    if incident is None:
        return set()
    return {user for user in (incident.lead, incident.resolved_by, incident.mitigated_by, incident.opened_by) if user}


def _read(tx: Tx, incident_id: str) -> _Face | None:
    incident = incidents.find(tx, incident_id)
    if incident is None:
        return None
    names = _names(tx, incident.team, [incident.lead] if incident.lead else [])
    return _Face(incident, names, snapshot.of_incident(tx, incident), cards.find(tx, incident))


def _linker(context: Context, face: _Face) -> Callable[[str], str]:
    def link(ts: str) -> str:
        item = face.evidence.get(ts)
        return permalink(context.me.url, face.incident.channel, ts, item.thread_ts if item else None)

    return link


def _names(tx: Tx, team: str, users: list[str]) -> dict[str, str]:
    found = {user: channels.person(tx, team, user) for user in users}
    return {user: known.person.name for user, known in found.items() if known}
