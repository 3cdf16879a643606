"""What a person reads in a Slack message."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.wording import LIMIT, readable

NAMES = {"U07": "Ines Okoro", "C07": "payments"}


def names(id_: str) -> str:
    return NAMES.get(id_, id_)


def read(**message: Any) -> str:
    return readable(message, names)


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("ask <@U07> now", "ask @Ines Okoro now"),
        ("ask <@U99|old.name> now", "ask @old.name now"),
        ("see <#C07>", "see #payments"),
        ("see <#C01|ops>", "see #ops"),
        ("<!here> look", "@here look"),
        ("<!subteam^S1|@oncall> look", "@oncall look"),
        ("<!date^1700000000^{date}|14 Nov> it began", "14 Nov it began"),
        ("<https://wiki.example/run|the runbook>", "the runbook (https://wiki.example/run)"),
        ("<https://wiki.example/run>", "https://wiki.example/run"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("5 &lt; 6 &amp;amp; 7 &gt; 6", "5 < 6 &amp; 7 > 6"),
        ("run `ls -l` in *prod*", "run `ls -l` in *prod*"),
    ],
)
def test_markup_reads_as_plain_words(typed: str, seen: str) -> None:
    assert read(text=typed) == seen


def test_a_post_that_lives_only_in_blocks_is_read_from_them() -> None:
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Disk alarm"}},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Host:* db-4"}]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "since 10:02"}]},
        {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Mute"}}]},
    ]
    assert read(text="", blocks=blocks) == "Disk alarm\n*Host:* db-4\nsince 10:02"


def test_an_alert_that_lives_only_in_an_attachment_is_read_from_it() -> None:
    attachment = {
        "color": "danger",
        "pretext": "on call",
        "title": "[FIRING:2] queue is full",
        "title_link": "https://alerts.example/1",
        "text": "depth 900",
        "fields": [{"title": "region", "value": "north"}],
        "footer": "alarm v3",
        "fallback": "not shown",
    }
    assert (
        read(text="", attachments=[attachment])
        == "on call\n[FIRING:2] queue is full\ndepth 900\nregion: north\nalarm v3"
    )


def test_an_attachment_without_words_falls_back() -> None:
    assert read(attachments=[{"fallback": "host db-4 is down"}]) == "host db-4 is down"


@pytest.mark.parametrize("key", ["from_url", "original_url", "is_msg_unfurl"])
def test_the_preview_of_a_link_is_not_what_somebody_said(key: str) -> None:
    assert read(text="look", attachments=[{key: "https://x.example", "text": "a whole article"}]) == "look"


def test_rich_text_with_lists_quotes_and_code_is_read() -> None:
    def section(*elements: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
        return {"type": kind, "elements": list(elements)}

    word = {"type": "text", "text": "first"}
    blocks = [
        {
            "type": "rich_text",
            "elements": [
                section(
                    {"type": "user", "user_id": "U07"},
                    {"type": "text", "text": " said "},
                    {"type": "emoji", "name": "ok"},
                ),
                {"type": "rich_text_list", "style": "bullet", "elements": [section(word)]},
                section({"type": "text", "text": "old words"}, kind="rich_text_quote"),
                section({"type": "text", "text": "rm -r"}, kind="rich_text_preformatted"),
                section({"type": "text", "text": "x", "style": {"code": True}}, {"type": "broadcast", "range": "here"}),
            ],
        }
    ]
    assert read(blocks=blocks) == "@Ines Okoro said :ok:\n• first\n> old words\n```\nrm -r\n```\n`x`@here"


def test_rich_text_that_repeats_the_text_is_not_read_twice() -> None:
    element = {"type": "rich_text_section", "elements": [{"type": "text", "text": "the queue is full again"}]}
    assert (
        read(text="the queue is full again", blocks=[{"type": "rich_text", "elements": [element]}])
        == "the queue is full again"
    )


def test_blocks_that_say_more_than_the_fallback_are_read() -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "Deploy 41 of api failed in north"}}
    assert read(text="Deploy 41", blocks=[block]) == "Deploy 41 of api failed in north"


def test_a_table_is_read_row_by_row() -> None:
    rows = [
        [{"type": "raw_text", "text": "host"}, {"type": "raw_text", "text": "state"}],
        [{"type": "raw_text", "text": "db-4"}],
    ]
    assert read(blocks=[{"type": "table", "rows": rows}]) == "host | state\ndb-4"


def test_a_message_nested_a_thousand_deep_is_read_without_harm() -> None:
    element: dict[str, Any] = {"type": "text", "text": "deep"}
    for _ in range(1000):
        element = {"type": "rich_text_section", "elements": [element]}
    assert read(text="top", blocks=[{"type": "rich_text", "elements": [element]}]) == "top"


def test_an_endless_message_is_cut() -> None:
    assert len(read(text="word " * 50_000)) <= LIMIT


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "text", "elements", "fields", "rows", "blocks", "attachments", "title", "user_id", "style"]
            ),
            inner | st.sampled_from(["rich_text", "section", "table", "rich_text_list", "text", "user", "date"]),
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["text", "blocks", "attachments", "user"]), JSON))
def test_no_shape_of_json_breaks_the_reading(message: dict[str, Any]) -> None:
    assert isinstance(readable(json.loads(json.dumps(message)), names), str)
