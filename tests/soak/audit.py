"""What is kept, held against what the workspace shows: events, messages, wordings, reactions, pins."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.soak.people import Said
from tests.soak.standing import Finding, Where, acknowledged, listened_to, standing
from tests.soak.storm import Ended
from tests.soak.witness import MARK, Event

Versions = dict[str, str | None]
"""The texts of one message by version."""


def of_evidence(ended: Ended) -> Iterator[Finding]:
    """Whatever is wrong with what is kept of the channels."""
    if ended.unsettled:
        yield Finding("unsettled", ended.unsettled)
    for code in ended.lives.died_alone:
        yield Finding("lost", f"the bot ended by itself with {code}")
    told, stands = acknowledged(ended), standing(ended)
    yield from _events(ended, told, stands)
    yield from _messages(ended, told, stands)
    yield from _marks(ended, stands)


def _events(ended: Ended, told: dict[str, Event], stands: set[Where]) -> Iterator[Finding]:
    """Each acknowledged event is kept exactly once; with its words, unless its message was deleted."""
    rows = ended.database.rows("SELECT event_id, raw IS NULL, unreadable FROM inbox_event")
    kept, emptied, listened = Counter(row[0] for row in rows), {row[0] for row in rows if row[1]}, listened_to(ended)
    for event_id, event in told.items():
        if event.own or (event.channel is not None and event.channel not in listened):
            continue  # passed over on purpose
        if not kept[event_id]:
            yield Finding("lost", f"acknowledged and not kept: {event}")
        elif event_id in emptied and (event.channel, event.ts) in stands:
            yield Finding("lost", f"kept without its words, though the message stands: {event}")
    for event_id, times in kept.items():
        if times > 1 or event_id not in ended.witness.events:
            yield Finding("doubled", f"event kept {times} times, sent or not: {event_id}")
    yield from (Finding("lost", f"event that could not be read: {row[0]}, {row[2]}") for row in rows if row[2])


def _messages(ended: Ended, told: dict[str, Event], stands: set[Where]) -> Iterator[Finding]:
    """One row for each message, without words where it was deleted; and no row of anything else."""
    rows = ended.database.rows("SELECT channel, ts, deleted FROM message")
    kept, deleted = Counter((row[0], row[1]) for row in rows), {(row[0], row[1]) for row in rows if row[2]}
    versions: dict[Where, Versions] = defaultdict(dict)
    for channel, ts, version, text in ended.database.rows("SELECT channel, ts, version, text FROM message_version"):
        versions[channel, ts][version] = text
    newest = _wordings_told(told)
    for where in stands:
        if kept[where] != 1:
            yield Finding("doubled" if kept[where] else "lost", f"message kept {kept[where]} times: {where}")
        elif where in deleted:
            yield Finding("lost", f"message kept as deleted: {where}")
        elif where in ended.people.said:
            yield from _wordings(ended, where, versions[where], newest[where])
    for where in ended.people.said.keys() - stands:
        if kept[where] and (where not in deleted or any(versions[where].values())):
            yield Finding("leaked", f"deleted message kept: {where}, {versions[where]}")
        elif newest[where] and not kept[where]:
            yield Finding("lost", f"acknowledged, deleted, and no trace of it: {where}")
    for where in kept.keys() - stands - ended.people.said.keys():
        yield Finding("doubled", f"row of a message that nobody wrote: {where}")


def _wordings_told(told: dict[str, Event]) -> dict[Where, set[int]]:
    """The numbers of the acknowledged wordings of each message."""
    found: dict[Where, set[int]] = defaultdict(set)
    for event in told.values():
        if event.channel and event.ts and event.wording is not None and not event.own:
            found[event.channel, event.ts].add(event.wording)
    return found


def _wordings(ended: Ended, where: Where, kept: Versions, told: set[int]) -> Iterator[Finding]:
    """The newest is what the workspace shows; of acknowledged wordings that share a version, the newest is kept."""
    said = ended.people.said[where]
    numbers = {version: _number(text, said.secret) for version, text in kept.items()}
    shown = _number(ended.slack.message(*where)["text"], said.secret)
    if not kept or numbers[max(kept)] != shown:
        yield Finding("wrong_version", f"{where} shows w{shown}, kept are {numbers}, told were {sorted(told)}")
    for version, number in numbers.items():
        if number is None or not (said.versions[number] == version or _read_back(said, number, version)):
            yield Finding("wrong_version", f"{where} has w{number} under {version!r}; versions are {said.versions}")
    order = [number for _, number in sorted(numbers.items()) if number is not None]
    if order != sorted(order):
        yield Finding("wrong_version", f"{where} goes back to an older wording: {numbers}")
    for number in told:
        found = numbers.get(said.versions[number])
        if found is None or found < number:
            yield Finding("lost", f"{where}: acknowledged w{number} of {said.versions[number]!r}, kept are {numbers}")


def _read_back(said: Said, number: int, version: str) -> bool:
    """Whether a wording may be under the time at which it was read back. Apps may change a post without a mark, and a second
    edit within one second, of which no event told, looks the same."""
    then = max(n for n, written in enumerate(said.written) if written <= version)
    return said.by_app and number >= then


def _number(text: str | None, secret: str) -> int | None:
    """Which wording a text is; None if it is none of this message's."""
    found = MARK.search(text or "")
    return int(found[2]) if found and found[1] == secret else None


def _marks(ended: Ended, stands: set[Where]) -> Iterator[Finding]:
    """Reactions and pins of what stands."""
    reactions: dict[Where, set[tuple[str, str]]] = defaultdict(set)
    for channel, ts, name, user, given in ended.database.rows('SELECT channel, ts, name, "user", given FROM reaction'):
        if given:
            reactions[channel, ts].add((name, user))
    pinned = {(row[0], row[1]) for row in ended.database.rows("SELECT channel, ts, pinned FROM pin") if row[2]}
    for where in stands:
        message = ended.slack.message(*where)
        given = {(each["name"], user) for each in message.get("reactions", []) for user in each["users"]}
        if given != reactions[where]:
            yield Finding("wrong_mark", f"{where} has the reactions {given}, kept are {reactions[where]}")
        if ("pinned_to" in message) != (where in pinned):
            yield Finding("wrong_mark", f"{where}: pinned is {'pinned_to' in message} in Slack, not in what is kept")
