"""What must hold for any channel whatever."""

import json
import sys
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.evidence import Evidence, Item, Person, Reaction
from bot.drafting.blameless import barred
from bot.drafting.document import to_json, to_markdown
from bot.drafting.extractive import write
from bot.drafting.phrasing import verifiable
from tests.drafting import fiction

PEOPLE = [Person("U1", "Ines Okoro"), Person("U2", "sam.o 2.0"), Person("B1", "ALARM", True)]
SENTENCES = [line.split(": ", 1)[1] for script in fiction.ALL for line in script.strip().splitlines()]
PIECES = st.sampled_from(
    [*SENTENCES, "because of v1.2.3", "```\n2031-05-06 09:00:01 ERROR x\n```", "found it: `a b`", "> quoted",
     "@sam.o 2.0 please fix it?",
     "it is /var/log/x.", "99% of users", "I'll do it by Friday",
     "resolved", "no, not that", "yes", "~struck~", "<!channel>", "`", "(", "https://h.example/a"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=40), max_size=4).map(" ".join)


@st.composite
def channels(draw: st.DrawFn) -> Evidence:
    items: list[Item] = []
    seconds = 1_900_000_000
    for number, text in enumerate(draw(st.lists(TEXTS, max_size=30))):
        seconds += draw(st.integers(0, 4000))
        root = draw(st.sampled_from([None, *[item.ts for item in items[-3:]]]))
        reactions = (Reaction("eyes", 2),) if number % 5 == 0 else ()
        author = draw(st.sampled_from(PEOPLE))
        items.append(Item(ts=f"{seconds}.{number:06d}", author=author, text=text, thread_ts=root, reactions=reactions))
    return Evidence.of("inc-any", items, PEOPLE)


@settings(max_examples=120, deadline=None)
@given(channels())
def test_every_claim_is_supported_clean_and_without_blame(evidence: Evidence) -> None:
    draft = write(evidence)
    assert not draft.unsupported(evidence)
    for claim in draft.claims():
        cited = [item for ts in (*claim.evidence, *getattr(claim, "against", ())) if (item := evidence.get(ts))]
        assert claim.absence or verifiable(claim.text, cited, claim.computed), claim
        assert barred(claim.text) is None
        assert claim.text.strip()
    for cause in draft.causes:
        assert len(cause.text.split()) <= 60
        assert 0 < len(cause.evidence) <= 5
    assert len(draft.actions) <= 7
    assert len(draft.timeline) <= 30
    assert all(len(entry.evidence) <= 3 and 0 < entry.importance <= 1 for entry in draft.timeline)


@settings(max_examples=40, deadline=None)
@given(channels())
def test_every_draft_can_be_written_out(evidence: Evidence) -> None:
    draft = write(evidence)
    assert json.loads(json.dumps(to_json(draft))) == to_json(draft)
    assert to_markdown(draft, lambda ts: f"https://acme.example/{ts}")


def _long(sentences: Sequence[str], count: int, thread: str | None) -> Evidence:
    return Evidence.of(
        "inc-long",
        (
            Item(
                ts=f"{1_900_000_000 + 7 * n}.000000",
                author=PEOPLE[n % 3],
                text=sentences[n % len(sentences)],
                thread_ts=thread,
            )
            for n in range(count)
        ),
    )


def _steps(evidence: Evidence) -> int:
    """How many functions are called to draft it: a measure of effort that does not depend on the machine."""
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        write(evidence)
    finally:
        sys.setprofile(None)
    return count


def test_effort_grows_no_faster_than_the_channel() -> None:
    for thread in (None, "1900000000.000000"):
        small, large = _steps(_long(SENTENCES, 500, thread)), _steps(_long(SENTENCES, 2000, thread))
        assert large < 4 * small * 1.5
