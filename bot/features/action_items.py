"""Action items: filed in the tracker exactly once, edited, done, dismissed, and taken up again."""

from datetime import date, timedelta
from typing import Any

from bot.context import Context
from bot.domain.action_item import ActionItem, ItemState
from bot.domain.draft import WITHDRAWN
from bot.domain.due_date import due_on
from bot.domain.ticket import NewTicket, Ticket
from bot.drafting.actions import due_in
from bot.errors import TrackerBusy, TrackerRefused, TrackerUncertain, UserMistake
from bot.masking.secrets import without_secrets
from bot.slack.permalink import permalink
from storage import action_items, drafts, incidents, jobs
from storage.jobs import Job
from storage.transaction import Tx

NO_TRACKER = (
    "No issue tracker is set up yet. Whoever runs Debrief can set JIRA_URL, JIRA_EMAIL, JIRA_API_TOKEN and JIRA_PROJECT "
    "in its .env and start it again; the item stays here until then."
)


WITHDRAWN_ITEM = "A message it rested on was deleted; edit the item in your own words before it is filed."


def ask_to_file(tx: Tx, item_id: str, *, has_tracker: bool) -> ActionItem:
    """Notes that somebody wants a ticket; the second of two clicks changes nothing. Raises UserMistake where it cannot be."""
    item = _found(tx, item_id)
    if item.state is ItemState.FILED:
        raise UserMistake(f"That is filed already, as {item.ticket_key}.")
    _make_sure_it_is_live(item)
    if item.text == WITHDRAWN:
        raise UserMistake(WITHDRAWN_ITEM)
    if not has_tracker:
        raise UserMistake(NO_TRACKER)
    if item.state is ItemState.FILING:
        return item
    changed = action_items.change(tx, item, state=ItemState.FILING, trouble=None)
    jobs.want(tx, item.team, "file", item.id)
    jobs.want(tx, item.team, "items", item.draft)
    return changed


def edit(tx: Tx, item_id: str, text: str, owner_id: str | None) -> ActionItem:
    """Gives an item a person's own words and owner. Raises UserMistake if the text is empty or the item is filed."""
    item = editable(tx, item_id)
    if not text:
        raise UserMistake("Write what is to be done.")
    text = without_secrets(text)
    owner = item.owner if owner_id == item.owner_id else None
    rewritten = item.rewritten or text != item.text
    changed = action_items.change(
        tx, item, text=text, owner_id=owner_id, owner=owner, rewritten=rewritten, **_due(item, text, tx.now.date())
    )
    jobs.want(tx, item.team, "items", item.draft)
    return changed


def _due(item: ActionItem, text: str, today: date) -> dict[str, str | None]:
    """When it is due follows its words, where these say it or said it before."""
    said = due_in(text)
    if said and said != item.due:
        day = due_on(said, today)
        return {"due": said, "due_on": day.isoformat() if day else None}
    taken_out = item.due and not said and item.due.lower() in item.text.lower()
    return {"due": None, "due_on": None} if taken_out else {}


def editable(tx: Tx, item_id: str) -> ActionItem:
    """The item, if its words may still be changed here. Raises UserMistake otherwise."""
    item = _found(tx, item_id)
    if item.state in (ItemState.FILED, ItemState.FILING):
        raise UserMistake("That item is on its way to the tracker already; change it there.")
    _make_sure_it_is_live(item)
    return item


def finish(tx: Tx, item_id: str, by: str) -> ActionItem:
    """Marks an item done, filed or not; done twice, it stays as it was done first. Raises UserMistake if it was dismissed or is
    being filed."""
    item = _found(tx, item_id)
    if item.state is ItemState.DONE:
        return item
    if item.state is ItemState.FILING:
        raise UserMistake("That item is just being filed; please try again in a moment.")
    _make_sure_it_is_live(item)
    return _move(tx, item, ItemState.DONE, done_at=tx.now, done_by=by)


def dismiss(tx: Tx, item_id: str) -> ActionItem:
    """Puts an item aside. Raises UserMistake if it is done, or if a ticket exists or is being made."""
    item = _found(tx, item_id)
    if item.state is ItemState.DONE:
        _make_sure_it_is_live(item)
    if item.state in (ItemState.FILED, ItemState.FILING):
        raise UserMistake(
            f"That item is filed{f' as {item.ticket_key}' if item.ticket_key else ' already'}; close it there."
        )
    return _move(tx, item, ItemState.DISMISSED)


def restore(tx: Tx, item_id: str) -> ActionItem:
    """Takes an item up again that was dismissed or done."""
    item = _found(tx, item_id)
    if item.state not in (ItemState.DISMISSED, ItemState.DONE):
        return item
    return _move(tx, item, ItemState.FILED if item.ticket_key else ItemState.OPEN, done_at=None, done_by=None)


def find(tx: Tx, item_id: str) -> ActionItem:
    """The item, or a UserMistake that says it is gone."""
    return _found(tx, item_id)


async def file(context: Context, job: Job) -> None:
    """Files an item's ticket: looks for its label first, and creates only where certainly nothing was created before."""
    item = await context.store.read(lambda tx: action_items.find(tx, job.key))
    if item is None or item.state is not ItemState.FILING or context.tracker is None:
        return
    try:
        ticket = await context.tracker.find(item.label)
        if ticket is None:
            await _make_sure_nothing_was_written(context, item)
            if item.text == WITHDRAWN:
                raise TrackerRefused(WITHDRAWN_ITEM)
            ticket = await _create(context, job, item)
    except TrackerRefused as refusal:
        trouble = str(refusal)
        await context.store.write(lambda tx: _refused(tx, job, item, trouble))
        return
    await context.store.write(lambda tx: _filed(tx, item, ticket))


async def _make_sure_nothing_was_written(context: Context, item: ActionItem) -> None:
    """A tracker's search lags. After an attempt without an answer, only a search that long later can say "nothing there"."""
    tried = await context.store.read(lambda tx: action_items.tried_at(tx, item))
    if tried is None:
        return
    left = (tried + timedelta(seconds=context.settle) - context.now()).total_seconds()
    if left > 0:
        raise TrackerUncertain(f"Whether {item.label} was filed is not known yet.")


async def _create(context: Context, job: Job, item: ActionItem) -> Ticket:
    assert context.tracker is not None, "the caller made sure of it"
    ticket = await context.store.read(lambda tx: _new_ticket(tx, context, item))

    def begin(tx: Tx) -> None:
        jobs.hold(tx, job)
        action_items.begin_try(tx, item)

    await context.store.write(begin)
    try:
        return await context.tracker.create(ticket)
    except (TrackerRefused, TrackerBusy):
        await context.store.write(lambda tx: action_items.change(tx, item, tried_at=None))
        raise


def _new_ticket(tx: Tx, context: Context, item: ActionItem) -> NewTicket:
    incident = incidents.find(tx, item.incident)
    assert incident is not None, "an item belongs to an incident"
    links = tuple(permalink(context.me.url, incident.channel, ts) for ts in item.evidence)
    return NewTicket(
        label=item.label,
        summary=item.text,
        description=item.text,
        owner=item.owner,
        due=item.due,
        incident=f"{incident.name}: {incident.title}",
        links=links,
    )


def _refused(tx: Tx, job: Job, item: ActionItem, trouble: str) -> None:
    action_items.change(tx, item, state=ItemState.OPEN, trouble=trouble, tried_at=None)
    jobs.want(tx, job.team, "items", item.draft)


def _filed(tx: Tx, item: ActionItem, ticket: Ticket) -> None:
    trouble = f"Jira did not take the {' and the '.join(ticket.dropped)}." if ticket.dropped else None
    if _found(tx, item.id).text == WITHDRAWN:
        trouble = f"{ticket.key} may hold words of a message that was deleted meanwhile; please look at it."
        drafts.note_unrecallable(
            tx, item.team, item.incident, f"Ticket {ticket.key} may hold words of a deleted message."
        )
    action_items.change(
        tx, item, state=ItemState.FILED, ticket_key=ticket.key, ticket_url=ticket.url, trouble=trouble, tried_at=None
    )
    jobs.want(tx, item.team, "items", item.draft)


def _make_sure_it_is_live(item: ActionItem) -> None:
    if item.state is ItemState.DISMISSED:
        raise UserMistake("That item was dismissed; restore it first.")
    if item.state is ItemState.DONE:
        raise UserMistake("That item is marked as done; mark it as not done first.")


def _move(tx: Tx, item: ActionItem, state: ItemState, **values: Any) -> ActionItem:
    changed = action_items.change(tx, item, state=state, trouble=item.trouble if item.ticket_key else None, **values)
    jobs.want(tx, item.team, "items", item.draft)
    return changed


def _found(tx: Tx, item_id: str) -> ActionItem:
    item = action_items.find(tx, item_id)
    if item is None:
        raise UserMistake("I do not know that action item any more.")
    return item
