"""Events that hold what Slack never sends: whatever they are, they are taken, and can be read later."""

import json
from typing import Any

import pytest

from bot.domain.clock import moment
from bot.domain.evidence import mentioned
from bot.domain.observation import Other, Posted
from bot.slack.payloads import delivery, exported_message

WORDS = {"type": "message", "channel": "C1", "user": "U1", "text": "it is down", "ts": "1700000000.000100"}


def event(**changes: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": WORDS | changes}


@pytest.mark.parametrize("kind", [list, dict])
def test_an_event_nested_without_end_is_taken_and_the_rest_of_it_read(kind: type) -> None:
    nested: Any = "deep"
    for _ in range(1500):
        nested = [nested] if kind is list else {"elements": nested}
    taken = delivery(event(blocks=nested))
    assert isinstance(taken.seen, Posted)
    assert taken.seen.text == "it is down"
    assert json.loads(taken.raw)["event"]["user"] == "U1"


@pytest.mark.parametrize("ts", ["1700000000.²", "²²²²²²²²²².1", "١٧٠٠٠٠٠٠٠٠.000100", "1700000000.000100\n", "1_7.0"])
def test_digits_that_are_not_ascii_make_no_timestamp(ts: str) -> None:
    assert delivery(event(ts=ts)).unreadable == "ValueError: a timestamp is not one"
    with pytest.raises(ValueError, match="a timestamp is not one"):
        exported_message("C1", WORDS | {"ts": ts})


def test_a_huddle_that_began_at_no_time_began_with_its_post() -> None:
    taken = delivery(event(subtype="huddle_thread", room={"id": "R1", "date_start": "²", "date_end": "٣"}))
    assert isinstance(taken.seen, Posted)
    assert taken.seen.huddle is not None
    assert taken.seen.huddle.started_at == moment(WORDS["ts"])


@pytest.mark.parametrize("channel", ["C1:all", "", "C" * 65, "C1\n", "Ｃ1", "C 1"])
def test_an_id_that_could_be_taken_for_two_is_none(channel: str) -> None:
    read = delivery(event(channel=channel))
    assert read.unreadable == "ValueError: an id is not one"
    assert read.seen == Other(None)


def test_a_channel_that_is_none_is_none_of_an_event_that_means_nothing_here_too() -> None:
    assert delivery(event(type="some_event", channel="C" * 9000)).seen == Other(None)


@pytest.mark.parametrize("odd", ["U" * 9000, "U 1", "", 7, ["U1"]])
def test_an_odd_id_of_whoever_was_in_a_huddle_is_left_out_for_nobody_can_be_asked_about_it(odd: object) -> None:
    room = {"id": "R1", "created_by": odd, "participant_history": [odd, "U2"]}
    taken = delivery(event(subtype="huddle_thread", room=room))
    assert isinstance(taken.seen, Posted)
    assert taken.seen.huddle is not None
    assert (taken.seen.huddle.starter, taken.seen.huddle.participants) == (None, ("U2",))


def test_a_mention_of_endless_letters_is_nobodys() -> None:
    assert mentioned(f"<@U1> and <@U{'A' * 9000}>") == {"U1"}
