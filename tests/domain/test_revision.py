"""What a new revision of a draft changed, counted by code."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.draft import Action, Cause, Draft, TimelineEntry, Times
from bot.domain.revision import changes, paired

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def entry(text: str, ts: str, minute: int = 0, importance: float = 0.5) -> TimelineEntry:
    return TimelineEntry(text=text, evidence=(ts,), at=AT.replace(minute=minute), kind="finding", importance=importance)


POOL = Cause(text="the pool is too small", evidence=("5.1",), confidence=0.7)
BEFORE = Draft(
    title="INC-1: Checkout",
    drafter="extractive",
    severity="SEV2",
    times=Times(started=AT, resolved=AT.replace(minute=30)),
    timeline=(entry("checkout is down", "1.1"), entry("rolled back", "2.1", 5)),
    causes=(POOL,),
)


def told(after: Draft, *, fresh: int = 0, earlier: int = 0) -> list[str]:
    return [line.text for line in changes(BEFORE, after, fresh_items=fresh, earlier_items=earlier)]


def test_a_revision_that_changed_nothing_says_so() -> None:
    assert told(BEFORE) == ["Severity, times, causes and timeline are as they were."]


def test_severity_and_times_are_told_with_what_they_were() -> None:
    later = replace(BEFORE, severity="SEV1", times=replace(BEFORE.times, resolved=AT.replace(minute=55)))
    assert told(later) == ["Severity: SEV1 now, was SEV2.", "Resolved: 09:55 UTC now, was 09:30 UTC."]


def test_a_time_on_another_day_is_told_with_its_date() -> None:
    later = replace(BEFORE, times=replace(BEFORE.times, resolved=AT.replace(day=3)))
    assert told(later) == ["Resolved: 2026-03-03 09:00 UTC now, was 2026-03-02 09:30 UTC."]


def test_a_time_that_was_not_known_before_is_told_so() -> None:
    later = replace(BEFORE, times=replace(BEFORE.times, mitigated=AT.replace(minute=20)))
    assert told(later) == ["Mitigated: 2026-03-02 09:20 UTC now, was not established."]


def test_a_time_that_moved_within_its_minute_has_not_changed_for_a_reader() -> None:
    later = replace(BEFORE, times=replace(BEFORE.times, resolved=AT.replace(minute=30, second=20)))
    assert told(later) == ["Severity, times, causes and timeline are as they were."]


def test_a_new_cause_cites_its_messages() -> None:
    cause = Cause(text="a restart brought the old setting back", evidence=("7.1",), confidence=0.9)
    (line,) = changes(BEFORE, replace(BEFORE, causes=(POOL, cause)), fresh_items=0, earlier_items=0)
    assert line.text == "New cause, very likely: a restart brought the old setting back"
    assert line.evidence == ("7.1",)


def test_a_cause_that_was_set_aside_or_left_out_is_told() -> None:
    assert told(replace(BEFORE, causes=(replace(POOL, status="rejected"),))) == [
        "Cause set aside now, was a hypothesis: the pool is too small"
    ]
    assert told(replace(BEFORE, causes=())) == ["No longer among the causes: the pool is too small"]


def test_timeline_entries_are_counted_and_the_newest_of_weight_told() -> None:
    fresh = [entry(f"event {n}", f"9.{n}", 10 + n, importance=n / 10) for n in range(5)]
    reworded = replace(BEFORE.timeline[1], text="rolled back to the build before")
    lines = told(replace(BEFORE, timeline=(reworded, *fresh)))
    assert lines[0] == "Timeline: 5 entries new, 1 told anew, 1 left out now."
    assert lines[1:] == ["New at 09:12 UTC: event 2", "New at 09:13 UTC: event 3", "New at 09:14 UTC: event 4"]


def test_action_items_that_carry_over_are_counted_but_not_called_new() -> None:
    assert told(BEFORE, fresh=0, earlier=2)[-1] == (
        "Action items: none new; the 2 earlier ones carry over as they are, in their own thread."
    )
    assert told(BEFORE, fresh=1, earlier=1)[-1] == (
        "Action items: 1 new; the earlier one carries over as it is, in its own thread."
    )


def test_what_was_withdrawn_is_not_told_of() -> None:
    gone = replace(BEFORE, causes=(POOL, replace(POOL, text="secret", evidence=("8.1",)))).without("8.1")
    (line,) = changes(BEFORE, gone, fresh_items=0, earlier_items=0)
    assert "secret" not in line.text


def test_pairs_are_found_by_words_then_by_the_first_message_and_used_once() -> None:
    old = [Action(text="Add an alert", evidence=("1.1",)), Action(text="Test the pool", evidence=("2.1",))]
    new = [
        Action(text="test the pool!", evidence=("3.1",)),
        Action(text="add an alert on saturation", evidence=("1.1",)),
        Action(text="write it down", evidence=("4.1", "1.1")),
    ]
    assert [was and was.text for _, was in paired(old, new)] == ["Test the pool", "Add an alert", None]
