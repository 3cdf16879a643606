"""From “by friday” to a date."""

from datetime import date

import pytest

from bot.domain.due_date import due_on

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("by 2026-12-01", "2026-12-01"),
        ("Today", "2026-11-24"),
        ("by EOD", "2026-11-24"),
        ("tomorrow", "2026-11-25"),
        ("by friday", "2026-11-27"),
        ("by tuesday", "2026-12-01"),
        ("this tuesday", "2026-11-24"),
        ("next friday", "2026-12-04"),
        ("by end of the week", "2026-11-29"),
        ("eow", "2026-11-29"),
        ("next week", "2026-12-06"),
        ("this month", "2026-11-30"),
        ("next month", "2026-12-31"),
        ("end of quarter", "2026-12-31"),
        ("next quarter", "2027-03-31"),
    ],
)
def test_a_day_that_was_named_is_found(words: str, day: str) -> None:
    assert str(due_on(words, TUESDAY)) == day


@pytest.mark.parametrize("words", [None, "", "soon", "next sprint", "by 2026-02-31"])
def test_words_that_name_no_day_give_none(words: str | None) -> None:
    assert due_on(words, TUESDAY) is None
