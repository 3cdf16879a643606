"""Events through the inbox into a real store, and whether what was stored can be read and written about."""

import asyncio
import json
import logging
import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select

from bot.context import Context
from bot.domain.catchup_request import CatchUpRequest, Wanted
from bot.domain.command import IncidentCommand
from bot.domain.incident import Viewer
from bot.drafting import catchup as by_rules
from bot.drafting import document, extractive
from bot.features import catchup, lifecycle
from bot.jobs import Worker
from handlers.inbox import Inbox
from storage import channels, incidents, snapshot
from storage.store import Store
from storage.tables import CHANNEL, JOB
from storage.transaction import Tx
from tests.fuzz import odd
from tests.fuzz.bench import Bench
from tests.fuzz.trouble import CASE

log = logging.getLogger(__name__)

KIND = "events"
OF_ONE_STORE, AT_ONCE, CHANNELS_READ, JOBS_RUN = 4000, 250, 40, 6
PATIENCE = 30.0


async def try_all(bench: Bench, count: int) -> None:
    """Takes so many mutated events, reads what was stored, and has the bot work with it."""
    for first in range(0, count, OF_ONE_STORE):
        async with bench.stores.lend() as store:
            context = bench.context(store)
            await store.write(lambda tx: _begin(tx, bench))
            numbers = range(first, min(count, first + OF_ONE_STORE))
            for some in range(0, len(numbers), AT_ONCE):
                await _take(bench, Inbox(context), numbers[some : some + AT_ONCE])
            await _read(bench, store, numbers)
            await _work(bench, context, numbers)


def body(bench: Bench, number: int) -> Any:
    """The event of one case."""
    dice = bench.dice(KIND, number)
    return odd.mutated(dice, _afresh(dice, dice.choice(bench.corpus.events), number), bench.corpus.events)


def _afresh(dice: random.Random, event: str, number: int) -> str:
    """The event as another one that came later, mostly of another message: else it would just be known already."""
    whole = json.loads(event)
    event = event.replace(whole["event_id"], f"EvFUZZ{number}")
    stamps = sorted({str(each.get("ts")) for each in (whole["event"], whole["event"].get("message") or {})} - {"None"})
    for ts in stamps if dice.random() < 0.7 else ():
        seconds, _, micros = ts.partition(".")
        event = event.replace(ts, f"{int(seconds) + dice.randrange(3600)}.{micros}")
    return event


def _begin(tx: Tx, bench: Bench) -> None:
    team, channel = bench.debrief.me.team, bench.corpus.channel
    channels.describe(tx, team, channel, name="inc-checkout", is_private=False, capture="yes")
    incidents.add(tx, team=team, channel=channel, title="Checkout fails", by=bench.corpus.user)


async def _take(bench: Bench, inbox: Inbox, numbers: Sequence[int]) -> None:
    """As many at once as a busy socket has waiting."""
    taken = {number: asyncio.get_running_loop().create_future() for number in numbers}
    bench.tally.tried[KIND] += len(numbers)
    for number in numbers:
        try:
            inbox.take(body(bench, number), taken[number].set_result)
        except Exception as problem:  # noqa: BLE001 -- whatever it is, it is what is looked for
            taken[number].set_result(problem)
    for number, trouble in zip(taken, await asyncio.gather(*taken.values()), strict=True):
        if trouble is not None:
            bench.tally.raised(f"{KIND}:{number}", trouble)


async def _read(bench: Bench, store: Store, numbers: range) -> None:
    """Drafts and catch-ups of the channels that there are now."""
    team = bench.debrief.me.team
    found = await store.read(lambda tx: _channels(tx, team))
    dice = random.Random(f"{bench.seed} read {numbers[0]}")
    some = [bench.corpus.channel, *dice.sample(found, min(len(numbers) * CHANNELS_READ // OF_ONE_STORE, len(found)))]
    for channel in some:
        case = f"{KIND}:{numbers[0]} to {numbers[-1]}, channel {channel!r} read"
        try:
            await store.write(lambda tx, channel=channel: _written(tx, team, channel))  # type: ignore[misc]
        except Exception as problem:  # noqa: BLE001 -- whatever it is, it is what is looked for
            bench.tally.raised(case, problem)


def _channels(tx: Tx, team: str) -> list[str]:
    return sorted(tx.execute(select(CHANNEL.c.id).where(CHANNEL.c.team == team)).scalars())


def _written(tx: Tx, team: str, channel: str) -> str:
    incident = incidents.of_channel(tx, team, channel) or incidents.add(
        tx, team=team, channel=channel, title="Odd", by=None
    )
    evidence = snapshot.of_incident(tx, incident)
    draft = extractive.write(evidence, incident)
    for since in (None, incident.opened_at - timedelta(days=9)):
        by_rules.catch_up(evidence, incident, since, tx.now)
    document.to_json(draft)
    return document.to_markdown(draft, lambda ts: None, len(evidence))


async def _work(bench: Bench, context: Context, numbers: range) -> None:
    """Answers a catch-up, resolves the incident, and runs the jobs that came of it all; what they log counts."""
    team, channel, user = bench.debrief.me.team, bench.corpus.channel, bench.corpus.user
    case = CASE.set(f"{KIND}:{numbers[0]} to {numbers[-1]}, worked with")
    worker = Worker(context, lease=60.0)
    try:
        asked = CatchUpRequest(f"fuzz-{numbers[0]}", team, channel, user, context.now(), Wanted(everything=True))
        await catchup.answer(context, asked, Viewer(user, full_member=True, channels=frozenset((channel,))))
        await context.store.write(lambda tx: lifecycle.act(tx, IncidentCommand("resolve", team, channel, user)))
        await context.store.write(_leave_most)
        async with asyncio.timeout(PATIENCE):
            while await context.store.read(_are_due):
                await worker.run_due()
                await asyncio.sleep(0.01)
    except TimeoutError:
        log.warning("there were more jobs than could be done")
    except Exception as problem:  # noqa: BLE001 -- whatever it is, it is what is looked for
        bench.tally.raised(CASE.get(), problem)
    finally:
        await worker.stop()
        CASE.reset(case)


def _leave_most(tx: Tx) -> None:
    """Of most jobs it is enough that they were asked for. Slack knows of no other channel, so that looking at one is dull."""
    tx.execute(delete(JOB).where(JOB.c.kind.in_(("channel", "backfill", "presence"))))
    by_kind = Counter[str]()
    for job in tx.execute(select(JOB.c.id, JOB.c.kind).order_by(JOB.c.key)).all():
        by_kind[job.kind] += 1
        if by_kind[job.kind] > JOBS_RUN:
            tx.execute(delete(JOB).where(JOB.c.id == job.id))


def _are_due(tx: Tx) -> bool:
    due = select(func.count()).where(JOB.c.state != "done", JOB.c.due_at <= tx.now)
    return bool(tx.execute(due).scalar())
