"""Every payload through every carrier: what is drafted pings nobody, leads nowhere else, and names nobody as a cause."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.draft import Action, Cause, Claim, Draft, TimelineEntry, Times
from bot.domain.evidence import Evidence
from bot.domain.incident import Incident, Status
from bot.domain.ticket import NewTicket
from bot.domain.web_addresses import LinkHosts
from bot.drafting.document import to_json, to_markdown
from bot.drafting.drafter import Brief
from bot.drafting.extractive import write
from bot.drafting.fallback import drafter_for
from bot.integrations import jira_markup
from bot.model_settings import ModelAccount
from bot.slack import catchup_blocks
from bot.slack.draft_blocks import draft_messages
from bot.slack.mrkdwn import harmless, outgoing, unlinked
from bot.slack.permalink import permalink
from tests.attacks.harm import in_markdown, in_message
from tests.attacks.obeying import MODELS
from tests.attacks.payloads import CARRIERS, CULPRIT, PAYLOADS, SECRET, together
from tests.drafting.model_server import ModelServer
from tests.drafting.test_claude import Book

ATTACKS = [(carrier, payload) for carrier in CARRIERS for payload in PAYLOADS]
PARTS = 4
LIARS = [
    ("message", "forges"),
    ("person's name", "forges"),
    ("message", "mixes"),
    ("alert", "mixes"),
    ("action item", "mixes"),
]
HOSTS = LinkHosts(frozenset(("emulated.slack.com",)))
AT = datetime(2030, 3, 17, 17, 46, 40, tzinfo=UTC)


def link(ts: str) -> str:
    return permalink("https://emulated.slack.com/", "C0INC", ts)


def harm(draft: Draft) -> list[str]:
    """What is wrong with the draft as it would be read: in Slack, as a file, as a ticket."""
    found = in_markdown(to_markdown(draft, link))
    for message in draft_messages("INC-1", draft, link, revision=1):
        text = unlinked(harmless(message.text), HOSTS)
        found += in_message({"text": text, "blocks": outgoing(list(message.blocks), HOSTS)})
    for action in draft.actions:
        found += re.findall(r"(?<!\\)[!\[{]|https?://|www\.\w", jira_markup.plain(action.text, HOSTS))
    return found


def blamed(draft: Draft) -> list[str]:
    """The causes and factors that name somebody."""
    names = "|".join(CULPRIT.name.split())
    return [each.text for each in (*draft.causes, *draft.factors) if re.search(rf"\b(?:{names})\b", each.text)]


def assert_unharmed(draft: Draft, evidence: Evidence) -> None:
    assert draft.timeline
    assert harm(draft) == []
    assert blamed(draft) == []
    assert [ts for claim in draft.claims() for ts in claim.evidence if evidence.get(ts) is None] == []
    assert SECRET not in json.dumps(to_json(draft))


def test_there_are_at_least_two_hundred_attacks() -> None:
    assert len(ATTACKS) >= 200
    assert len({(carrier, PAYLOADS[payload]) for carrier, payload in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_draft_by_rules_carries_no_attack_on(carrier: str, part: int) -> None:
    evidence = together(carrier, part, PARTS)
    assert_unharmed(write(evidence), evidence)


@pytest.mark.parametrize(("carrier", "model"), [*((carrier, "echoes") for carrier in CARRIERS), *LIARS])
async def test_a_model_that_obeys_the_attacker_gets_no_further(carrier: str, model: str) -> None:
    evidence = together(carrier)
    async with ModelServer(MODELS[model]) as server:
        account = ModelAccount(key="k", base_url=server.url, capabilities=frozenset(), timeout=5.0)
        drafter = drafter_for(account, Book(), lambda: AT, personal=False)
        draft = await drafter.write(Brief(evidence, team="T1"))
        await drafter.close()
    assert server.requests
    assert SECRET not in json.dumps(server.requests[0])
    assert_unharmed(draft, evidence)


@pytest.mark.parametrize("by_rules", [False, True])
@pytest.mark.parametrize("carrier", CARRIERS)
async def test_a_catch_up_carries_no_attack_on_whoever_writes_it(carrier: str, by_rules: bool) -> None:
    evidence = together(carrier)
    incident = Incident("1", "T1", 1, "C0INC", "Checkout", Status.OPEN, opened_at=AT)
    async with ModelServer(MODELS["echoes"]) as server:
        account = ModelAccount(key="k", base_url=server.url, capabilities=frozenset(), timeout=5.0)
        drafter = drafter_for(None if by_rules else account, Book(), lambda: AT, personal=False)
        told = await drafter.catch_up(
            Brief(evidence, incident, "T1", since=AT - timedelta(hours=1), now=AT + timedelta(hours=1))
        )
        await drafter.close()
    assert bool(server.requests) != by_rules
    claims = [*told.wrong, *told.tried, *told.people, *told.open, *told.changed]
    assert claims
    assert [ts for claim in claims for ts in claim.evidence if evidence.get(ts) is None] == []
    shown = catchup_blocks.message(
        told, catchup_blocks.Telling(incident=incident, now=AT + timedelta(hours=1), link=link, since=told.since)
    )
    text = unlinked(harmless(shown.text), HOSTS)
    blocks = outgoing(list(shown.blocks), HOSTS)
    assert in_message({"text": text, "blocks": blocks}) == []
    assert SECRET not in json.dumps(blocks, ensure_ascii=False)


@pytest.mark.parametrize("payload", [each for each in PAYLOADS if each != "secret"])
def test_words_that_pass_every_check_are_still_words(payload: str) -> None:
    text, cited = PAYLOADS[payload], ("1900000000.000100",)
    draft = Draft(
        title=text,
        severity=None,
        drafter=text,
        note=text,
        times=Times(),
        summary=(Claim(text=text, evidence=cited),),
        impact=(Claim(text=text, evidence=cited),),
        timeline=(TimelineEntry(text=text, evidence=cited, at=AT, kind="alert", importance=0.9),),
        causes=(Cause(text=text, evidence=cited, confidence=0.7),),
        factors=(Claim(text=text, evidence=cited),),
        went_well=(Claim(text=text, evidence=cited),),
        questions=(Claim(text=text, evidence=cited),),
        actions=(Action(text=text, evidence=cited, owner=text, due=text, priority=text),),
    )
    assert harm(draft) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_ticket_has_the_words_and_no_link_of_them(payload: str) -> None:
    ticket = NewTicket(label="x", summary=PAYLOADS[payload])
    assert not re.search(
        r"(?i)\b(?:https?|file|javascript):(?=\S)(?!\u200b)|www\.\w", jira_markup.summary(ticket.summary)
    )
