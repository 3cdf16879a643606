"""What the demo holds the bot to, beyond that it answers: privacy, words of a call as evidence, the Home."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any

from bot.app import Debrief
from bot.domain.evidence import Item
from bot.domain.transcript import carrier_of, number_of
from bot.emulator.slack import EmulatedSlack
from bot.errors import DebriefError
from storage import action_items, drafts, incidents, snapshot
from storage.transaction import Tx

Message = dict[str, Any]


class DemoFailed(DebriefError):
    """Something that the demo was to show did not happen; the text says what."""


@dataclass(frozen=True)
class Spoken:
    """A line of a call behind a line of the timeline: when it was said (`14:44`), the speaker's id, its number in the file."""

    at: str
    speaker: str
    number: int
    file: str
    words: str


def was_seen(slack: EmulatedSlack, channel: str, others: Iterable[str], private: Message) -> bool:
    """Whether others were shown what one person was told alone, in the channel, a thread of it, or privately."""
    theirs = [message for user in others for message in slack.ephemerals(user)]
    roots = slack.messages(channel)
    posted = [message for root in roots for message in slack.thread(channel, root["ts"])]
    return any(message.get("blocks") == private["blocks"] for message in (*theirs, *posted))


async def spoken_line(debrief: Debrief, slack: EmulatedSlack, channel: str, cited: Set[str]) -> Spoken:
    """The weightiest line of the drafted timeline that rests on words of a call and on nothing else. Raises DemoFailed if there
    is none, if it was typed too, or if the thread does not link (`cited`) to the message that brought the words."""
    found = await debrief.store.read(lambda tx: _spoken(tx, debrief.me.team, channel))
    if found is None:
        raise DemoFailed("No line of the timeline cites what was said in the huddle.")
    claim, item = found
    if item is None:
        raise DemoFailed("The timeline cites words of a call that are not kept.")
    carrier = carrier_of(item.ts)
    if carrier not in cited:
        raise DemoFailed("The draft does not link to the transcript that it cites.")
    roots = slack.messages(channel)
    typed = [message["text"] for root in roots for message in slack.thread(channel, root["ts"])]
    if any(words in text for text in typed for words in (item.text, claim)):
        raise DemoFailed("What was said in the huddle was typed as well.")
    file = slack.message(channel, carrier)["files"][0]["name"]
    return Spoken(f"{item.at:%H:%M}", item.author.id, number_of(item.ts) or 0, file, item.text)


def _spoken(tx: Tx, team: str, channel: str) -> tuple[str, Item | None] | None:
    """What the line says, and the words of the call behind it, None if those are gone."""
    incident = incidents.of_channel(tx, team, channel)
    saved = drafts.of_incident(tx, incident.id, 1) if incident else None
    if incident is None or saved is None:
        return None
    entries = [each for each in saved.draft.timeline if each.evidence and all("#" in ts for ts in each.evidence)]
    if not entries:
        return None
    entry = max(entries, key=lambda each: each.importance)
    return entry.text, snapshot.of_incident(tx, incident).get(entry.evidence[0])


async def late_owner(debrief: Debrief, channel: str) -> str:
    """Whoever owns an open item that is overdue. Raises DemoFailed if nobody does."""

    def read(tx: Tx) -> list[str]:
        incident = incidents.of_channel(tx, debrief.me.team, channel)
        items = action_items.of_incident(tx, incident.id) if incident else []
        today = tx.now.date().isoformat()
        return [item.owner_id for item in items if item.owner_id and item.due_on and item.due_on < today]

    late = await debrief.store.read(read)
    if not late:
        raise DemoFailed("No action item is overdue, though one was promised by a day that is over.")
    return late[0]


def check_home(view: Message, ticket: str) -> None:
    """Raises DemoFailed unless the Home shows the person's own items first, what is overdue, the ticket, and the incident."""
    shown = [str(block) for block in view["blocks"]]
    places = []
    for words in ("*Yours*", "*overdue*", "Filed as <", "Recent incidents"):
        place = next((number for number, block in enumerate(shown) if words in block), None)
        if place is None:
            raise DemoFailed(f"The Home does not show “{words.strip('* <')}”.")
        places.append(place)
    if places != sorted(places):
        raise DemoFailed("The Home does not begin with the person's own items.")
    if not any(ticket in block for block in shown):
        raise DemoFailed(f"The Home does not name {ticket}.")
