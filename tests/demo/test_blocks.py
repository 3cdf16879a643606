"""Block Kit and mrkdwn as a terminal shows them."""

import io
from typing import Any

import pytest
from rich.console import Console

from bot.demo.blocks import buttons, rendered, trimmed
from bot.demo.mrkdwn import styled


def names(user: str) -> str:
    return {"U1": "Rosa"}.get(user, user)


def shown(*blocks: dict[str, Any], width: int = 60) -> str:
    """What the blocks look like where there is no colour."""
    console = Console(file=io.StringIO(), width=width, highlight=False)
    with console.capture() as capture:
        console.print(rendered(blocks, names))
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": label}} | more


@pytest.mark.parametrize(
    ("mrkdwn", "plain"),
    [
        ("*bold*, _slanted_, ~struck~ and `code`", "bold, slanted, struck and code"),
        ("a*b*c and snake_case_name", "a*b*c and snake_case_name"),
        ("\u200b*not bold\u200b* but *bold \u200b_within*", "*not bold* but bold _within"),
        ("<https://example.com/1|14:05 UTC> it broke", "14:05 UTC it broke"),
        ("<https://example.com/1>", "https://example.com/1"),
        ("<@U1> in <#C1|general>, <!here>", "@Rosa in #general, @here"),
        ("at <!date^1794490680^{time}|13:38>", "at 13:38"),
        ("13:38 UTC (<!date^1794490680^{time} your time|13:38 UTC>)", "13:38 UTC"),
        ("<https://example.com/1|13:38 UTC> (<!date^1794490680^{time}|13:38>) it broke", "13:38 UTC it broke"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        (":rocket: :no_such_thing:", "🚀 :no_such_thing:"),
        ("```\nlet x = *y*\n```", "let x = *y*"),
    ],
)
def test_mrkdwn_reads_as_in_slack(mrkdwn: str, plain: str) -> None:
    assert styled(mrkdwn, names).plain == plain


def test_a_link_becomes_a_terminal_link() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=60)
    console.print(styled("<https://example.com/1|14:05>", names))
    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert "https://example.com/1" in written
    assert "\x1b]8;" in written


def test_a_long_list_item_hangs_under_its_own_beginning() -> None:
    assert shown(section("• one two three four five"), width=16) == "• one two three\n  four five"


def test_a_line_that_begins_with_a_time_hangs_under_its_words() -> None:
    line = "<https://example.com/1|14:05 UTC> (<!date^1^{time}|14:05>) one two three"
    assert shown(section(line), width=20) == "14:05 UTC one two\n          three"


def test_titled_sections_are_set_apart_and_continued_ones_are_not() -> None:
    blocks = (section("*Summary*\n• one"), section("*Timeline*\n• two"), section("• three"))
    assert shown(*blocks) == "Summary\n• one\n\nTimeline\n• two\n• three"


def test_buttons_stand_in_a_row_with_their_labels() -> None:
    row = {"type": "actions", "elements": [button("File in Jira", style="primary"), button("Edit")]}
    assert shown(row) == "[ File in Jira ]  [ Edit ]"


def test_a_section_shows_its_fields_and_its_button() -> None:
    fields = [{"type": "mrkdwn", "text": "*Severity*"}, {"type": "plain_text", "text": "SEV1"}]
    text = shown({"type": "section", "fields": fields, "accessory": button("Open")})
    assert all(words in text for words in ("Severity", "SEV1", "[ Open ]"))


def test_headers_contexts_dividers_and_markdown_are_known() -> None:
    text = shown(
        {"type": "header", "text": {"type": "plain_text", "text": "Post-mortem"}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "by *rules*"}]},
        {"type": "divider"},
        {"type": "markdown", "text": "**strong** words"},
    )
    assert all(words in text for words in ("Post-mortem", "by rules", "───", "strong words"))


def test_an_unknown_block_is_named_rather_than_dropped() -> None:
    assert shown({"type": "hologram"}) == "(hologram block)"


def test_every_button_is_found_with_the_block_it_stands_in() -> None:
    blocks: list[dict[str, Any]] = [
        {"type": "actions", "block_id": "a", "elements": [button("One"), {"type": "users_select"}]},
        {"type": "section", "block_id": "b", "accessory": button("Two")},
    ]
    assert [(each["text"]["text"], each["block_id"]) for each in buttons(blocks)] == [("One", "a"), ("Two", "b")]


def test_a_terminal_without_colour_gets_no_control_characters() -> None:
    assert "\x1b" not in shown(section("*bold* <https://example.com|link> `code`"), {"type": "divider"})


def item(text: str) -> list[dict[str, Any]]:
    return [section(text), {"type": "actions", "elements": [button("Done")]}]


def test_rows_of_buttons_beyond_the_most_are_left_out_and_counted_where_they_were() -> None:
    blocks = [*item("one"), *item("two"), *item("three"), section("after")]
    lines = shown(*trimmed(blocks, 1)).splitlines()
    assert [line for line in lines if line] == ["one", "[ Done ]", "… and 2 more, left out here", "after"]


def test_few_rows_of_buttons_stay_as_they_are() -> None:
    blocks = [*item("one"), section("after")]
    assert trimmed(blocks, 1) == blocks
