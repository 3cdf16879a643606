"""Which explanation is the likely cause, where nobody says that it is."""

import pytest

from bot.drafting.causes import causes
from bot.drafting.course import follow
from bot.drafting.explained import explained
from bot.drafting.extractive import write
from bot.drafting.reading import Reading
from tests.drafting import fiction

FERRIES = """
09:00 PAGER: [FIRING:1] ticket-gate heartbeat lost on pier 3
09:01 omar: gates on pier 3 stay shut, queue goes out to the road
09:02 lena: did the new firmware break the card reader, it sits behind the same switch and it went out to all gates on monday
09:04 ravi: readers answer, they take cards and blink green
09:20 omar: opened the side gate by hand, people walk through
09:41 ravi: the gate asks the tide table if the ramp is level, and that table ends in june
09:42 ravi: after the last row it gets an empty line, reads it as minus one metre and keeps the gate shut
09:43 lena: oh no
09:43 omar: ouch. so every gate does that today
09:50 ravi: loading the july table on pier 3
09:55 omar: gates on pier 3 open again
09:58 PAGER: [RESOLVED] ticket-gate heartbeat ok
10:02 omar: all clear
10:05 lena: I'll add a check that the tide table has rows for the next month
10:06 omar: we need the gate to stay open when the tide table is empty
"""
FIRST_GUESS, CAUSE = "firmware", "table ends in june"


def likeliest(script: str) -> str:
    reading = Reading(fiction.channel(script))
    return next(cause.text for cause in causes(reading, follow(reading)).causes if cause.status != "rejected")


def weights_of(words: str, script: str) -> dict[str, float]:
    """The parts of the weight of the cause that holds the words."""
    reading = Reading(fiction.channel(script))
    ranked = causes(reading, follow(reading))
    return next(dict(parts) for cause, parts in zip(ranked.causes, ranked.weights, strict=True) if words in cause.text)


def test_what_is_explained_late_stands_before_the_first_guess() -> None:
    assert CAUSE in likeliest(FERRIES)
    assert FIRST_GUESS not in likeliest(FERRIES)


OTHERWISE = FERRIES.replace(": oh no", ": which pier").replace(": ouch. so every", ": every")
NO_WORK = FERRIES.replace(
    "I'll add a check that the tide table has rows for the next month", "on pier 4 the tide table ends in june"
).replace(
    "we need the gate to stay open when the tide table is empty",
    "on pier 5 the tide table ends in june too, the gate asks it",
)
SHOWN = FERRIES.replace("09:41 ravi", "09:40 ravi: ```06-30 +1.2\\n-```\n09:41 ravi")


@pytest.mark.parametrize(
    ("part", "more", "less"),
    [
        ("it dawns on those who read it", FERRIES, OTHERWISE),
        ("action items are about it", FERRIES, NO_WORK),
        ("code or a log shows it", SHOWN, FERRIES),
    ],
)
def test_what_others_made_of_an_explanation_adds_to_its_weight(part: str, more: str, less: str) -> None:
    assert weights_of(CAUSE, more)[part] > weights_of(CAUSE, less)[part] == 0


def test_the_weight_is_told_with_its_parts() -> None:
    evidence = fiction.channel(FERRIES)
    why = next(why for why in explained(write(evidence), evidence) if why.section == "causes" and CAUSE in why.line)
    assert "it dawns on those who read it +3.2" in why.reasons[-1]


FAILED_FIX = """
10:00 PAGER: [FIRING:1] invoices failing, 40 of 100
10:02 ola: invoices fail with duplicate numbers
10:05 kim: the number generator restarts at one when its file is missing, and the file was deleted
10:07 ola: yes, that matches the numbers
10:20 kim: hotfix did not go in: the migration failed because of the duplicate numbers we have
10:40 kim: put the file back, invoices work again
10:45 PAGER: [RESOLVED] invoices ok
"""


def test_what_was_meant_to_help_and_did_not_is_not_the_likeliest_cause() -> None:
    assert "number generator restarts" in likeliest(FAILED_FIX)


def test_a_status_that_says_that_the_cause_is_understood_is_believed() -> None:
    told = FERRIES.replace(
        "09:50 ravi", "09:49 omar: UPDATE 2: cause understood: the tide table has no rows after june\n09:50 ravi"
    )
    assert "no rows after june" in likeliest(told)


def test_what_is_announced_beside_an_explanation_is_no_part_of_the_cause() -> None:
    announced = "keeps the gate shut. auditors and insurers hear about it tomorrow\n"
    told = likeliest(FERRIES.replace("reads it as minus one metre and keeps the gate shut\n", announced))
    assert CAUSE in told
    assert "insurers" not in told


def test_what_is_left_of_a_status_is_no_cause() -> None:
    status = "10:10 ola: Status 10:10 invoices fail, it began after release 2.61.0 of ledger. Reports of ledger OK, exports OK."
    told = FAILED_FIX.replace("10:20 kim", f"{status}\n10:11 kim: rolling back ledger release 2.61.0\n10:20 kim")
    reading = Reading(fiction.channel(told))
    assert not [each.text for each in causes(reading, follow(reading)).causes if each.text.startswith("Reports of")]


@pytest.mark.parametrize("begins", ["status codes of the store", "next.invoice", "plan entries of the store"])
def test_a_cause_may_begin_like_a_plan_or_a_status(begins: str) -> None:
    told = FAILED_FIX.replace("the number generator", f"{begins} went missing, so the number generator")
    assert "number generator restarts" in likeliest(told)
    assert begins.split()[0] in likeliest(told).lower()


def test_a_cause_that_strikes_again_tomorrow_is_one() -> None:
    told = FAILED_FIX.replace(
        "and the file was deleted", "because the file was deleted by a job that runs again tomorrow"
    )
    assert "runs again tomorrow" in likeliest(told)


def test_how_much_was_hit_is_no_cause() -> None:
    counted = (
        "09:46 lena: first count: 187 tickets were charged more than once since 08:56 when the gates closed, £2,510 too much,"
        " 12 of them three times, all of pier 3\n09:50 ravi: loading"
    )
    draft = write(fiction.channel(FERRIES.replace("09:50 ravi: loading", counted)))
    assert CAUSE in draft.causes[0].text
    assert not [cause for cause in draft.causes if "£2,510" in cause.text]
