"""Catch-ups: where an incident stands, told privately to whoever asks, and the next time only what is new."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.context import Context
from bot.domain.catchup import CatchUp
from bot.domain.catchup_request import CatchUpRequest, Wanted, latest
from bot.domain.clock import moment
from bot.domain.evidence import Evidence, Item
from bot.domain.incident import Incident, Status, Viewer, can_see
from bot.domain.observation import Delivery, Mentioned
from bot.domain.transcript import carrier_of
from bot.drafting.catchup import catch_up
from bot.drafting.drafter import Brief
from bot.drafting.extractive import NAME
from bot.drafting.reading import MEMBERSHIP
from bot.masking.masked import masked
from bot.slack.catchup_blocks import Fact, Telling, message
from bot.slack.commands import asked_by_name
from bot.slack.gateway import Ear, Message
from bot.slack.permalink import permalink
from storage import catch_ups, channels, incidents, jobs, ledger, snapshot
from storage.catch_ups import Told
from storage.incidents import Change
from storage.transaction import Tx

PATIENCE = timedelta(seconds=10)
NO_INCIDENT = (
    "I know of no incident in this channel. If there is one, `/invite @debrief` and `/incident open TITLE` make me listen; "
    "`/catchup INC-42` tells you of any other that you can see."
)
STILL_READING = "I am still reading back what was said here before; ask again in a minute for all of it."
NO_ZONE = "I do not know your time zone, so I took that time as UTC."


def ask(tx: Tx, asked: CatchUpRequest, patience: timedelta = PATIENCE) -> CatchUpRequest:
    """Notes the request. Whoever asks answers it at once; if nobody did after a while, a job does."""
    jobs.want(tx, asked.team, "catch_up", asked.dump(), tx.now + patience)
    return asked


def hear(tx: Tx, delivery: Delivery, context: Context) -> None:
    """Follows up a question to the bot by name; a mention that asks nothing gets no answer."""
    seen = delivery.seen
    if isinstance(seen, Mentioned) and (wanted := asked_by_name(seen.text)):
        name, at = f"{seen.channel}:{seen.ts}", moment(seen.ts)
        asked = CatchUpRequest(name, delivery.team, seen.channel, seen.user, at, wanted, seen.thread_ts)
        ask(tx, asked, timedelta(0))


def subject(tx: Tx, asked: CatchUpRequest) -> Incident | None:
    """The incident that is meant, whether this person may see it or not."""
    if asked.wanted.incident is not None:
        return incidents.numbered(tx, asked.team, asked.wanted.incident)
    return incidents.of_channel(tx, asked.team, asked.channel)


async def is_answered(context: Context, asked: CatchUpRequest) -> bool:
    """Whether an answer was sent, or may have been."""
    return bool(await context.gateway.begun(_key(asked)))


async def answer(
    context: Context, asked: CatchUpRequest, who: Viewer, response_url: str | None = None
) -> "Material | None":
    """Tells the person, and them alone, where the incident stands; returns what that was made of, None if there was nothing
    to tell or it was told before. Raises SlackError where nothing could be sent."""
    material = await context.store.read(lambda tx: _material(tx, asked, who, context))
    ear = Ear(asked.channel, asked.user, asked.thread_ts, response_url)
    if material is None:
        await context.gateway.whisper_once(_key(asked), ear, Message(_nothing(asked.wanted)))
        return None
    shown = await asyncio.to_thread(_by_rules, material, context)
    if not await context.gateway.whisper_once(_key(asked), ear, shown):
        return None
    told = Told(asked.asked_at, material.up_to)
    await context.store.write(lambda tx: catch_ups.keep(tx, asked.team, asked.user, material.incident.id, told))
    return material


async def reword(context: Context, material: "Material") -> CatchUp | None:
    """The same told by the model, which may take a minute; None without a model, without news, or where rules had to do."""
    if not context.drafter.asks_model or not material.fresh:
        return None
    brief = Brief(material.evidence, material.incident, material.asked.team, material.since, within=_within(material))
    told = await context.drafter.catch_up(brief)
    return told if told.drafter != NAME and any(told.claims()) else None


async def answer_better(
    context: Context, material: "Material", told: CatchUp, who: Viewer, response_url: str | None = None
) -> None:
    """Shows the model's wording after that of the rules, if the person may still see the incident, without what was deleted
    meanwhile. Raises SlackError where it could not be sent."""
    asked = material.asked
    now = await context.store.read(lambda tx: _material(tx, asked, who, context))
    if now is None:
        return
    supported = told.supported(now.evidence)
    ear = Ear(asked.channel, asked.user, asked.thread_ts, response_url)
    shown = message(supported, replace(_telling(material, context), facts=(), better=True))
    await context.gateway.whisper_once(f"{_key(asked)}:better", ear, shown)


@dataclass(frozen=True)
class Material:
    """All that an answer is made of, read in one transaction."""

    asked: CatchUpRequest
    incident: Incident
    evidence: Evidence
    since: datetime | None
    last: Told | None
    facts: tuple[Fact, ...]
    lead: str | None
    notes: tuple[str, ...]

    @property
    def up_to(self) -> str:
        """The newest timestamp in the evidence, or what the person was told before."""
        newest = [max(item.told or item.ts, item.version) for item in self.evidence]
        return max([*newest, self.last.up_to if self.last else "0.000000"])

    @property
    def fresh(self) -> list[Item]:
        """What was said since the window began."""
        told = [item for item in self.evidence if item.subtype not in MEMBERSHIP]
        return [item for item in told if self.since is None or item.at > self.since]


def _material(tx: Tx, asked: CatchUpRequest, who: Viewer, context: Context) -> Material | None:
    """None where there is no such incident, or none that this person may see."""
    incident = subject(tx, asked)
    if incident is None or not can_see(who, incident.channel, channels.is_private(tx, asked.team, incident.channel)):
        return None
    last = catch_ups.last(tx, asked.team, asked.user, incident.id)
    since, again, notes = _window(tx, asked, last)
    if jobs.is_pending(tx, asked.team, "backfill", incident.channel):
        notes = (*notes, STILL_READING)
    if why := ledger.spent_sentence(tx, asked.team, context.model_budget):
        notes = (*notes, f"{why}, so rules wrote this.")
    begin = last.asked_at if again and last else since
    changes = incidents.changes_since(tx, incident.id, begin) if begin else []
    return Material(
        asked=asked,
        incident=incident,
        evidence=_without_questions(snapshot.of_incident(tx, incident), context),
        since=since,
        last=last if again else None,
        facts=tuple(fact for change in changes if (fact := _fact(tx, incident, change))),
        lead=_name(tx, asked.team, incident.lead) if incident.lead else None,
        notes=notes,
    )


def _window(tx: Tx, asked: CatchUpRequest, last: Told | None) -> tuple[datetime | None, bool, tuple[str, ...]]:
    """Where the window begins (None for all of the incident), whether that is where the person was told last, and what to
    say about it."""
    wanted = asked.wanted
    if wanted.everything:
        return None, False, ()
    if wanted.back is not None:
        return asked.asked_at - wanted.back, False, ()
    if wanted.clock is not None:
        zone = _zone(tx, asked)
        return latest(wanted.clock, asked.asked_at, zone or UTC), False, () if zone else (NO_ZONE,)
    return (moment(last.up_to), True, ()) if last else (None, False, ())


def _zone(tx: Tx, asked: CatchUpRequest) -> tzinfo | None:
    known = channels.person(tx, asked.team, asked.user)
    if known and known.tz:
        with contextlib.suppress(OSError, ValueError, LookupError):
            return ZoneInfo(known.tz)
    return None


def _without_questions(evidence: Evidence, context: Context) -> Evidence:
    """Questions to the bot are no part of the incident."""
    me = evidence.people.get(context.me.user)
    names = (f"@{context.me.user}", *([f"@{me.name}"] if me else []))
    asked = [item.ts for item in evidence if any(name in item.text for name in names) and asked_by_name(item.text)]
    kept = (item for item in evidence if item.ts not in asked)
    return Evidence.of(evidence.channel_name, kept, evidence.people.values()) if asked else evidence


def _by_rules(material: Material, context: Context) -> Message:
    evidence = masked(material.evidence, personal=context.hides_personal_data and not _within(material))
    told = catch_up(evidence, material.incident, material.since, context.now())
    return message(told, _telling(material, context))


def _within(material: Material) -> bool:
    """Whether somebody asks in the incident's own channel, and so is one of its people."""
    return material.asked.channel == material.incident.channel


def _telling(material: Material, context: Context) -> Telling:
    incident, fresh = material.incident, material.fresh
    elsewhere = material.asked.channel != incident.channel
    return Telling(
        incident=incident,
        now=context.now(),
        link=_linker(material, context),
        at=_timer(material),
        lead=material.lead,
        facts=material.facts,
        since=material.since,
        last_asked=material.last.asked_at if material.last else None,
        unread=len(fresh),
        newest=fresh[-1].ts if fresh else None,
        place=_place(material, context) if elsewhere else None,
        notes=material.notes,
    )


def _linker(material: Material, context: Context) -> Callable[[str], str]:
    def link(ts: str) -> str:
        item = material.evidence.get(ts)
        return permalink(context.me.url, material.incident.channel, ts, item.thread_ts if item else None)

    return link


def _timer(material: Material) -> Callable[[str], datetime]:
    """Gives the time of what a timestamp names: of a message, or of a line that was spoken in a call."""

    def at(ts: str) -> datetime:
        item = material.evidence.get(ts)
        return item.at if item and item.told else moment(carrier_of(ts))

    return at


def _place(material: Material, context: Context) -> tuple[str, str]:
    url = f"{context.me.url.rstrip('/')}/archives/{material.incident.channel}"
    return url, f"#{material.evidence.channel_name or 'the channel'}"


def _fact(tx: Tx, incident: Incident, change: Change) -> Fact | None:
    """What somebody changed on the incident, as a sentence; that it was opened is no change."""
    by = f" by {_name(tx, incident.team, change.by)}" if change.by else ""
    match change.field, change.value:
        case "status", Status.OPEN if change.at <= incident.opened_at:
            return None
        case "status", str(value):
            return Fact(change.at, f"{_STATES[Status(value)]}{by}.")
        case "lead", str(value):
            return Fact(change.at, f"{_name(tx, incident.team, value)} leads now.")
        case ("severity" | "title" | "service" | "type") as field, str(value):
            return Fact(change.at, f"{field.capitalize()} set to {value}{by}.")
        case _:
            return None


_STATES = {Status.OPEN: "Opened again", Status.MITIGATED: "Marked mitigated", Status.RESOLVED: "Resolved"}


def _name(tx: Tx, team: str, user: str | None) -> str:
    known = channels.person(tx, team, user) if user else None
    return known.person.name if known and known.person.name != user else "someone"


def _nothing(wanted: Wanted) -> str:
    """The same words for an incident that does not exist and for one that this person may not see."""
    if wanted.incident is None:
        return NO_INCIDENT
    return f"I find no INC-{wanted.incident} among the incidents you can see."


def _key(asked: CatchUpRequest) -> str:
    return f"catchup:{asked.id}"
