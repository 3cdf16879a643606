"""What Prometheus reads of events."""

from datetime import UTC, datetime

from bot.metrics import Backlog, Metrics


def test_events_are_counted_by_type_and_outcome_and_each_stands_in_every_bucket_it_fits() -> None:
    metrics = Metrics(frozenset({"message"}))
    metrics.event("message", "kept", 0.001)
    metrics.event("message", "kept", 0.02)
    metrics.event("emoji_changed", "passed_over", 7.0)
    text = metrics.text(Backlog(), datetime(2031, 5, 6, tzinfo=UTC)).decode()
    assert 'debrief_events_total{outcome="kept",type="message"} 2.0' in text
    assert 'debrief_events_total{outcome="passed_over",type="other"} 1.0' in text
    assert 'debrief_event_commit_seconds_bucket{le="0.001"} 1.0' in text
    assert 'debrief_event_commit_seconds_bucket{le="0.025"} 2.0' in text
    assert 'debrief_event_commit_seconds_bucket{le="3.0"} 2.0' in text
    assert 'debrief_event_commit_seconds_bucket{le="+Inf"} 3.0' in text
    assert "debrief_event_commit_seconds_count 3.0" in text
    assert "debrief_event_commit_seconds_sum 7.021" in text
