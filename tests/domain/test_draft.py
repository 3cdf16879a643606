"""A draft shows only what is supported, and forgets what was deleted."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.draft import WITHDRAWN, Action, Cause, Claim, Draft, TimelineEntry
from bot.domain.evidence import Evidence, Item, Person

MAYA = Person("U1", "Maya Lind")
EVIDENCE = Evidence.of("inc", [Item(f"{n}.000000", MAYA, f"message {n}") for n in range(1, 6)])
AT = datetime(2026, 3, 2, tzinfo=UTC)
STAMPS = st.lists(st.sampled_from([f"{n}.000000" for n in range(1, 9)]), max_size=3).map(tuple)


def draft_of(*claims: Claim) -> Draft:
    return Draft(title="t", severity=None, drafter="test", summary=claims)


def test_a_claim_that_cites_nothing_is_not_shown_unless_it_says_so() -> None:
    bare, absence = Claim(text="it was DNS"), Claim(text="not established", absence=True)
    assert draft_of(bare, absence).supported(EVIDENCE).summary == (absence,)


def test_a_claim_that_cites_a_message_that_does_not_exist_is_not_shown() -> None:
    claim = Claim(text="it was DNS", evidence=("1.000000", "9.000000"))
    assert draft_of(claim).unsupported(EVIDENCE) == (claim,)


def test_evidence_against_a_cause_must_exist_too() -> None:
    cause = Cause(text="DNS", confidence=0.5, evidence=("1.000000",), against=("9.000000",))
    assert Draft(title="t", severity=None, drafter="test", causes=(cause,)).supported(EVIDENCE).causes == ()


@given(STAMPS, STAMPS)
def test_no_word_of_a_claim_outlives_a_message_it_rests_on(evidence: tuple[str, ...], against: tuple[str, ...]) -> None:
    entry = TimelineEntry(text="secret", evidence=evidence, at=AT, kind="finding", importance=1.0)
    cause = Cause(text="secret", confidence=0.9, evidence=evidence, against=against)
    action = Action(text="secret", evidence=evidence, owner="Maya", due="friday")
    draft = Draft(title="t", severity=None, drafter="test", timeline=(entry,), causes=(cause,), actions=(action,))
    for claim in draft.without("1.000000").claims():
        assert claim.text == (WITHDRAWN if claim.cites("1.000000") else "secret")
