"""DATABASE_URL: which addresses are taken, and what is said of the others."""

import pytest

from bot.errors import SettingsMistake
from bot.settings import Settings, from_environment

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
