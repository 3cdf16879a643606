"""Edits after the draft: claims that rest on other words now are marked, and whoever owns the post-mortem is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.context import Context
from bot.domain.incident import Incident
from bot.domain.observation import Delivery, Edited
from bot.slack.first_ear import whisper_to_first
from bot.slack.permalink import permalink
from bot.slack.rewording_blocks import notice
from storage import drafts, incidents, jobs
from storage.jobs import Job
from storage.transaction import Tx

BREATH = timedelta(seconds=20)
"""How long somebody who edits may go on, or take it back, before anything is marked."""


@dataclass(frozen=True)
class _Matter:
    """What there is to tell: how many claims and times rest on other words now, and when those were given last."""

    incident: Incident
    revision: int
    marked: int
    last: datetime


def hear(tx: Tx, delivery: Delivery, context: Context) -> None:
    """Asks for the drafts that rest on an edited message to be looked at."""
    if isinstance(delivery.seen, Edited):
        for draft in drafts.resting_on(tx, delivery.team, delivery.seen.now.channel, delivery.seen.now.ts):
            jobs.want_by(tx, delivery.team, "reworded", draft, tx.now + BREATH)


async def look(context: Context, job: Job) -> None:
    """Asks for the draft to be redrawn, and tells whoever owns it."""
    # Not drawn here: only one job at a time may replace a draft's posts and file.
    await context.store.write(lambda tx: jobs.want(tx, job.team, "redraw", job.key))
    matter = await context.store.read(lambda tx: _matter(tx, job.key))
    if matter:
        await _tell(context, job.key, matter)


async def _tell(context: Context, draft_id: str, matter: _Matter) -> None:
    """Tells the lead, or else who resolved or opened the incident, once for the newest edit; nobody of a draft that has a
    successor."""
    incident, key = matter.incident, f"reworded:{draft_id}:{matter.last.timestamp():.6f}"
    thread = await context.gateway.is_sent(incident.announcement_key(matter.revision))
    url = permalink(context.me.url, incident.channel, thread) if thread else None
    message = notice(incident.name, matter.marked, url)
    owners = dict.fromkeys(filter(None, (incident.lead, incident.resolved_by, incident.opened_by)), message)
    await whisper_to_first(context.gateway, key, incident.channel, owners)


def _matter(tx: Tx, draft_id: str) -> _Matter | None:
    saved = drafts.find(tx, draft_id)
    incident = incidents.find(tx, saved.incident) if saved else None
    newest = drafts.newest(tx, incident.id) if incident else None
    if saved is None or incident is None or newest is None or newest.id != saved.id:
        return None
    edited = drafts.reworded(tx, incident.team, incident.channel, draft_id)
    given = saved.draft.marked(edited).marks()
    return _Matter(incident, saved.revision, len(given), max(given)) if given else None
