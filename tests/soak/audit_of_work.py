"""What the bot made of it: one draft for each resolve, each post and file once, one ticket for each item that was filed."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from tests.acceptance.kit import texts
from tests.soak.standing import Finding, is_own, of_bot
from tests.soak.storm import Ended

ITEMS_PER_MESSAGE = 15
Message = dict[str, Any]


def of_work(ended: Ended) -> Iterator[Finding]:
    """Whatever is wrong with drafts, posts and tickets."""
    posts = _posts(ended)
    for key, messages in posts.items():
        if len(messages) > 1:
            yield Finding("doubled", f"posted {len(messages)} times: {key}")
    yield from _resolves(ended)
    yield from _drafts(ended, posts)
    yield from _tickets(ended)


def _posts(ended: Ended) -> dict[str, list[tuple[str, Message]]]:
    """What the bot posted, with its channel, by the key that went with each post."""
    found: dict[str, list[tuple[str, Message]]] = defaultdict(list)
    for channel, message in of_bot(ended):
        if "metadata" in message:
            found[message["metadata"]["event_payload"]["key"]].append((channel, message))
    return found


def _resolves(ended: Ended) -> Iterator[Finding]:
    """Every resolve that was confirmed to a person happened."""
    known: Counter[str] = Counter()
    for channel, revision in ended.database.rows("SELECT channel, revision FROM incident"):
        known[channel] += revision
    for channel, times in ended.stories.resolved.items():
        if known[channel] < times:
            yield Finding("lost", f"{channel} was resolved {times} times; {known[channel]} are known")
    for channel, many in ended.database.rows("SELECT channel, count(*) FROM incident GROUP BY channel"):
        if many > 1:
            yield Finding("doubled", f"{channel} has {many} incidents, and nobody opened a second one")


def _drafts(ended: Ended, posts: dict[str, list[tuple[str, Message]]]) -> Iterator[Finding]:
    """Each resolve has one draft, all of it in the thread of its own announcement, and nothing else is there."""
    drafts: dict[tuple[str, int], list[str]] = defaultdict(list)
    for draft, incident, revision in ended.database.rows("SELECT id, incident, revision FROM draft"):
        drafts[incident, revision].append(draft)
    items = Counter(row[0] for row in ended.database.rows("SELECT draft FROM action_item"))
    for incident, channel, last in ended.database.rows("SELECT id, channel, revision FROM incident"):
        for revision in range(1, last + 1):
            mine, roots = drafts.pop((incident, revision), []), posts.get(f"resolved:{incident}:{revision}", [])
            about = f"revision {revision} of {incident} in {channel}"
            if len(mine) != 1:
                yield Finding("doubled" if mine else "lost", f"{about} has {len(mine)} drafts")
            elif not roots:
                yield Finding("lost", f"{about} was not announced")
            else:
                thread = ended.slack.thread(channel, roots[0][1]["ts"])[1:]
                yield from _thread(about, mine[0], [each for each in thread if is_own(ended, each)], items[mine[0]])
    for (incident, revision), extra in drafts.items():
        yield Finding("doubled", f"drafts of a resolve that never was: {incident} {revision} {extra}")


def _thread(about: str, draft: str, thread: list[Message], items: int) -> Iterator[Finding]:
    """The parts from the first on, one file, as many messages of items as there are items for."""
    keys = [each["metadata"]["event_payload"]["key"] for each in thread if "metadata" in each]
    parts = sorted(int(key.rpartition(":")[2]) for key in keys if key.startswith(f"draft:{draft}:part:"))
    lists = sorted(int(key.rpartition(":")[2]) for key in keys if key.startswith(f"draft:{draft}:items:"))
    files = [file for each in thread for file in each.get("files", []) if file.get("mode") != "tombstone"]
    if not parts or parts != list(range(len(parts))):
        yield Finding("lost", f"{about}: the parts in its thread are {parts}")
    if lists != list(range(-(-items // ITEMS_PER_MESSAGE))):
        yield Finding("lost", f"{about}: {items} items in the messages {lists}")
    if len(files) != 1:
        yield Finding("doubled" if files else "lost", f"{about} has the files {[file['name'] for file in files]}")
    others = [each for each in thread if "metadata" not in each and not each.get("files")]
    if others or len(keys) != len(parts) + len(lists):
        yield Finding("doubled", f"{about}: something else is in its thread: {keys}, {[o['text'] for o in others]}")


def _tickets(ended: Ended) -> Iterator[Finding]:
    """One issue for each filed item, shown in its thread; none without an item; no acknowledged click without an end."""
    issues: dict[str, list[str]] = defaultdict(list)
    for issue in ended.jira.issues:
        for label in issue.fields.get("labels") or ["no label"]:
            issues[label].append(issue.key)
    shown = "\n".join(texts(message) for messages in _posts(ended).values() for _, message in messages)
    rows = ended.database.rows("SELECT id, state, ticket_key, text FROM action_item")
    for item, state, key, text in rows:
        mine = issues.pop(f"debrief-{item.replace('-', '')}", [])
        if len(mine) > 1:
            yield Finding("doubled", f"item {item} has the tickets {mine}")
        if state == "filed" and (mine != [key] or f"|{key}>" not in shown):
            yield Finding("lost", f"item {item} is filed as {key}; Jira has {mine}; shown: {f'|{key}>' in shown}")
        withdrawn = text.startswith("Withdrawn:")
        if state == "filing" or (item in ended.stories.clicked and state == "open" and not withdrawn):
            yield Finding("lost", f"item {item} was to be filed and is {state}: {json.dumps(text)}")
    for label, keys in issues.items():
        yield Finding("doubled", f"tickets of no item: {label} {keys}")
