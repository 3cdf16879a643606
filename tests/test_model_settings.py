"""The settings of the language model."""

from dataclasses import replace

import pytest

from bot.domain.prices import Price
from bot.errors import SettingsMistake
from bot.model_settings import CAPABILITIES, ModelAccount, model_account


def account(**given: str) -> ModelAccount | None:
    return model_account(given, dotenv="no-such-file")


def test_without_key_and_address_there_is_no_model() -> None:
    assert account(DEBRIEF_MODEL="claude-x") is None


def test_a_key_alone_means_anthropic_with_all_it_can_do() -> None:
    assert account(ANTHROPIC_API_KEY="k") == ModelAccount(key="k", capabilities=CAPABILITIES)


def test_another_server_is_taken_to_do_no_more_than_answer() -> None:
    made = account(ANTHROPIC_BASE_URL="http://127.0.0.1:11434")
    assert made
    assert (made.base_url, made.capabilities) == ("http://127.0.0.1:11434", frozenset())


def test_what_a_server_can_do_may_be_said() -> None:
    made = account(ANTHROPIC_BASE_URL="http://127.0.0.1:1", DEBRIEF_MODEL_CAPABILITIES="schema, cache")
    none = account(ANTHROPIC_API_KEY="k", DEBRIEF_MODEL_CAPABILITIES="none")
    assert made
    assert none
    assert (made.capabilities, none.capabilities) == (CAPABILITIES, frozenset())


def test_prices_are_read_for_each_model_and_win_over_the_table() -> None:
    made = account(ANTHROPIC_API_KEY="k", DEBRIEF_MODEL_PRICES="claude-sonnet-5-5=1/2, mine:7b=0/0")
    assert made
    assert made.price == Price(1, 2)
    assert replace(made, model="mine:7b").price == Price(0, 0)


def test_catch_ups_are_by_the_same_model_unless_another_is_named() -> None:
    same = account(ANTHROPIC_API_KEY="k")
    other = account(ANTHROPIC_API_KEY="k", DEBRIEF_MODEL_CATCHUP="claude-haiku-5-5")
    assert same
    assert other
    assert (same.for_catch_ups, other.for_catch_ups.model, other.model) == (same, "claude-haiku-5-5", same.model)


def test_a_budget_is_in_dollars() -> None:
    made = account(ANTHROPIC_API_KEY="k", DEBRIEF_MODEL_BUDGET="$12.50")
    assert made
    assert made.budget == 12.5


@pytest.mark.parametrize("name", ["DEBRIEF_MODEL", "DEBRIEF_MODEL_CATCHUP"])
def test_a_budget_needs_the_price_of_every_model(name: str) -> None:
    given = {"ANTHROPIC_API_KEY": "k", "DEBRIEF_MODEL_BUDGET": "20", name: "unheard-of"}
    with pytest.raises(SettingsMistake, match="DEBRIEF_MODEL_PRICES what unheard-of costs"):
        account(**given)
    assert account(**given, DEBRIEF_MODEL_PRICES="unheard-of=3/15")


def test_the_key_is_not_shown() -> None:
    assert "secret-key" not in repr(account(ANTHROPIC_API_KEY="secret-key"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"DEBRIEF_MODEL_TIMEOUT": "soon"},
        {"DEBRIEF_MODEL_TIMEOUT": "-1"},
        {"DEBRIEF_MODEL_INPUT": "nan"},
        {"DEBRIEF_MODEL_CAPABILITIES": "magic"},
        {"ANTHROPIC_BASE_URL": "localhost:11434"},
        {"DEBRIEF_MODEL_BUDGET": "a lot"},
        {"DEBRIEF_MODEL_BUDGET": "-3"},
        {"DEBRIEF_MODEL_BUDGET": "nan"},
        {"DEBRIEF_MODEL_PRICES": "claude-x"},
        {"DEBRIEF_MODEL_PRICES": "claude-x=3"},
        {"DEBRIEF_MODEL_PRICES": "=3/15"},
        {"DEBRIEF_MODEL_PRICES": "claude-x=3/-1"},
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsMistake, match=next(iter(wrong))):
        account(**{"ANTHROPIC_API_KEY": "k", **wrong})
