"""A drafted post-mortem as Slack messages."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from bot.domain.draft import Cause, Claim, Draft, TimelineEntry, Times
from bot.domain.draft_json import TIMES
from bot.domain.duration import spoken
from bot.domain.revision import changes_title
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.gateway import Message
from bot.slack.mrkdwn import clock_time, escape, shorten

Link = Callable[[str], str]
"""Gives the permalink of a message from its timestamp."""

LINE, LINKS = 700, 5
_STATUS = {"hypothesis": "", "confirmed": ", confirmed in the channel", "rejected": ""}


def draft_messages(
    name: str, draft: Draft, link: Link, *, revision: int, changed: Sequence[Claim] = ()
) -> list[Message]:
    """The whole draft. `revision` counts from 1; `changed` is what it changed against the one before."""
    text = f"Post-mortem draft of {name}: {escape(draft.title)}"
    return blocks.messages(text, _blocks(name, draft, link, revision, changed))


def _blocks(name: str, draft: Draft, link: Link, revision: int, changed: Sequence[Claim]) -> Iterator[Block]:
    yield blocks.header(f"Post-mortem draft: {draft.title}")
    again = f" · revision {revision}" if revision > 1 else ""
    by = "rules, no model" if draft.drafter == "extractive" else escape(draft.drafter)
    yield blocks.context(
        f"{name} · {draft.severity or 'no severity'}{again} · written by {by} · "
        "every claim links to its messages or says that the channel does not tell"
    )
    if draft.note:
        yield blocks.context(escape(draft.note))
    yield from blocks.sections(changes_title(revision), _lines(changed, link))
    yield from blocks.sections("When", _times(draft.times, link))
    yield from blocks.sections("Summary", _lines(draft.summary, link))
    yield from blocks.sections("Impact", _lines(draft.impact, link))
    yield from blocks.sections("Timeline", _timeline(draft.timeline, link))
    hypotheses = [cause for cause in draft.causes if cause.status != "rejected"]
    rejected = [cause for cause in draft.causes if cause.status == "rejected"]
    yield from blocks.sections("Probable causes", (_cause(rank, each, link) for rank, each in enumerate(hypotheses, 1)))
    yield from blocks.sections("Looked at and set aside", _lines(rejected, link))
    yield from blocks.sections("Contributing factors", _lines(draft.factors, link))
    yield from blocks.sections("What went well", _lines(draft.went_well, link))
    yield from blocks.sections("Open questions", _lines(draft.questions, link))
    if draft.spent:
        yield blocks.context(f"Written by {escape(str(draft.spent))}")


def _times(times: Times, link: Link) -> Iterator[str]:
    start = times.started or times.detected
    for name in TIMES:
        at: datetime | None = getattr(times, name)
        if at is None:
            yield f"{name.capitalize()}: not established from this channel"
            continue
        after = f", {spoken(at - start)} after the start" if start and at > start else ""
        source = times.source(name)
        links = _links((source,) if source else (), link)
        yield f"{name.capitalize()}: {clock_time(at, with_date=True)}{after}{times.edited_since(name)}{links}"


def _lines(claims: Sequence[Claim], link: Link) -> Iterator[str]:
    for claim in claims:
        yield f"• {_words(claim)}{claim.edited_since}{_links(claim.evidence, link)}"


def _timeline(entries: Sequence[TimelineEntry], link: Link) -> Iterator[str]:
    days = {entry.at.date() for entry in entries}
    for entry in entries:
        first = entry.evidence[0] if entry.evidence else None
        label = entry.at.strftime("%H:%M UTC" if len(days) == 1 else "%b %d %H:%M UTC")
        shown = f"<{link(first)}|{label}>" if first else label
        zone = f"<!date^{int(entry.at.timestamp())}^{{time}}|{entry.at.strftime('%H:%M')}>"
        yield f"{shown} ({zone}) {_words(entry)}{entry.learnt_later}{entry.edited_since}{_links(entry.evidence[1:], link)}"


def _cause(rank: int, cause: Cause, link: Link) -> str:
    if cause.withdrawn:
        return f"{rank}. {_words(cause)}"
    sure = f"_{cause.likelihood}, {cause.confidence:.0%}{_STATUS[cause.status]}{cause.part}_"
    against = f" · against it:{_links(cause.against, link)}" if cause.against else ""
    return f"{rank}. {_words(cause)} {sure}{cause.edited_since}{_links(cause.evidence, link)}{against}"


def _words(claim: Claim) -> str:
    text = escape(shorten(" ".join(claim.text.split()), LINE))
    return f"_{text}_" if claim.withdrawn else text


def _links(evidence: Sequence[str], link: Link) -> str:
    shown = " ".join(f"<{link(ts)}|[{number}]>" for number, ts in enumerate(evidence[:LINKS], 1))
    return f" {shown}" if shown else ""
