"""What Debrief sends: nothing in it pings anybody, and what is meant to be a link is one."""

import pytest

from bot.domain.web_addresses import LinkHosts
from bot.slack.mrkdwn import MOST, escape, harmless, linked, outgoing, unlinked

HOSTS = LinkHosts(frozenset(("acme.slack.com", "*.acme.example")))


@pytest.mark.parametrize("ping", ["<!channel>", "<!here|here>", "<@U0123>", "<!subteam^S1>", "<#general>", "<#C1|x>"])
def test_a_mention_is_taken_apart(ping: str) -> None:
    assert harmless({"text": [ping]})["text"][0].startswith("&lt;")


def test_a_channel_by_its_id_and_a_date_stay_what_they_are() -> None:
    said = "INC-1 resolved in <#C0123ABC> at <!date^1795488824^{time}|14:05>"
    assert harmless(said) == said


def test_somebodys_words_name_no_channel() -> None:
    assert "<#" not in harmless(escape("<#C0123ABC>"))


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/a", "http://EVIL.example", "https://acme.slack.com.evil.example/", "https://acme.slack.com@evil.example/",
        "https://acme.example/", "https://acme.slack.com\\@evil.example", "javascript:alert(1)", "ftp://acme.slack.com/",
    ],
)  # fmt: skip
def test_an_address_elsewhere_is_no_link_in_whatever_way_it_is_written(address: str) -> None:
    assert "<" not in linked(f"<{address}|here> {escape(address)}", HOSTS)
    assert "://" not in linked(escape(address), HOSTS)


@pytest.mark.parametrize("address", ["https://acme.slack.com/archives/C1/p1", "https://status.acme.example/a_b?x=1"])
def test_an_allowed_address_in_somebodys_words_is_a_link(address: str) -> None:
    assert linked(escape(f"see {address}, please"), HOSTS) == f"see <{address}>, please"


def test_a_date_leads_to_an_allowed_host_or_nowhere() -> None:
    ours = "<!date^1^{time}^https://acme.slack.com/p1|14:05>"
    assert linked(ours, HOSTS) == ours
    assert linked("<!date^1^{time}^https://evil.example|14:05>", HOSTS) == "<!date^1^{time}|14:05>"


def test_slack_is_told_to_make_no_links_of_its_own() -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "evil.example"}}
    assert outgoing([block], HOSTS)[0]["text"]["verbatim"] is True


def test_outside_of_blocks_a_host_is_no_link() -> None:
    assert "evil.example" not in unlinked("evil.example/login at 4.31.1", HOSTS)
    assert "4.31.1" in unlinked("evil.example/login at 4.31.1", HOSTS)


def test_links_never_make_a_text_too_long_for_slack() -> None:
    said = escape("https://a.acme.example " * 124)
    assert len(linked(said, HOSTS)) <= MOST
