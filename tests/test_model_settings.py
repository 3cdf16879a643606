"""The settings of the language model."""

import pytest

from bot.errors import SettingsMistake
from bot.settings import CAPABILITIES, ModelAccount, model_account


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
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsMistake, match=next(iter(wrong))):
        account(**{"ANTHROPIC_API_KEY": "k", **wrong})
