"""What each figure means, by examples small enough to be worked out by hand."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.draft import Times
from bot.evaluation.cases import Case
from bot.evaluation.metrics import METRICS, figures
from bot.evaluation.truth import Published
from tests.evaluation.drafts import (
    ALERT,
    CACHE,
    CASE,
    CAUSE,
    DELETED,
    EVIDENCE,
    NOWHERE,
    TIMES,
    TODO,
    TRUTH,
    WORKS,
    action,
    cause,
    claim,
    event,
    figure,
    judged,
)

NAMES_IT = "The backups fill the disk."


def test_citation_validity_is_the_share_of_cited_messages_that_exist() -> None:
    summary = (claim("Full.", ALERT, NOWHERE), claim("Again.", WORKS))
    against = (cause(NAMES_IT, CAUSE, against=(CACHE,)),)
    assert figure("citation_validity", summary=summary) == pytest.approx(2 / 3)
    assert figure("citation_validity", summary=summary, causes=against) == pytest.approx(4 / 5)


def test_cited_is_the_share_of_claims_that_name_a_message_or_say_that_there_is_none() -> None:
    claims = (claim("Full.", ALERT), claim("Nobody said who.", absence=True), claim("It rained."), claim("Hm."))
    assert figure("cited", summary=claims) == 2 / 4


@pytest.mark.parametrize(
    ("text", "is_clean"),
    [
        ("42 GB under /var/backups of db-3", False),
        ("42 GB under /var/backups", True),
        ("43 GB of them", False),
        ("By Ana, at 10:07 on 2031-05-06", True),
        ("Host backups.example.com", False),
        ("Version v2.1", False),
        ("Commit 9f8e7d6c", False),
        ("Ticket #12", False),
        ("Called `the backups`", True),
        ("Called `the dumps`", False),
    ],
)
def test_clean_is_the_share_of_claims_whose_every_fact_stands_in_their_messages(text: str, is_clean: bool) -> None:
    assert figure("clean", impact=(claim(text, CAUSE),)) == is_clean
    assert figure("clean", impact=(claim(text, CAUSE), claim("Full.", ALERT))) == (1 + is_clean) / 2


def test_clean_leaves_out_durations_that_code_computed_and_nothing_else() -> None:
    assert figure("clean", impact=(claim("It took 47 minutes.", ALERT, computed=("47 minutes",)),)) == 1
    assert figure("clean", impact=(claim("It took 47 minutes.", ALERT),)) == 0
    assert figure("clean", impact=(claim("It cost 9999 orders.", ALERT, computed=("9999 orders",)),)) == 0


def test_timeline_recall_is_the_share_of_the_events_stated_in_the_channel_that_the_draft_has() -> None:
    assert figure("timeline_recall", timeline=(event("The disk is full", ALERT, minute=0),)) == 1 / 2


def test_an_event_counts_once_however_often_it_is_drafted() -> None:
    twice = (event("The disk is full", ALERT, minute=0), event("A full disk on db-3", ALERT, minute=1))
    assert figure("timeline_recall", timeline=twice) == 1 / 2
    assert figure("timeline_precision", timeline=twice) == 1 / 2


@pytest.mark.parametrize(
    ("text", "evidence", "minute", "is_it"),
    [
        ("Old backups are deleted", (DELETED,), 20, True),
        ("Old backups are deleted", (WORKS,), 20, False),
        ("Something else entirely", (DELETED,), 20, False),
        ("Old backups are deleted", (DELETED,), 29, True),
        ("Old backups are deleted", (DELETED,), 31, False),
        ("Old backups are deleted", (DELETED, ALERT, CAUSE), 20, True),
        ("Old backups are deleted", (DELETED, ALERT, CAUSE, CACHE), 20, False),
    ],
)
def test_an_entry_is_the_event_by_its_message_its_words_and_its_time(
    text: str, evidence: tuple[str, ...], minute: int, is_it: bool
) -> None:
    assert figure("timeline_recall", timeline=(event(text, *evidence, minute=minute),)) == (0.5 if is_it else 0)


def test_recall_15_looks_at_the_15_most_important_entries() -> None:
    noise = [event("Noise", CACHE, minute=8, importance=0.9) for _ in range(14)]
    both = [
        event("The disk is full", ALERT, minute=0, importance=0.8),
        event("Old backups are deleted", DELETED, minute=20, importance=0.1),
    ]
    assert figure("timeline_recall", timeline=(*noise, *both)) == 1
    assert figure("recall_15", timeline=(*noise, *both)) == 1 / 2


def test_timeline_precision_is_the_share_of_drafted_events_that_were_published() -> None:
    entries = (event("The disk is full", ALERT, minute=0), event("Writes work again", WORKS, minute=30))
    assert figure("timeline_precision", timeline=entries) == 1 / 2
    assert figure("timeline_precision") == 0


def test_timeline_entries_counts_them() -> None:
    assert figure("timeline_entries", timeline=(event("Full", ALERT, minute=0),) * 3) == 3


def test_cause_hit_1_asks_the_first_hypothesis_and_cause_hit_3_the_first_three() -> None:
    wrong, right = cause("The cache grew.", CACHE), cause(NAMES_IT, CAUSE)
    asked = [(right,), (wrong, right), (wrong, wrong, right), (wrong, wrong, wrong, right)]
    assert [figure("cause_hit_1", causes=each) for each in asked] == [1, 0, 0, 0]
    assert [figure("cause_hit_3", causes=each) for each in asked] == [1, 1, 1, 0]


def test_a_rejected_cause_is_no_hypothesis() -> None:
    rejected = cause("The cache grew.", CACHE, status="rejected")
    assert figure("cause_hit_1", causes=(rejected, cause(NAMES_IT, CAUSE))) == 1


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The cache fills the disk.", (CAUSE,)),
        (NAMES_IT, (DELETED,)),
        (NAMES_IT, (CAUSE, ALERT, CACHE, DELETED, WORKS, TODO)),
        (NAMES_IT + " Really." * 60, (CAUSE,)),
    ],
)
def test_a_cause_must_name_it_briefly_and_rest_on_few_messages_of_it(text: str, evidence: tuple[str, ...]) -> None:
    assert figure("cause_hit_1", causes=(cause(text, *evidence),)) == 0


def test_without_groups_of_words_a_cause_is_known_by_a_third_of_its_words() -> None:
    plain = replace(
        CASE, truth=replace(TRUTH, causes=(Published("Backups filled disk of database cluster db", (CAUSE,)),))
    )
    assert figure("cause_hit_1", plain, causes=(cause("Backups on the disk again.", CAUSE),)) == 1
    assert figure("cause_hit_1", plain, causes=(cause("Backups again.", CAUSE),)) == 0


def test_herring_1_is_a_known_wrong_lead_held_first_and_with_some_confidence() -> None:
    assert figure("herring_1", causes=(cause("The cache grew.", CACHE, confidence=0.3),)) == 1
    assert figure("herring_1", causes=(cause("The cache grew.", CACHE, confidence=0.29),)) == 0
    assert figure("herring_1", causes=(cause(NAMES_IT, CAUSE), cause("The cache grew.", CACHE))) == 0


def test_brier_is_the_mean_squared_error_of_the_confidences() -> None:
    held = (cause(NAMES_IT, CAUSE, confidence=0.9), cause("The cache grew.", CACHE, confidence=0.4))
    assert figure("brier", causes=held) == pytest.approx((0.1**2 + 0.4**2) / 2)


def test_for_brier_a_published_factor_is_true_and_silence_is_even_odds() -> None:
    assert figure("brier", causes=(cause("Nothing alerted.", TODO, confidence=0.7),)) == pytest.approx(0.3**2)
    assert figure("brier") == 0.25


def test_actions_are_the_same_where_they_rest_on_a_message_in_common() -> None:
    actions = (action("Add an alert.", TODO), action("Add an alert, really.", TODO), action("Sleep.", WORKS))
    assert figure("action_recall", actions=actions) == 1 / 2
    assert figure("action_precision", actions=actions) == 1 / 3


def test_an_action_on_more_than_four_messages_is_none_of_theirs() -> None:
    assert figure("action_recall", actions=(action("All.", TODO, ALERT, CAUSE, CACHE),)) == 1 / 2
    assert figure("action_recall", actions=(action("All.", TODO, ALERT, CAUSE, CACHE, WORKS),)) == 0


def test_time_error_min_is_the_median_of_those_published_and_one_not_given_costs_an_hour() -> None:
    late = Times(resolved=datetime(2031, 5, 6, 10, 38, tzinfo=UTC))
    assert figure("time_error_min", times=late) == (60 + 8) / 2
    assert figure("time_error_min", times=TIMES) == 0


def test_blame_counts_phrases_of_ours_and_none_that_is_quoted() -> None:
    blaming = (
        claim("Human error: Ana should have known.", ALERT),
        claim("Ana said “it is obviously my fault”.", ALERT),
    )
    assert figure("blame", summary=blaming) == 2


def test_words_counts_those_of_every_claim() -> None:
    assert figure("words", summary=(claim("one two three", ALERT),), actions=(action("four five", TODO),)) == 5


def test_what_went_well_is_not_scored() -> None:
    well = (claim("9999 people blamed nobody, obviously."),)
    assert figures(judged(went_well=well)) == figures(judged())


def test_without_a_truth_there_are_the_figures_that_need_none() -> None:
    told = figures(judged(Case("bare", EVIDENCE), timeline=(event("Full", ALERT, minute=0),)))
    needless = {"citation_validity", "cited", "clean", "timeline_entries", "blame", "words"}
    assert {name for name, value in told.items() if value is not None} == needless


def test_a_published_thing_that_the_channel_does_not_state_is_not_asked_of_a_draft() -> None:
    unstated = replace(TRUTH, events=(Published("The press is told."),), actions=(), causes=())
    told = figures(judged(replace(CASE, truth=unstated, times=None)))
    assert {told[name] for name in ("timeline_recall", "action_recall", "cause_hit_1", "brier")} == {None}


def test_every_metric_says_in_which_direction_it_is_better() -> None:
    assert {metric.better for metric in METRICS} == {"more", "less", "size"}
    assert figures(judged()).keys() == {metric.name for metric in METRICS}
