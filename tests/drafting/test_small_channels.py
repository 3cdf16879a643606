"""Short incidents, as somebody tries Debrief with: every line counts there, and none may stand for what it is not."""

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
