"""Keeping what happens in incident channels, as Slack tells it, whatever the order and however often."""

import asyncio
from collections.abc import Sequence

from bot.context import Context
from bot.domain.incident import named_like_one, title_of
from bot.domain.observation import (
    BotLeft,
    ChannelClosed,
    ChannelNamed,
    Deleted,
    Delivery,
    Edited,
    HistoryChanged,
    Membership,
    Mentioned,
    Observation,
    Pinned,
    Posted,
    Reacted,
    SignedOut,
)
from bot.errors import SlackBusy, SlackRefused, SlackUncertain, UserMistake
from bot.slack.answers import ChannelInfo, Identity
from storage import channels, erasure, incidents, installations, jobs, marks, messages
from storage.transaction import Tx


def record_all(tx: Tx, deliveries: Sequence[Delivery], me: Identity) -> list[bool]:
    """Stores deliveries and what follows from them, with few statements for all: what is stored does not depend on their order.
    Once this is committed, Slack may forget them.

    Returns of each whether it was new and of something Debrief listens to."""
    is_news = [False] * len(deliveries)
    heard: list[tuple[int, str | None]] = []
    may_keep: dict[tuple[str, str, bool], bool] = {}
    for n, delivery in enumerate(deliveries):
        seen = delivery.seen
        if _is_own(seen, me):
            continue
        where = _channel(seen)
        if where is None or _may_keep(tx, delivery, where, may_keep):
            heard.append((n, where))
        else:
            is_news[n] = isinstance(seen, Mentioned)
    fresh = messages.keep_events(tx, [(deliveries[n], where) for n, where in heard])
    wordings: dict[str, list[Posted]] = {}
    for (n, _), is_fresh in zip(heard, fresh, strict=True):
        if is_fresh:
            is_news[n] = True
            match deliveries[n].seen:
                case Posted() as posted:
                    wordings.setdefault(deliveries[n].team, []).append(posted)
                case Edited(now=now, before=before):
                    wordings.setdefault(deliveries[n].team, []).extend([before, now] if before else [now])
                case _:
                    _changed(tx, deliveries[n], me)
    for team, given in wordings.items():
        messages.keep_versions(tx, team, given)
    return is_news


def _changed(tx: Tx, delivery: Delivery, me: Identity) -> None:
    """What an event brings about that is no wording."""
    match delivery.seen:
        case Deleted() as gone:
            erase(tx, delivery.team, gone)
        case Reacted() as reacted:
            marks.react(tx, delivery.team, reacted)
        case Pinned() as pinned:
            marks.pin(tx, delivery.team, pinned)
        case SignedOut(state=state):
            installations.keep(tx, delivery.team, state)
        case seen:
            _channel_changed(tx, delivery.team, seen, me)


def _channel_changed(tx: Tx, team: str, seen: Observation, me: Identity) -> None:
    """What happened to a channel itself, or to who is in it."""
    match seen:
        case Membership():
            channels.member(tx, team, seen.user, seen.channel, joined=seen.joined)
            if seen.user == me.user and seen.joined:
                # Invited, perhaps again: what was said while the bot was away is read back.
                jobs.want(tx, team, "channel", seen.channel)
        case BotLeft():
            channels.member(tx, team, me.user, seen.channel, joined=False)
        case ChannelNamed():
            channels.describe(tx, team, seen.channel, name=seen.name, is_private=seen.is_private)
            jobs.want(tx, team, "channel", seen.channel)
        case ChannelClosed():
            channels.describe(tx, team, seen.channel, is_archived=seen.closed)
        case HistoryChanged():
            jobs.want(tx, team, "backfill", f"{seen.channel}:all")
        case _:
            pass


def _is_own(seen: Observation, me: Identity) -> bool:
    """Debrief's own posts are no evidence: a draft must not cite a draft."""
    posted = seen.now if isinstance(seen, Edited) else seen.was if isinstance(seen, Deleted) else seen
    return isinstance(posted, Posted) and posted.author is not None and posted.author.id in (me.bot, me.user)


def _channel(seen: Observation) -> str | None:
    return seen.now.channel if isinstance(seen, Edited) else seen.channel


def _may_keep(tx: Tx, delivery: Delivery, where: str, found: dict[tuple[str, str, bool], bool]) -> bool:
    """Messages are kept of incident channels, and of a channel not looked at yet until it has been. `found` is what this
    transaction found out before."""
    about_channel = isinstance(delivery.seen, (ChannelNamed, Membership, ChannelClosed))
    asked = (delivery.team, where, about_channel)
    if asked not in found:
        known = channels.find(tx, delivery.team, where)
        if known is None:
            channels.meet(tx, delivery.team, where)
            jobs.want(tx, delivery.team, "channel", where)
        found[asked] = known is None or known.capture != "no" or about_channel
    return found[asked]


def erase(tx: Tx, team: str, gone: Deleted) -> None:
    """Takes a deleted message's words out of everything that is kept, and asks for what showed them to be redrawn."""
    messages.erase(tx, team, gone)
    erasure.withdraw(tx, team, gone.channel, gone.ts)
    erasure.carried(tx, team, gone.channel, gone.ts)


async def enter(context: Context, channel: str) -> None:
    """Makes sure, before an incident is opened by hand, that the bot hears the channel. Raises UserMistake if it cannot."""
    try:
        info = await context.gateway.channel_info(channel)
        if not info.is_member and not info.is_private:
            await context.gateway.join(channel)
    except SlackRefused as refusal:
        if refusal.code != "channel_not_found":
            raise
    else:
        if info.is_member or not info.is_private:
            return
    raise UserMistake("I am not in this channel yet; please `/invite @debrief` and try again.")


async def make_known(context: Context, channel: str) -> None:
    """Looks at a channel that nobody has looked at yet, so that a person's first command finds its incident."""
    known = await context.store.read(lambda tx: channels.find(tx, context.me.team, channel))
    if known is not None and known.capture != "unknown":
        return
    for wait in (0.1, 0.4):  # a command must be answered within three seconds
        try:
            await look_at_channel(context, channel)
        except (SlackBusy, SlackUncertain):
            await asyncio.sleep(wait)
        else:
            return
    await look_at_channel(context, channel)


async def look_at_channel(context: Context, channel: str) -> None:
    """Finds out whether a channel is an incident's, and if so makes sure that it has an incident; else forgets its words."""
    team = context.me.team
    try:
        info = await context.gateway.channel_info(channel)
        if named_like_one(info.name, context.channel_patterns) and not (
            info.is_member or info.is_private or info.is_archived
        ):
            await context.gateway.join(channel)
    except SlackRefused as refusal:
        if refusal.code not in ("channel_not_found", "method_not_supported_for_channel_type"):
            raise
        info = ChannelInfo("", is_private=True, is_member=False, is_archived=True)
    await context.store.write(lambda tx: _decide(tx, team, channel, info, context.channel_patterns))


def _decide(tx: Tx, team: str, channel: str, info: ChannelInfo, patterns: tuple[str, ...]) -> None:
    named = named_like_one(info.name, patterns) and not info.is_archived
    existing = incidents.of_channel(tx, team, channel)
    keep = named or existing is not None
    channels.describe(
        tx,
        team,
        channel,
        name=info.name,
        is_private=info.is_private,
        capture="yes" if keep else "no",
        is_archived=info.is_archived,
    )
    if not keep:
        erasure.forget_channel(tx, team, channel)
        return
    jobs.want(tx, team, "backfill", channel)
    if existing is None:
        opened = incidents.add(tx, team=team, channel=channel, title=title_of(info.name), by=None)
        jobs.want(tx, team, "card", opened.id)
