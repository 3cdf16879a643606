"""Who may see what is one rule, whether it is asked of a value or of the database."""

from itertools import product

import pytest

from bot.domain.incident import Viewer, can_see
from storage import channels, incidents, open_items
from storage.store import Store
from storage.transaction import Tx

PLACES = {"C-public": False, "C-private": True, "C-unknown": None}


@pytest.mark.parametrize("full_member", [True, False])
@pytest.mark.parametrize("member_of", [(), ("C-public",), ("C-private",), ("C-unknown",), ("C-elsewhere",)])
async def test_the_database_shows_the_incidents_that_can_see_allows(
    store: Store, full_member: bool, member_of: tuple[str, ...]
) -> None:
    who = Viewer("U1", full_member, frozenset(member_of))

    def seed(tx: Tx) -> None:
        for team, (channel, private) in product(("T1", "T2"), PLACES.items()):
            if private is not None:
                channels.describe(tx, team, channel, name=channel, is_private=private)
            incidents.add(tx, team=team, channel=channel, title=channel, by=None)

    def look(tx: Tx) -> None:
        allowed = {name for name in PLACES if can_see(who, name, channels.is_private(tx, "T1", name))}
        shown = open_items.recent(tx, "T1", who, 10)
        assert {incident.channel for incident, _ in shown} == allowed
        assert {incident.team for incident, _ in shown} <= {"T1"}

    await store.write(seed)
    await store.read(look)


def test_a_place_is_read_as_it_was_written_and_nonsense_means_the_beginning() -> None:
    place = open_items.Place(mine=True, due_on="2026-01-02", incident="i", draft="d", position=3)
    assert open_items.Place.load(place.dump()) == place
    for nonsense in (None, "", "first", "[1,2]", "{}", "[true,null,1,2,[]]"):
        assert open_items.Place.load(nonsense) is None
