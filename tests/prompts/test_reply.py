"""Answers, read leniently in form."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.reply import Reply, UnreadableReply, read
from prompts.shapes import SECTIONS

POSTMORTEM = SECTIONS["postmortem"]


def answer(**sections: Any) -> Reply:
    return read(json.dumps(sections), POSTMORTEM)


@pytest.mark.parametrize("ids", [["E12"], "E12", ["[E12]"], [12], 12, ["e12", "E12"], "E12,", ["E-12"]])
def test_ids_are_understood_however_they_are_written(ids: Any) -> None:
    (statement,) = answer(summary=[{"text": "x", "evidence": ids}]).statements
    assert statement.evidence == ("E12",)


@pytest.mark.parametrize(
    ("told", "meant"), [(0.9, 0.9), (90, 0.9), ("90%", 0.9), ("0.9", 0.9), (-1, None), (True, None), ("nan", None)]
)
def test_confidence_is_a_share(told: Any, meant: float | None) -> None:
    (statement,) = answer(causes=[{"text": "x", "evidence": ["E1"], "confidence": told}]).statements
    assert statement.confidence == meant


def test_what_has_no_shape_is_a_fault_and_the_rest_is_read() -> None:
    reply = answer(summary=["words", {"text": ""}, {"text": "x", "evidence": ["E1"]}], impact="none", causes=None)
    assert [fault.where for fault in reply.faults] == ["summary 1", "summary 2", "impact"]
    assert len(reply.statements) == 1


def test_times_are_read_with_and_without_words() -> None:
    reply = answer(
        summary=[], times={"started": {"evidence": "E1", "stated": "since 14:05"}, "detected": "E2", "resolved": ""}
    )
    assert reply.times == (("started", "E1", "since 14:05"), ("detected", "E2", ""))


@settings(max_examples=80, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda v: (
            st.lists(v)
            | st.dictionaries(st.sampled_from([*POSTMORTEM, "times", "text", "evidence", "stated", "confidence"]), v)
        ),
    )
)
def test_no_answer_whatever_breaks_the_reading(value: Any) -> None:
    with suppress(UnreadableReply):
        read(json.dumps(value), POSTMORTEM)
