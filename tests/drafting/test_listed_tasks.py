"""Action items that people write down as a list."""

from dataclasses import replace

import pytest

from bot.domain.draft import Draft
from bot.domain.evidence import Evidence
from bot.drafting.extractive import write
from tests.drafting import fiction

BEFORE = """
    10:00 ada: checkout is down, 100% 500s
    10:05 bo: root cause: the certificate of the shop expired
    10:10 bo: renewed it, all clear
    10:11 cy: status page closed
"""


def drafted(script: str) -> Draft:
    return write(fiction.channel(BEFORE + script))


def told(script: str) -> list[tuple[str, str | None]]:
    return [(action.text.rstrip("."), action.owner) for action in drafted(script).actions]


THREE = [
    ("Alert two weeks before certificates expire", "Bo"),
    ("Renew certificates by a job", "Cy"),
    ("Document the renewal", None),
]


@pytest.mark.parametrize(
    "script",
    [
        r"10:12 ada: action items so we don't forget:\n• Bo: alert two weeks before certificates expire\n• Cy: renew certificates"
        r" by a job\n• someone: document the renewal",
        r"10:12 ada: Action items:\n- Alert two weeks before certificates expire (Bo)\n- @Cy renew certificates by a job\n"
        r"- document the renewal",
        r"10:12 ada: todos: 1) alert two weeks before certificates expire - @Bo 2) renew certificates by a job (Cy)"
        r" 3) document the renewal",
        "10:12 ada: Action items:\n10:13 ada: - Bo: alert two weeks before certificates expire\n"
        "10:13 ada: - Cy: renew certificates by a job\n10:14 ada: - document the renewal",
        "10:12 ada: action items: Bo: alert two weeks before certificates expire; Cy: renew certificates by a job; tbd:"
        " document the renewal",
    ],
    ids=["bullets", "dashes", "numbers", "a message each", "one line"],
)
def test_each_entry_is_an_item_with_the_owner_it_names(script: str) -> None:
    assert told(script) == THREE


def test_what_people_chat_behind_a_list_is_no_item() -> None:
    listed = r"10:12 ada: Action items:\n- alert two weeks before certificates expire"
    chat = "\n10:14 cy: tickets: 412 in total\n10:20 bo: thanks all, good night, sleep well everybody"
    assert told(listed + chat) == [("Alert two weeks before certificates expire", None)]


def test_whoever_takes_an_entry_owns_it_and_is_cited() -> None:
    script = r"10:12 ada: Action items:\n- someone: add a canary for europe\n- document the renewal"
    actions = drafted(script + "\n10:14 bo: I'll take the canary").actions
    assert [(each.owner, len(each.evidence)) for each in actions] == [("Bo", 2), (None, 1)]


def test_nine_written_down_are_nine() -> None:
    entries = "".join(rf"\n- check part {letter} of the proxy" for letter in "abcdefghi")
    assert len(drafted(f"10:12 ada: Action items:{entries}").actions) == 9


def test_a_label_alone_makes_an_item() -> None:
    script = "10:12 cy: also todo: alert on heap over 85% on data nodes\n10:13 bo: TODO: rotate logs on db-7"
    assert told(script) == [("Alert on heap over 85% on data nodes", None), ("Rotate logs on db-7", None)]


def test_a_list_is_no_cause_and_no_event() -> None:
    draft = drafted(r"10:12 ada: action items so we don't forget:\n• Bo: alert two weeks before certificates expire")
    claims = [each for each in (*draft.causes, *draft.timeline, *draft.summary) if "two weeks" in each.text]
    assert claims == []


def test_a_first_name_that_two_people_have_names_nobody() -> None:
    evidence = fiction.channel(
        BEFORE + r"10:12 ada: Action items:\n- Bo: alert on expiry of certificates" + "\n10:13 bo-li: ok"
    )
    names = {"Bo": "Bo Ames", "Bo-li": "Bo Li"}
    assert write(_renamed(evidence, names)).actions[0].owner is None


def _renamed(evidence: Evidence, names: dict[str, str]) -> Evidence:
    items = [
        replace(item, author=replace(item.author, name=names.get(item.author.name, item.author.name)))
        for item in evidence.items
    ]
    return Evidence.of(evidence.channel_name, items)


@pytest.mark.parametrize(
    ("entry", "words", "owner"),
    [
        ("Spread etcd over three zones. Owner: Bo", "Spread etcd over three zones", "Bo"),
        ("failover drill every quarter - owner Cy", "Failover drill every quarter", "Cy"),
        ("alert when a cert has 21 days left - me", "Alert when a cert has 21 days left", "Ada"),
        ("automatic failover below 70% — Bo, by friday", "Automatic failover below 70%, by friday", "Bo"),
        ("[Cy] page on memory", "Page on memory", "Cy"),
        ("Bo - turn on the policy for regions", "Turn on the policy for regions", "Bo"),
        ("Cy will route alerts to the pager", "Route alerts to the pager", "Cy"),
        ("move renewal mails to the channel (bo?)", "Move renewal mails to the channel", "Bo"),
        ("fetch flags with a default: @Cy", "Fetch flags with a default", "Cy"),
        ("org-wide protection of pushes (who?)", "org-wide protection of pushes", None),
        ("bo-tox is no name of anybody: check it", "bo-tox is no name of anybody: check it", None),
    ],
)
def test_an_owner_is_read_in_front_and_behind(entry: str, words: str, owner: str | None) -> None:
    assert told(rf"10:12 ada: Action items:\n- {entry}\n- look at the dashboards again") == [
        (words, owner),
        ("Look at the dashboards again", None),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "follow ups before I forget:",
        "What we want to change (discussed w/ Bo):",
        "Next steps. please correct me",
        "*To do*",
    ],
)
def test_a_heading_may_say_more(heading: str) -> None:
    assert told(rf"10:12 ada: {heading}\n- Bo: alert two weeks before certificates expire") == THREE[:1]


def test_a_list_of_what_to_do_needs_no_heading_once_it_is_over() -> None:
    listed = r"10:12 ada: so, for the record\n- alert two weeks before certificates expire\n- document the renewal"
    assert [words for words, _ in told(listed)] == [
        "Alert two weeks before certificates expire",
        "Document the renewal",
    ]


def test_what_went_well_and_what_is_done_are_no_work() -> None:
    listed = (
        r"10:12 ada: retro notes:\n*Went well*\n- check of the flag took two minutes\n- alert came at once\n*To do*"
        r"\n- document the renewal\n- [x] post the notice\n- ask the vendor, done"
    )
    assert told(listed) == [("Document the renewal", None)]


@pytest.mark.parametrize("heading", ["Actions taken so far:", "what we have so far:", "next steps we tried:"])
def test_what_was_done_or_seen_is_no_work_whatever_stands_over_it(heading: str) -> None:
    assert (
        told(rf"10:12 ada: {heading}\n- bo restarted the proxy\n- certificates of both load balancers were stale") == []
    )


def test_a_cause_over_a_list_stays_a_cause() -> None:
    script = BEFORE.replace(
        "root cause: the certificate of the shop expired",
        r"root cause: the certificate of the shop expired\n- renew it on both balancers\n- run the checks again",
    )
    draft = write(fiction.channel(script))
    assert "certificate of the shop expired" in draft.causes[0].text
    assert draft.actions == ()


def test_whoever_only_sees_something_has_not_taken_it_on() -> None:
    script = r"10:12 ada: Action items:\n- someone: add a canary for europe\n- document the renewal"
    assert [owner for _, owner in told(script + "\n10:14 bo: I can see the canary of asia is red")] == [None, None]


def test_thanks_to_somebody_under_a_heading_are_no_item() -> None:
    listed = "10:12 ada: Action items:\n10:13 ada: - Bo: alert two weeks before certificates expire"
    assert told(f"{listed}\n10:14 ada: Bo, thanks for the help today") == THREE[:1]
