"""The doctor at installations that lack something."""

import socket
import sqlite3
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import yaml

from bot.doctor.examination import examine
from bot.doctor.findings import Finding
from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from storage.store import Store
from tests.acceptance.kit import MANIFEST

SCOPES: list[str] = yaml.safe_load(MANIFEST.read_text("utf-8"))["oauth_config"]["scopes"]["bot"]


@pytest.fixture
async def slack() -> AsyncIterator[EmulatedSlack]:
    async with EmulatedSlack(manifest=MANIFEST) as workspace:
        yield workspace


async def findings(
    slack: EmulatedSlack, folder: Path, changes: Mapping[str, str] | None = None, *, http: bool = False, **more: str
) -> dict[str, Finding]:
    environment = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": f"sqlite:///{folder / 'debrief.db'}",
    }
    return {
        each.id: each
        async for each in examine(environment | dict(changes or {}) | more, str(folder / "none.env"), http=http)
    }


async def test_a_good_installation_has_nothing_red(slack: EmulatedSlack, tmp_path: Path) -> None:
    slack.add_channel("inc-1", members=[slack.add_user("maya")])
    found = await findings(slack, tmp_path)
    assert {each.id for each in found.values() if each.level == "red"} == set()
    assert {each.id for each in found.values() if each.level == "yellow"} == {"slack.features"}
    assert list(tmp_path.iterdir()) == []


async def test_every_fault_of_the_settings_is_a_line_of_its_own(slack: EmulatedSlack, tmp_path: Path) -> None:
    found = await findings(slack, tmp_path, SLACK_BOT_TOKEN="", DEBRIEF_HTTP_PORT="many", JIRA_URL="jira.example")
    faults = [each for name, each in found.items() if name.startswith("settings.")]
    assert len(faults) == 5
    assert {each.level for each in faults} == {"red"}
    assert any("SLACK_BOT_TOKEN" in each.advice for each in faults)


async def test_what_does_without_a_missing_setting_is_looked_at_all_the_same(
    slack: EmulatedSlack, tmp_path: Path
) -> None:
    found = await findings(slack, tmp_path, SLACK_BOT_TOKEN="", JIRA_URL="jira.example")
    assert {"slack.app_token", "database", "model", "python"} <= found.keys()
    assert not {"slack.bot_token", "tracker"} & found.keys()


async def test_a_name_that_is_no_setting_is_told_with_the_one_that_is_meant(
    slack: EmulatedSlack, tmp_path: Path
) -> None:
    dotenv = tmp_path / "none.env"
    dotenv.write_text("DEBRIEF_MODLE=x\nDATABASE_URI=sqlite:///x.db\nPOSTGRES_PASSWORD=p\nSLACK_BOT=1\n", "utf-8")
    found = await findings(slack, tmp_path, DEBRIEF_COLOUR="red", SLACK_BOTS="1")
    unknown = {name.rpartition(".")[2]: each for name, each in found.items() if name.startswith("settings.unknown")}
    assert unknown.keys() == {"DEBRIEF_MODLE", "DATABASE_URI", "DEBRIEF_COLOUR", "SLACK_BOT"}
    assert {each.level for each in unknown.values()} == {"yellow"}
    assert "DEBRIEF_MODEL" in unknown["DEBRIEF_MODLE"].advice
    assert "DATABASE_URL" in unknown["DATABASE_URI"].advice
    assert ".env.example" in unknown["DEBRIEF_COLOUR"].advice


async def test_a_missing_scope_is_red_and_says_what_it_is_for(tmp_path: Path) -> None:
    granted = [scope for scope in SCOPES if scope != "pins:write"] + ["users:read.email"]
    async with EmulatedSlack(manifest=MANIFEST, scopes=granted) as slack:
        found = await findings(slack, tmp_path)
    assert found["slack.scope.pins:write"].level == "red"
    assert "pinning the incident's card" in found["slack.scope.pins:write"].says
    assert "users:read.email" in found["slack.scopes.extra"].says
    assert "slack.scopes" not in found


async def test_a_token_that_slack_does_not_take_says_where_to_copy_it(slack: EmulatedSlack, tmp_path: Path) -> None:
    found = await findings(slack, tmp_path, SLACK_BOT_TOKEN="xoxb-other", SLACK_APP_TOKEN="xapp-other")
    assert "Install App" in found["slack.bot_token"].advice
    assert "connections:write" in found["slack.app_token"].advice


async def test_slack_that_does_not_answer_is_red(slack: EmulatedSlack, tmp_path: Path) -> None:
    found = await findings(slack, tmp_path, SLACK_API_URL="http://127.0.0.1:9/api/")
    assert found["slack.bot_token"].level == found["slack.app_token"].level == "red"


async def test_channels_that_are_named_like_an_incident_and_not_joined_are_named(
    slack: EmulatedSlack, tmp_path: Path
) -> None:
    slack.add_channel("inc-7-mail", members=[slack.add_user("maya")], bot=False)
    found = await findings(slack, tmp_path)
    assert "#inc-7-mail" in found["slack.channels.missed"].says
    assert "/invite" in found["slack.channels"].advice


async def test_a_database_that_is_held_by_another_or_is_none_is_red(slack: EmulatedSlack, tmp_path: Path) -> None:
    file = tmp_path / "debrief.db"
    Store(f"sqlite:///{file}").close()
    good = await findings(slack, tmp_path)
    assert good["database.schema"].level == "green"
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        held = await findings(slack, tmp_path)
        other.execute("ROLLBACK")
        other.execute("INSERT INTO job (id, team, kind, key, state, due_at, attempts, failures, wanted, error)"
                      " VALUES ('1', 'T', 'deliver', 'k', 'failed', 0, 1, 0, 1, 'Slack refused: not_in_channel.')")  # fmt: skip
        given_up = await findings(slack, tmp_path)
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    newer = await findings(slack, tmp_path)
    file.write_bytes(b"this is no database" * 100)
    broken = await findings(slack, tmp_path)
    nowhere = await findings(slack, tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/missing/debrief.db")
    assert held["database"].level == "red"
    assert "not_in_channel" in given_up["jobs.deliver"].says
    assert "newer" in newer["database.schema"].says
    assert broken["database"].level == nowhere["database"].level == "red"
    assert "backup" in broken["database"].advice
    assert "no folder" in nowhere["database"].advice


async def test_a_ticket_is_tried_without_being_filed(slack: EmulatedSlack, tmp_path: Path) -> None:
    async with EmulatedJira() as jira:
        account = {
            "JIRA_URL": jira.url, "JIRA_API_TOKEN": jira.token, "JIRA_PROJECT": jira.project, "JIRA_EMAIL": jira.email
        }  # fmt: skip
        good = await findings(slack, tmp_path, account)
        wrong = await findings(slack, tmp_path, account | {"JIRA_ISSUE_TYPE": "Wish"})
        stranger = await findings(slack, tmp_path, account | {"JIRA_API_TOKEN": "other"})
        assert jira.issues == []
    assert good["tracker"].level == "green"
    assert "JIRA_ISSUE_TYPE" in wrong["tracker"].advice
    assert "JIRA_API_TOKEN" in stranger["tracker"].advice


async def test_a_model_that_is_not_there_is_red_and_says_that_rules_draft(slack: EmulatedSlack, tmp_path: Path) -> None:
    found = await findings(slack, tmp_path, ANTHROPIC_BASE_URL="http://127.0.0.1:9")
    assert found["model"].level == "red"
    assert "rules draft" in found["model"].advice


async def test_in_http_mode_the_port_is_looked_at_and_not_the_socket(slack: EmulatedSlack, tmp_path: Path) -> None:
    found = await findings(slack, tmp_path, http=True, SLACK_SIGNING_SECRET="s", DEBRIEF_HTTP_PORT=str(slack.port))
    assert "slack.socket" not in found
    assert found["http.port"].level == "red"


async def test_a_port_that_is_taken_is_red_whatever_speaks_there(slack: EmulatedSlack, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        found = await findings(
            slack, tmp_path, http=True, SLACK_SIGNING_SECRET="s", DEBRIEF_HTTP_PORT=taken, DEBRIEF_STATUS_PORT=taken
        )
    assert (found["http.port"].level, found["status.port"].level) == ("red", "red")
    assert "DEBRIEF_STATUS_PORT" in found["status.port"].advice


@pytest.mark.parametrize("host", ["not a host", "nohost.invalid", "http://127.0.0.1"])
async def test_a_host_that_is_not_this_machine_is_red(slack: EmulatedSlack, tmp_path: Path, host: str) -> None:
    found = await findings(slack, tmp_path, http=True, SLACK_SIGNING_SECRET="s", DEBRIEF_HTTP_HOST=host)
    assert found["http.port"].level == "red"
    assert "DEBRIEF_HTTP_HOST" in found["http.port"].advice


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "sqlite:///x.db?mode=ro", "postgresql://h:port/x"])
async def test_a_database_that_the_start_refuses_is_red(slack: EmulatedSlack, tmp_path: Path, url: str) -> None:
    found = await findings(slack, tmp_path, DATABASE_URL=url)
    assert found["database"].level == "red"
    assert [each for each in found.values() if "broke off" in each.says] == []


async def test_a_password_in_an_address_is_not_shown(slack: EmulatedSlack, tmp_path: Path) -> None:
    found = await findings(
        slack,
        tmp_path,
        ANTHROPIC_BASE_URL="http://user:hunter2@127.0.0.1:9",
        JIRA_URL="http://joe:hunter2@127.0.0.1:9",
        JIRA_API_TOKEN="t",
        JIRA_PROJECT="P",
    )
    assert {found["model"].level, found["tracker"].level} <= {"red", "yellow"}
    assert [each for each in found.values() if "hunter2" in f"{each.says} {each.advice}"] == []


async def test_no_finding_shows_a_secret(slack: EmulatedSlack, tmp_path: Path) -> None:
    secret = "s3cr3t-of-mine"
    database = f"postgresql://debrief:{secret}@127.0.0.1:9/debrief"
    found = await findings(
        slack, tmp_path, SLACK_BOT_TOKEN=f"xoxb-{secret}", SLACK_APP_TOKEN=f"xapp-{secret}", DATABASE_URL=database,
        ANTHROPIC_API_KEY=secret, ANTHROPIC_BASE_URL="http://127.0.0.1:9",
    )  # fmt: skip
    assert found["database"].level == "red"
    assert secret not in str(found)
