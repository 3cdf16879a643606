"""Secrets never come back, whatever their form and disguise; what only looks like one stays; and doubt withholds the words."""

import json
import re
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from bot.domain.evidence import Evidence, Item, Person
from bot.domain.incident import Incident, Status
from bot.drafting.catchup import catch_up
from bot.drafting.claude_drafter import ClaudeDrafter
from bot.drafting.document import to_json, to_markdown
from bot.drafting.drafter import Brief
from bot.drafting.extractive import write
from bot.drafting.fallback import drafter_for
from bot.masking.masked import masked
from bot.masking.secrets import LONGEST, WITHHELD, without_secrets
from bot.model_settings import ModelAccount
from tests.drafting.planted import Maker, look_alikes, planted, tokens

SECRETS = planted()
MAYA = Person("U1", "Maya Lind")
ACCOUNT = ModelAccount(base_url="http://127.0.0.1:9")


def said(*texts: str) -> Evidence:
    """A channel in which Maya says one thing after the other, a minute apart."""
    return Evidence.of("inc-1", [Item(f"{1760000000 + 60 * n}.000100", MAYA, text) for n, text in enumerate(texts)])


def leaked(words: str) -> list[str]:
    """The planted secrets of which a part stands in the words."""
    return [each.kind for each in SECRETS if any(part in words for part in each.parts)]


def test_there_are_three_hundred_secrets_of_fifteen_kinds() -> None:
    assert len(SECRETS) >= 300
    assert len({each.kind for each in SECRETS}) >= 15


def test_no_planted_secret_is_left_and_each_has_a_placeholder() -> None:
    clean = {each.text: without_secrets(each.text) for each in SECRETS}
    assert [each for each in SECRETS if any(part in clean[each.text] for part in each.parts)] == []
    assert [text for text, told in clean.items() if not re.search(r"\[secret:[\w-]+\]", told)] == []


def test_of_a_thousand_look_alikes_at_most_ten_are_touched() -> None:
    harmless = look_alikes()
    assert len(harmless) == 1000
    assert len([text for text in harmless if without_secrets(text) != text]) <= 10


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("the password is marzipan, thanks", "the password is [secret:password], thanks"),
        ("mysql -u root -pHarbour77 orders", "mysql -u root -p[secret:password] orders"),
        ("postgres://app:Harbour77@db-3:5432/x", "postgres://[secret:login-in-address]@db-3:5432/x"),
        ("https://acme.zoom.us/j/1234567?pwd=Harbour77 now", "[secret:meeting-link] now"),
        ("password reset is down, token expired", "password reset is down, token expired"),
    ],
)
def test_the_rest_of_the_sentence_stays(text: str, told: str) -> None:
    assert without_secrets(text) == told


def test_the_line_after_a_whole_token_stays() -> None:
    token = tokens(Maker())["GitHub"]
    assert without_secrets(f"it was {token}\nplease rotate it") == "it was [secret:GitHub-token]\nplease rotate it"


def test_a_text_that_cannot_be_checked_is_withheld_as_a_whole() -> None:
    assert without_secrets("a" * (LONGEST + 1)) == WITHHELD


def test_masking_reaches_every_word_and_leaves_what_a_citation_needs() -> None:
    secret = tokens(Maker())["AWS key"]
    author = Person("U1", f"Maya {secret}")
    item = Item(
        "1760000000.000100", author, f"now {secret}", "1760000009.000000", files=(f"{secret}.txt",),
        earlier=(("", f"before {secret}"),),
    )  # fmt: skip
    clean = masked(Evidence.of(f"inc-{secret}", [item], [Person("U2", secret)]))
    assert secret not in repr(clean)
    assert [(each.ts, each.version, each.author.id) for each in clean] == [(item.ts, item.version, "U1")]
    assert clean.people.keys() == {"U1", "U2"}
    assert masked(clean) is clean


def test_neither_draft_nor_catch_up_by_rules_repeats_a_secret() -> None:
    texts = [f"root cause: deploy v8{n} broke checkout. {each.text}" for n, each in enumerate(SECRETS)]
    evidence = said("checkout is down since 14:05", *texts, "rolled back, checkout works again")
    draft = write(evidence)
    assert "[secret:" in json.dumps(to_json(draft))
    assert leaked(json.dumps(to_json(draft)) + to_markdown(draft, lambda ts: None)) == []
    now = datetime(2026, 1, 1, tzinfo=UTC)
    told = catch_up(evidence, Incident("i", "T1", 1, "C1", "Checkout", Status.OPEN, now), None, now)
    assert told.wrong or told.tried
    assert leaked(repr(told)) == []


def test_no_request_to_a_model_holds_a_secret() -> None:
    incident = Incident("i", "T1", 1, "C1", f"Down, password: {SECRETS[0].parts[0]}", Status.OPEN, datetime.now(UTC))
    request = ClaudeDrafter(ACCOUNT).request(Brief(said(*(each.text for each in SECRETS)), incident))
    assert leaked("\n".join(str(getattr(request, field.name)) for field in fields(request))) == []
    assert "[secret:AWS-access-key]" in repr(request.evidence)
    assert "copy them as they are" in request.task


PERSONAL = said(
    "checkout is down since 14:05, root cause: deploy v812",
    "jane.roe@example.com cannot pay, root cause is her card 4111 1111 1111 1111",
    "call +44 20 7946 0958, or write to jane.roe@example.com; IBAN GB82 WEST 1234 5698 7654 32",
    "I'll add an alert that mails jane.roe@example.com by friday",
    "rolled back v812, checkout works again",
)


def test_personal_data_stays_unless_the_setting_says_otherwise() -> None:
    assert masked(PERSONAL).items == PERSONAL.items


def named(text: str) -> str:
    """The text with placeholders by their kind alone."""
    return re.sub(r"\[([\w-]+)-[0-9a-f]{6}\]", r"[\1]", text)


def test_personal_data_gets_typed_placeholders_the_same_for_the_same() -> None:
    clean = masked(PERSONAL, personal=True)
    assert named(clean.items[1].text) == "[e-mail] cannot pay, root cause is her card [card]"
    assert named(clean.items[2].text) == "call [phone], or write to [e-mail]; IBAN [IBAN]"
    assert dict(clean.counts) == {"e-mail": 3, "card": 1, "phone": 1, "IBAN": 1}
    assert len([each for each in clean.personal if each.startswith("[e-mail")]) == 1


def test_a_placeholder_stays_whatever_is_said_before_it_later() -> None:
    before = masked(said("mail jane.roe@example.com"), personal=True)
    after = masked(said("mail tom@example.com", "mail jane.roe@example.com"), personal=True)
    assert after.items[1].text == before.items[0].text


@pytest.mark.parametrize(
    "text", ["card 4111 1111 1111 1112", "id 20261112133807", "GB82 WEST 1234 5698 7654 33", "10.0.0.12:5432"]
)
def test_a_number_without_the_right_checksum_is_no_personal_data(text: str) -> None:
    assert masked(said(text), personal=True).items[0].text == text


async def test_personal_data_comes_back_for_the_channel_but_not_in_what_becomes_a_ticket() -> None:
    drafter = drafter_for(None, personal=True)
    within = await drafter.write(Brief(PERSONAL, within=True))
    beyond = await drafter.write(Brief(PERSONAL))
    assert "jane.roe@example.com" in " ".join(claim.text for claim in within.timeline)
    assert [named(action.text) for action in within.actions] == ["Add an alert that mails [e-mail] by friday."]
    assert "jane.roe" not in repr(beyond)
