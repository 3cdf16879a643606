"""A catch-up as one Slack message that is read in half a minute on a phone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.catchup import Attempt, CatchUp
from bot.domain.clock import moment
from bot.domain.draft import Claim, TimelineEntry
from bot.domain.duration import spoken
from bot.domain.incident import Incident, Status
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.gateway import Message
from bot.slack.mrkdwn import escape, link, shorten

Link = Callable[[str], str]
"""Gives the permalink of a message from its timestamp."""

LINE, MORE_LINKS = 420, 2
_TODAY = timedelta(hours=16)
_STATUS = {Status.OPEN: "🔴 Open", Status.MITIGATED: "🟠 Mitigated", Status.RESOLVED: "🟢 Resolved"}
_OUTCOMES = {"worked": "✅", "failed": "❌", "ruled_out": "🚫", "unknown": "⏳"}


@dataclass(frozen=True)
class Fact:
    """Something that people changed on the incident itself, with when: `Severity is now SEV1`."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Telling:
    """Everything beside the catch-up that its message shows. `since` is where its window begins, and `last_asked` when the
    person was told last, where the window begins there; `unread` counts the new messages and `newest` is one of them; `place` is
    address and name of the channel, where the person asks from elsewhere; `notes` are sentences on how far to trust it;
    `better` says that a model words again what rules told before; `at` gives the time of what a timestamp names."""

    incident: Incident
    now: datetime
    link: Link
    lead: str | None = None
    facts: Sequence[Fact] = ()
    since: datetime | None = None
    last_asked: datetime | None = None
    unread: int = 0
    newest: str | None = None
    place: tuple[str, str] | None = None
    notes: Sequence[str] = ()
    better: bool = False
    at: Callable[[str], datetime] = moment


def message(told: CatchUp, telling: Telling) -> Message:
    """The whole catch-up. With a window the news come first; what a person was told before is not told again."""
    again = [
        blocks.context("Here is a better-worded version, by a language model; each line was checked for its messages.")
    ]
    parts = again if telling.better else []
    parts.append(blocks.section(f"*{_title(telling)}*\n{_standing(telling)}"))
    news = _News(told, telling)
    if telling.since is not None:
        parts += news.blocks()
    if telling.last_asked is None:
        parts += _whole(told, telling, news)
    if not any((*told.claims(), *telling.facts)) and telling.since is None:
        parts.append(blocks.section("Nothing has been said in the channel yet."))
    parts += [blocks.context(escape(note)) for note in telling.notes]
    parts.append(blocks.context(_hint(telling)))
    return Message(_sentence(telling), tuple(parts))


class _News:
    """What is new in the window; what was tried and what is open stand for the events that they tell of."""

    def __init__(self, told: CatchUp, telling: Telling) -> None:
        self.telling = telling
        self.tried = [each for each in told.tried if self._is_new(each)]
        self.open = [each for each in told.open if self._is_new(each)] if telling.last_asked else []
        elsewhere = _cited((*self.tried, *self.open))
        self.changed = [entry for entry in told.changed if not set(entry.evidence) <= elsewhere]

    def _is_new(self, claim: Claim) -> bool:
        since, at = self.telling.since, self.telling.at
        return since is not None and any(at(ts) > since for ts in claim.evidence)

    def blocks(self) -> Iterator[Block]:
        telling = self.telling
        assert telling.since is not None, "only a window has news"
        at = clock(telling.last_asked or telling.since, telling.now)
        when = f"Since you last asked at {at}" if telling.last_asked else f"Since {at}"
        lines = [(entry.at, _line(entry, telling)) for entry in self.changed]
        lines += [(fact.at, f"• {clock(fact.at, telling.now)} {escape(fact.text)}") for fact in telling.facts]
        lines += [(max(map(telling.at, each.evidence)), _line(each, telling)) for each in self.tried]
        if lines:
            yield from blocks.sections(when, (line for _, line in sorted(lines, key=lambda pair: pair[0])))
        elif not self.open:
            yield blocks.section(f"*{when}:* {self._nothing()}.")
        yield from blocks.sections("Newly open", (_line(each, telling) for each in self.open))

    def _nothing(self) -> str:
        telling = self.telling
        if not telling.unread:
            return "nothing new"
        newest = f" (<{telling.link(telling.newest)}|the newest>)" if telling.newest else ""
        many = f"{telling.unread} new messages" if telling.unread > 1 else "one new message"
        return f"{many}, but no news that I can tell{newest}"


def _whole(told: CatchUp, telling: Telling, news: _News) -> Iterator[Block]:
    """Where it stands, in the order in which a newcomer asks. With a window, of what was tried only what still has no outcome
    and does not stand among the news."""
    tried = told.tried
    if telling.since is not None:
        pending = (each for each in tried if not isinstance(each, Attempt) or each.outcome == "unknown")
        tried = tuple(each for each in pending if each not in news.tried)
    yield from blocks.sections("What is wrong", (_line(each, telling) for each in told.wrong))
    yield from blocks.sections("What was tried", (_line(each, telling) for each in tried))
    yield from blocks.sections("Who is on it", (_line(each, telling) for each in told.people))
    yield from blocks.sections("What is open", (_line(each, telling) for each in told.open))


def _cited(claims: Iterable[Claim]) -> set[str]:
    return {ts for claim in claims for ts in claim.evidence}


def _line(claim: Claim, telling: Telling) -> str:
    """One line: an outcome's sign, the time as a link to the message, the words, and links to what else bears them out."""
    mark = _OUTCOMES[claim.outcome] if isinstance(claim, Attempt) else "•"
    text = escape(shorten(" ".join(claim.text.split()), LINE))
    if not claim.evidence:
        return f"{mark} {text}"
    first, *rest = claim.evidence
    at = claim.at if isinstance(claim, TimelineEntry) else telling.at(first)
    more = " ".join(f"<{telling.link(ts)}|[{number}]>" for number, ts in enumerate(rest[:MORE_LINKS], 2))
    unknown = " _Outcome not known yet._" if isinstance(claim, Attempt) and claim.outcome == "unknown" else ""
    return f"{mark} {clock(at, telling.now, telling.link(first))} {text}{unknown}{' ' + more if more else ''}"


def clock(at: datetime, now: datetime, url: str | None = None) -> str:
    """A time that shows in the reader's own zone, with the day where that is not plain, linked to `url`."""
    shown = "{time}" if abs(now - at) < _TODAY else "{date_short_pretty} {time}"
    plain = f"{at:%H:%M} UTC" if abs(now - at) < _TODAY else f"{at:%Y-%m-%d %H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{shown}{'^' + url if url else ''}|{plain}>"


def _title(telling: Telling) -> str:
    return f"{telling.incident.name}: {escape(shorten(telling.incident.title, 150))}"


def _standing(telling: Telling) -> str:
    """The incident in one line, as people keep it."""
    incident = telling.incident
    parts = [f"{_STATUS[incident.status]} {incident.so_far(telling.now)}", incident.severity or "no severity yet"]
    parts.append(f"lead: {escape(telling.lead)}" if telling.lead else "nobody leads yet")
    if telling.place:
        parts.append(link(*telling.place))
    return " · ".join(parts)


def _sentence(telling: Telling) -> str:
    """For notifications: the same as a full sentence."""
    incident = telling.incident
    how = "resolved after" if incident.status is Status.RESOLVED else f"{incident.status}, running for"
    lead = f"{escape(telling.lead)} leads" if telling.lead else "nobody leads yet"
    return f"{_title(telling)} is {how} {spoken(incident.duration(telling.now))}; {lead}."


def _hint(telling: Telling) -> str:
    if telling.last_asked:
        return "Only you see this. `/catchup all` tells everything again, `/catchup 30m` the last half hour."
    return "Only you see this. Each time links to what was said. `/catchup` tells you next what is new."
