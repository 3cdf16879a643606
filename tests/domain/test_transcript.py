"""Lines have names, speakers are recognised and never guessed, and times get a beginning."""

from datetime import UTC, datetime

import pytest

from bot.domain.evidence import Person
from bot.domain.transcript import (
    Line,
    anchored_by_phrase,
    carrier_of,
    comes_from,
    line_id,
    number_of,
    recognised,
    stranger,
    user_id,
)

CARRIER = "1772442000.000100"
PEOPLE = (
    Person("U1", "Maya Lind"),
    Person("U2", "José Ortega"),
    Person("U3", "Alex Kim"),
    Person("U4", "Alex Kim"),
    Person("U5", "alex kim"),
    Person("B1", "Debrief", is_bot=True),
    Person("U6", "U6"),
)


def test_a_line_is_named_by_its_carrier_its_slot_and_its_number() -> None:
    named = line_id(CARRIER, 2, 17)
    assert named == "1772442000.000100#2.00017"
    assert (carrier_of(named), number_of(named)) == (CARRIER, 17)
    assert (carrier_of(CARRIER), number_of(CARRIER)) == (CARRIER, None)


@pytest.mark.parametrize(
    ("gone", "rests"),
    [
        (CARRIER, True),
        (f"{CARRIER}#2", True),
        (line_id(CARRIER, 2, 17), True),
        (line_id(CARRIER, 2, 1), False),
        (f"{CARRIER}#1", False),
        (f"{CARRIER}#20", False),
        ("1772442000.0001", False),
    ],
)
def test_a_citation_rests_on_its_line_its_transcript_and_its_message(gone: str, rests: bool) -> None:
    assert comes_from(line_id(CARRIER, 2, 17), gone) is rests


def test_a_message_rests_on_itself_alone() -> None:
    assert comes_from(CARRIER, CARRIER)
    assert not comes_from(CARRIER, f"{CARRIER}#1")


@pytest.mark.parametrize(
    ("name", "user", "state"),
    [
        ("Maya Lind", "U1", "matched"),
        ("maya  LIND (she/her)", "U1", "matched"),
        ("Jose Ortega | Payments", "U2", "matched"),
        ("Maya", None, "unknown"),
        ("Alex Kim", None, "ambiguous"),
        ("ALEX KIM", None, "ambiguous"),
        ("alex kim", "U5", "matched"),
        ("Debrief", None, "unknown"),
        ("U6", None, "unknown"),
        ("!!!", None, "unknown"),
    ],
)
def test_a_name_means_one_person_or_nobody(name: str, user: str | None, state: str) -> None:
    found = recognised(name, PEOPLE)
    assert (found.user, found.state) == (user, state)


def test_a_stranger_has_no_slack_id() -> None:
    assert stranger("Pat").name == "Pat"
    assert user_id(stranger("Pat").id) is None
    assert user_id("U1") == "U1"


LINES = (
    Line(1, "Maya", "Hello everybody.", 0),
    Line(2, "Maya", "I am rolling back the deploy of checkout now.", 300_000),
    Line(3, "Tom", "The error rate is back to zero point two percent.", 600_000),
)


def test_a_sentence_typed_in_the_channel_anchors_the_times() -> None:
    said = [
        ("1772442300.000000", "hello everybody"),
        ("1772442600.000100", "i am rolling back the deploy of checkout NOW!"),
    ]
    anchor = anchored_by_phrase(LINES, said)
    assert anchor is not None
    assert anchor.at == datetime.fromtimestamp(1772442300, UTC).replace(microsecond=100)


def test_two_sentences_that_contradict_each_other_anchor_nothing() -> None:
    said = [
        ("1772442600.000100", "I am rolling back the deploy of checkout now"),
        ("1772449999.000100", "the error rate is back to zero point two percent"),
    ]
    assert anchored_by_phrase(LINES, said) is None


def test_a_sentence_typed_twice_or_a_short_one_anchors_nothing() -> None:
    twice = [(f"177244260{n}.000000", "I am rolling back the deploy of checkout now") for n in range(2)]
    assert anchored_by_phrase(LINES, twice) is None
    assert anchored_by_phrase(LINES, [("1772442600.000100", "Hello everybody.")]) is None
