"""Durable work: each kind of job and what it does, and the worker that takes due jobs from the store."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.catching_up import answer_late
from bot.consequences import follow
from bot.context import Context
from bot.errors import LostLease, NotYet, SlackBusy, SlackRefused, SlackUncertain, TrackerBusy, TrackerUncertain
from bot.features import (
    action_items,
    backfill,
    ending,
    home,
    huddles,
    incident_card,
    ingest,
    people,
    postmortem,
    presence,
    rewording,
    transcript_news,
    transcripts,
    visibility,
)
from bot.logs import about
from storage import drafts, incidents, jobs
from storage import transcripts as transcript_rows
from storage.jobs import Job
from storage.transaction import Tx

log = logging.getLogger(__name__)

AT_ONCE, LONGEST_WAIT, MOST_FAILURES = 8, 600.0, 30


async def _channel(context: Context, job: Job) -> None:
    await ingest.look_at_channel(context, job.key)


async def _backfill(context: Context, job: Job) -> None:
    await backfill.read_back(context, job, follow, ingest.erase)


async def _presence(context: Context, job: Job) -> None:
    await presence.look_around(context)


async def _card(context: Context, job: Job) -> datetime | None:
    incident = await context.store.read(lambda tx: incidents.find(tx, job.key))
    if incident:
        await people.learn(context, await incident_card.people(context, job.key))
        await people.learn_channel(context, incident.channel)
    return await incident_card.show(context, job.key)


async def _end(context: Context, job: Job) -> datetime | None:
    incident = await context.store.read(lambda tx: incidents.find(tx, job.key))
    if incident:
        await people.learn_channel(context, incident.channel)
    return await ending.ask(context, job.key)


async def _announce(context: Context, job: Job) -> None:
    change = await context.store.read(lambda tx: incidents.find_change(tx, job.key))
    await people.learn(context, [change.by] if change and change.by else [])
    await incident_card.announce(context, job.key)


async def _postmortem(context: Context, job: Job) -> None:
    incident_id = job.key.rpartition(":")[0]
    incident = await context.store.read(lambda tx: incidents.find(tx, incident_id))
    if incident:
        keys = (incident.channel, f"{incident.channel}{backfill.EVERYTHING}")
        if await context.store.read(lambda tx: any(jobs.is_pending(tx, job.team, "backfill", key) for key in keys)):
            raise NotYet("the channel to be read back")
        await people.learn(context, await incident_card.people(context, incident_id))
        await people.learn_channel(context, incident.channel)
    await postmortem.write(context, job)


async def _deliver(context: Context, job: Job) -> None:
    await postmortem.deliver(context, job.key)


async def _items(context: Context, job: Job) -> None:
    owners = await context.store.read(lambda tx: drafts.owners(tx, job.key))
    await people.learn(context, owners)
    await postmortem.redraw_items(context, job.key)


async def _file(context: Context, job: Job) -> None:
    await action_items.file(context, job)
    await context.store.write(lambda tx: home.settled(tx, job.team, job.key))


async def _home(context: Context, job: Job) -> None:
    who = await visibility.told_by_slack(context, job.key)
    await people.learn(context, await home.people(context, who))
    await home.publish(context, who)


async def _huddle(context: Context, job: Job) -> datetime | None:
    await people.learn(context, await huddles.people(context, job.key))
    return await huddles.follow_up(context, job.key)


async def _upload(context: Context, job: Job) -> None:
    await transcripts.look_at(context, job.key)


async def _transcript(context: Context, job: Job) -> datetime | None:
    await people.learn(context, await transcripts.people(context, job.key))
    found = await context.store.read(lambda tx: transcript_rows.find(tx, job.key))
    if found:
        await people.learn_channel(context, found.channel)
    return await transcripts.keep(context, job.key)


async def _transcript_told(context: Context, job: Job) -> None:
    await people.learn(context, await transcripts.people(context, job.key))
    await transcript_news.tell(context, job.key)


# What a job returns, if anything, is when it is due next.
KINDS: dict[str, Callable[[Context, Job], Awaitable[datetime | None]]] = {
    "channel": _channel,
    "backfill": _backfill,
    "presence": _presence,
    "card": _card,
    "announce": _announce,
    "end": _end,
    "postmortem": _postmortem,
    "deliver": _deliver,
    "items": _items,
    "redraw": postmortem.redraw,
    "reworded": rewording.look,
    "catch_up": answer_late,
    "file": _file,
    "home": _home,
    "huddle": _huddle,
    "upload": _upload,
    "transcript": _transcript,
    "transcript_told": _transcript_told,
}


class Worker:
    """Runs due jobs, a few at a time, each under a lease that is renewed while it runs. `lease` is in seconds,
    and so is `first_retry`, after which failed work is tried again first."""

    def __init__(self, context: Context, lease: float, first_retry: float = 0.5) -> None:
        self._context = context
        self._first_retry = first_retry
        self._lease = timedelta(seconds=lease)
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run_due(self) -> float | None:
        """Starts every job that is due, as far as there is room. Returns in how many seconds the next one is, if it is known."""
        while len(self._running) < AT_ONCE:
            found = await self._context.store.write(self._claim)
            if not isinstance(found, Job):
                return (found - self._context.now()).total_seconds() if found else None
            task = asyncio.create_task(self._run(found), name=f"{found.kind} {found.key}")
            self._running[found.id] = task
            task.add_done_callback(lambda _, job_id=found.id: self._running.pop(job_id, None))  # type: ignore[misc]
        return None

    def _claim(self, tx: Tx) -> Job | datetime | None:
        """A job that is due, else when one will be."""
        return jobs.claim(tx, self._lease, tuple(self._running)) or jobs.next_due(tx)

    async def stop(self) -> None:
        """Lets go of what runs; whoever takes it up after its lease finds what was done."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, job: Job) -> None:
        renewal = asyncio.create_task(self._renew(job))
        try:
            with about(job=job.kind, key=job.key, team=job.team):
                await self._attempt(job)
        except LostLease as lost:
            log.warning("%s", lost)
        except Exception:  # the store is away; after its lease the job is due again
            log.exception("what came of job %s %s could not be noted", job.kind, job.key)
        finally:
            renewal.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await renewal
        self._context.store.on_wake()  # there is room for the next one

    async def _attempt(self, job: Job) -> None:
        store = self._context.store
        try:
            next_at = await KINDS[job.kind](self._context, job)
        except LostLease:
            raise
        except (SlackBusy, TrackerBusy, NotYet) as busy:
            self._context.metrics.job(job.kind, "later")
            await self._retry(job, busy.retry_after, busy, failed=False)
        except (SlackUncertain, TrackerUncertain) as unsure:
            self._context.metrics.job(job.kind, "uncertain")
            await self._retry(job, self._wait(job.failures), unsure, failed=True)
        except SlackRefused as refusal:
            log.warning("job %s %s: %s", job.kind, job.key, refusal)
            if refusal.code in _SIGNED_OUT:
                return await self._wait_for_token(job)
            error, for_good = str(refusal), refusal.code in _FOR_GOOD or job.failures >= MOST_FAILURES
            self._context.metrics.job(job.kind, "given_up" if for_good else "refused")
            if for_good:
                log.error("job %s %s is given up: %s", job.kind, job.key, refusal)
                await store.write(lambda tx: jobs.give_up(tx, job, error))
            else:
                await self._retry(job, self._wait(job.failures + 3), refusal, failed=True)
        except Exception as problem:  # a bug of ours must not become a loss: the job stays and is tried again
            log.exception("job %s %s went wrong", job.kind, job.key)
            self._context.metrics.job(job.kind, "wrong")
            await self._retry(job, self._wait(job.failures + 2), problem, failed=True)
        else:
            self._context.metrics.job(job.kind, "done")
            await store.write(lambda tx: _finish(tx, job, next_at))

    async def _wait_for_token(self, job: Job) -> None:
        """Nothing is given up because the app was removed: installed again, it goes on where it was."""
        due = self._context.now() + timedelta(seconds=LONGEST_WAIT)

        def wait(tx: Tx) -> None:
            presence.sign_out(tx, job.team)
            jobs.retry(tx, job, due, presence.SIGNED_OUT, failed=False)

        await self._context.store.write(wait)

    async def _retry(self, job: Job, seconds: float, problem: Exception, *, failed: bool) -> None:
        due, why = self._context.now() + timedelta(seconds=seconds), type(problem).__name__
        await self._context.store.write(lambda tx: jobs.retry(tx, job, due, why, failed=failed))

    def _wait(self, failures: int) -> float:
        return doubled(self._first_retry, failures)

    async def _renew(self, job: Job) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            try:
                await self._context.store.write(lambda tx: jobs.hold(tx, job, self._lease))
            except LostLease:
                return
            except Exception:
                log.exception("the lease of job %s %s could not be renewed", job.kind, job.key)


def _finish(tx: Tx, job: Job, next_at: datetime | None) -> None:
    jobs.finish(tx, job, next_at)
    if job.kind in _AWAITED:
        jobs.hasten(tx, job.team, NotYet.__name__)


# What other work may wait for.
_AWAITED = {"channel", "backfill", "postmortem", "deliver"}

# What Slack will not do later either.
_FOR_GOOD = {"channel_not_found", "is_archived", "not_in_channel", "missing_scope", "not_enabled"}

# What it will do again once the app is installed again.
_SIGNED_OUT = {"account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed"}


def doubled(first: float, failures: int) -> float:
    """Seconds until the next attempt: `first`, doubled with each failure, ten minutes at most."""
    return min(LONGEST_WAIT, first * 2.0 ** min(failures, 12))
