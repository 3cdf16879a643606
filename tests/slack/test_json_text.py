"""JSON that Slack, or somebody else, sends."""

import json

import pytest

from bot.slack.json_text import from_json, to_json


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, 2.5, null, true], "ü": "\\ud83d\\ude00"}',
        '"half a character: \\ud800"',
        "[" + "9" * 400 + "]",
        "[" * 500 + "]" * 500,
        "[Infinity, -0.0]",
    ],
)
def test_whatever_pythons_own_reader_takes_is_taken_and_comes_back(text: str) -> None:
    read = from_json(text)
    assert read == json.loads(text)
    assert json.loads(to_json(read)) in (read, [None, -0.0])


@pytest.mark.parametrize("text", ["", "{", "nonsense", b"\xff"])
def test_what_is_no_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError):
        from_json(text)
