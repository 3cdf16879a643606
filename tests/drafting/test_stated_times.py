"""Words of time, and the moments they mean."""

from datetime import UTC, datetime

import pytest

from bot.drafting.stated_times import stated

SAID = datetime(2031, 5, 6, 14, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("since 14:05", "2031-05-06T14:05:00"),
        ("at 14:05:09 UTC", "2031-05-06T14:05:09"),
        ("since 23:50", "2031-05-05T23:50:00"),
        ("yesterday 09:00", "2031-05-05T09:00:00"),
        ("2031-05-04 08:58", "2031-05-04T08:58:00"),
        ("2031-05-06T08:58:11Z", "2031-05-06T08:58:11"),
        ("10 min ago", "2031-05-06T14:10:30"),
        ("about an hour ago", "2031-05-06T13:20:30"),
        ("for the last 2 hours", "2031-05-06T12:20:30"),
        ("around 4:05 pm CEST", "2031-05-06T14:05:00"),
        ("10am EDT", "2031-05-06T14:00:00"),
        ("16:05 +02:00", "2031-05-06T14:05:00"),
        ("14:05 when the deploy went out", "2031-05-06T14:05:00"),
        ("about 13:52-13:55 UTC", "2031-05-06T13:52:00"),
        ("16:02–16:05 CEST", "2031-05-06T14:02:00"),
        ("13:52 - 14:18", "2031-05-06T13:52:00"),
        ("2031-05-06T08:58:11-05:00", "2031-05-06T13:58:11"),
    ],
)
def test_words_of_time_are_understood(words: str, meant: str) -> None:
    assert stated(words, SAID) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "words", ["soon", "", "10:15 ET", "2031-04-01 09:00", "2031-13-40 09:00", "25:00", "in 10 min", "v14"]
)
def test_what_is_not_certain_is_not_guessed(words: str) -> None:
    assert stated(words, SAID) is None
