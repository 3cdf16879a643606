"""Months, UTC."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.domain.month import Month


def test_a_month_ends_where_the_next_begins() -> None:
    assert Month(2031, 12).ends == Month(2032, 1).begins == datetime(2032, 1, 1, tzinfo=UTC)
    assert Month(2031, 1).ends == Month(2031, 2).begins


def test_a_moment_belongs_to_its_month_in_utc() -> None:
    assert Month.of(datetime(2031, 6, 1, 1, tzinfo=timezone(timedelta(hours=2)))) == Month(2031, 5)


def test_a_month_is_read_as_it_is_written() -> None:
    assert str(Month.read("2031-05")) == "2031-05"


@pytest.mark.parametrize("text", ["2031-13", "2031-00", "May", "2031-5", "2031-05-01", "٢٠31-05"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        Month.read(text)
