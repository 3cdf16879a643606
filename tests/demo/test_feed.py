"""The channel as the demo tells it."""

import io

import pytest
from rich.console import Console

from bot.demo.feed import Feed
from bot.emulator.replay import Happened, Stage
from bot.emulator.scenario import Scenario, shipped


@pytest.fixture(scope="module")
def told() -> str:
    """The whole shipped scenario as the feed prints it at 80 columns, each line's blanks at the end removed."""
    scenario = shipped("double-charges")
    console = Console(file=io.StringIO(), width=80, highlight=False)
    with console.capture() as capture:
        tell(scenario, console)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def tell(scenario: Scenario, console: Console) -> Feed:
    feed = Feed(console, scenario, Stage("C1", {handle: f"U{handle.upper()}" for handle in scenario.people}))
    for step in scenario.steps:
        feed.see(Happened(step, answer="INC-1 is open."))
    return feed


def test_no_line_is_wider_than_eighty_columns(told: str) -> None:
    assert max(len(line) for line in told.splitlines()) <= 80


def test_bots_are_marked_and_an_alert_shows_what_its_attachment_says(told: str) -> None:
    assert "13:38     Vigil APP   ┃ [FIRING:1] CheckoutPaymentLatencyHigh" in told
    assert "Hoist APP" in told


def test_an_edit_shows_what_it_replaced(told: str) -> None:
    assert "✎ edited: … £48,170 too much → £41,870 too much" in told
    assert "✎ edited the alert of 13:38:" in told


def test_a_deletion_names_the_message_by_its_time(told: str) -> None:
    assert "Mbali       ✗ deleted the message of 14:11" in told


def test_replies_and_the_broadcast_one_are_marked(told: str) -> None:
    assert "↳ not the db, ruling it out" in told
    assert "↳ also sent to the channel: app 7.2" in told


def test_what_is_left_out_is_counted(told: str) -> None:
    assert "13:41  +4 Anneke" in told


def test_a_command_is_shown_with_its_answer(told: str) -> None:
    assert "/incident resolve\n                      → INC-1 is open." in told


def test_everything_is_counted_at_the_end() -> None:
    feed = tell(shipped("double-charges"), Console(file=io.StringIO()))
    assert (feed.messages >= 100, feed.edits, feed.deletions) == (True, 2, 1)
