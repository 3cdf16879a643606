"""The drafted post-mortem: written when the incident is resolved, delivered into the thread of the resolve message."""

from dataclasses import dataclass, replace

from bot.context import Context
from bot.domain.action_item import ActionItem, ItemState
from bot.domain.draft import Action, Claim, Draft
from bot.domain.evidence import Evidence
from bot.domain.incident import Incident, Status
from bot.domain.reference import Reference, cited
from bot.domain.revision import changes, paired
from bot.domain.transcript import carrier_of
from bot.drafting.document import to_markdown
from bot.drafting.drafter import Brief
from bot.errors import NotYet, SlackRefused
from bot.slack.blocks import context as small_print
from bot.slack.card import resolved
from bot.slack.draft_blocks import Link, draft_messages
from bot.slack.gateway import Message
from bot.slack.item_blocks import item_messages
from bot.slack.permalink import permalink
from storage import action_items, channels, drafts, incidents, jobs, messages, snapshot, transcripts
from storage.drafts import SavedDraft
from storage.jobs import Job
from storage.transaction import Tx


@dataclass(frozen=True)
class _Whole:
    """A saved draft with all that is needed to show it."""

    saved: SavedDraft
    incident: Incident
    threads: dict[str, str]
    sources: tuple[Reference, ...]
    changed: tuple[Claim, ...] = ()

    def key(self, part: str) -> str:
        return f"draft:{self.saved.id}:{part}"


async def write(context: Context, job: Job) -> None:
    """Announces the resolve, writes its draft once, and asks for the delivery in the same transaction.

    Raises NotYet while the revision before it is being written: what changed is told against that."""
    incident_id, _, revision = job.key.rpartition(":")
    incident = await context.store.read(lambda tx: incidents.find(tx, incident_id))
    written = await context.store.read(lambda tx: drafts.of_incident(tx, incident_id, int(revision)))
    if incident is None or written is not None:
        return
    earlier = f"{incident_id}:{int(revision) - 1}"
    if await context.store.read(lambda tx: jobs.is_pending(tx, job.team, job.kind, earlier)):
        raise NotYet("the revision before it")
    await _announce(context, incident, int(revision))
    evidence = await context.store.read(lambda tx: snapshot.of_incident(tx, incident))
    draft = await context.drafter.write(Brief(evidence, incident, job.team, within=True))
    draft = draft.supported(evidence)

    def save(tx: Tx) -> None:
        jobs.hold(tx, job)
        gone = _gone(tx, incident, evidence)
        clean = draft
        for ts in gone:
            clean = clean.without(ts)
        clean = _as_left(tx, incident, clean)
        saved = drafts.save(tx, job.team, incident.id, int(revision), clean, evidence)
        action_items.add(tx, job.team, incident.id, saved, [a for a in clean.actions if not a.withdrawn])
        jobs.want(tx, job.team, "deliver", saved)
        if drafts.reworded(tx, job.team, incident.channel, saved):
            jobs.want(tx, job.team, "reworded", saved)

    await context.store.write(save)


def _as_left(tx: Tx, incident: Incident, draft: Draft) -> Draft:
    """The draft with the action items of earlier revisions as people left them: dismissed ones are not proposed again, and what
    was put into somebody's own words stays in them."""
    actions: list[Action] = []
    for action, item in paired(action_items.of_incident(tx, incident.id), draft.actions):
        if item is None or (not item.rewritten and item.state is not ItemState.DISMISSED):
            actions.append(action)
        elif item.state is not ItemState.DISMISSED:
            actions.append(replace(action, text=item.text, owner=item.owner, owner_id=item.owner_id, due=item.due))
    return replace(draft, actions=tuple(actions))


def _gone(tx: Tx, incident: Incident, evidence: Evidence) -> set[str]:
    """The messages and transcripts (`ts#slot`) of the evidence that were deleted meanwhile."""
    carriers = {carrier_of(item.ts) for item in evidence}
    deleted = {ts for ts in carriers if messages.is_deleted(tx, incident.team, incident.channel, ts)}
    return deleted | transcripts.erased_in(tx, incident.team, incident.channel)


async def deliver(context: Context, draft_id: str) -> None:
    """Posts what is not posted yet of a draft: its parts, the Markdown file, and its action items."""
    whole = await context.store.read(lambda tx: _whole(tx, draft_id))
    if whole is None:
        return
    thread = await _announce(context, whole.incident, whole.saved.revision)
    channel, link = whole.incident.channel, _linker(context, whole)
    for number, message in enumerate(_parts(whole, link)):
        await context.gateway.post_once(whole.key(f"part:{number}"), channel, message, thread)
    await _upload(context, whole, thread, link, "file")
    items, names = await context.store.read(lambda tx: _items(tx, whole))
    for number, message in enumerate(item_messages(whole.incident.name, items, names, link)):
        await context.gateway.post_once(whole.key(f"items:{number}"), channel, message, thread)
    await _supersede(context, whole, thread)
    await context.store.write(lambda tx: _catch_up(tx, whole, items))


def _catch_up(tx: Tx, shown: _Whole, items: list[ActionItem]) -> None:
    """Something may have been deleted, or a button pressed, while the parts went out one by one."""
    now = _whole(tx, shown.saved.id)
    # A part that Slack left unanswered may have gone out in an earlier attempt, before its words were withdrawn.
    changed = now and (now.saved.draft, now.changed) != (shown.saved.draft, shown.changed)
    if now and (changed or any(claim.withdrawn for claim in now.saved.draft.claims())):
        jobs.want(tx, shown.incident.team, "redraw", shown.saved.id)
    elif now and _items(tx, now)[0] != items:
        jobs.want(tx, shown.incident.team, "items", shown.saved.id)


async def redraw(context: Context, job: Job) -> None:
    """Replaces every post and the file of a draft, after a message that it rested on was deleted. Raises NotYet where the
    delivery may still be sending the file."""
    whole = await context.store.read(lambda tx: _whole(tx, job.key))
    if whole is None or not await context.gateway.is_sent(whole.key("part:0")):
        return  # not delivered yet: the delivery shows it as it is now
    link = _linker(context, whole)
    parts = _parts(whole, link)
    number = 0
    while ts := await context.gateway.is_sent(whole.key(f"part:{number}")):
        await _replace(context, whole.incident.channel, ts, parts[number] if number < len(parts) else _EMPTY)
        number += 1
    await redraw_items(context, job.key)
    thread = await context.gateway.is_sent(whole.incident.announcement_key(whole.saved.revision))
    if thread:
        await _replace_file(context, whole, thread, link)


async def _replace_file(context: Context, whole: _Whole, thread: str, link: Link) -> None:
    """Takes every edition of the file back, those included of which nobody knows whether they arrived, and sends a new one.

    The first is left to the delivery while that may be sending it: whoever else looked for it could not find it yet, and would
    send it too."""
    editions = await context.gateway.begun(whole.key("file"))
    arrived = bool(editions) and all(edition.ts for edition in editions)
    team, draft_id = whole.incident.team, whole.saved.id
    if not arrived and await context.store.read(lambda tx: jobs.is_under_way(tx, team, "deliver", draft_id)):
        raise NotYet("the delivery of the file", retry_after=5.0)
    for old in editions:
        part = old.key.removeprefix(whole.key(""))
        await context.gateway.delete_file(old.ts or await _upload(context, whole, thread, link, part))
    await _upload(context, whole, thread, link, f"file:{len(editions)}")


async def redraw_items(context: Context, draft_id: str) -> None:
    """Brings the posted action items of a draft up to date."""
    whole = await context.store.read(lambda tx: _whole(tx, draft_id))
    if whole is None:
        return
    items, names = await context.store.read(lambda tx: _items(tx, whole))
    link = _linker(context, whole)
    for number, message in enumerate(item_messages(whole.incident.name, items, names, link)):
        if ts := await context.gateway.is_sent(whole.key(f"items:{number}")):
            await _replace(context, whole.incident.channel, ts, message)


_EMPTY = Message(
    "This part is empty now.", (small_print("This part is empty now: a message it rested on was deleted."),)
)


async def _replace(context: Context, channel: str, ts: str, message: Message) -> None:
    try:
        await context.gateway.update(channel, ts, message)
    except SlackRefused as refusal:
        if refusal.code != "message_not_found":  # somebody removed our post; there is nothing left to replace
            raise


async def _announce(context: Context, incident: Incident, revision: int) -> str:
    message = await context.store.read(lambda tx: _announcement(tx, incident, revision))
    return await context.gateway.post_once(incident.announcement_key(revision), incident.channel, message)


async def _supersede(context: Context, whole: _Whole, thread: str) -> None:
    """Says above each earlier revision where the newest is."""
    incident, newest = whole.incident, whole.saved.revision
    there = (newest, permalink(context.me.url, incident.channel, thread))
    for revision in range(1, newest):
        if ts := await context.gateway.is_sent(incident.announcement_key(revision)):
            message = await context.store.read(lambda tx, n=revision: _announcement(tx, incident, n, there))  # type: ignore[misc]
            await _replace(context, incident.channel, ts, message)


def _announcement(tx: Tx, incident: Incident, revision: int, superseded: tuple[int, str] | None = None) -> Message:
    """The root of a revision's thread, with who resolved the incident then and when."""
    resolves = incidents.status_changes(tx, incident.id, Status.RESOLVED)
    change = resolves[revision - 1]
    by = channels.person(tx, incident.team, change.by) if change.by else None
    return resolved(incident, by.person.name if by else "somebody", change.at, revision, superseded)


async def _upload(context: Context, whole: _Whole, thread: str, link: Link, part: str) -> str:
    saved = whole.saved
    which = f"-revision-{saved.revision}" if saved.revision > 1 else ""
    suffix = saved.id[-6:] + ("" if part == "file" else f"-{part.rpartition(':')[2]}")
    name = f"{whole.incident.name.lower()}-post-mortem{which}-{suffix}.md"
    text = to_markdown(saved.draft, link, revision=saved.revision, changed=whole.changed, sources=whole.sources)
    content = text.encode()
    return await context.gateway.upload_once(whole.key(part), whole.incident.channel, thread, name, content)


def _parts(whole: _Whole, link: Link) -> list[Message]:
    saved = whole.saved
    return draft_messages(whole.incident.name, saved.draft, link, revision=saved.revision, changed=whole.changed)


def _whole(tx: Tx, draft_id: str) -> _Whole | None:
    saved = drafts.find(tx, draft_id)
    incident = incidents.find(tx, saved.incident) if saved else None
    if saved is None or incident is None:
        return None
    threads = messages.threads(tx, incident.team, incident.channel)
    sources = drafts.evidence_of(tx, incident.team, incident.channel, draft_id)
    shown = saved.draft.marked({each.ts: each.edited for each in sources if each.edited})
    return _Whole(replace(saved, draft=shown), incident, threads, cited(shown, sources), _changed(tx, saved))


def _changed(tx: Tx, saved: SavedDraft) -> tuple[Claim, ...]:
    """What the draft changed against the revision before; worked out anew each time, so that no word is kept twice."""
    before = drafts.of_incident(tx, saved.incident, saved.revision - 1)
    if before is None:
        return ()
    items = action_items.of_incident(tx, saved.incident)
    fresh = sum(item.draft == saved.id for item in items)
    earlier = sum(item.draft < saved.id and item.state is not ItemState.DISMISSED for item in items)
    return changes(before.draft, saved.draft, fresh_items=fresh, earlier_items=earlier)


def _items(tx: Tx, whole: _Whole) -> tuple[list[ActionItem], dict[str, str]]:
    items = action_items.of_draft(tx, whole.saved.id)
    people = {user for item in items for user in (item.owner_id, item.done_by) if user}
    known = {user: channels.person(tx, whole.incident.team, user) for user in people}
    return items, {user: found.person.name for user, found in known.items() if found}


def _linker(context: Context, whole: _Whole) -> Link:
    def link(ts: str) -> str:
        return permalink(context.me.url, whole.incident.channel, ts, whole.threads.get(carrier_of(ts)))

    return link
