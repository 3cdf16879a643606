"""Looking at a person's App Home, pressing its buttons, and having something to show there."""

import re

from bot.app import Debrief
from bot.domain.draft import Action
from bot.emulator import EmulatedSlack
from bot.emulator.interactions import Response
from storage import action_items, channels, incidents
from storage.transaction import Tx
from tests.acceptance.kit import buttons, hold_incident, item_message, texts

SAID = "1795488824.000100"


def shown(slack: EmulatedSlack, user: str) -> str:
    """The words of a person's Home, links as their labels."""
    return re.sub(r"<[^<>|]*\|([^<>]*)>", r"\1", texts(slack.home(user) or {}))


async def opened(slack: EmulatedSlack, user: str, until: str = "") -> str:
    """The words of a person's Home after they opened it, once they hold `until`."""
    before = (slack.home(user) or {}).get("hash")
    await slack.open_home(user)
    await slack.wait_for(lambda: (slack.home(user) or {}).get("hash") not in (None, before))
    await slack.wait_for(lambda: until in shown(slack, user))
    return shown(slack, user)


def values(slack: EmulatedSlack, user: str, action_id: str) -> list[str]:
    """What the buttons of a kind on a person's Home carry."""
    return [each["value"] for each in buttons(slack.home(user) or {}) if each["action_id"] == action_id]


async def press(slack: EmulatedSlack, user: str, action_id: str, value: str | None = None) -> Response:
    response = await slack.press_in_view(user, action_id, value=value, home=True)
    assert response.failure == ""
    return response


async def drafted(slack: EmulatedSlack) -> tuple[str, dict[str, str]]:
    """A resolved incident whose draft and action items are posted."""
    channel, people, _ = await hold_incident(slack)
    await (await slack.command(people["maya"], channel, "/incident", "resolve")).wait()
    await slack.wait_for(lambda: item_message(slack, channel), timeout=20)
    return channel, people


async def seed(debrief: Debrief, channel: str, title: str, actions: list[Action], private: bool = False) -> list[str]:
    """An incident with action items, as if drafted; returns the items' ids in order."""
    team = debrief.me.team

    def work(tx: Tx) -> list[str]:
        channels.describe(tx, team, channel, name=title.lower(), is_private=private, capture="yes")
        incident = incidents.add(tx, team=team, channel=channel, title=title, by=None)
        action_items.add(tx, team, incident.id, tx.new_id(), actions)
        return [item.id for item in action_items.of_incident(tx, incident.id)]

    return await debrief.store.write(work)


def task(text: str, owner: str | None = None, due: str | None = None) -> Action:
    return Action(text=text, evidence=(SAID,), owner_id=owner, due=due)
