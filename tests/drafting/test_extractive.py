"""What the rules make of invented incidents."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.draft import WITHDRAWN, Cause, Draft
from bot.domain.evidence import Evidence
from bot.domain.incident import Incident, Status
from bot.drafting.document import to_json
from bot.drafting.extractive import write
from tests.drafting import fiction


def at(clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2031, 5, 6, hour, minute, tzinfo=UTC)


def minute(moment: datetime | None) -> str:
    return f"{moment:%H:%M}" if moment else ""


def said_at(evidence: Evidence, clock: str) -> set[str]:
    return {item.ts for item in evidence if minute(item.at) == clock}


def likeliest(draft: Draft) -> Cause:
    return next(cause for cause in draft.causes if cause.status != "rejected")


def drafted(script: str) -> tuple[Draft, Evidence]:
    evidence = fiction.channel(script)
    return write(evidence), evidence


@pytest.mark.parametrize(
    ("script", "clock", "words"),
    [
        (fiction.NAME_SERVERS, "09:14", "state file was stale"),
        (fiction.POISONED_QUEUE, "14:31", "empty address crashes the parser"),
        (fiction.PAYMENT_PROVIDER, "22:04", "power loss"),
        (fiction.LEAKED_KEY, "10:12", "committed to a public repository"),
    ],
)
def test_the_likeliest_cause_is_the_one_people_found(script: str, clock: str, words: str) -> None:
    draft, evidence = drafted(script)
    cause = likeliest(draft)
    assert words in cause.text
    assert set(cause.evidence) & said_at(evidence, clock)
    assert cause.confidence >= 0.35


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (fiction.NAME_SERVERS, "CDN"),
        (fiction.POISONED_QUEUE, "database"),
        (fiction.PAYMENT_PROVIDER, "firewall"),
    ],
)
def test_a_guess_that_was_denied_is_kept_as_rejected_with_the_denial(script: str, words: str) -> None:
    draft, _ = drafted(script)
    rejected = [cause for cause in draft.causes if cause.status == "rejected" and words in cause.text]
    assert rejected
    assert rejected[0].against
    assert rejected[0].confidence < 0.1


def test_a_change_that_was_undone_in_vain_is_not_the_cause() -> None:
    draft, evidence = drafted(fiction.POISONED_QUEUE)
    deploy = next(cause for cause in draft.causes if "v4.18.0" in cause.text)
    assert deploy.status == "rejected"
    assert set(deploy.against) & said_at(evidence, "14:41")


def test_a_change_that_was_undone_and_helped_is_a_likely_cause() -> None:
    draft, _ = drafted("""
        11:00 SHIPIT: cart-service 2.7.1 deployed: new discount rounding
        11:06 WATCH: ALERT cart-service error rate 12%
        11:08 tom: customers cannot check out
        11:10 eva: rolling back cart-service 2.7.1, the discount rounding
        11:14 WATCH: RESOLVED cart-service error rate 0.1%
        11:15 eva: checkout works again
    """)
    assert "2.7.1" in likeliest(draft).text
    assert likeliest(draft).confidence >= 0.5


@pytest.mark.parametrize(
    ("script", "detected", "resolved"),
    [
        (fiction.NAME_SERVERS, "09:02", "09:27"),
        (fiction.POISONED_QUEUE, "14:16", "15:02"),
        (fiction.PAYMENT_PROVIDER, "21:40", "22:17"),
        (fiction.LEAKED_KEY, "10:00", "10:40"),
    ],
)
def test_the_times_are_those_the_channel_shows(script: str, detected: str, resolved: str) -> None:
    draft, _ = drafted(script)
    assert (minute(draft.times.detected), minute(draft.times.resolved)) == (detected, resolved)


def test_a_start_that_somebody_states_later_counts() -> None:
    draft, _ = drafted("""
        13:00 WATCH: ALERT import job failing
        13:02 tom: looking into it
        13:09 eva: errors since 11:47 UTC, so it has been failing for an hour
        13:20 tom: fixed, import works again
    """)
    assert minute(draft.times.started) == "11:47"
    assert minute(draft.times.detected) == "13:00"


@pytest.mark.parametrize(
    ("script", "moments"),
    [
        (fiction.NAME_SERVERS, ["09:02", "09:03", "09:12", "09:14", "09:21", "09:27", "09:35"]),
        (fiction.POISONED_QUEUE, ["14:10", "14:16", "14:31", "14:35", "14:41", "14:46", "15:02"]),
        (fiction.PAYMENT_PROVIDER, ["21:40", "21:42", "22:04", "22:06", "22:10", "22:13"]),
        (fiction.LEAKED_KEY, ["10:00", "10:12", "10:13", "10:40"]),
    ],
)
def test_the_timeline_holds_the_decisive_moments_in_order(script: str, moments: list[str]) -> None:
    draft, _ = drafted(script)
    told = [minute(entry.at) for entry in draft.timeline]
    assert told == sorted(told)
    assert set(moments) <= set(told)


def test_small_talk_is_not_on_the_timeline() -> None:
    draft, _ = drafted(fiction.NAME_SERVERS)
    assert not any("lunch" in entry.text for entry in draft.timeline)


def test_promises_have_their_owner_and_date() -> None:
    draft, _ = drafted(fiction.NAME_SERVERS)
    promised = next(action for action in draft.actions if "plan review" in action.text)
    assert (promised.owner, promised.owner_id, promised.due) == ("Ravi", "URAVI", "by Friday")


def test_calls_for_work_without_a_taker_have_no_owner() -> None:
    draft, _ = drafted(fiction.NAME_SERVERS)
    called = next(action for action in draft.actions if "alert when a record" in action.text)
    assert called.owner is None


def test_a_priority_is_kept_as_it_was_said() -> None:
    draft, _ = drafted(fiction.LEAKED_KEY)
    assert [action.priority for action in draft.actions if "rotate" in action.text.lower()] == ["P1"]


def test_a_todo_is_an_action_item() -> None:
    draft, _ = drafted(fiction.POISONED_QUEUE)
    assert any("retry limit" in action.text.lower() for action in draft.actions)


def test_what_was_done_during_the_incident_is_no_action_item() -> None:
    draft, _ = drafted(fiction.PAYMENT_PROVIDER)
    assert not any("support case" in action.text or "firewall" in action.text for action in draft.actions)


def test_at_most_seven_action_items_are_drafted() -> None:
    lines = [
        f"10:{n:02d} eva: we need an alert for queue {'abcdefghijkl'[n]}{n} and its monitor {n * 37}" for n in range(12)
    ]
    draft, _ = drafted("09:50 WATCH: ALERT queues failing\n09:55 tom: recovered\n" + "\n".join(lines))
    assert 0 < len(draft.actions) <= 7


def test_no_sentence_blames_or_argues_from_hindsight() -> None:
    draft, _ = drafted(fiction.POISONED_QUEUE)
    assert not any("should have" in claim.text.lower() or "obviously" in claim.text.lower() for claim in draft.claims())


def test_a_question_that_nobody_answered_stays_open() -> None:
    draft, _ = drafted(fiction.POISONED_QUEUE)
    assert any("Why did nobody get paged" in claim.text for claim in draft.questions)


def test_an_impact_without_numbers_says_so() -> None:
    draft, _ = drafted(fiction.LEAKED_KEY)
    assert any(claim.absence and "how many customers" in claim.text for claim in draft.impact)


def test_numbers_of_the_impact_are_the_channels_own() -> None:
    draft, _ = drafted(fiction.PAYMENT_PROVIDER)
    assert any("1,900 payments" in claim.text for claim in draft.impact)


@pytest.mark.parametrize("script", [fiction.QUIET, "12:00 ada: hello", ""])
def test_a_channel_without_an_incident_makes_a_draft_that_says_so(script: str) -> None:
    evidence = fiction.channel(script) if script else Evidence.of("inc-nothing", ())
    draft = write(evidence)
    assert not draft.timeline
    assert not draft.causes
    assert any(claim.absence for claim in draft.summary)
    assert not draft.unsupported(evidence)


@pytest.mark.parametrize("script", fiction.ALL)
def test_the_same_channel_makes_the_same_draft(script: str) -> None:
    assert write(fiction.channel(script)) == write(fiction.channel(script))


@pytest.mark.parametrize("script", fiction.ALL)
def test_every_claim_is_supported(script: str) -> None:
    draft, evidence = drafted(script)
    assert not draft.unsupported(evidence)


@pytest.mark.parametrize("script", fiction.ALL)
def test_a_deleted_message_takes_its_words_out_of_the_draft(script: str) -> None:
    """Every message gets a word of its own; with the message withdrawn, the word is nowhere."""
    evidence = fiction.channel(script)
    marked = Evidence.of(
        evidence.channel_name, [replace(item, text=_marked(item.text, n)) for n, item in enumerate(evidence)]
    )
    draft = write(marked)
    for number, item in enumerate(marked):
        told = str(to_json(draft.without(item.ts)))
        assert f"zq{_letters(number)}" not in told.lower()
    assert any("zq" in claim.text for claim in draft.claims()) or len(evidence) < 3


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:02d}")


def _marked(text: str, number: int) -> str:
    return " ".join(f"{word} zq{_letters(number)}" if place == 2 else word for place, word in enumerate(text.split()))


def test_a_withdrawn_claim_keeps_its_place() -> None:
    draft, _ = drafted(fiction.LEAKED_KEY)
    gone = draft.without(likeliest(draft).evidence[0])
    assert likeliest(gone).text == WITHDRAWN


def incident(**more: object) -> Incident:
    known = Incident(
        id="1", team="T1", number=7, channel="C1", title="Shop is down", status=Status.OPEN, opened_at=at("09:00")
    )
    return replace(known, **more)  # type: ignore[arg-type]  # any field


def test_the_title_is_the_incidents_or_the_channels_never_a_message() -> None:
    assert write(fiction.channel(fiction.QUIET, "inc-2031-checkout-slow")).title == "2031 checkout slow"
    assert write(fiction.channel(fiction.QUIET), incident()).title == "Shop is down"


def test_what_people_set_fills_in_what_the_channel_does_not_say() -> None:
    evidence = fiction.channel("09:00 WATCH: ALERT login failing\n09:01 tom: looking into it")
    draft = write(evidence, incident(severity="SEV2", mitigated_at=at("09:30"), resolved_at=at("10:00")))
    assert (draft.severity, minute(draft.times.mitigated), minute(draft.times.resolved)) == ("SEV2", "09:30", "10:00")


def test_what_the_channel_says_of_the_end_comes_before_what_was_set() -> None:
    draft = write(fiction.channel(fiction.LEAKED_KEY), incident(resolved_at=at("23:00")))
    assert minute(draft.times.resolved) == "10:40"


@pytest.mark.parametrize(
    ("words", "severity"), [("this is a sev2", "SEV2"), ("severity: major", "SEV2"), ("this is P1", "SEV1")]
)
def test_a_severity_that_somebody_states_is_taken(words: str, severity: str) -> None:
    evidence = fiction.channel(f"09:00 WATCH: ALERT login failing\n09:01 tom: {words}\n09:02 eva: ok, looking into it")
    assert write(evidence).severity == severity


def test_an_alarm_that_its_app_edited_into_an_all_clear_still_begins_the_incident() -> None:
    evidence = fiction.channel(
        "09:00 WATCH: [RESOLVED] login-probe is down\n09:04 tom: customers cannot log in\n09:20 tom: works again"
    )
    first, *others = evidence.items
    edited = replace(first, version=f"{int(first.ts.split('.')[0]) + 1080}.000000")
    draft = write(Evidence.of("inc-login", [edited, *others]))
    assert minute(draft.times.detected) == "09:00"
    assert draft.timeline[0].text == "Alarm, edited to resolved at 09:18 UTC: login-probe is down."


def test_an_edited_alarm_whose_first_wording_is_known_is_both_alarm_and_recovery() -> None:
    evidence = fiction.channel(
        "09:00 WATCH: [RESOLVED] login-probe is up\n09:04 tom: customers cannot log in\n09:10 eva: looking into it"
    )
    first, *others = evidence.items
    edited = replace(
        first, version=f"{int(first.ts.split('.')[0]) + 1080}.000000", earlier=(("", "[FIRING] login-probe is down"),)
    )
    draft = write(Evidence.of("inc-login", [edited, *others]))
    assert (minute(draft.times.detected), minute(draft.times.resolved)) == ("09:00", "09:18")
    kinds = {minute(entry.at): entry.kind for entry in draft.timeline}
    assert (kinds["09:00"], kinds["09:18"]) == ("alert", "recovery")


def test_a_reply_that_takes_work_on_owns_what_its_thread_asks_for() -> None:
    draft, _ = drafted("""
        09:00 WATCH: ALERT ledger failing
        09:05 tom: fixed, ledger works again
        09:10 eva: we should put a unique constraint on the ledger
        > 09:11 tom: I'll write the migration by Tuesday
    """)
    assert [(action.owner, action.due) for action in draft.actions if "constraint" in action.text] == [
        ("Tom", "by Tuesday")
    ]


BLAMED = """
    10:00 WATCH: ALERT login error rate 40%
    10:02 tom: customers cannot log in
    10:05 eva: it is obviously the session store, tom forgot to renew its certificate
    10:06 kai: the session store rejects every connection because its certificate expired at 09:58
    10:07 eva: confirmed, expired
    10:10 tom: Eva deleted the old certificate, that broke the session store
    10:12 kai: renewed the certificate of the session store
    10:15 WATCH: RESOLVED login error rate 0.1%
    10:16 tom: login works again
    10:20 eva: follow-ups please
    > 10:21 tom: we need to be more careful
    > 10:22 kai: we should improve monitoring
    > 10:23 kai: I'll add an alert two weeks before a certificate of the session store expires
"""


def test_another_sentence_is_taken_where_one_blames() -> None:
    draft, _ = drafted(BLAMED)
    assert "certificate expired" in likeliest(draft).text
    told = " ".join(claim.text for claim in draft.claims())
    assert not any(words in told for words in ("forgot", "obviously"))


def test_nobody_is_named_as_the_one_who_caused_it() -> None:
    draft, _ = drafted(BLAMED)
    assert not any("deleted" in claim.text for claim in (*draft.causes, *draft.factors))


def test_a_name_behind_a_deploy_is_left_out_of_a_cause() -> None:
    draft, _ = drafted(fiction.POISONED_QUEUE)
    deploy = next(cause for cause in draft.causes if "v4.18.0" in cause.text)
    assert "deployed to production." in deploy.text
    assert "noa" not in deploy.text.lower()


def test_good_advice_is_no_action_item() -> None:
    draft, _ = drafted(BLAMED)
    assert [action.text for action in draft.actions] == [
        "Add an alert two weeks before a certificate of the session store expires."
    ]


def test_a_number_of_things_to_which_nothing_happened_is_no_impact() -> None:
    draft, _ = drafted("""
        09:00 WATCH: ALERT ledger failing
        09:02 tom: customers cannot pay, 40% of payments fail
        09:05 eva: going 12 -> 24 pods, more hands
        09:20 tom: works again
    """)
    told = " ".join(claim.text for claim in draft.impact)
    assert "40% of payments" in told
    assert "pods" not in told
