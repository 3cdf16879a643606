"""The whole draft as a document: JSON for programs, Markdown for people."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from bot.domain.clock import moment
from bot.domain.draft import Action, Cause, Claim, Draft, TimelineEntry, Times
from bot.domain.draft_json import TIMES, claim_fields
from bot.domain.duration import spoken
from bot.domain.reference import Reference
from bot.domain.revision import changes_title
from bot.domain.transcript import carrier_of, number_of
from bot.domain.web_addresses import GAP, defanged

Link = Callable[[str], str | None]
"""Gives the address of the message with this timestamp, or None where it has none."""

WRITERS = {"extractive": "by rules, without a model"}
_LEFT_OUT = ("computed", "absence", "withdrawn", "learnt", "role")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_PING = re.compile(r"(?i)@(?=[\w!])")
_LIST_MARK = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$|[-=])")
# Code without anything that could be an address or a mention stays code.
_CODE = re.compile(r"`((?!www\.)[\w\-]+(?:[./=][\w\-]+)*)`")


def to_json(draft: Draft) -> dict[str, Any]:
    """The draft as one JSON object: times in ISO-8601 UTC, evidence as Slack timestamps."""
    return {
        "incident": {"title": draft.title, "severity": draft.severity},
        "drafter": draft.drafter,
        **({"note": draft.note} if draft.note else {}),
        **({"spent": asdict(draft.spent)} if draft.spent else {}),
        "times": {name: _iso(getattr(draft.times, name)) for name in TIMES},
        "times_shown_by": dict(draft.times.shown_by),
        "summary": [_claim(claim) for claim in draft.summary],
        "impact": [_claim(claim) for claim in draft.impact],
        "timeline": [_claim(entry) for entry in draft.timeline],
        "causes": [_claim(cause) for cause in draft.causes],
        "factors": [_claim(claim) for claim in draft.factors],
        "went_well": [_claim(claim) for claim in draft.went_well],
        "questions": [_claim(claim) for claim in draft.questions],
        "actions": [_claim(action) for action in draft.actions],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    told = claim_fields(claim)
    told.pop("owner_id", None)
    if "at" in told and isinstance(claim, TimelineEntry):
        told |= {"at": _iso(claim.at), "learnt": _iso(claim.learnt)}
    return {name: value for name, value in told.items() if value or name not in _LEFT_OUT}


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def to_markdown(
    draft: Draft,
    link: Link,
    messages_read: int | None = None,
    *,
    revision: int = 1,
    changed: Sequence[Claim] = (),
    sources: Sequence[Reference] = (),
) -> str:
    """The whole document as Markdown. `link` gives a message's address; without one its time stands as plain text. `revision`
    counts from 1; `changed` is what it changed against the one before; `sources` are the references that its claims name."""
    lines = [*_lines(draft, link, revision, changed), *_evidence(sources, link), _last_line(draft, messages_read)]
    return "\n".join(lines) + "\n"


def _lines(draft: Draft, link: Link, revision: int, changed: Sequence[Claim]) -> Iterator[str]:
    yield from (f"# {escaped(draft.title)}", "")
    again = f" · Revision {revision}" if revision > 1 else ""
    writer = WRITERS.get(draft.drafter, f"by {escaped(draft.drafter)}")
    yield from (f"Severity: {escaped(draft.severity or 'not stated')}{again} · Drafted {writer} · Times in UTC", "")
    if draft.note:
        yield from (f"_{escaped(draft.note)}_", "")
    yield from _section(changes_title(revision), changed, link)
    yield from _times(draft.times, link)
    yield from _section("Summary", draft.summary, link)
    yield from _section("Impact", draft.impact, link)
    yield from _timeline(draft.timeline, link)
    yield from _causes(draft.causes, link)
    yield from _section("Contributing factors", draft.factors, link)
    yield from _section("What went well", draft.went_well, link)
    yield from _section("Open questions", draft.questions, link)
    yield from _actions(draft.actions, link)


def _last_line(draft: Draft, messages_read: int | None) -> str:
    read = f" {messages_read:,} messages were read." if messages_read is not None else ""
    took = f" Written by {escaped(str(draft.spent))}." if draft.spent else ""
    return f"_Every sentence above names the messages it rests on, or says that the channel does not establish it.{read}{took}_"


def _evidence(sources: Sequence[Reference], link: Link) -> Iterator[str]:
    """What the claims name, each by its number in the snapshot that the draft was written from."""
    if not sources:
        return
    yield from ("## Evidence", "")
    for each in sources:
        line = number_of(each.ts)
        at = f"{each.at:%Y-%m-%d %H:%M:%S}"
        address = None if each.gone else link(each.ts)
        what = f"line {line} of a call" if line else f"{each.kind} by {escaped(each.author)}"
        edited = f", edited since, on {each.edited.astimezone(UTC):%Y-%m-%d at %H:%M}" if each.edited else ""
        state = ", deleted since" if each.gone else edited
        yield f"- {each.number}. {f'[{at}]({_address(address)})' if address else at} {what}{state}"
    yield ""


def _times(times: Times, link: Link) -> Iterator[str]:
    started = times.started
    yield from ("| | Time (UTC) | After the start |", "| --- | --- | --- |")
    for name in TIMES:
        at: datetime | None = getattr(times, name)
        after = spoken(at - started) if at and started and at > started else ""
        source = times.source(name)
        shown = times.edited_since(name) + (_sources((source,), link) if source else "")
        yield f"| {name.capitalize()} | {f'{at.astimezone(UTC):%Y-%m-%d %H:%M}' if at else 'not established'}{shown} | {after} |"
    yield ""


def _section(title: str, claims: Sequence[Claim], link: Link) -> Iterator[str]:
    if claims:
        yield from (f"## {title}", "")
        yield from (f"- {escaped(claim.text)}{claim.edited_since}{_sources(claim.evidence, link)}" for claim in claims)
        yield ""


def _timeline(entries: Sequence[TimelineEntry], link: Link) -> Iterator[str]:
    if not entries:
        return
    yield from ("## Timeline", "")
    day = None
    for entry in entries:
        at = entry.at.astimezone(UTC)
        if at.date() != day:
            day = at.date()
            yield from ("", f"**{day:%Y-%m-%d}**", "")
        address = link(entry.evidence[0]) if entry.evidence and not entry.withdrawn else None
        clock = f"[{at:%H:%M}]({_address(address)})" if address else f"{at:%H:%M}"
        yield f"- {clock} {escaped(entry.kind)}: {escaped(entry.text)}{entry.learnt_later}{entry.edited_since}"
    yield ""


def _causes(causes: Sequence[Cause], link: Link) -> Iterator[str]:
    if not causes:
        return
    yield from ("## Causes", "")
    for number, cause in enumerate(causes, 1):
        if cause.withdrawn:
            yield f"{number}. {escaped(cause.text)}"
            continue
        sure = f"{cause.likelihood}, {cause.confidence:.0%}"
        state = {"rejected": "rejected", "confirmed": f"confirmed in the channel, {sure}"}.get(cause.status, sure)
        yield f"{number}. {escaped(cause.text)} ({state}{cause.part}){cause.edited_since}{_sources(cause.evidence, link)}"
        if cause.against:
            yield f"    - Evidence against:{_sources(cause.against, link)}"
    yield ""


def _actions(actions: Sequence[Action], link: Link) -> Iterator[str]:
    if not actions:
        return
    yield from ("## Action items (proposed)", "")
    for action in actions:
        details = [f"owner: {escaped(action.owner)}" if action.owner else "no owner yet"]
        for name in ("due", "priority"):
            if (value := getattr(action, name)) and value.lower() not in action.text.lower():
                details.append(f"{name}: {escaped(value)}")
        yield f"- [ ] {escaped(action.text)} ({', '.join(details)}){action.edited_since}{_sources(action.evidence, link)}"
    yield ""


def _sources(evidence: Sequence[str], link: Link) -> str:
    """Each message by its time, each line of a call by its number, linked where it has an address."""
    named = []
    for ts in evidence:
        line = number_of(ts)
        at = f"line {line}" if line else f"{moment(carrier_of(ts)):%H:%M:%S}"
        address = link(ts)
        named.append(f"[{at}]({_address(address)})" if address else at)
    return f" [{', '.join(named)}]" if named else ""


def _address(address: str) -> str:
    return re.sub(r"[\s<>()\\]", lambda match: f"%{ord(match[0]):02X}", address)


def escaped(text: str) -> str:
    """Words of a message or a person's name for Markdown: one line, no markup, no links, no pings, no images, no HTML."""
    flat = " ".join(text.split())
    parts = _CODE.split(flat)
    safe = "".join(f"`{part}`" if place % 2 else _plain(part) for place, part in enumerate(parts))
    return _LIST_MARK.sub(r"\1\\\2", safe)


def _plain(text: str) -> str:
    flat = _PING.sub(f"@{GAP}", defanged(text))
    return _MARKUP.sub(r"\\\1", flat)
