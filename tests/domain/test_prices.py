"""What calls cost."""

import pytest

from bot.domain.model_call import Spent, Usage, dollars
from bot.domain.prices import KNOWN, Price, cost, estimate, price_of

MILLION = 1_000_000


def test_each_kind_of_token_has_its_price() -> None:
    price = Price(3, 15)
    assert cost(price, Usage(fresh=MILLION, output=0)) == 3
    assert cost(price, Usage(fresh=0, output=MILLION)) == 15
    assert cost(price, Usage(fresh=0, cached=MILLION)) == pytest.approx(0.3)
    assert cost(price, Usage(fresh=0, written=MILLION, written_for_an_hour=0)) == 3.75
    assert cost(price, Usage(fresh=0, written=MILLION, written_for_an_hour=MILLION)) == 6


def test_what_was_written_for_an_unknown_time_costs_as_for_an_hour() -> None:
    assert cost(Price(3, 15), Usage(fresh=0, written=MILLION)) == 6


def test_a_long_prompt_has_a_price_of_its_own() -> None:
    haiku = KNOWN["claude-haiku-5-5"]
    assert cost(haiku, Usage(fresh=100_000, output=0)) == pytest.approx(0.01)
    assert cost(haiku, Usage(fresh=100_000, cached=10, output=0)) == pytest.approx(0.05, rel=1e-3)


def test_an_unknown_model_or_an_uncounted_call_has_no_dollars() -> None:
    assert cost(None, Usage(fresh=1)) is None
    assert cost(Price(3, 15), Usage()) is None


@pytest.mark.parametrize("name", ["claude-sonnet-5-5", "claude-sonnet-5-5-20261021", "claude-sonnet-5-5@20261021"])
def test_a_models_date_does_not_change_its_price(name: str) -> None:
    assert price_of(name) == KNOWN["claude-sonnet-5-5"]


@pytest.mark.parametrize("name", ["claude-sonnet-5", "claude-sonnet-5-55", "gpt", ""])
def test_a_model_that_is_not_in_the_table_has_no_price(name: str) -> None:
    assert price_of(name) is None


def test_ones_own_price_comes_first() -> None:
    assert price_of("claude-sonnet-5-5", {"claude-sonnet-5-5": Price(1, 2)}) == Price(1, 2)


def test_an_estimate_is_above_what_the_same_request_costs() -> None:
    guess = estimate(Price(3, 15), 400_000, cached=True)
    assert guess
    assert guess > (cost(Price(3, 15), Usage(fresh=100_000, output=1_000)) or 0)


def test_the_sum_of_a_document_says_what_it_took() -> None:
    one = Usage(fresh=1_000, cached=20_000, written=500, output=700)
    spent = Spent.of("claude-x", [(one, 0.05), (one, 0.06)])
    assert str(spent) == "claude-x: 2 calls, 43,000 tokens read (40,000 from its cache) and 1,400 written, $0.11"


def test_a_document_with_a_call_of_unknown_price_says_so() -> None:
    assert str(Spent.of("local", [(Usage(fresh=9, output=1), None)])) == (
        "local: 1 call, 9 tokens read and 1 written, no price known"
    )


def test_small_amounts_are_not_rounded_to_nothing() -> None:
    assert [dollars(each) for each in (0.0, 0.0023, 0.1, 1234.5)] == ["$0.00", "$0.0023", "$0.10", "$1,234.50"]
