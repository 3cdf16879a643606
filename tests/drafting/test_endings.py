"""Which words sound like the end of an incident, and which only mention one."""

from datetime import UTC, datetime

import pytest

from bot.drafting.endings import newest_end, sounds_like_end
from tests.drafting.fiction import channel

DAWN = datetime(2031, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "all clear",
        "All clear, thanks everyone!",
        "Resolved :tada:",
        "issue has been resolved",
        "I think we can call it resolved",
        "marking this as resolved",
        "the rollback resolved the outage",
        "error rate is back to normal, all good",
        "confirmed fixed, customers can pay",
        "we can close the incident",
        "let's wrap it up",
        "fully recovered",
        "everything is back",
        "standing down",
        "the incident is over, thanks all",
    ],
)
def test_an_end_said_as_a_fact_sounds_like_one(text: str) -> None:
    assert sounds_like_end(text, by_app=False)


@pytest.mark.parametrize(
    "text",
    [
        "not resolved yet",
        "it isn't resolved",
        "unresolved",
        "is it resolved?",
        "Is it resolved",
        "so is everything back to normal then",
        "resolved?",
        "who can give the all clear",
        "no all clear yet",
        "waiting for the all clear",
        "let me know when it's resolved",
        "should be resolved by 15:00",
        "hopefully resolved soon",
        "nearly back to normal",
        "once it's resolved we can deploy",
        "all clear on my side, checking the others",
        "everything is fine on the database side",
        "Tom said it's resolved but I still see errors",
    ],
)
def test_an_end_denied_asked_about_or_hoped_for_does_not(text: str) -> None:
    assert not sounds_like_end(text, by_app=False)


@pytest.mark.parametrize(
    "text",
    [
        "resolved to 10.0.0.1",
        "checkout.example.com resolved to 10.0.0.1",
        "merge conflicts resolved",
        "I resolved the merge conflict",
        "resolved the pager, looking now",
        "the last incident was resolved by a rollback",
        "the ticket is resolved",
        "error: the name could not be resolved",
        "set the status to `resolved`",
        "“all clear” is what we wait to hear",
        "> all clear",
    ],
)
def test_the_end_of_something_else_does_not(text: str) -> None:
    assert not sounds_like_end(text, by_app=False)


@pytest.mark.parametrize(
    "text",
    [
        "[RESOLVED] checkout-probe ok from 3 of 3 locations",
        "[RESOLVED] HighErrorRate: checkout error rate above 5% (0 alerts, firing: 0)",
        ":white_check_mark: checkout-probe",
    ],
)
def test_an_app_says_so_by_the_end_of_its_alarm(text: str) -> None:
    assert sounds_like_end(text, by_app=True)
    ending = newest_end(channel(f"09:00 mira: down\n09:13 PAGER: {text}"), DAWN)
    assert ending is not None
    assert ending.by_app


@pytest.mark.parametrize(
    "text", ["[FIRING:1] checkout-probe failing from eu-west", "[FIRING:1, RESOLVED:2] checkout error rate"]
)
def test_an_app_whose_alarm_goes_on_does_not(text: str) -> None:
    assert not sounds_like_end(text, by_app=True)
    assert newest_end(channel(f"09:00 mira: down\n09:13 PAGER: {text}"), DAWN) is None


def test_the_last_end_counts_with_who_said_it_and_when() -> None:
    told = channel("09:00 mira: checkout is down\n09:10 joan: resolved\n09:12 pete: all clear")
    ending = newest_end(told, DAWN)
    assert ending is not None
    assert (ending.author, ending.by_app, f"{ending.at:%H:%M}") == ("UPETE", False, "09:12")


@pytest.mark.parametrize(
    "after",
    [
        "09:14 joan: I spoke too soon, errors again",
        "09:14 joan: hold on, checkout is down again",
        "09:14 PAGER: [FIRING:1] checkout-probe failing",
    ],
)
def test_trouble_told_of_afterwards_takes_an_end_back(after: str) -> None:
    assert newest_end(channel(f"09:00 mira: checkout is down\n09:12 pete: all clear\n{after}"), DAWN) is None


def test_what_a_person_says_counts_before_what_an_app_says() -> None:
    told = channel("09:00 mira: down\n09:12 pete: all clear\n09:13 PAGER: [RESOLVED] checkout-probe ok")
    ending = newest_end(told, DAWN)
    assert ending is not None
    assert ending.author == "UPETE"


def test_an_apps_end_waits_for_people_to_fall_silent() -> None:
    told = channel("09:00 mira: down\n09:13 PAGER: [RESOLVED] checkout-probe ok\n09:20 mira: looking at the graphs")
    ending = newest_end(told, DAWN)
    assert ending is not None
    assert (ending.by_app, f"{ending.quiet_since:%H:%M}") == (True, "09:20")


def test_what_was_said_before_the_moment_asked_for_does_not_count() -> None:
    told = channel("09:00 mira: checkout is down\n09:12 pete: all clear")
    assert newest_end(told, DAWN.replace(hour=9, minute=13)) is None
