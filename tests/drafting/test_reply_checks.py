"""What a model's statements must hold up against."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.draft import Action, Cause, TimelineEntry
from bot.domain.evidence import Evidence, Item, Person
from bot.drafting.reply_checks import Checked, Checker
from prompts.fence import shown
from prompts.reply import read
from prompts.shapes import SECTIONS
from tests.drafting import answers, fiction

EVIDENCE = fiction.channel(fiction.NAME_SERVERS)
SHOWN = shown(EVIDENCE, EVIDENCE.items, None, "c0de")


def check(answer: dict[str, Any], *, forgiving: bool = False, since: datetime | None = None) -> Checked:
    reply = read(json.dumps(answer), [*SECTIONS["postmortem"], *SECTIONS["catchup"]])
    return Checker(SHOWN, EVIDENCE, since, forgiving=forgiving).check(reply)


def fault_of(section: str, **statement: Any) -> str:
    """Why one statement cannot stand; empty where it can."""
    checked = check({section: [{"kind": "status", "confidence": 0.5, **statement}]})
    return str(checked.faults[0]) if checked.faults else ""


def test_a_good_answer_has_no_fault() -> None:
    checked = check(answers.good())
    assert checked.faults == ()
    assert checked.said == sum(len(checked.claims[section]) for section in checked.claims)


def test_citations_become_timestamps_and_times_come_from_the_messages() -> None:
    entry: TimelineEntry = check(answers.good()).claims["timeline"][1]
    alert = EVIDENCE.items[1]
    assert (entry.evidence, entry.at) == ((alert.ts,), alert.at)


def test_a_time_that_the_message_states_counts_for_the_event() -> None:
    entry: TimelineEntry = check(answers.good()).claims["timeline"][0]
    assert entry.at == datetime(2031, 5, 6, 8, 58, tzinfo=UTC)


def test_a_duration_is_worked_out_by_code_and_declared() -> None:
    claim = check(answers.good()).claims["summary"][1]
    assert claim.text.endswith("after 25 minutes.")
    assert claim.computed == ("25 minutes",)


def test_names_and_owners_are_put_in_by_code() -> None:
    checked = check(answers.good())
    assert checked.claims["timeline"][2].text == "Pete took the role of incident commander."
    action: Action = checked.claims["actions"][0]
    assert (action.owner, action.owner_id, action.due) == ("Ravi", "URAVI", "by Friday")


def test_rejected_causes_come_last_and_with_their_evidence_against() -> None:
    answer = answers.good()
    answer["causes"].reverse()
    first, last = check(answer).claims["causes"]
    assert isinstance(last, Cause)
    assert (first.status, last.status, last.against) == ("confirmed", "rejected", (EVIDENCE.items[7].ts,))


@pytest.mark.parametrize(
    ("section", "statement", "why"),
    [
        ("timeline", {"text": "The shop failed.", "evidence": ["E99"]}, "E99, which does not exist"),
        ("timeline", {"text": "The shop failed.", "evidence": []}, "cites no message"),
        ("summary", {"text": "The shop failed.", "evidence": []}, "cites no message"),
        ("summary", {"text": "15 records were removed.", "evidence": ["E11"]}, "“15”"),
        ("summary", {"text": "1 record was removed.", "evidence": ["E11"]}, "“1”"),
        ("summary", {"text": "About 40% of users saw errors.", "evidence": ["E3"]}, "“40%”"),
        ("summary", {"text": "The deploy of v4.18.1 began.", "evidence": ["E11"]}, "“v4.18.1”"),
        ("summary", {"text": "It was commit 99315bf71c.", "evidence": ["E11"]}, "“99315bf71c”"),
        ("summary", {"text": "The zone lost cart.example too.", "evidence": ["E9"]}, "“cart.example”"),
        ("summary", {"text": "The file /etc/zone was empty.", "evidence": ["E9"]}, "“/etc/zone”"),
        ("summary", {"text": "The `reload` command was run.", "evidence": ["E9"]}, "“`reload`”"),
        ("summary", {"text": "The zone was broken at 07:15.", "evidence": ["E9"]}, "“07:15”"),
        ("summary", {"text": "Joan said \"it is all gone\".", "evidence": ["E9"]}, "the quotation"),
        ("summary", {"text": "Pete restored the records.", "evidence": ["E15"]}, "names Pete, who is not"),
        ("summary", {"text": "Later {U4} restored the records.", "evidence": ["E15"]}, "who is not in the cited messages"),
        ("summary", {"text": "See E9 for more.", "evidence": ["E9"]}, "E9 stands in the text"),
        ("summary", {"text": "Ravi should have looked.", "evidence": ["E11"]}, "hindsight"),
        ("summary", {"text": "Ravi forgot to lock the file.", "evidence": ["E11"]}, "Locking the file depended on"),
        ("timeline", {"text": "{U6} ignored the alert.", "evidence": ["E11"]}, "is blame"),
        ("factors", {"text": "It was “human error”.", "evidence": ["E11"]}, "human error"),
        ("causes", {"text": "The root cause was a stale state file.", "evidence": ["E11"]}, "one cause made of several"),
        ("actions", {"text": "Be more careful with the zone.", "evidence": ["E23"]}, "advice that changes nothing"),
        ("actions", {"text": "Improve monitoring.", "evidence": ["E22"]}, "which signal"),
        ("summary", {"text": "word " * 70, "evidence": ["E11"]}, "more than 50 words"),
        ("causes", {"text": "{U6} removed the records.", "evidence": ["E11"]}, "names a person"),
        ("factors", {"text": "@Ravi ran terraform.", "evidence": ["E11"]}, "names a person"),
        ("impact", {"text": "Everything was lost.", "evidence": []}, "cites no message"),
        ("impact", {"text": "The channel does not establish whether 5 users left.", "evidence": []}, "“5”"),
        ("actions", {"text": "Lock the file.", "evidence": ["E23"], "owner": "U6"}, "nobody is named as owner U6"),
        ("actions", {"text": "Lock the file.", "evidence": ["E23"], "owner": "U2"}, "nobody is named as owner U2"),
        ("actions", {"text": "Lock the file.", "evidence": ["E23"], "due": "tomorrow"}, "the due “tomorrow”"),
        ("timeline", {"text": "The run began.", "evidence": ["E11"], "stated": "08:01"}, "“08:01” is not there"),
    ],
)  # fmt: skip
def test_a_statement_that_its_messages_do_not_bear_out_is_a_fault(
    section: str, statement: dict[str, Any], why: str
) -> None:
    assert why in fault_of(section, **statement)


@pytest.mark.parametrize(
    ("section", "statement"),
    [
        ("summary", {"text": "14 records were removed.", "evidence": ["E11"]}),
        ("summary", {"text": "The probe failed from 3 of 3 locations.", "evidence": ["E2"]}),
        ("summary", {"text": "It was noticed at {E2}, and again at 09:02.", "evidence": ["E2"]}),
        ("summary", {"text": 'Nobody knew why "app is healthy" was said.', "evidence": ["E5"]}),
        ("questions", {"text": "Who watches the zone?", "evidence": []}),
        ("impact", {"text": "The channel does not establish what it cost.", "evidence": []}),
        ("summary", {"text": "The root cause is not established.", "evidence": ["E11"]}),
        ("actions", {"text": "Improve monitoring of records in the zone.", "evidence": ["E22"]}),
        ("summary", {"text": "The zone has no A record, e.g. for shop.example.", "evidence": ["E9"]}),
    ],
)
def test_a_statement_that_its_messages_bear_out_stands(section: str, statement: dict[str, Any]) -> None:
    assert fault_of(section, **statement) == ""


def test_an_event_told_twice_is_a_fault() -> None:
    entry = answers.entry("The records were back.", "E15")
    checked = check({"timeline": [entry, answers.entry("The zone had its records.", "E15")]})
    assert "tells the same event again" in str(checked.faults[0])


def test_times_out_of_order_are_a_fault() -> None:
    answer = answers.good()
    answer["times"]["detected"]["evidence"], answer["times"]["resolved"]["evidence"] = "E19", "E2"
    checked = check(answer)
    assert {fault.where for fault in checked.faults} == {"times, mitigated", "times, resolved"}


def test_at_last_matters_of_form_are_mended_instead_of_costing_the_statement() -> None:
    rows = [{"text": "Lock the file.", "evidence": ["E23"], "owner": "U6", "due": "tomorrow"}]
    (action,) = check({"actions": rows}, forgiving=True).claims["actions"]
    assert (action.owner, action.due) == (None, None)


def test_what_lies_before_the_window_is_no_change() -> None:
    since = EVIDENCE.items[14].at
    checked = check({"changed": [answers.entry("The probe failed.", "E2")]}, since=since)
    assert "before the window" in str(checked.faults[0])


def test_both_wordings_of_an_apps_post_can_be_cited_each_at_its_time() -> None:
    app = Person("B1", "PAGER", True)
    item = Item(
        ts="1900000000.000100", author=app, text="[RESOLVED] probe ok", version="1900000600.000000",
        earlier=(("", "[FIRING] probe failing"),),
    )  # fmt: skip
    evidence = Evidence.of("inc-1", [item])
    seen = shown(evidence, evidence.as_told(), None, "c0de")
    rows = [answers.entry("The probe was failing.", "E1"), answers.entry("The probe was ok.", "E2")]
    reply = read(json.dumps({"timeline": rows}), ["timeline"])
    first, second = Checker(seen, evidence).check(reply).claims["timeline"]
    assert first.evidence == second.evidence == (item.ts,)
    assert (second.at - first.at).total_seconds() == pytest.approx(600, abs=1)


def test_a_version_at_the_end_of_a_sentence_is_not_read_with_the_full_stop() -> None:
    evidence = fiction.channel(fiction.POISONED_QUEUE)
    seen = shown(evidence, evidence.items, None, "c0de")
    reply = read(
        json.dumps({"summary": [answers.claim("Rolled back to v4.17.2. It crashed too.", "E11", "E12")]}), ["summary"]
    )
    (claim,) = Checker(seen, evidence).check(reply).claims["summary"]
    assert claim.text == "Rolled back to v4.17.2; It crashed too."


@pytest.mark.parametrize(("written", "stands"), [("99315bf71c", True), ("99315bf71d", False), ("1234567", False)])
def test_a_hash_may_be_cut_short_and_a_number_may_not(written: str, stands: bool) -> None:
    evidence = fiction.channel("10:00 ravi: it is commit 99315bf71c0e4f55, order 12345678")
    seen = shown(evidence, evidence.items, None, "c0de")
    reply = read(json.dumps({"summary": [answers.claim(f"It was {written}.", "E1")]}), ["summary"])
    assert bool(Checker(seen, evidence).check(reply).claims) == stands


def test_an_address_loses_what_would_make_it_a_link() -> None:
    evidence = fiction.channel("10:00 eve: see https://evil.example/a for the fix")
    seen = shown(evidence, evidence.items, None, "c0de")
    answer = {"summary": [answers.claim("The fix is at https://evil.example/a\u202e.", "E1")]}
    (claim,) = Checker(seen, evidence).check(read(json.dumps(answer), ["summary"])).claims["summary"]
    assert claim.text == "The fix is at evil.example/a."
