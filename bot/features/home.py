"""The App Home of each person: what is left to do of all incidents they may see, and how those stand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.context import Context
from bot.domain.action_item import UNDONE, ItemState
from bot.domain.incident import Viewer, can_see
from bot.domain.observation import Delivery, HomeOpened, Membership
from bot.slack.home_blocks import Entry, HomePage, Notice, Recent, home
from bot.slack.permalink import channel_link, permalink
from storage import action_items, channels, homes, incidents, jobs, open_items
from storage.homes import Home
from storage.open_items import Listed, Place
from storage.transaction import Tx

ITEMS, INCIDENTS = 20, 8
IN_USE = timedelta(hours=1)
DONE, DISMISSED, BACK = "Marked as done", "Dismissed", "Back on the list"


def hear(tx: Tx, delivery: Delivery, context: Context) -> None:
    """Shows the Home to whoever opens it, and anew to whoever joined or left a channel since."""
    match delivery.seen:
        case HomeOpened(user=user):
            _open(tx, delivery.team, user)
        case Membership(user=user):
            refresh(tx, delivery.team, user)
        case _:
            pass


def note(tx: Tx, team: str, user: str, notice: str | None, item: str | None = None) -> None:
    """Shows the Home again, with a sentence on top of it; or, with an item, one of DONE, DISMISSED and BACK about it."""
    homes.keep(tx, team, user, notice=notice, item=item)
    jobs.want(tx, team, "home", user)


def turn(tx: Tx, team: str, user: str, start: str) -> None:
    """Turns to the page that begins at a place, as the button carries it."""
    place = Place.load(start)
    homes.keep(tx, team, user, start=place.dump() if place else None, notice=None, item=None)
    jobs.want(tx, team, "home", user)


def refresh(tx: Tx, team: str, user: str) -> None:
    """Shows the Home anew to a person who has opened it before."""
    if homes.find(tx, team, user):
        jobs.want(tx, team, "home", user)


def settled(tx: Tx, team: str, item: str) -> None:
    """Shows the Homes anew that are in use and show an item which was filed, or could not be."""
    for user in homes.showing(tx, team, item, tx.now - IN_USE):
        jobs.want(tx, team, "home", user)


async def people(context: Context, who: Viewer) -> set[str]:
    """The ids of the people who are named on the page."""
    page = await context.store.read(lambda tx: _listed(tx, context.me.team, who))
    return {each.item.owner_id for each in page.items if each.item.owner_id}


async def publish(context: Context, who: Viewer) -> None:
    """Shows a person their Home as it stands. Raises SlackError where Slack does not take it."""
    team = context.me.team
    while True:
        page = await context.store.read(lambda tx: _page(tx, context, who))
        shown = _shown(page)
        await context.store.write(lambda tx, shown=shown: homes.shows(tx, team, who.user, shown))  # type: ignore[misc]
        # Whatever happens to these items from here on asks for this Home; what happened before is read now.
        page = await context.store.read(lambda tx: _page(tx, context, who))
        if set(_shown(page)) <= set(shown):
            break
    await context.gateway.publish_home(who.user, home(page))


def _shown(page: HomePage) -> list[str]:
    about = [page.notice.item.id] if page.notice and page.notice.item else []
    return [entry.item.id for entry in page.entries] + about


def _open(tx: Tx, team: str, user: str) -> None:
    """Somebody who comes back soon finds the page they were on, else the first."""
    known = homes.find(tx, team, user)
    start = known.start if known and tx.now - known.used_at < IN_USE else None
    homes.keep(tx, team, user, start=start, notice=None, item=None)
    jobs.want(tx, team, "home", user)


def _listed(tx: Tx, team: str, who: Viewer) -> open_items.Page:
    known = homes.find(tx, team, who.user)
    start = Place.load(known.start) if known else None
    page = open_items.page(tx, team, who, start, ITEMS)
    # All that stood from there on may have been finished meanwhile.
    return page if page.items or start is None else open_items.page(tx, team, who, None, ITEMS)


def _page(tx: Tx, context: Context, who: Viewer) -> HomePage:
    team, known = context.me.team, homes.find(tx, context.me.team, who.user)
    found, today = _listed(tx, team, who), _today(tx, team, who.user)
    start = found.items[0].place if found.items and found.before else None
    counted = open_items.count(tx, team, who, today.isoformat(), start)
    recent = open_items.recent(tx, team, who, INCIDENTS) if found.before is None else []
    owners = {each.item.owner_id for each in found.items if each.item.owner_id}
    names = {user: person.person.name for user in owners if (person := channels.person(tx, team, user))}
    url = context.me.url
    return HomePage(
        entries=tuple(_entry(each, url) for each in found.items),
        recent=tuple(Recent(each, channel_link(url, each.channel), f"#{name or 'channel'}") for each, name in recent),
        names=names,
        now=tx.now,
        today=today,
        total=counted.total,
        mine=counted.mine,
        overdue=counted.overdue,
        earlier=counted.earlier,
        before=None if found.before is None else found.before[0].dump() if found.before[0] else "",
        after=found.after.dump() if found.after else None,
        notice=_notice(tx, who, known),
        patterns=context.channel_patterns,
    )


def _entry(listed: Listed, url: str) -> Entry:
    item, incident = listed.item, listed.incident
    said = permalink(url, incident.channel, item.evidence[0], listed.thread_ts) if item.evidence else ""
    return Entry(item, incident, listed.place.mine, said, channel_link(url, incident.channel))


def _notice(tx: Tx, who: Viewer, known: Home | None) -> Notice | None:
    """The notice; what was done to an item is told only while it is so, and while the person may see the item."""
    if known is None or known.notice is None:
        return None
    if known.item is None:
        return Notice(known.notice)
    item = action_items.find(tx, known.item)
    incident = incidents.find(tx, item.incident) if item else None
    if item is None or incident is None or item.state not in _LEADS_TO[known.notice]:
        return None
    private = channels.is_private(tx, incident.team, incident.channel)
    return Notice(known.notice, item) if can_see(who, incident.channel, private) else None


_LEADS_TO = {DONE: (ItemState.DONE,), DISMISSED: (ItemState.DISMISSED,), BACK: UNDONE}


def _today(tx: Tx, team: str, user: str) -> date:
    """The date where the person is, as far as Slack has told their time zone."""
    known = channels.person(tx, team, user)
    return _in_zone(tx.now, known.tz if known else None).date()


def _in_zone(at: datetime, name: str | None) -> datetime:
    try:
        return at.astimezone(ZoneInfo(name)) if name else at.astimezone(UTC)
    except (KeyError, ValueError, OSError):  # a zone that this machine does not know
        return at.astimezone(UTC)
