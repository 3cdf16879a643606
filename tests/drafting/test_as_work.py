"""Promises and proposals are filed as the work itself."""

import pytest

from bot.drafting.actions import as_work


@pytest.mark.parametrize(
    ("said", "work"),
    [
        ("I'll add a test for the retry path.", "Add a test for the retry path."),
        ("We should also put a limit on the queue.", "Put a limit on the queue."),
        ("someone needs to check the other clients", "Check the other clients"),
        ("TODO: rotate the token by Friday", "Rotate the token by Friday"),
        ("action item: I will alert on queue age", "Alert on queue age"),
        ("AI - we should also split the queue", "Split the queue"),
        ("Task-queue needs an alert on depth", "Task-queue needs an alert on depth"),
        ("I'll write to the twelve customers myself.", "Write to the twelve customers."),
        ("We should be fine until Monday.", "We should be fine until Monday."),
        ("Alert on pool saturation.", "Alert on pool saturation."),
    ],
)
def test_a_promise_becomes_the_work(said: str, work: str) -> None:
    assert as_work(said) == work
