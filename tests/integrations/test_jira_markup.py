"""Untrusted words stay words in Jira's wiki markup."""

import pytest

from bot.domain.web_addresses import LinkHosts
from bot.integrations import jira_markup


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("{code}rm -rf{code}", "\\{code\\}rm \\-rf\\{code\\}"),
        ("[~accountid:5f] look", "\\[\\~accountid:5f\\] look"),
        ("!https://x.example/a.png!", "\\!https:\u200b//x.example/a.png\\!"),
        ("h1. Loud", "h1\\. Loud"),
        ("* one\n# two\n- three", "\\* one\n\\# two\n\\- three"),
        ("||a|b||", "\\|\\|a\\|b\\|\\|"),
        ("a\\\\b and C:\\{code}", "a&#92;&#92;b and C:&#92;\\{code\\}"),
        ("----", "\\-\\-\\-\\-"),
        ("snake_case is -not- *bold*", "snake\\_case is \\-not- \\*bold\\*"),
        ("2 - 1, a half-hour fix", "2 - 1, a half-hour fix"),
    ],
)
def test_markup_in_what_people_wrote_is_not_markup(said: str, sent: str) -> None:
    assert jira_markup.plain(said) == sent


OURS = LinkHosts(frozenset({"x.example"}))


def test_a_web_address_of_an_allowed_host_stays_whole() -> None:
    assert jira_markup.plain("see https://x.example/a_b~c?d=1&e=2#f, please", OURS) == (
        "see https://x.example/a_b~c?d=1&e=2#f, please"
    )


def test_what_only_looks_like_an_address_is_escaped() -> None:
    assert jira_markup.plain("https://x.example/{code}|[a]", OURS) == "https://x.example/\\{code\\}\\|\\[a\\]"


def test_any_other_web_address_is_no_link() -> None:
    assert jira_markup.plain("https://x.example.evil.example/a", OURS) == "https:\u200b//x.example.evil.example/a"


def test_control_characters_are_left_out() -> None:
    assert jira_markup.plain("a\x00b\x1b[0m\r\nc\ud800") == "ab\\[0m\nc"


def test_a_very_long_text_is_cut() -> None:
    assert len(jira_markup.plain("x" * 50_000)) == jira_markup.DESCRIPTION_LIMIT


def test_a_summary_is_one_line() -> None:
    assert jira_markup.summary("  Add an alert\n\nfor disk\tspace\x00 ") == "Add an alert for disk space"


def test_a_long_summary_ends_in_an_ellipsis_at_255_characters() -> None:
    cut = jira_markup.summary("x" * 400)
    assert len(cut) == 255
    assert cut.endswith("x…")


def test_a_summary_of_255_characters_is_not_cut() -> None:
    assert jira_markup.summary("x" * 255) == "x" * 255


def test_an_emoji_counts_twice_as_it_does_in_jira() -> None:
    cut = jira_markup.summary("🔥" * 200)
    assert cut == "🔥" * 127 + "…"


def test_links_are_a_list_without_room_for_markup() -> None:
    assert jira_markup.links(["https://s.example/p1?thread_ts=1.2&cid=C1", "javascript:x", "http://a/b|c]{d}"]) == (
        "* [https://s.example/p1?thread_ts=1.2&cid=C1]\n* [http://a/b%7Cc%5D%7Bd%7D]"
    )
