"""The draft as JSON and as Markdown."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.draft import Action, Cause, Claim, Draft, TimelineEntry, Times
from bot.domain.draft_json import dump, load
from bot.domain.model_call import Spent
from bot.drafting.document import escaped, to_json, to_markdown
from bot.drafting.extractive import write
from bot.slack.draft_blocks import draft_messages
from tests.drafting import fiction

A, B = "1900000000.000100", "1900000300.000200"
AT = datetime(2030, 3, 17, 17, 46, 40, tzinfo=UTC)
DRAFT = Draft(
    title="Queue is full",
    severity="SEV2",
    drafter="extractive",
    times=Times(started=AT, resolved=datetime(2030, 3, 17, 19, 0, tzinfo=UTC)),
    summary=(Claim(text="It took 9 minutes.", evidence=(A, B), computed=("9 minutes",)),),
    impact=(Claim(text="The channel does not establish how many.", absence=True),),
    timeline=(TimelineEntry(text="The queue is full.", evidence=(A,), at=AT, kind="alert", importance=0.9),),
    causes=(
        Cause(text="A poisoned message.", evidence=(B,), confidence=0.7, status="confirmed"),
        Cause(text="Is it the disk?", evidence=(A,), against=(B,), confidence=0.05, status="rejected"),
    ),
    factors=(Claim(text="Nothing alerted.", evidence=(B,)),),
    went_well=(Claim(text="Quick find.", evidence=(B,)),),
    questions=(Claim(text="Who owns it?", evidence=(A,)),),
    actions=(
        Action(text="Add a limit.", evidence=(B,), owner="Bo", owner_id="U1", due="by Friday", priority="P1"),
        Action(text="Write it down.", evidence=(B,)),
    ),
)


def link(ts: str) -> str | None:
    return f"https://acme.example/archives/C1/p{ts.replace('.', '')}"


def test_the_json_has_exactly_the_promised_shape() -> None:
    told = to_json(DRAFT)
    assert list(told) == [
        "incident", "drafter", "times", "times_shown_by", "summary", "impact", "timeline", "causes", "factors", "went_well",
        "questions", "actions",
    ]  # fmt: skip
    assert told["incident"] == {"title": "Queue is full", "severity": "SEV2"}
    assert told["times"] == {
        "started": "2030-03-17T17:46:40Z",
        "detected": None,
        "acknowledged": None,
        "mitigated": None,
        "resolved": "2030-03-17T19:00:00Z",
    }
    assert told["timeline"][0] == {
        "text": "The queue is full.", "evidence": [A], "at": "2030-03-17T17:46:40Z", "kind": "alert", "importance": 0.9,
    }  # fmt: skip
    assert told["causes"][1] == {
        "text": "Is it the disk?", "evidence": [A], "confidence": 0.05, "status": "rejected", "against": [B],
    }  # fmt: skip
    assert set(told["actions"][1]) == {"text", "evidence", "owner", "due", "priority"}
    assert json.loads(json.dumps(told)) == told


def test_computed_and_absence_stand_only_where_they_are_set() -> None:
    told = to_json(DRAFT)
    assert told["summary"][0]["computed"] == ["9 minutes"]
    assert told["impact"][0] == {"text": "The channel does not establish how many.", "evidence": [], "absence": True}
    assert set(told["factors"][0]) == {"text", "evidence"}


def test_a_draft_survives_dump_and_load() -> None:
    for draft in (DRAFT, DRAFT.without(A), *(write(fiction.channel(script)) for script in fiction.ALL)):
        assert load(dump(draft)) == draft


def test_the_document_links_each_timeline_entry_to_its_message() -> None:
    assert f"- [17:46]({link(A)}) alert: The queue is full." in to_markdown(DRAFT, link)


def test_without_links_the_times_stand_alone() -> None:
    text = to_markdown(DRAFT, lambda ts: None, messages_read=82)
    assert "- 17:46 alert: The queue is full." in text
    assert "](" not in text
    assert "82 messages were read" in text


def test_the_document_has_its_parts() -> None:
    text = to_markdown(DRAFT, link)
    for part in (
        "# Queue is full", "Severity: SEV2", "by rules, without a model",
        "| Resolved | 2030-03-17 19:00 | 1 h 13 min |", "| Detected | not established",
        "## Summary", "## Impact", "## Timeline", "## Causes", "likely, 70%",
        "rejected", "Evidence against", "## Contributing factors",
        "## What went well", "## Open questions", "## Action items", "owner: Bo", "due: by Friday", "priority: P1",
        "no owner yet",
    ):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)>",
        "![track](https://evil.example/p.png)",
        "[click](javascript:alert(1))",
        "@channel and <!channel> and @here",
        "https://evil.example",
        "www.evil.example",
        "# heading\n- [ ] item",
        "`co*de` **bold** _it_ ~~no~~ | cell",
    ],
)
def test_words_of_messages_cannot_become_markup(hostile: str) -> None:
    safe = escaped(hostile)
    assert "\n" not in safe
    for live in ("](", "<img", "<!", "@channel", "@here", "://e", "javascript:a", "www.e", "**bold"):
        assert live not in safe.replace("\\", "\\\\") or f"\\{live}" in safe, live
    for mark in "[]<>`*_|!#":
        assert safe.count(mark) == safe.count(f"\\{mark}")


def test_a_name_of_code_stays_code() -> None:
    assert escaped("the `pool_size` of [main]") == "the `pool_size` of \\[main\\]"


@pytest.mark.parametrize("line", ["- item", "1. item", "+ item", "---"])
def test_words_of_messages_cannot_begin_a_list(line: str) -> None:
    assert "\\" in escaped(line)


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.95, "very likely"), (0.6, "likely"), (0.4, "possible"), (0.1, "weakly supported"), (0.0, "weakly supported")],
)
def test_confidence_has_words(confidence: float, words: str) -> None:
    assert Cause(text="DNS", confidence=confidence, absence=True).likelihood == words


def test_a_note_on_how_it_was_written_is_shown_and_kept() -> None:
    noted = replace(DRAFT, note="The model did not answer in time, so rules wrote this draft.")
    assert "so rules wrote this draft" in to_markdown(noted, link)
    assert to_json(noted)["note"] == noted.note
    assert load(dump(noted)) == noted


def test_a_draft_kept_before_there_were_notes_still_loads() -> None:
    assert '"note"' not in dump(DRAFT)
    assert load(dump(DRAFT)).note == ""


SPENT = Spent("claude-x", 2, 43_000, 40_000, 1_400, 0.11)


def test_a_models_draft_says_at_its_foot_what_it_took() -> None:
    drafted = replace(DRAFT, drafter="claude-x (checked)", spent=SPENT)
    took = "claude-x: 2 calls, 43,000 tokens read (40,000 from its cache) and 1,400 written, $0.11"
    assert to_markdown(drafted, link).rstrip().endswith(f"Written by {took}._")
    foot = draft_messages("INC-1", drafted, lambda ts: "", revision=1)[-1].blocks[-1]
    assert foot["elements"][0]["text"] == f"Written by {took}"
    assert to_json(drafted)["spent"]["dollars"] == 0.11


def test_a_draft_by_rules_says_nothing_of_tokens() -> None:
    assert "token" not in to_markdown(DRAFT, link)
    assert "spent" not in to_json(DRAFT)


def test_what_a_draft_took_is_kept_with_it() -> None:
    assert load(dump(replace(DRAFT, spent=SPENT))).spent == SPENT
