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


def test_a_folder_called_env_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsMistake, match="is a folder"):
        from_environment(TOKENS, dotenv=str(tmp_path))


def test_a_line_that_cannot_be_read_is_told_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "some.env"
    file.write_text("SLACK_API_URL=https://slack.com/api/\nJIRA_URL='https://x\n", "utf-8")
    with pytest.raises(SettingsMistake, match=r"Line 2 of \.env cannot be read"):
        from_environment(TOKENS, dotenv=str(file))


def test_a_byte_order_mark_belongs_to_no_name(tmp_path: Path) -> None:
    file = tmp_path / "some.env"
    file.write_text("\ufeffINCIDENT_CHANNELS=fire-*\n", "utf-8")
    assert from_environment(TOKENS, dotenv=str(file)).channel_patterns == ("fire-*",)


@pytest.mark.parametrize("address", ["nonsense", "file:///etc/", "http://[::1", "https://", "http://host:many/"])
@pytest.mark.parametrize("name", ["SLACK_API_URL", "ANTHROPIC_BASE_URL", "JIRA_URL"])
def test_what_is_no_address_of_a_server_is_told(name: str, address: str) -> None:
    jira = {"JIRA_URL": "https://x", "JIRA_API_TOKEN": "t", "JIRA_PROJECT": "P"}
    with pytest.raises(SettingsMistake, match=f"write {name} with https:// in front"):
        from_environment({**TOKENS, **jira, name: address}, dotenv="none")


def test_a_token_with_a_line_break_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsMistake, match="write SLACK_BOT_TOKEN anew"):
        from_environment({**TOKENS, "SLACK_BOT_TOKEN": "xoxb-1\nX: y"}, dotenv="none")
