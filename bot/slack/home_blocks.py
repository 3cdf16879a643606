"""The App Home: what is left to do, the recent incidents, and what to type first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from bot.domain.action_item import ActionItem, ItemState
from bot.domain.incident import Incident, Status
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.mrkdwn import escape, link, shorten

FILE, DONE, EDIT, DISMISS, UNDO = "home_file", "home_done", "home_edit", "home_dismiss", "home_undo"
NEXT, PREVIOUS = "home_next", "home_previous"

# Escaping makes a character five at most, so that an item stays within a section's 3,000.
TEXT, TROUBLE, WORDS, TITLE = 200, 180, 40, 120

_STATES = {Status.OPEN: "🔴 open", Status.MITIGATED: "🟠 mitigated", Status.RESOLVED: "🟢 resolved"}


@dataclass(frozen=True)
class Entry:
    """One item. `said` is the address of the message it rests on, empty if there is none; `channel` that of its incident's
    channel."""

    item: ActionItem
    incident: Incident
    mine: bool
    said: str
    channel: str


@dataclass(frozen=True)
class Recent:
    """A recent incident, its channel's address, and the channel's name with its sign."""

    incident: Incident
    channel: str
    name: str


@dataclass(frozen=True)
class Notice:
    """A sentence about what was just pressed, and the item it is about if that may be shown."""

    text: str
    item: ActionItem | None = None


@dataclass(frozen=True)
class HomePage:
    """All that one page of a person's Home tells. `today` is the date where they are; `total`, `mine` and `overdue` count the
    items on all pages, `earlier` those before this one; `before` and `after` are what the buttons to the pages around it carry,
    None where there is no such page; `names` gives people's names by their ids, `patterns` how incident channels are named."""

    entries: tuple[Entry, ...]
    recent: tuple[Recent, ...]
    names: Mapping[str, str]
    now: datetime
    today: date
    total: int
    mine: int
    overdue: int
    earlier: int
    before: str | None
    after: str | None
    notice: Notice | None
    patterns: tuple[str, ...]


def home(page: HomePage) -> dict[str, Any]:
    """The view, for views.publish."""
    return {"type": "home", "blocks": list(_blocks(page))}


def _blocks(page: HomePage) -> Iterator[Block]:
    if page.notice:
        yield _notice(page.notice)
    if not page.entries and not page.recent:
        yield from _welcome(page.patterns)
        return
    yield blocks.header("What is left to do")
    yield blocks.context(_counts(page))
    if not page.entries:
        yield blocks.section("Nothing is left to do. Action items come with the draft, after `/incident resolve`.")
    for (mine, _), group in groupby(page.entries, key=lambda entry: (entry.mine, not entry.mine and entry.incident.id)):
        entries = list(group)
        yield blocks.section("*Yours*" if mine else _heading(entries[0]))
        for entry in entries:
            yield from _item(entry, page)
    if page.before is not None or page.after is not None:
        yield blocks.actions(list(_pager(page)), "pages")
    lines = [_line(each, page.now) for each in page.recent]
    if lines:
        yield {"type": "divider"}
        yield from blocks.sections("Recent incidents", lines)
    yield blocks.context("Only you see this page. It shows the incidents that you may see, and what came of them.")


def _welcome(patterns: Sequence[str]) -> Iterator[Block]:
    yield blocks.header("Welcome to Debrief")
    yield blocks.section(
        "I am Debrief. I turn an incident's channel into a post-mortem whose every line links to what was said, and keep its "
        "action items until they are done."
    )
    yield blocks.section(
        "*To begin*, go to the channel of an incident, `/invite @debrief`, and type\n"
        "`/incident open Checkout is down sev2`\n"
        f"A channel named like {_named(patterns)} becomes an incident by itself, a private one as soon as I am invited."
    )
    yield blocks.section(
        "*When it is over*, `/incident resolve` brings the draft and its action items, and yours will show here.\n"
        "*If you come late*, `/catchup` tells you, and you alone, where an incident stands."
    )


def _named(patterns: Sequence[str]) -> str:
    *most, last = [f"`{pattern}`" for pattern in patterns]
    return f"{', '.join(most)} or {last}" if most else last


def _notice(notice: Notice) -> Block:
    if notice.item is None:
        return blocks.section(f"ℹ️ {escape(shorten(notice.text, 400))}")
    made = blocks.section(f"ℹ️ {notice.text}: “{_words(notice.item.text, TEXT)}”")
    if notice.item.state in (ItemState.DONE, ItemState.DISMISSED):
        made["accessory"] = blocks.button("Undo", UNDO, notice.item.id)
    return made


def _counts(page: HomePage) -> str:
    if not page.total:
        return "No action items"
    said = ["1 action item" if page.total == 1 else f"{page.total:,} action items"]
    said.append("none is yours" if not page.mine else "1 is yours" if page.mine == 1 else f"{page.mine:,} are yours")
    if page.overdue:
        said.append(f"{page.overdue:,} of yours {'is' if page.overdue == 1 else 'are'} overdue")
    if page.before is not None or page.after is not None:
        said.append(f"here {page.earlier + 1:,} to {page.earlier + len(page.entries):,}")
    return " · ".join(said)


def _heading(entry: Entry) -> str:
    incident = entry.incident
    level = f" · {escape(incident.severity)}" if incident.severity else ""
    return (
        f"*{link(entry.channel, incident.name)}: {_words(incident.title, TITLE)}* · {_STATES[incident.status]}{level}"
    )


def _item(entry: Entry, page: HomePage) -> Iterator[Block]:
    item, text = entry.item, _words(entry.item.text, TEXT)
    facts = [*_place(entry, page), *_due(item, page.today)]
    if entry.said:
        facts.append(link(entry.said, "said here"))
    match item.state:
        case ItemState.FILED:
            ticket = link(item.ticket_url, item.ticket_key or "") if item.ticket_url else escape(item.ticket_key or "")
            said, buttons = f"🎫 {text}\nFiled as {ticket}", [(DONE, "Done")]
        case ItemState.FILING:
            said, buttons = f"⏳ {text}\nFiling …", []
        case _:
            every = [(FILE, "File in Jira"), (DONE, "Done"), (EDIT, "Edit"), (DISMISS, "Dismiss")]
            said, buttons = f"☐ {text}", every
    joined = " · ".join(facts)
    said += (" · " if item.state in (ItemState.FILED, ItemState.FILING) else "\n") + joined if joined else ""
    if item.trouble:
        said += f"\n⚠️ {_words(item.trouble, TROUBLE)}"
    yield blocks.section(said)
    if buttons:
        yield blocks.actions([blocks.button(label, action, item.id) for action, label in buttons], f"item:{item.id}")


def _place(entry: Entry, page: HomePage) -> Iterator[str]:
    """Of a person's own item the incident, of any other the owner."""
    if entry.mine:
        yield f"{link(entry.channel, entry.incident.name)} {_words(entry.incident.title, WORDS)}"
        return
    owner = page.names.get(entry.item.owner_id or "") or entry.item.owner
    yield _words(owner, WORDS) if owner else "no owner yet"


def _due(item: ActionItem, today: date) -> Iterator[str]:
    if item.due_on:
        day = date.fromisoformat(item.due_on)
        shown = f"{day.day} {day:%b}" if day.year == today.year else f"{day.day} {day:%b %Y}"
        yield f"⏰ *overdue*, was due {shown}" if day < today else f"due {shown}"
    elif item.due:
        yield f"due: {_words(item.due, WORDS)}"


def _pager(page: HomePage) -> Iterator[Block]:
    if page.before is not None:
        yield blocks.button("Previous", PREVIOUS, page.before or "first")
    if page.after is not None:
        yield blocks.button("Next", NEXT, page.after)


def _line(recent: Recent, now: datetime) -> str:
    incident = recent.incident
    level = f" {escape(incident.severity)}" if incident.severity else ""
    sign, state = _STATES[incident.status].split()
    title = _words(incident.title, TITLE)
    return (
        f"{sign} *{incident.name}*{level} {state} {incident.so_far(now)}: {title} · {link(recent.channel, recent.name)}"
    )


def _words(text: str, most: int) -> str:
    """Untrusted words on one line, short and harmless."""
    return escape(shorten(" ".join(text.split()), most))
