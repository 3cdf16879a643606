"""What every draft passes before anybody reads it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.draft import Action, Cause, Claim, Draft, TimelineEntry
from bot.domain.draft_json import dump, load
from bot.domain.evidence import Person
from bot.drafting.document import to_json, to_markdown
from bot.drafting.extractive import write
from bot.drafting.last_gate import let_through
from bot.slack.draft_blocks import draft_messages
from tests.drafting import fiction

EVIDENCE = fiction.channel(fiction.NAME_SERVERS)
ALARM, FOUND, RUN, BACK = (EVIDENCE.items[n] for n in (1, 8, 10, 14))
EMPTY = Draft(title="Shop", severity=None, drafter="anybody")


def entry(text: str, *cited: int, **given: object) -> TimelineEntry:
    items = [EVIDENCE.items[number - 1] for number in cited]
    fields = {"at": items[0].at, "kind": "finding", "importance": 0.5} | given
    return TimelineEntry(text=text, evidence=tuple(item.ts for item in items), **fields)  # type: ignore[arg-type] # as in a draft


def gated(**sections: object) -> Draft:
    return let_through(replace(EMPTY, **sections), EVIDENCE)  # type: ignore[arg-type] # sections of a draft


def test_what_the_messages_do_not_bear_out_is_taken_out_and_counted() -> None:
    wrong = (Claim(text="15 records were removed.", evidence=(RUN.ts,)), Claim(text="Nothing.", evidence=("1.0",)))
    true = Claim(text="The terraform run removed 14 records.", evidence=(RUN.ts,))
    draft = gated(summary=(wrong[0], true), impact=wrong[1:])
    assert (draft.summary, draft.impact) == ((true,), ())
    assert draft.note == "2 statements were taken out: the messages do not bear them out."


def test_a_note_that_is_there_already_stays() -> None:
    draft = let_through(
        replace(EMPTY, note="Told.", summary=(Claim(text="15 records.", evidence=(RUN.ts,)),)), EVIDENCE
    )
    assert draft.note == "Told. 1 statement was taken out: the messages do not bear it out."


@pytest.mark.parametrize("script", fiction.ALL)
def test_what_rules_write_passes(script: str) -> None:
    assert write(fiction.channel(script)).note == ""


def test_an_event_that_was_learnt_later_is_marked_wherever_it_is_shown() -> None:
    event = entry("The terraform run removed 14 records.", 11, at=RUN.at - timedelta(minutes=16))
    draft = gated(timeline=(event,))
    assert draft.timeline[0].learnt == RUN.at
    assert "removed 14 records. (learnt at 09:14 UTC)" in to_markdown(draft, lambda ts: None)
    assert "(learnt at 09:14 UTC)" in str(draft_messages("INC-1", draft, lambda ts: "https://x.example", revision=1))
    assert to_json(draft)["timeline"][0]["learnt"].startswith("2031-05-06T09:14:00")
    assert load(dump(draft)) == draft


def test_an_event_that_rests_on_a_much_later_message_is_marked_too() -> None:
    draft = gated(timeline=(entry("The probe failed because the zone has no A record.", 2, 9),))
    assert draft.timeline[0].learnt == FOUND.at


def test_an_event_that_was_told_at_its_time_is_not_marked() -> None:
    assert gated(timeline=(entry("The probe of checkout failed.", 2),)).timeline[0].learnt is None


def test_of_two_entries_for_one_event_the_weightier_stays() -> None:
    strong = entry("The records are back in the zone.", 15, importance=0.9)
    weak = entry("Records are in the zone again.", 15, importance=0.4)
    other = entry("Shop works again.", 17)
    draft = gated(timeline=(weak, strong, other))
    assert [each.text for each in draft.timeline] == [strong.text, other.text]
    assert draft.note == "One event that stood there twice is told once."


def test_an_owner_who_does_not_occur_is_no_owner() -> None:
    stranger = Person("UZOE", "Zoe")
    known = replace(EVIDENCE, people={**EVIDENCE.people, "UZOE": stranger})
    action = Action(text="Lock the state file.", evidence=(EVIDENCE.items[22].ts,), owner="Zoe", owner_id="UZOE")
    mine = replace(action, owner="Mira", owner_id="UMIRA")
    draft = let_through(replace(EMPTY, actions=(action, mine)), known)
    assert [each.owner for each in draft.actions] == [None, "Mira"]


def test_in_a_cause_people_become_roles() -> None:
    cause = Cause(text="Ravi ran terraform, which removed 14 records.", evidence=(RUN.ts,), confidence=0.6)
    (kept,) = gated(causes=(cause,)).causes
    assert kept.text == "A responder ran terraform, which removed 14 records."
