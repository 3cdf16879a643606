"""A gentle end: when words in the channel sound like one, somebody is asked privately. Only a press resolves."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.context import Context
from bot.domain.evidence import Evidence
from bot.domain.incident import Incident, Status
from bot.domain.observation import Delivery, Edited, Posted
from bot.drafting import endings
from bot.drafting.endings import Ending
from bot.errors import UserMistake
from bot.slack.ending_blocks import question
from bot.slack.first_ear import whisper_to_first
from bot.slack.permalink import permalink
from storage import channels, incidents, jobs, snapshot
from storage.transaction import Tx

BREATH = timedelta(minutes=1)
"""How long people have to resolve by themselves, or to take their words back, before anybody is asked."""
QUIET = timedelta(minutes=20)
"""How long nobody may have said anything before the end of an alarm counts as the end."""
REST = timedelta(hours=1)
"""How long nobody is asked again, unless the status changes."""


def hear(tx: Tx, delivery: Delivery, context: Context) -> None:
    """Notes that the end may have been said. Whether it was is looked at a little later."""
    if not isinstance(delivery.seen, (Posted, Edited)):
        return
    said = delivery.seen.now if isinstance(delivery.seen, Edited) else delivery.seen
    incident = incidents.of_channel(tx, delivery.team, said.channel)
    if incident is None or incident.status is Status.RESOLVED:
        return
    by_app = said.author is not None and said.author.is_bot
    if said.subtype in _SPOKEN and endings.sounds_like_end(said.text, by_app=by_app):
        jobs.want_by(tx, delivery.team, "end", incident.id, tx.now + (QUIET if by_app else BREATH))


_SPOKEN = ("", "thread_broadcast", "bot_message", "file_share", "me_message")


@dataclass(frozen=True)
class _Matter:
    """What decides whether to ask, read in one transaction. `since` is from when on words count."""

    incident: Incident
    evidence: Evidence
    since: datetime
    window: str


async def ask(context: Context, incident_id: str) -> datetime | None:
    """Asks the lead, or else whoever said it, at most once in a window; returns when to look again, if at all."""
    matter = await context.store.read(lambda tx: _matter(tx, incident_id))
    if not isinstance(matter, _Matter):
        return matter
    ending = await asyncio.to_thread(endings.newest_end, matter.evidence, matter.since)
    if ending is None:
        return None
    due = ending.quiet_since + QUIET if ending.by_app else ending.at + BREATH
    if due > context.now():
        return due
    if await _whisper(context, matter, ending):
        await context.store.write(lambda tx: incidents.note_end_asked(tx, incident_id))
    return None


def still_meant(tx: Tx, incident: Incident, revision: int) -> None:
    """Raises UserMistake where an open incident was resolved since it was asked about: that end is not the one that is meant."""
    now = incidents.find(tx, incident.id)
    if now and now.status is not Status.RESOLVED and now.revision != revision:
        raise UserMistake(
            f"{now.name} was resolved and reopened since I asked. `/incident resolve` ends it when it is over."
        )


def not_yet(tx: Tx, incident: Incident, revision: int) -> str:
    """Somebody said that it is not over: nobody is asked for a while. Returns a sentence for them. Raises UserMistake where the
    question is stale."""
    still_meant(tx, incident, revision)
    newest = incidents.of_channel(tx, incident.team, incident.channel)
    if newest and newest.id != incident.id:
        raise UserMistake(f"That was an earlier incident; this channel's is {newest.name} now.")
    if newest is None or newest.status is Status.RESOLVED:
        return f"{incident.name} is resolved already; `/incident reopen` takes it up again."
    incidents.note_end_asked(tx, incident.id)
    return f"All right, I will not ask again for an hour. `/incident resolve` ends {incident.name} whenever you like."


def _matter(tx: Tx, incident_id: str) -> _Matter | datetime | None:
    """None where there is nothing to ask; where somebody was asked lately and the status has not changed since, when to look
    again at what was said meanwhile."""
    incident = incidents.find(tx, incident_id)
    if incident is None or incident.status is Status.RESOLVED:
        return None
    asked = incidents.end_asked_at(tx, incident_id)
    changed = incidents.status_changes(tx, incident_id)[-1].at
    if asked and changed <= asked and tx.now - asked < REST:
        return asked + REST
    opened = incidents.status_changes(tx, incident_id, Status.OPEN)[-1].at
    since = max(opened, asked) if asked else opened
    window = asked.isoformat() if asked else "first"
    return _Matter(incident, snapshot.of_incident(tx, incident), since, window)


async def _whisper(context: Context, matter: _Matter, ending: Ending) -> bool:
    """One question under the window's own key. What may have been shown before a crash is not shown again. Returns whether
    there was anybody to ask."""
    incident, key = matter.incident, f"end:{matter.incident.id}:{matter.window}"
    sayer = None if ending.by_app else ending.author
    item = matter.evidence.get(ending.ts)
    url = permalink(context.me.url, incident.channel, ending.ts, item.thread_ts if item else None)
    names = await context.store.read(lambda tx: channels.person(tx, incident.team, ending.author))
    name = names.person.name if names else (item.author.name if item else "Somebody")
    asked = {
        user: question(incident, None if user == ending.author else name, ending.at, url)
        for user in filter(None, (incident.lead, sayer or incident.opened_by))
    }
    return await whisper_to_first(context.gateway, key, incident.channel, asked)
