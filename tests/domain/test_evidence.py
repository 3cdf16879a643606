"""Evidence: one item a message, and two tellings where an app rewrote its post."""

from bot.domain.evidence import Evidence, Item, Person, mentioned, named

APP, HUMAN = Person("B1", "Alerts", is_bot=True), Person("U1", "Maya Lind")


def test_an_alert_that_was_edited_is_told_twice_each_at_its_time() -> None:
    alert = Item("100.000001", APP, "RESOLVED", version="300.000000", earlier=(("", "FIRING"),))
    between = Item("200.000001", HUMAN, "looking")
    told = Evidence.of("inc", [alert, between]).as_told()
    assert [(item.text, item.at.timestamp()) for item in told] == [
        ("FIRING", 100.000001),
        ("looking", 200.000001),
        ("RESOLVED", 300.0),
    ]


def test_what_a_person_edits_is_told_once_in_its_newest_wording() -> None:
    mended = Item("100.000001", HUMAN, "312 orders", version="300.000000", earlier=(("", "321 orders"),))
    assert [item.text for item in Evidence.of("inc", [mended]).as_told()] == ["312 orders"]


def test_mentions_are_shown_by_name_and_unknown_ones_by_id() -> None:
    assert named("ask <@U1> or <@U2>", {"U1": HUMAN}) == "ask @Maya Lind or @U2"
    assert mentioned("ask <@U1> or <@U2>") == {"U1", "U2"}
