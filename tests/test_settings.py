"""DATABASE_URL: which addresses are taken, and what is said of the others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import SettingsMistake
from bot.model_settings import model_account
from bot.settings import Settings, from_environment, store_settings

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def settings(url: str) -> Settings:
    return from_environment({**TOKENS, "DATABASE_URL": url}, dotenv="none")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_named_as_people_name_it(scheme: str) -> None:
    made = settings(f"{scheme}://debrief:zebra@db.example.com:5433/debrief?sslmode=require")
    assert made.database_url == "postgresql+psycopg://debrief:zebra@db.example.com:5433/debrief?sslmode=require"


@pytest.mark.parametrize(
    "url", ["mysql://debrief:zebra@host/x", "sqlite://file.db", "file.db", "postgresql://debrief:ze@bra@host/x"]
)
def test_an_address_that_will_not_do_is_said_without_its_password(url: str) -> None:
    with pytest.raises(SettingsMistake, match="DATABASE_URL") as mistake:
        settings(url)
    assert "bra" not in str(mistake.value)


def test_a_password_is_not_shown_with_the_settings() -> None:
    assert "zebra" not in repr(settings("postgresql://debrief:zebra@host/x"))


@pytest.mark.parametrize("port", ["9" * 5000, "²", "٣٠٠٠", "65536", "0", "+80", " 80", "80.0"])
def test_a_port_that_is_none_is_said_with_the_setting(port: str) -> None:
    for name in ("DEBRIEF_HTTP_PORT", "DEBRIEF_STATUS_PORT"):
        with pytest.raises(SettingsMistake, match=name) as mistake:
            from_environment({**TOKENS, name: port}, dotenv="none")
        assert len(str(mistake.value)) < 200


@pytest.mark.parametrize("read", [from_environment, store_settings, model_account])
def test_a_file_that_is_no_text_is_said_in_one_sentence(read: Callable[..., object], tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"JIRA_PROJECT=\xe9t\xe9\n")
    with pytest.raises(
        SettingsMistake, match=r"^The file \.env is not text in UTF-8; write it anew from \.env\.example\.$"
    ):
        read(TOKENS, str(tmp_path / ".env"))


def test_hosts_that_links_may_lead_to_are_named_with_commas() -> None:
    made = from_environment({**TOKENS, "DEBRIEF_LINK_HOSTS": "Status.example.com, *.example.org"}, dotenv="none")
    assert made.link_hosts == ("status.example.com", "*.example.org")


@pytest.mark.parametrize("hosts", ["https://example.com", "example.com/a", "*", "*.", "com", "a@example.com"])
def test_what_is_no_host_is_refused_with_the_setting(hosts: str) -> None:
    with pytest.raises(SettingsMistake, match="DEBRIEF_LINK_HOSTS"):
        from_environment({**TOKENS, "DEBRIEF_LINK_HOSTS": hosts}, dotenv="none")
