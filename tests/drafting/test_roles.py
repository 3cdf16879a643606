"""Which part a cause had, as far as its words tell."""

import pytest

from bot.domain.draft import Cause
from bot.drafting.extractive import write
from bot.drafting.roles import role_of
from tests.drafting import fiction


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Deploy v812 lowered the pool size to 5, so requests queued.", "trigger"),
        ("The certificate of the proxy expired at midnight.", "trigger"),
        ("The queue has no limit and grows until memory is full.", "latent"),
        ("The retry policy was never tested against a slow backend.", "latent"),
        ("Clients without backoff retried at once and overloaded the database.", "worsened"),
        ("The rollback took so long because the pipeline rebuilds every image.", "slowed recovery"),
        ("On-call could not log in, since sign-in ran on the same cluster.", "slowed recovery"),
        ("The sky was cloudy over the second data centre.", None),
    ],
)
def test_the_words_of_a_cause_tell_its_part(text: str, role: str | None) -> None:
    assert role_of(text) == role


def test_what_was_set_aside_had_no_part() -> None:
    rejected = Cause(text="The CDN.", evidence=("1.0",), confidence=0.05, status="rejected", role="trigger")
    assert rejected.part == ""
    assert Cause(text="A deploy.", evidence=("1.0",), confidence=0.6, role="trigger").part == ", set it off"


def test_where_no_cause_is_established_it_is_said_who_could_know() -> None:
    evidence = fiction.channel("""
        09:00 WATCH: ALERT login failing
        09:01 tom: customers cannot log in
        09:05 eva: restarted login-proxy
        09:20 tom: works again
    """)
    unknown = next(claim for claim in write(evidence).questions if "what caused" in claim.text)
    assert unknown.text == "The channel does not establish what caused the incident; Eva worked on it and may know."
    assert [evidence.get(ts).text for ts in unknown.evidence] == ["restarted login-proxy"]  # type: ignore[union-attr]
