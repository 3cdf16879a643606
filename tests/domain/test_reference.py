"""References: a numbered snapshot of what a draft was written from."""

from datetime import UTC, datetime

from bot.domain.draft import Cause, Claim, Draft, Times
from bot.domain.evidence import Evidence, Item, Person
from bot.domain.reference import cited, references

MAYA, ALERTS = Person("U1", "Maya Lind"), Person("B1", "Alerts", is_bot=True)
EVIDENCE = Evidence.of(
    "inc-1",
    (
        Item("1700000300.000100", MAYA, "the pool is exhausted", version="1700000360.000000"),
        Item("1700000100.000100", ALERTS, "checkout is failing"),
        Item("1700000200.000100", MAYA, "", subtype="channel_join"),
        Item("1700000400.000100", MAYA, "here is the graph", files=("graph.png",)),
        Item("1700000500.000100", MAYA, "dashboard: errors by version", pinned=True),
        Item("1700000300.000100#1.00002", MAYA, "and it was full", subtype="transcript"),
    ),
)


def test_everything_has_its_number_in_the_order_of_telling_and_its_kind() -> None:
    found = references(EVIDENCE)
    assert [each.number for each in found] == [1, 2, 3, 4, 5, 6]
    assert [each.kind for each in found] == ["alert", "join", "message", "line", "file", "pin"]
    assert found[2].version == "1700000360.000000"
    assert found[0].at == datetime(2023, 11, 14, 22, 15, 0, 100, tzinfo=UTC)


def test_what_a_draft_cites_is_named_once_in_the_order_of_telling() -> None:
    cause = Cause(text="The pool.", evidence=("1700000300.000100",), against=("1700000100.000100",), confidence=0.5)
    draft = Draft(
        title="A", severity=None, drafter="x", causes=(cause,), summary=(Claim(text="B.", evidence=cause.evidence),)
    )
    assert [each.number for each in cited(draft, references(EVIDENCE))] == [1, 3]


def test_a_claim_is_marked_with_the_newest_edit_of_what_it_names() -> None:
    draft = Draft(
        title="A",
        severity=None,
        drafter="x",
        summary=(Claim(text="B.", evidence=("1.0", "2.0")), Claim(text="C.", evidence=("3.0",))),
    )
    noon, later = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    marked = draft.marked({"1.0": later, "2.0": noon}).summary
    assert marked[0].edited_since == " (a message it rests on was edited since, on 2026-03-03 at 09:30 UTC)"
    assert marked[1].edited_since == ""


def test_a_time_is_marked_when_the_message_that_shows_it_was_edited() -> None:
    noon, later = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    times = Times(started=noon, resolved=later, shown_by=(("started", "1.0"), ("resolved", "2.0")))
    marked = Draft(title="A", severity=None, drafter="x", times=times).marked({"2.0": later})
    assert (
        marked.times.edited_since("resolved") == " (a message it rests on was edited since, on 2026-03-03 at 09:30 UTC)"
    )
    assert marked.times.edited_since("started") == ""
    assert marked.marks() == [later]
