"""The newest of what matters, for whoever glances at an incident."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.evidence import Evidence
from bot.domain.incident import Incident, Status
from bot.drafting.highlights import newest
from tests.drafting.fiction import NAME_SERVERS, channel

OPENED = datetime(2031, 5, 6, 9, 0, tzinfo=UTC)
INCIDENT = Incident(id="i", team="T", number=1, channel="C", title="Shop", status=Status.OPEN, opened_at=OPENED)


def test_the_last_key_events_come_oldest_first_each_with_its_messages() -> None:
    told = channel(NAME_SERVERS)
    entries = newest(told, INCIDENT)
    assert 1 < len(entries) <= 4
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    for entry in entries:
        assert entry.evidence
        assert all(told.get(ts) for ts in entry.evidence)


def test_small_talk_is_no_news() -> None:
    assert newest(channel("09:00 mira: good morning\n09:01 joan: coffee?"), INCIDENT) == ()


def test_a_resolved_incident_shows_what_came_before_its_end() -> None:
    end = datetime(2031, 5, 6, 9, 10, tzinfo=UTC)
    resolved = replace(INCIDENT, status=Status.RESOLVED, resolved_at=end)
    entries = newest(channel(NAME_SERVERS), resolved)
    assert entries
    assert all(entry.at <= end for entry in entries)


def test_no_message_gives_no_news() -> None:
    assert newest(Evidence.of("inc-fiction", []), INCIDENT) == ()
