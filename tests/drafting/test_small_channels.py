"""Short incidents, as somebody tries Debrief with: every line counts there, and none may stand for what it is not."""

import pytest

from bot.domain.draft import Draft
from bot.drafting.extractive import write
from tests.drafting import fiction
from tests.drafting.test_moments import minute

QUEUE = """
    09:00 noor: p99 of the queue is 14 s for 10 minutes now
    09:01 noor: orders are not arriving
    09:04 lars: found it: the consumer is deadlocked, root cause is the batch size of 900 from this morning's deploy
    09:06 lars: lowered the batch size to 50, orders are back to normal
    09:07 noor: action item: I will alert on queue age over 60 s by friday
"""


def drafted(script: str = QUEUE) -> Draft:
    return write(fiction.channel(script))


def test_a_number_that_is_far_too_high_is_the_first_sign_and_how_long_it_lasts_its_start() -> None:
    times = drafted().times
    assert (minute(times.started), minute(times.detected)) == ("08:50", "09:00")


def test_a_span_that_lies_ahead_is_no_start() -> None:
    ahead = drafted(QUEUE.replace("for 10 minutes now", "let's watch it for 10 minutes"))
    assert minute(ahead.times.started) == "09:00"


@pytest.mark.parametrize(
    ("said", "started"),
    [
        ("it started 1.5 hours ago", "07:31"),
        ("this began an hour and twenty minutes ago", "07:41"),
        ("errors started 2h 30m ago", "06:31"),
        ("it started about 25 minutes ago", "08:36"),
        ("it started at 10:40 CEST", "08:40"),
        ("orders fail since 03:45 EST", "08:45"),
        ("it started at 10:40 ET", "09:00"),
        ("my shift began 55 minutes ago", "09:00"),
        ("bob started on call 4 hours ago", "09:00"),
        ("i started looking into the logs 20 minutes ago", "09:00"),
        ("the nightly job starts at noon, the last deploy was 3 hours ago", "09:00"),
        ("payments were fine for 2 hours now", "09:00"),
    ],
)
def test_a_span_counts_for_the_start_only_where_it_is_one_of_the_trouble(said: str, started: str) -> None:
    script = QUEUE.replace("is 14 s for 10 minutes now", "is 14 s").replace("orders are not arriving", said)
    assert minute(drafted(script).times.started) == started


def test_one_person_who_tells_it_all_has_the_work_in_no_cause() -> None:
    draft = drafted(QUEUE.replace("lars", "noor"))
    (cause,) = draft.causes
    assert "batch size of 900" in cause.text
    assert "alert" not in cause.text.lower()


def test_the_fix_that_helped_is_no_cause() -> None:
    assert not [cause for cause in drafted().causes if "back to normal" in cause.text]


def test_what_is_labelled_as_work_stands_with_no_event() -> None:
    (recovery,) = [entry for entry in drafted().timeline if "lowered" in entry.text.lower()]
    assert recovery.text == "Lowered the batch size to 50, orders are back to normal."


def test_a_labelled_promise_is_filed_as_the_work_with_its_owner() -> None:
    (action,) = drafted().actions
    assert action.text == "Alert on queue age over 60 s by friday."
    assert (action.owner, action.due) == ("Noor", "by friday")


SEARCH = """
    22:46 ada: search 5xx at 12%
    22:50 bo: es-data-3 heap is at 98%
    23:12 bo: restarting es-data-3
    23:17 bo: back up, error rate down to 4%
    23:21 ada: and 5xx is back up to 15%
    23:26 cy: yep that's it: the facet of v3.18.0 asks for 500000 buckets, and es-data-3 runs out of heap
    23:27 dee: rolling back to 3.17.4
    23:33 ada: 5xx at 3% and dropping
    23:44 ada: 5xx 0.1% for 8 minutes. all clear
"""


def test_a_share_of_errors_is_a_first_sign() -> None:
    assert minute(drafted(SEARCH).times.detected) == "22:46"


def test_a_relapse_is_no_recovery() -> None:
    kinds = {minute(entry.at): entry.kind for entry in drafted(SEARCH).timeline}
    assert kinds["23:21"] == "report"


def test_a_cause_that_is_pointed_at_is_found() -> None:
    cause = drafted(SEARCH).causes[0]
    assert cause.text.startswith("The facet of v3.18.0 asks for 500000 buckets")


def test_what_is_typed_in_a_hurry_keeps_its_event() -> None:
    words = [entry.text for entry in drafted(QUEUE.replace("09:06", "09:05")).timeline]
    assert any("lowered the batch size" in each.lower() for each in words)


def test_how_grave_a_vendors_ticket_is_says_nothing_of_the_incident() -> None:
    script = QUEUE.replace("orders are not arriving", "orders are not arriving. this is a sev2")
    vendor = "09:03 lars: opened a sev1 ticket with the vendor\n    09:04"
    assert drafted(script.replace("09:04", vendor)).severity == "SEV2"


@pytest.mark.parametrize(
    "said", ["works for me again?? but not from outside", "all green in europe. still broken in asia"]
)
def test_half_a_recovery_is_none(said: str) -> None:
    times = drafted(QUEUE.replace("lowered the batch size to 50, orders are back to normal", said)).times
    assert times.resolved is None


def test_what_is_repaired_after_the_close_does_not_put_off_the_end() -> None:
    later = "09:07 noor: closing. no order was lost\n    18:30 lars: the old consumer is back up and in sync\n    18:31"
    assert minute(drafted(QUEUE.replace("09:07", later)).times.resolved) == "09:06"


def test_support_that_is_busy_does_not_hide_how_grave_it_is() -> None:
    script = QUEUE.replace("orders are not arriving", "this is a sev1, support says that all of them are affected")
    assert drafted(script).severity == "SEV1"


def test_what_falls_and_should_not_is_harm() -> None:
    draft = drafted(QUEUE.replace("orders are not arriving", "checkout success is down to 40% for customers"))
    assert any("down to 40%" in claim.text for claim in draft.impact)


def test_what_is_over_a_number_is_not_over() -> None:
    later = "09:05 lars: batch size lowered, queue is back to normal\n    09:07 lars: heap, it is over 80% of its room\n    09:09"
    script = QUEUE.replace("09:06", later).replace(
        "orders are back to normal", "orders are all back to normal, all clear"
    )
    assert minute(drafted(script).times.resolved) == "09:09"
