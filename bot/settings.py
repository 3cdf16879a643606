"""The environment, read once into frozen settings. `.env.example` explains each variable."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.environment import Values, is_address, unfit, unknown, written
from bot.errors import SettingsMistake
from bot.model_settings import ModelAccount, model_of

Format = Literal["auto", "json", "text"]
FORMATS: tuple[Format, ...] = ("auto", "json", "text")
LEVELS = ("debug", "info", "warning", "error")
DEFAULT_PATTERNS = ("inc-*", "incident-*", "sev*-*")


@dataclass(frozen=True)
class JiraAccount:
    """Where tickets are filed. `email` is None for a Data Center personal access token; `timeout` and `settle` in seconds:
    after an unanswered create, that long without a finding means that nothing was written."""

    url: str
    token: str = field(repr=False)
    project: str
    email: str | None = None
    issue_type: str = "Task"
    timeout: float = 15.0
    settle: float = 90.0


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations. Durations in seconds."""

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    http_host: str = "127.0.0.1"
    http_port: int = 3000
    status_port: int | None = None
    """Where /healthz, /readyz and /metrics are besides; in HTTP mode they are on `http_port` anyway."""
    database_url: str = field(default="sqlite:///debrief.db", repr=False)
    slack_api_url: str = "https://slack.com/api/"
    channel_patterns: tuple[str, ...] = DEFAULT_PATTERNS
    jira: JiraAccount | None = None
    model: ModelAccount | None = None
    mask_personal_data: bool = False
    """Whether e-mail addresses, phone, bank account and card numbers reach neither a model nor a ticket."""
    link_hosts: tuple[str, ...] = ()
    """Hosts that links may lead to besides the workspace's and the tracker's: `status.example.com`, `*.example.com`."""
    log_format: Format = "auto"
    log_level: str = "info"
    lease: float = 60.0
    """How long a job stays with a worker that has stopped answering."""
    first_retry: float = 0.5
    """How long until work that failed is tried again; doubled each time."""


@dataclass(frozen=True)
class Reading:
    """What the environment says: the settings as far as they can be read, what is missing or wrong, as sentences without their
    ends, and names that are no setting, each with the one that may be meant, or None."""

    settings: Settings
    faults: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str | None], ...] = ()

    def sound(self) -> Settings:
        """The settings. Raises SettingsMistake that lists everything missing or wrong at once."""
        if self.faults:
            raise SettingsMistake("Before Debrief can start: " + "; ".join(self.faults) + ".", self.faults)
        return self.settings


def from_environment(
    environment: Mapping[str, str] | None = None, dotenv: str = ".env", *, http: bool = False
) -> Settings:
    """The settings of `.env`, overridden by the process environment. With `http`, for listening instead of Socket Mode.

    Raises SettingsMistake that lists everything missing or wrong at once."""
    return read(environment, dotenv, http=http).sound()


def read(environment: Mapping[str, str] | None = None, dotenv: str = ".env", *, http: bool = False) -> Reading:
    """The same, with what is wrong beside it instead of raised. Raises SettingsMistake where `.env` is no text."""
    values = {name: value for name, value in written(environment, dotenv).items() if value}
    faults = list(unfit(values))
    bot_token, app_token, secret = _slack(values, faults, http=http)
    port, status_port = _ports(values, faults)
    log_format, log_level = _log(values, faults)
    settings = Settings(
        bot_token=bot_token,
        app_token=app_token,
        signing_secret=secret,
        http_host=values.get("DEBRIEF_HTTP_HOST", Settings.http_host),
        http_port=port,
        status_port=status_port,
        database_url=_database(values.get("DATABASE_URL") or Settings.database_url, faults),
        slack_api_url=_slack_api(values.get("SLACK_API_URL", Settings.slack_api_url), faults),
        channel_patterns=_patterns(values),
        jira=_jira(values, faults),
        model=model_of(values, faults),
        mask_personal_data=_masks_personal_data(values, faults),
        link_hosts=_link_hosts(values.get("DEBRIEF_LINK_HOSTS", ""), faults),
        log_format=log_format,
        log_level=log_level,
    )
    return Reading(settings, tuple(faults), unknown(environment, dotenv))


def _slack(values: Mapping[str, str], faults: list[str], *, http: bool) -> tuple[str, str, str]:
    """The bot's token, the app's and the signing secret; which of them is needed depends on how Slack is heard."""
    bot, app = values.get("SLACK_BOT_TOKEN", ""), values.get("SLACK_APP_TOKEN", "")
    secret = values.get("SLACK_SIGNING_SECRET", "")
    if bot.startswith("xapp-"):
        faults.append(
            "set SLACK_BOT_TOKEN to the token that starts with xoxb-; that of SLACK_APP_TOKEN stands there now"
        )
    elif not bot.startswith("xoxb-"):
        faults.append("set SLACK_BOT_TOKEN to the Bot User OAuth Token of your Slack app (it starts with xoxb-)")
    if http and not secret:
        faults.append("set SLACK_SIGNING_SECRET to the Signing Secret of your Slack app (Basic Information)")
    if not http and app.startswith("xoxb-"):
        faults.append(
            "set SLACK_APP_TOKEN to the token that starts with xapp-; that of SLACK_BOT_TOKEN stands there now"
        )
    elif not http and not app.startswith("xapp-"):
        faults.append("set SLACK_APP_TOKEN to an App-Level Token with connections:write (it starts with xapp-)")
    return bot, app, secret


def _slack_api(url: str, faults: list[str]) -> str:
    if not is_address(url):
        faults.append("write SLACK_API_URL with https:// in front, or leave it out")
    return url


def _ports(values: Mapping[str, str], faults: list[str]) -> tuple[int, int | None]:
    port, status_port = values.get("DEBRIEF_HTTP_PORT", ""), values.get("DEBRIEF_STATUS_PORT", "")
    if port and not _is_port(port):
        faults.append("set DEBRIEF_HTTP_PORT to a port number, such as 3000")
    if status_port and not _is_port(status_port):
        faults.append("set DEBRIEF_STATUS_PORT to a port number, such as 9464, or leave it out")
    return (
        int(port) if _is_port(port) else Settings.http_port,
        int(status_port) if _is_port(status_port) else None,
    )


def _log(values: Mapping[str, str], faults: list[str]) -> tuple[Format, str]:
    shape, level = values.get("DEBRIEF_LOG_FORMAT", "auto"), values.get("DEBRIEF_LOG_LEVEL", "info").lower()
    if shape not in FORMATS:
        faults.append(f"write DEBRIEF_LOG_FORMAT as one of {', '.join(FORMATS)}")
    if level not in LEVELS:
        faults.append(f"write DEBRIEF_LOG_LEVEL as one of {', '.join(LEVELS)}")
    return next((each for each in FORMATS if each == shape), "auto"), level if level in LEVELS else "info"


def _link_hosts(text: str, faults: list[str]) -> tuple[str, ...]:
    hosts = tuple(filter(None, (host.strip().lower() for host in text.split(","))))
    if not all(re.fullmatch(r"(?:\*\.)?[a-z0-9\-]+(?:\.[a-z0-9\-]+)+", host) for host in hosts):
        faults.append("write DEBRIEF_LINK_HOSTS as hosts alone, such as status.example.com,*.example.com")
    return hosts


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5 and 0 < int(text) < 65536


@dataclass(frozen=True)
class StoreSettings:
    """Where everything is kept, and which channels are an incident's: enough for what does without Slack."""

    database_url: str = field(repr=False)
    channel_patterns: tuple[str, ...]


def store_settings(environment: Mapping[str, str] | None = None, dotenv: str = ".env") -> StoreSettings:
    """These settings alone. Raises SettingsMistake."""
    values = written(environment, dotenv)
    faults: list[str] = []
    url = _database(values.get("DATABASE_URL") or Settings.database_url, faults)
    if faults:
        raise SettingsMistake("Before Debrief can open its database: " + "; ".join(faults) + ".", tuple(faults))
    return StoreSettings(url, _patterns(values))


def _patterns(values: Values) -> tuple[str, ...]:
    given = (pattern.strip() for pattern in (values.get("INCIDENT_CHANNELS") or "").split(","))
    return tuple(filter(None, given)) or DEFAULT_PATTERNS


def masks_personal_data(environment: Mapping[str, str] | None = None, dotenv: str = ".env") -> bool:
    """This setting alone. Raises SettingsMistake."""
    faults: list[str] = []
    hides = _masks_personal_data(written(environment, dotenv), faults)
    if faults:
        raise SettingsMistake("Before Debrief can draft: " + "; ".join(faults) + ".")
    return hides


def _masks_personal_data(values: Values, faults: list[str]) -> bool:
    told = (values.get("MASK_PERSONAL_DATA") or "false").strip().lower()
    if told not in ("true", "false"):
        faults.append("write MASK_PERSONAL_DATA as true or false")
    return told == "true"


def _database(url: str, faults: list[str]) -> str:
    """The database's address with the driver named. What is wrong with it is told without the address: it has a password."""
    scheme, _, rest = url.partition("://")
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        if rest.count("@") > 1:
            faults.append("write an @ in the password of DATABASE_URL as %40")
        return f"postgresql+psycopg://{rest}"
    if scheme != "sqlite" or not rest.startswith("/"):
        faults.append(
            "set DATABASE_URL to a SQLite file, such as sqlite:///debrief.db, "
            "or to a PostgreSQL database, such as postgresql://user:password@host/debrief"
        )
    return url


def _jira(values: Values, faults: list[str]) -> JiraAccount | None:
    given = {key: values.get(key) or "" for key in ("JIRA_URL", "JIRA_API_TOKEN", "JIRA_PROJECT")}
    if not any(given.values()):
        return None
    faults.extend(f"set {key} too, since other JIRA_ settings are there" for key, value in given.items() if not value)
    if given["JIRA_URL"] and not is_address(given["JIRA_URL"]):
        faults.append("write JIRA_URL with https:// in front")
    return JiraAccount(
        url=given["JIRA_URL"].rstrip("/"),
        token=given["JIRA_API_TOKEN"],
        project=given["JIRA_PROJECT"],
        email=values.get("JIRA_EMAIL") or None,
        issue_type=values.get("JIRA_ISSUE_TYPE") or "Task",
    )
