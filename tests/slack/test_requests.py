"""Commands, clicks and forms: what listeners get has all that they rely on, and what lacks it is no request."""

from typing import Any

import pytest

from bot.errors import UserMistake
from bot.slack import blocks, huddle_blocks
from bot.slack.requests import request

COMMAND = {
    "command": "/incident", "text": "open Down", "team_id": "T1", "channel_id": "C1", "user_id": "U1",
    "response_url": "https://hooks.slack.com/1", "trigger_id": "1.2",
}  # fmt: skip
PRESS: dict[str, Any] = {
    "type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "channel": {"id": "C1"},
    "container": {"type": "message", "thread_ts": "1.2"}, "response_url": "https://hooks.slack.com/1", "trigger_id": "1.2",
    "actions": [{"type": "button", "action_id": "item_done", "block_id": "b", "value": "i"}],
}  # fmt: skip
FORM: dict[str, Any] = {
    "type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "1.2",
    "view": {"id": "V1", "callback_id": "item_form", "private_metadata": "i",
             "state": {"values": {"text": {"value": {"type": "plain_text_input", "value": "alert"}}}}},
}  # fmt: skip


def read(given: dict[str, Any], **changes: Any) -> dict[str, Any]:
    made = request(given | changes)
    assert made is not None
    return made


def test_a_command_keeps_what_is_known_and_loses_the_rest() -> None:
    assert read(COMMAND, authorizations=7, enterprise=[]) == COMMAND


@pytest.mark.parametrize(
    "payload",
    [
        None, [], "x", {}, {"type": []}, COMMAND | {"user_id": None}, COMMAND | {"channel_id": "C1:x"},
        PRESS | {"actions": []}, PRESS | {"actions": {}}, PRESS | {"actions": ["x"]}, PRESS | {"user": "U1"},
        PRESS | {"team": {"id": 7}}, PRESS | {"actions": [{"value": "i"}]}, PRESS | {"channel": "C1"}, PRESS | {"container": "x"},
        FORM | {"view": None}, FORM | {"view": {"state": {"values": []}}}, FORM | {"view": {"state": {"values": {"text": []}}}},
        {"type": "view_closed"}, {"type": "message_action", "callback_id": "catch_me_up"},
    ],
)  # fmt: skip
def test_what_lacks_a_part_is_no_request(payload: Any) -> None:
    assert request(payload) is None


def test_a_press_within_a_view_has_no_channel_and_a_team_of_an_organisation_is_the_persons() -> None:
    made = read(PRESS, channel=None, team=None)
    assert made["channel"] == {"id": ""}
    assert made["team"] == {"id": "T1"}


def test_what_a_button_carries_is_text_and_whom_a_menu_chose_an_id() -> None:
    made = read(PRESS, actions=[{"action_id": "call_speaker", "value": 7, "selected_user": "U2"}])
    assert (made["actions"][0]["value"], made["actions"][0]["selected_user"]) == ("", "U2")


def test_an_input_that_a_form_lacks_was_left_empty_and_a_time_out_of_range_is_none() -> None:
    late = {"start": {"value": {"selected_date_time": 10**20}}}
    made = read(FORM, view={"callback_id": "call_start_form", "state": {"values": late}})
    assert blocks.given(made["view"], "start")["selected_date_time"] is None
    assert blocks.given(made["view"], "text0") == {}


def test_half_a_character_is_replaced() -> None:
    assert read(COMMAND, text="half \ud800 a pair")["text"] == "half \ufffd a pair"


@pytest.mark.parametrize("block_id", ["", "b", "who:t", "who:t:x", "who:t:²", "who:t:1:2", "who:t:" + "9" * 5000])
def test_a_choice_that_belongs_to_no_question_is_refused_in_one_sentence(block_id: str) -> None:
    with pytest.raises(UserMistake, match=r"^I do not know which name that was; .*\.$"):
        huddle_blocks.chosen({"action_id": huddle_blocks.SPEAKER, "block_id": block_id, "selected_user": "U1"})
