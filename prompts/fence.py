"""Evidence as a model is shown it: data between two markers, every message under a short id, every line of it behind a bar.

A message cannot break out. The markers carry a code that nobody in the channel can know, and no line of a message begins at the
margin, where markers and ids of messages stand.

What was told stays as it is: news, and amendments of what was told before, come in a block of their own behind it. So a
server that keeps what it has read reads only the newest block anew."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
    """What the model was shown. `items` by short id (E12), in their newest wording; `people` by short id (U3); `left_out` is how
    many messages it was not shown, `cut` how many it was shown only the beginning and end of; `blocks` is the text, of which all
    but the last stay the same when more is told, and `day` the date that was named last."""

    blocks: tuple[str, ...]
    items: Mapping[str, Item]
    people: Mapping[str, Person]
    left_out: int = 0
    day: str = ""

    @property
    def text(self) -> str:
        return "".join(self.blocks)

    @property
    def cut(self) -> int:
        return sum(len(item.text) > LONGEST for item in self.items.values())


def opened(evidence: Evidence, code: str) -> Shown:
    """The beginning, with nothing told yet. `code` goes into the markers."""
    return Shown((f"<<<evidence {code}\nChannel: #{_line(evidence.channel_name)}\n",), {}, {})


def continued(so_far: Shown, evidence: Evidence, chosen: Sequence[Item], *, left_out: Iterable[int] = ()) -> Shown:
    """The same with the chosen items told behind it, or told again where their words or marks have changed since. `left_out`
    says, for each place before an item of `chosen`, and for the end, how many messages are missing there."""
    gaps = dict(enumerate(left_out))
    names = {key_of(item): name for name, item in so_far.items.items()}
    fresh = [item for item in chosen if _is_new(item, so_far.items.get(names.get(key_of(item), "")))]
    people = _met(so_far.people, evidence, fresh)
    lines = _introduced(so_far.people, people)
    short = {person.id: name for name, person in people.items()}
    items, day = dict(so_far.items), so_far.day
    roots = {item.ts: name for name, item in reversed(items.items())}
    for place, item in enumerate(chosen):
        lines += _gap(gaps.get(place, 0))
        before = items.get(names.get(key_of(item), ""))
        if not _is_new(item, before):
            continue
        name = names.get(key_of(item)) or f"E{len(items) + 1}"
        items[name] = item
        roots.setdefault(item.ts, name)
        if before is not None:
            lines += _amended(name, before, item)
            continue
        if f"{item.at:%Y-%m-%d}" != day:
            day = f"{item.at:%Y-%m-%d}"
            lines.append(f"Day {day}:")
        lines += _told(name, item, short, roots)
    lines += _gap(gaps.get(len(chosen), 0))
    if not lines:
        return so_far
    # The first block is the beginning alone until something is told.
    kept = so_far.blocks if so_far.items else ()
    block = ("" if so_far.items else so_far.blocks[0]) + "".join(f"{line}\n" for line in lines)
    return Shown((*kept, block), items, people, so_far.left_out + sum(gaps.values()), day)


def closed(so_far: Shown, evidence: Evidence, incident: Incident | None, code: str) -> Shown:
    """The same with what people set on the incident, and the marker at the end, in one last block."""
    people = dict(so_far.people)
    lead = evidence.people.get(incident.lead or "") if incident else None
    if lead and lead.id not in {each.id for each in people.values()}:
        people[f"U{len(people) + 1}"] = lead
    short = {person.id: name for name, person in people.items()}
    lines = [*_introduced(so_far.people, people), *_set_by_people(incident, short), f"evidence {code}>>>"]
    return replace(so_far, blocks=(*so_far.blocks, "\n".join(lines)), people=people)


def shown(
    evidence: Evidence, chosen: Sequence[Item], incident: Incident | None, code: str, *, left_out: Iterable[int] = ()
) -> Shown:
    """The chosen items, all told at once."""
    return closed(continued(opened(evidence, code), evidence, chosen, left_out=left_out), evidence, incident, code)


def key_of(item: Item) -> tuple[str, str]:
    """What makes an item the same one, whatever its words: an app's post that was rewritten is told twice."""
    return item.ts, item.told


def size(item: Item) -> int:
    """About how many characters an item takes when it is shown."""
    return min(len(item.text), LONGEST) + 5 * item.text.count("\n") + 60


def _is_new(item: Item, before: Item | None) -> bool:
    return before is None or before.text != item.text or _marks(before) != _marks(item)


def _met(known: Mapping[str, Person], evidence: Evidence, fresh: Sequence[Item]) -> dict[str, Person]:
    """Everybody met so far, under the name they go by now: who wrote what is told, and who is spoken of in it."""
    met = {person.id: name for name, person in known.items()}
    told = "\n".join(item.text for item in fresh).casefold()
    spoken = [p for p in evidence.people.values() if p.id not in met and p.name and f"@{p.name}".casefold() in told]
    people = {name: evidence.people.get(person.id, person) for name, person in known.items()}
    for person in (*(item.author for item in fresh), *spoken):
        if person.id not in met:
            met[person.id] = f"U{len(people) + 1}"
            people[met[person.id]] = person
    return people


def _introduced(known: Mapping[str, Person], people: Mapping[str, Person]) -> list[str]:
    new = {name: who for name, who in people.items() if known.get(name) != who}
    lines = [f"{name} {'app' if who.is_bot else 'person'} | {_line(who.name)}" for name, who in new.items()]
    return ["People and apps:", *lines, "Messages:"] if lines else []


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


def _told(name: str, item: Item, short: Mapping[str, str], roots: Mapping[str, str]) -> list[str]:
    parts = [f"{name} {item.at.astimezone(UTC):%H:%M} {short[item.author.id]}"]
    if item.is_reply and item.thread_ts:
        parts[0] += f" re {roots.get(item.thread_ts, 'an earlier message')}"
    if item.version:
        parts.append("edited")
    return _behind_a_bar(" · ".join([*parts, *_marks(item)]), item.text)


def _amended(name: str, before: Item, item: Item) -> list[str]:
    """A message that was told before, as it is now."""
    heading = " · ".join([f"{name} by now", *_marks(item)])
    return _behind_a_bar(heading, item.text) if before.text != item.text else [heading]


def _behind_a_bar(heading: str, text: str) -> list[str]:
    first, *others = _shortened(plain(text)).split("\n")
    return [f"{heading} | {first}", *(f"  | {line}" for line in others)]


def _marks(item: Item) -> list[str]:
    marks = ["pinned"] if item.pinned else []
    if item.reactions:
        marks.append("reactions " + " ".join(f"{_line(each.name)}×{each.count}" for each in item.reactions[:8]))
    if item.files:
        marks.append("files " + ", ".join(_line(file) for file in item.files[:8]))
    return marks


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
