"""Evidence as a model is shown it: data between two markers, every message under a short id, every line of it behind a bar.

A message cannot break out. The markers carry a code that nobody in the channel can know, and no line of a message begins at the
margin, where markers and headings of messages stand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.evidence import Evidence, Item, Person
from bot.domain.incident import Incident

LONGEST = 6_000
"""The most characters of one message that are shown."""

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NAME = 60


@dataclass(frozen=True)
class Shown:
    """What the model was shown. `items` by short id (E12), as they were told one after the other; `people` by short id (U3);
    `left_out` is how many messages it was not shown, `cut` how many it was shown only the beginning and end of."""

    text: str
    items: Mapping[str, Item]
    people: Mapping[str, Person]
    left_out: int = 0
    cut: int = 0


def shown(
    evidence: Evidence, chosen: Sequence[Item], incident: Incident | None, code: str, *, left_out: Iterable[int] = ()
) -> Shown:
    """The chosen items between markers with `code`. `left_out` says, for each place before an item of `chosen`, and for the end,
    how many messages are missing there."""
    gaps = dict(enumerate(left_out))
    people = _people(evidence, chosen, incident)
    short = {person.id: name for name, person in people.items()}
    items = {f"E{number}": item for number, item in enumerate(chosen, 1)}
    roots = {item.ts: name for name, item in reversed(items.items())}
    lines = [f"<<<evidence {code}", f"Channel: #{_line(evidence.channel_name)}", *_set_by_people(incident, short)]
    lines += ["People and apps:"]
    lines += [f"{name} {'app' if who.is_bot else 'person'} | {_line(who.name)}" for name, who in people.items()]
    lines += ["Messages:"]
    for place, (name, item) in enumerate(items.items()):
        lines += _gap(gaps.get(place, 0))
        lines.append(_heading(name, item, short, roots))
        lines += [f"  | {line}" for line in _shortened(plain(item.text)).split("\n")]
    lines += _gap(gaps.get(len(items), 0))
    lines.append(f"evidence {code}>>>")
    cut = sum(len(item.text) > LONGEST for item in chosen)
    return Shown("\n".join(lines), items, people, left_out=sum(gaps.values()), cut=cut)


def size(item: Item) -> int:
    """About how many characters an item takes when it is shown."""
    return min(len(item.text), LONGEST) + 5 * item.text.count("\n") + 60


def _people(evidence: Evidence, chosen: Sequence[Item], incident: Incident | None) -> dict[str, Person]:
    """Who wrote what is shown, who is spoken of in it, and who leads, in the order of their coming."""
    met: dict[str, Person] = {}
    for item in chosen:
        met.setdefault(item.author.id, item.author)
    told = "\n".join(item.text for item in chosen).casefold()
    for person in evidence.people.values():
        leads = incident is not None and person.id == incident.lead
        if person.id not in met and (leads or (person.name and f"@{person.name}".casefold() in told)):
            met[person.id] = person
    return {f"U{number}": person for number, person in enumerate(met.values(), 1)}


def _set_by_people(incident: Incident | None, short: Mapping[str, str]) -> list[str]:
    if incident is None:
        return []
    known = {
        "title": _line(incident.title),
        "severity": incident.severity,
        "service": _line(incident.service or ""),
        "lead": short.get(incident.lead or ""),
        "opened": _time(incident.opened_at),
        "marked mitigated": _time(incident.mitigated_at),
        "marked resolved": _time(incident.resolved_at),
    }
    return ["Set on the incident by people:", *(f"  | {name}: {value}" for name, value in known.items() if value)]


def _time(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if at else ""


def _heading(name: str, item: Item, short: Mapping[str, str], roots: Mapping[str, str]) -> str:
    parts = [name, _time(item.at), short[item.author.id]]
    if item.is_reply and item.thread_ts:
        parts.append(f"re {roots.get(item.thread_ts, 'an earlier message')}")
    if item.version:
        parts.append("edited")
    if item.pinned:
        parts.append("pinned")
    if item.reactions:
        parts.append("reactions " + " ".join(f"{_line(each.name)}×{each.count}" for each in item.reactions[:8]))
    if item.files:
        parts.append("files " + ", ".join(_line(file) for file in item.files[:8]))
    return " · ".join(parts)


def _gap(missing: int) -> list[str]:
    return [f"({missing} message{'s' if missing > 1 else ''} left out here)"] if missing else []


def _shortened(text: str) -> str:
    """The beginning and the end of a text that is too long, and how much is missing between them."""
    if len(text) <= LONGEST:
        return text
    head, tail = LONGEST * 2 // 3, LONGEST // 3
    return f"{text[:head]}\n({len(text) - head - tail} characters left out here)\n{text[-tail:]}"


def plain(text: str) -> str:
    """The text as it is shown: without characters that are not seen, and with one kind of line break."""
    return _CONTROL.sub("", _BREAK.sub("\n", text))


def _line(text: str) -> str:
    """Words of others within a line of ours: one line, no separator of ours, not too long."""
    return " ".join(plain(text).replace("·", " ").replace("|", " ").split())[:_NAME]
