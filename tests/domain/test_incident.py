"""Who may see an incident, and how severities are understood."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.incident import Incident, Status, Viewer, can_see, severity
from bot.errors import UserMistake

MEMBER = Viewer("U1", full_member=True, channels=frozenset({"C-mine"}))
GUEST = Viewer("U2", full_member=False, channels=frozenset({"C-mine"}))


@pytest.mark.parametrize(
    ("viewer", "channel", "private", "expected"),
    [
        (MEMBER, "C-other", False, True),
        (MEMBER, "C-other", True, False),
        (MEMBER, "C-mine", True, True),
        (GUEST, "C-other", False, False),
        (GUEST, "C-mine", False, True),
        (GUEST, "C-mine", True, True),
    ],
)
def test_who_may_see(viewer: Viewer, channel: str, private: bool, expected: bool) -> None:
    assert can_see(viewer, channel, private) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("sev2", "SEV2"), ("SEV-2", "SEV2"), ("P1", "SEV1"), ("major", "SEV2"), ("p0", "SEV1")]
)
def test_a_severity_is_understood_however_it_is_written(text: str, expected: str) -> None:
    assert severity(text) == expected


def test_an_unknown_severity_is_answered_with_the_choices() -> None:
    with pytest.raises(UserMistake, match="sev1"):
        severity("awful")


def test_a_mitigated_incident_says_when_it_was_mitigated_not_how_long_it_is_open() -> None:
    began = datetime(2031, 5, 6, 9, tzinfo=UTC)
    now = began + timedelta(hours=2)
    opened = Incident("i", "T", 1, "C", "Shop", Status.OPEN, began)
    assert opened.so_far(now) == "for 2 h"
    mitigated = replace(opened, status=Status.MITIGATED, mitigated_at=began + timedelta(minutes=20))
    assert mitigated.so_far(now) == "20 minutes after it began"
    resolved = replace(mitigated, status=Status.RESOLVED, resolved_at=began + timedelta(hours=1))
    assert resolved.so_far(now) == "after 1 h"
