"""The page: nothing that people wrote becomes more than text, and nothing is asked of the outside."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from bot.domain.draft import Draft
from bot.domain.evidence import Evidence, Item, Person
from bot.evaluation.cases import Case
from bot.evaluation.judgement import judge
from bot.evaluation.markup import Html, element
from bot.evaluation.metrics import figures
from bot.evaluation.report import report
from bot.evaluation.run import Scored
from bot.evaluation.truth import Published, Truth
from tests.evaluation.drafts import ALERT, CACHE, CASE, CAUSE, cause, claim, event, judged

HOSTILE = """</style></div><script>alert(1)</script><img src=x onerror="alert(1)">'"&amp;javascript:alert(1)"""


class Page(HTMLParser):
    """The tags of a page, and all attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}

    def handle_data(self, data: str) -> None:
        self.words += data


def page(*scored: Scored) -> str:
    return report(scored)


def scored(case: Case = CASE, **sections: object) -> Scored:
    found = judged(case, **sections)
    return Scored(found, figures(found))


def hostile() -> Scored:
    """An incident in which everything that somebody else may write is markup."""
    item = Item(ALERT, Person("U1", HOSTILE), HOSTILE, version=ALERT, files=(HOSTILE,), earlier=(("", HOSTILE * 20),))
    published = Published(HOSTILE, (ALERT,), ((HOSTILE,),))
    truth = Truth(*((published, Published(HOSTILE)),) * 5)
    case = Case(HOSTILE, Evidence.of("inc", [item]), truth, CASE.times)
    draft = Draft(
        title=HOSTILE,
        severity=HOSTILE,
        drafter=HOSTILE,
        note=HOSTILE,
        summary=(claim(HOSTILE, ALERT, HOSTILE),),
        timeline=(replace(event(HOSTILE, ALERT, minute=0), kind=HOSTILE),),
        causes=(cause(HOSTILE, ALERT, against=(ALERT,)), cause(HOSTILE)),
    )
    found = judge(case, draft)
    return Scored(found, figures(found))


def test_nothing_that_people_wrote_becomes_markup() -> None:
    harmless, found = Page(page(scored(summary=(claim("Full.", ALERT),)))), Page(page(hostile()))
    assert found.tags - harmless.tags <= {"article", "details", "summary", "h4"}
    assert not {"script", "img"} & found.tags
    assert not [name for name, _ in found.attributes if name.startswith("on") or name in ("src", "style")]
    assert found.words.count("<script>alert(1)</script>") > 10


def test_nothing_is_asked_of_the_outside() -> None:
    text = page(hostile())
    assert {value[0] for name, value in Page(text).attributes if name == "href"} == {"#"}
    policy = next(value for name, value in Page(text).attributes if value.startswith("default-src"))
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not re.findall(r"https?://|@import|url\(", text)


def test_what_would_turn_text_around_or_ring_a_bell_is_shown_and_not_obeyed() -> None:
    assert element("p", "a\u202eb\x07c\r\nd\te") == "<p>a\ufffdb\ufffdc\nd   e</p>"


def test_only_markup_made_here_is_markup() -> None:
    assert element("p", Html("<b>"), "<b>", title='"') == '<p title="&quot;"><b>&lt;b&gt;</p>'


def test_a_claim_stands_beside_its_messages_with_time_author_and_earlier_wordings() -> None:
    item = Item(ALERT, Person("U1", "Ana"), "the disk is full", version=CAUSE, earlier=(("", "the disk is slow"),))
    case = Case("disk", Evidence.of("inc", [item]))
    row = re.findall(r"<article.*?</article>", page(scored(case, summary=(claim("It is full.", ALERT),))), re.DOTALL)[0]
    for part in (
        "It is full.",
        "2031-05-06 10:00:00",
        "Ana",
        "the disk is full",
        "an earlier wording",
        "the disk is slow",
    ):
        assert part in row


def test_what_was_published_is_shown_as_matched_missing_or_not_asked() -> None:
    text = page(scored(timeline=(event("The disk is full", ALERT, minute=0), event("A cache", CACHE, minute=8))))
    first, second = re.findall(r"<article.*?</article>", text, re.DOTALL)[:2]
    assert '<span class="chip good">published</span> 2031-05-06 10:00:00 The disk is full.' in first
    assert '<span class="chip open">not published</span>' in second
    _, missing = text.split("Published, and not in the draft")[:2]
    assert "Old backups are deleted." in missing
    assert "deleted old backups, disk at 40%" in missing
    assert "The press is told." in text.split("not asked of the draft")[1]


def test_what_is_wrong_with_a_claim_is_said_beside_it() -> None:
    faulty = (claim("Obviously 77 hosts.", ALERT, "1.000001"), claim("It rained."))
    text = page(scored(summary=faulty))
    for fault in (
        "cites what is not there: 1.000001",
        "not in its messages: 77",
        "blames: Obviously",
        "names no message",
    ):
        assert fault in text


def test_a_wrong_lead_is_called_one() -> None:
    text = page(scored(causes=(cause("The cache grew.", CACHE),)))
    assert '<span class="chip bad">wrong lead</span> The cache grew.' in text
