"""The five times of an incident, each tied to the message that shows it."""

from datetime import datetime

import pytest

from bot.domain.draft import Draft
from bot.drafting.extractive import write
from tests.drafting import fiction


def drafted(told: str) -> Draft:
    return write(fiction.channel(told))


def minute(at: datetime | None) -> str | None:
    return f"{at:%H:%M}" if at else None


def words(draft: Draft, told: str, name: str) -> str:
    item = fiction.channel(told).get(draft.times.source(name) or "")
    return item.text if item else ""


OUTAGE = """
    09:00 WATCH: ALERT login failing
    09:01 tom: customers cannot log in
    09:03 eva: on it
    09:10 eva: found it: the certificate of login-proxy expired
    09:20 tom: renewing it
    09:30 eva: login works again
    09:40 tom: all clear, closing this
"""


def test_each_time_names_the_message_that_shows_it() -> None:
    draft = drafted(OUTAGE)
    assert [minute(at) for at in (draft.times.detected, draft.times.acknowledged)] == ["09:00", "09:03"]
    assert words(draft, OUTAGE, "detected") == "ALERT login failing"
    assert words(draft, OUTAGE, "acknowledged") == "on it"
    assert words(draft, OUTAGE, "mitigated") == "login works again"
    assert words(draft, OUTAGE, "resolved") == "all clear, closing this"


def test_a_time_whose_message_was_deleted_is_not_known_any_more() -> None:
    draft = drafted(OUTAGE)
    source = draft.times.source("acknowledged") or ""
    assert draft.rests_on(source)
    gone = draft.without(source)
    assert (gone.times.acknowledged, gone.times.source("acknowledged")) == (None, None)
    assert gone.times.detected == draft.times.detected


@pytest.mark.parametrize(
    "reply", ["is that so?", "it looks fine from here", "cannot log in either", "looking good on my side"]
)
def test_who_asks_or_complains_has_not_taken_it_up(reply: str) -> None:
    told = f"09:00 WATCH: ALERT login failing\n09:01 tom: customers cannot log in\n09:02 eva: {reply}\n09:30 ben: works again"
    assert drafted(told).times.acknowledged is None


def test_the_alerts_own_tool_tells_who_took_it_up() -> None:
    told = "09:00 WATCH: ALERT login failing\n09:02 WATCH: incident 41 acknowledged by Eva\n09:05 tom: looking"
    assert minute(drafted(told).times.acknowledged) == "09:02"


def test_what_somebody_calls_mitigated_counts_from_when_they_say() -> None:
    told = OUTAGE.replace("login works again", "calling it mitigated as of 09:26. what remains is cached errors")
    assert minute(drafted(told).times.mitigated) == "09:26"


def test_a_tick_of_a_tool_that_raises_no_alarms_is_no_recovery() -> None:
    told = OUTAGE.replace(
        "09:20 tom: renewing it", "09:20 SHIP: :white_check_mark: login-proxy v41 live in all regions"
    )
    assert minute(drafted(told).times.mitigated) == "09:30"


def test_a_clock_time_still_to_come_is_no_start() -> None:
    told = OUTAGE.replace("customers cannot log in", "customers cannot log in, refunds start at 13:00")
    assert minute(drafted(told).times.started) == "09:00"


def test_the_night_before_is_meant_just_after_midnight() -> None:
    told = "00:30 WATCH: ALERT login failing\n00:31 tom: customers cannot log in since 23:50\n00:33 eva: on it"
    draft = drafted(told)
    assert minute(draft.times.started) == "23:50"
    assert draft.times.started is not None
    assert draft.times.detected is not None
    assert draft.times.started < draft.times.detected


PUZZLE = """
    08:30 ida: anybody for coffee?
    09:00 tom: {complaint}
    09:02 eva: hm, which ones?
    09:10 rob: I declare an incident, I'm the incident commander
    09:20 eva: reading the invoices
    09:40 tom: payment service is failing for everybody now
    09:41 eva: errors from the payment pod, same here
    09:42 rob: investigating the pod
    09:50 eva: rolled back the payment service
    10:00 tom: payments work again
    10:05 rob: all clear, closing this
"""


@pytest.mark.parametrize(
    "complaint",
    [
        "some people saying the fee went off twice",
        "ticket from a customer that looks odd",
        "is it just me or is the search gone?",
    ],
)
def test_what_somebody_declared_had_begun_with_the_complaint_before(complaint: str) -> None:
    assert minute(drafted(PUZZLE.format(complaint=complaint)).times.detected) == "09:00"


def test_without_a_complaint_it_begins_at_the_latest_when_it_is_declared() -> None:
    assert minute(drafted(PUZZLE.format(complaint="has anybody seen the ladder")).times.detected) == "09:10"


def test_what_looks_like_relief_in_the_first_half_is_no_mitigation() -> None:
    told = OUTAGE.replace(
        "09:20 tom",
        """09:11 tom: works again for two of them
    09:12 tom: no, fails again for all
    09:13 rob: which name is in the certificate?
    09:14 eva: login.example, from last year
    09:20 tom""",
    )
    assert minute(drafted(told).times.mitigated) == "09:30"


@pytest.mark.parametrize(
    ("said", "started"),
    [
        ("alias/login points to key 8 since 05:00", "09:00"),
        ("it is like that since 05:00", "05:00"),
        ("logins are failing since 05:00 in fact", "05:00"),
        ("alias/login points to key 8 since 08:40", "08:40"),
    ],
)
def test_a_time_long_before_anybody_noticed_counts_where_it_tells_of_the_trouble(said: str, started: str) -> None:
    told = OUTAGE.replace("09:20 tom", f"09:15 rob: {said}\n    09:20 tom")
    assert minute(drafted(told).times.started) == started


@pytest.mark.parametrize(
    "posted",
    ["`login` `2031.05` → *prod* done triggered by eva", "PR #3308 (https://git.example/pull/3308) retry once on 5xx"],
)
def test_a_release_that_a_tool_tells_of_is_no_first_sign(posted: str) -> None:
    told = OUTAGE.replace("09:00 WATCH", f"08:40 SHIP: {posted}\n    09:00 WATCH")
    assert minute(drafted(told).times.detected) == "09:00"


def test_what_is_declared_begins_though_nobody_names_a_symptom() -> None:
    told = """
        09:00 tom: found our customer list for sale on a board
        09:04 rob: I declare an incident, I'm the incident commander
        09:30 eva: rotated the key of the export job
        10:05 rob: all clear, closing this
    """
    assert minute(drafted(told).times.detected) == "09:04"


ZABBIX = """
    05:02 ZABBIX: PROBLEM: ingest-03: /var is full, severity: Disaster
    05:04 tom: at it
    05:07 eva: readings pile up on the devices meanwhile
    05:09 tom: the proxy wrote 40 GB since thursday
    05:20 ZABBIX: OK: ingest-03: /var is full
    05:31 eva: three devices rebooted and lost readings
"""


def test_an_app_may_say_by_its_first_word_that_an_alarm_begins_or_ends() -> None:
    draft = drafted(ZABBIX)
    assert (minute(draft.times.detected), minute(draft.times.resolved)) == ("05:02", "05:20")
    (ended,) = [entry for entry in draft.timeline if entry.kind == "recovery"]
    assert ended.text.startswith("OK: ingest-03")
