"""What a claim must hold up against, whoever wrote it."""

from collections import Counter
from functools import cache

import pytest

from bot.drafting.channel_words import Channel
from bot.drafting.claim_checks import Assertion, faults
from tests.drafting import ferry_tickets, fiction
from tests.drafting.mutants import KINDS, mutants

EVIDENCE = ferry_tickets.evidence()
CHANNEL = Channel(EVIDENCE)
TRUE = tuple(ferry_tickets.true_claims(EVIDENCE))
FACTS, MEANING = KINDS[:4], KINDS[4:]


@cache
def made_and_caught() -> tuple[Counter[str], Counter[str]]:
    """How many mutants there are of each kind, and how many of them have a fault."""
    made, caught = Counter[str](), Counter[str]()
    for claim in TRUE:
        for mutant in mutants(claim, EVIDENCE, ferry_tickets.NAMES):
            made[mutant.kind] += 1
            caught[mutant.kind] += bool(faults(mutant.claim, CHANNEL))
    return made, caught


def fault_of(words: str, *told: str, section: str = "timeline", status: str = "", cited: tuple[int, ...] = (1,)) -> str:
    """Why a claim over an invented channel cannot stand; empty where it can."""
    lines = (f"10:{minute:02d} {line}" for minute, line in enumerate(told))
    evidence = fiction.channel("\n".join(lines))
    items = tuple(evidence.items[number - 1] for number in cited)
    return "; ".join(faults(Assertion(words=words, section=section, cited=items, status=status), Channel(evidence)))


def test_true_claims_stand() -> None:
    flagged = [claim.words for claim in TRUE if faults(claim, CHANNEL)]
    assert len(TRUE) >= 60
    assert len(flagged) <= 0.03 * len(TRUE), flagged


@pytest.mark.parametrize("kind", FACTS)
def test_a_claim_with_a_swapped_fact_is_caught(kind: str) -> None:
    made, caught = made_and_caught()
    assert caught[kind] >= 0.95 * made[kind]


@pytest.mark.parametrize("kind", MEANING)
def test_a_claim_with_a_flipped_meaning_is_mostly_caught(kind: str) -> None:
    made, caught = made_and_caught()
    assert caught[kind] >= 0.6 * made[kind]


def test_there_are_enough_mutants_to_tell() -> None:
    made, _ = made_and_caught()
    assert sum(made.values()) >= 400
    assert set(made) == set(KINDS)
    assert min(made.values()) >= 15


@pytest.mark.parametrize(
    ("words", "told", "why"),
    [
        ("Latency was 350 s.", "ana: latency is 350 ms", "“350 s”"),
        ("Latency was at 350.", "ana: latency is 350 ms", ""),
        ("About 31 percent of calls failed.", "ana: 31% of calls fail", ""),
        ("31 calls failed.", "ana: 31% of calls fail", "“31”"),
        ("1200 orders are waiting.", "ana: 1.2k orders are waiting", ""),
        ("Four nodes died.", "ana: 3 nodes died", "“Four”"),
        ("Three nodes died.", "ana: 3 nodes died", ""),
        ("The p95 latency rose.", "ana: p99 latency rose", "“p95”"),
        ("web-07 was restarted.", "ana: restarted web-03", "“web-07”"),
        ("The orders-api was restarted.", "ana: restarted payments-api", "“orders-api”"),
        ("The setting maxIdle was raised.", "ana: raised maxOpen", "“maxIdle”"),
        ("Traffic went through Fastly.", "ana: traffic went through the other network", "“Fastly”"),
        ("Bo restarted the workers.", "ana: restarted the workers", ""),  # nobody of that name is in the channel
        ("Ana restarted the workers.", "ana: restarted the workers", ""),
    ],
)  # fmt: skip
def test_numbers_units_and_names_stand_in_the_messages(words: str, told: str, why: str) -> None:
    found = fault_of(words, told)
    assert why in found
    assert bool(why) == bool(found)


@pytest.mark.parametrize(
    ("words", "told", "faulty"),
    [
        ("The restart helped.", "ana: the restart did not help", True),
        ("The restart did not help.", "ana: the restart helped, errors are gone", True),
        ("The restart did not help.", "ana: restarted it, same errors as before the restart", False),
        ("The cache was not the cause.", "ana: ruled out the cache", False),
        ("The records were never deleted.", "ana: somebody deleted the records of the zone", True),
        ("No alert watched the queue depth.", "ana: we need an alert on the queue depth", False),
        ("The pool was probably exhausted.", "ana: the pool is exhausted, 200 of 200 in use", True),
        ("The pool was exhausted.", "ana: maybe the pool is exhausted?", True),
        ("The pool might have been exhausted.", "ana: maybe the pool is exhausted?", False),
        ("The pool was exhausted.", "ana: maybe the pool is exhausted? ¹", True),
        ("The pool was exhausted.", "ana: maybe the pool is exhausted? пул исчерпан", True),
        ("The workers were restarted.", "ana: I'll restart the workers in an hour", True),
        ("The workers were to be restarted.", "ana: I'll restart the workers in an hour", False),
        ("The limit was raised from 50 to 20.", "ana: raised the limit from 20 to 50", True),
        ("The index was dropped after the upgrade failed.", "ana: the index was dropped before the upgrade failed", True),
    ],
)  # fmt: skip
def test_denial_doubt_and_order_agree_with_the_messages(words: str, told: str, faulty: bool) -> None:
    assert bool(fault_of(words, told)) == faulty


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("There was no alert on the length of the queue.", ["ada: we need an alert on the queue length"]),
        ("The rollback could not be started.", ["ada: rollback button greyed out, permission denied for me"]),
        (
            "The hashes of the archive did not match.",
            ["ada: Mismatch { expected: 4f1a, found: 77c0 } in the archive hashes"],
        ),
        (
            "Nothing alerted when pictures broke; the monitor only checked the front page.",
            ["ada: the monitor only checks the front page", "ada: nothing alerts when pictures break"],
        ),
        ("A new token was added, after which uploads worked.", ["ada: added a new token", "bo: uploads work"]),
        (
            "The last good build was told to all, so that it could be used.",
            ["ada: last good build is told to all, use it"],
        ),
        (
            "Undoing the deploy was not possible for two people.",
            ["ada: undo of the deploy is greyed out for both of us"],
        ),
        (
            "Somebody who found the leak did not know how the `sweep` job was set up.",
            ["ada: found the leak. I don't know how the `sweep` job is set up"],
        ),
        (
            "A second worker was running and 3 batches were done.",
            ["ada: have a second worker running now, can you send me your key?", "ada: done 3 batches"],
        ),
        (
            "A patch was being tested.",
            ["ada: bug likely identified. Patch being tested and, assuming it passes, a release follows"],
        ),
        (
            "The timeout was hardcoded, so it could not be changed by variable.",
            ["ada: can't we just change the timeout by variable?", "bo: no, it's hardcoded"],
        ),
        (
            "A move of the archive was set aside as an explanation.",
            ["ada: did the archive move again?", "bo: not touched"],
        ),
        (
            "How the `sweep` job was set up was not known to whoever found the leak.",
            ["ada: found the leak. I don't know how the `sweep` job is set up"],
        ),
        (
            "There was no metric, and so no alert, for failing jobs.",
            ["ada: and an alert when jobs fail. we don't even have the metric for that one"],
        ),
        (
            "It was disputed whether a tool had found the overflow.",
            ["ada: no tool found the overflow", "bo: our tool found the overflow in june"],
        ),
        (
            "The suspected request was set aside.",
            ["ada: request 4711 has a wrong length", "bo: set request 4711 aside"],
        ),
        (
            "The request that read the ledger was named.",
            ["ada: what's the request that read the ledger?", "bo: `4711`"],
        ),
        ("The miner could be restarted from the last good block.", ["ada: restart the miner from the last good block"]),
        (
            "A request suspected of a wrong length was set aside.",
            ["ada: the length of request 4711 is wrong", "bo: set request 4711 aside"],
        ),
    ],
)
def test_what_only_words_differently_is_no_contradiction(words: str, told: list[str]) -> None:
    assert fault_of(words, *told, cited=tuple(range(1, len(told) + 1))) == ""


def test_a_fault_names_the_word_that_doubts() -> None:
    assert "doubts (“probably”)" in fault_of(
        "The pool was probably exhausted.", "ana: the pool is exhausted, 200 of 200 in use"
    )


def test_work_to_be_done_has_no_order_in_time() -> None:
    told = ["ada: uploads fail and nobody sees it", "bo: I'll finish the pull request with --fail-with-body"]
    words = "Finish the pull request with --fail-with-body so that failed uploads are seen."
    assert fault_of(words, *told, section="actions", cited=(1, 2)) == ""


def test_what_came_first_is_told_first() -> None:
    told = ("ana: disk of the primary is full", "bo: failover to the standby done")
    assert fault_of("The failover was done after the disk was full.", *told, cited=(1, 2)) == ""
    assert "turns round" in fault_of("The disk was full after the failover was done.", *told, cited=(1, 2))


def test_an_explanation_that_came_late_may_tell_of_what_was_before() -> None:
    told = ("ana: checkout fails for everybody", "bo: the flag was switched on at 09:58")
    assert fault_of("Checkout failed after the flag was switched on.", *told, cited=(1, 2)) == ""


def test_a_citation_that_speaks_of_something_else_is_a_fault() -> None:
    told = ("ana: certificate of the mail relay expired at noon", "bo: lunch is ready in the kitchen, soup again today")
    assert fault_of("The certificate of the mail relay expired.", *told) == ""
    assert "hardly speak of this" in fault_of("The certificate of the mail relay expired.", *told, cited=(2,))


def test_what_was_named_just_before_may_be_meant() -> None:
    told = ("ana: is Kafka slow?", "bo: yes, lag is at 9000 messages")
    assert fault_of("The lag of Kafka was at 9000 messages.", *told, cited=(2,)) == ""


def test_a_cause_that_is_shown_as_a_hypothesis_needs_no_doubt_in_its_words() -> None:
    told = "ana: maybe the pool is exhausted"
    assert fault_of("The pool was exhausted.", told, section="causes", status="hypothesis") == ""
    assert fault_of("The pool was exhausted.", told, section="causes", status="confirmed")


def test_nobody_is_a_cause() -> None:
    assert "names a person" in fault_of("Ana deleted the table.", "ana: I deleted the table", section="causes")


def test_what_code_worked_out_is_not_looked_for() -> None:
    evidence = fiction.channel("10:00 ana: the queue is full\n10:09 ana: the queue is empty")
    said = Assertion(
        words="The queue was empty after 9 minutes.", section="summary", cited=evidence.items, computed=("9 minutes",)
    )
    assert faults(said, Channel(evidence)) == ()
