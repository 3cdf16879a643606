"""When an action item is due follows its words as people edit them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.action_item import ActionItem
from bot.domain.draft import Action
from bot.features.action_items import edit
from storage import action_items, incidents
from storage.store import Store
from storage.transaction import Tx

TUESDAY = datetime(2031, 5, 6, 12, tzinfo=UTC)
SAID = "1935820920.000001"  # on that Tuesday


def edited(tx: Tx, before: Action, text: str) -> ActionItem:
    incident = incidents.add(tx, team="T", channel="C", title="x", by=None)
    action_items.add(tx, "T", incident.id, "d", [before])
    (item,) = action_items.of_incident(tx, incident.id)
    return edit(tx, item.id, text, None)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Alert on queue age", (None, None)),
        ("Alert on queue age by thursday", ("by thursday", "2031-05-08")),
        ("Alert on the age of the queue by friday", ("by friday", "2031-05-09")),
    ],
)
async def test_a_due_date_goes_and_comes_with_its_words(
    tmp_path: Path, text: str, due: tuple[str | None, str | None]
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'x.db'}", lambda: TUESDAY)
    before = Action(text="Alert on queue age by friday", evidence=(SAID,), due="by friday")
    item = await store.write(lambda tx: edited(tx, before, text))
    assert (item.due, item.due_on) == due
    store.close()


async def test_a_due_date_that_was_never_in_the_words_stays(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'x.db'}", lambda: TUESDAY)
    before = Action(text="Alert on queue age", evidence=(SAID,), due="by friday")
    item = await store.write(lambda tx: edited(tx, before, "Alert on the queue's age"))
    assert item.due == "by friday"
    store.close()
