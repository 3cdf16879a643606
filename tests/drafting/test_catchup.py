"""What the rules tell whoever comes late to invented incidents."""

from datetime import UTC, datetime

import pytest

from bot.domain.catchup import Attempt, CatchUp
from bot.domain.evidence import Evidence
from bot.domain.incident import Incident, Status
from bot.drafting.catchup import catch_up
from tests.drafting import fiction


def at(clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2031, 5, 6, hour, minute, 59, tzinfo=UTC)


def told(script: str, now: str, since: str | None = None, **changes: object) -> tuple[CatchUp, Evidence]:
    """The catch-up at a time, from what had been said by then."""
    lines = [line for line in script.strip().splitlines() if line.lstrip("> ")[:5] <= now]
    evidence = fiction.channel("\n".join(lines))
    first = evidence.items[0].at if evidence.items else at(now)
    given = {"status": Status.OPEN, "opened_at": first} | changes
    incident = Incident(id="i", team="T", number=1, channel="C", title="Fiction", **given)  # type: ignore[arg-type]
    return catch_up(evidence, incident, at(since) if since else None, at(now)), evidence


def texts(claims: object) -> str:
    return "\n".join(claim.text for claim in claims)  # type: ignore[attr-defined]


def outcomes(catchup: CatchUp) -> dict[str, str]:
    return {each.text: each.outcome for each in catchup.tried if isinstance(each, Attempt)}


def test_an_attempt_has_the_outcome_that_was_told_of_it_in_the_end() -> None:
    early, _ = told(fiction.POISONED_QUEUE, "14:35")
    assert any("Rolling back order-worker" in text and how == "unknown" for text, how in outcomes(early).items())
    late, _ = told(fiction.POISONED_QUEUE, "14:41")
    assert any(
        "Rolling back" in text or "Rollback done" in text for text, how in outcomes(late).items() if how == "failed"
    )
    end, _ = told(fiction.POISONED_QUEUE, "14:46")
    assert any("dead letter queue" in text for text, how in outcomes(end).items() if how == "worked")


def test_what_was_ruled_out_is_told_as_such() -> None:
    catchup, _ = told(fiction.PAYMENT_PROVIDER, "21:55")
    assert any("firewall is not it" in text for text, how in outcomes(catchup).items() if how == "ruled_out")


def test_while_the_incident_is_open_a_hopeful_word_before_new_trouble_is_no_end() -> None:
    script = """
    10:00 MON: [FIRING:1] api errors above 5%
    10:01 ana: api requests fail with 500
    10:05 bo: their status page is all green
    10:06 ana: still failing for everyone
    """
    catchup, _ = told(script, "10:07")
    assert "Better" not in texts(catchup.wrong)


def test_whoever_leads_comes_first_and_names_come_from_who_spoke() -> None:
    catchup, evidence = told(fiction.NAME_SERVERS, "09:19", lead="UPETE")
    first = catchup.people[0]
    assert first.text.startswith("Pete (lead)")
    assert "Ravi is restoring now." in texts(catchup.people)
    for claim in catchup.people:
        authors = {item.author.name for ts in claim.evidence if (item := evidence.get(ts))}
        assert any(name in claim.text for name in authors)


def test_a_window_tells_only_what_was_said_in_it() -> None:
    catchup, evidence = told(fiction.NAME_SERVERS, "09:35", since="09:20")
    assert catchup.changed
    assert all(entry.at > at("09:20") for entry in catchup.changed)
    assert "Records are back in the zone" in texts(catchup.changed)
    assert all(
        item.at > at("09:20") for entry in catchup.changed for ts in entry.evidence if (item := evidence.get(ts))
    )


@pytest.mark.parametrize("script", fiction.ALL)
@pytest.mark.parametrize("since", [None, "09:10", "14:40"])
def test_every_line_rests_on_messages(script: str, since: str | None) -> None:
    catchup, evidence = told(script, "23:59", since)
    assert all(claim.evidence for claim in catchup.claims())
    assert catchup.supported(evidence) == catchup


def test_a_quiet_channel_has_nothing_wrong_and_nothing_tried() -> None:
    catchup, _ = told(fiction.QUIET, "12:10")
    assert catchup.wrong == catchup.tried == catchup.open == ()


def test_a_channel_without_messages_has_an_empty_catch_up() -> None:
    catchup, _ = told("", "12:00")
    assert not any(catchup.claims())
