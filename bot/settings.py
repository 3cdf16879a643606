"""The environment, read once into frozen settings. `.env.example` explains each variable."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from dotenv import dotenv_values

from bot.domain.prices import Price, price_of
from bot.errors import SettingsMistake

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


CAPABILITIES = frozenset(("schema", "cache"))


@dataclass(frozen=True)
class ModelAccount:
    """The language model that drafts, behind anything that speaks the Messages API. `base_url` is None for Anthropic itself.

    `capabilities` are what that server can do besides: `schema` (hold an answer to a JSON schema), `cache` (keep a prompt).
    `timeout` is how long one answer may take, waits and repetitions included, in seconds; `most_input` how many characters of a
    channel are sent. `catch_up_model` writes catch-ups, the same one where it is empty; `prices` by a model's name are those of
    this installation; `budget` is what a workspace may spend in a calendar month (UTC), in dollars, None for no limit."""

    key: str = field(default="", repr=False)
    base_url: str | None = None
    model: str = "claude-sonnet-5-5"
    capabilities: frozenset[str] = CAPABILITIES
    timeout: float = 300.0
    most_input: int = 400_000
    catch_up_model: str = ""
    prices: tuple[tuple[str, Price], ...] = ()
    budget: float | None = None

    @property
    def price(self) -> Price | None:
        """What `model` costs, None where nobody has said it."""
        return price_of(self.model, dict(self.prices))

    @property
    def for_catch_ups(self) -> "ModelAccount":
        """The same account with the model that writes catch-ups."""
        return replace(self, model=self.catch_up_model) if self.catch_up_model else self


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


def from_environment(
    environment: Mapping[str, str] | None = None, dotenv: str = ".env", *, http: bool = False
) -> Settings:
    """The settings of `.env`, overridden by the process environment. With `http`, for listening instead of Socket Mode.

    Raises SettingsMistake that lists everything missing or wrong at once."""
    source = environment if environment is not None else os.environ
    values = {k: v for k, v in {**_written(dotenv), **source}.items() if v}
    faults: list[str] = []
    bot_token, app_token = values.get("SLACK_BOT_TOKEN", ""), values.get("SLACK_APP_TOKEN", "")
    if bot_token.startswith("xapp-"):
        faults.append(
            "set SLACK_BOT_TOKEN to the token that starts with xoxb-; that of SLACK_APP_TOKEN stands there now"
        )
    elif not bot_token.startswith("xoxb-"):
        faults.append("set SLACK_BOT_TOKEN to the Bot User OAuth Token of your Slack app (it starts with xoxb-)")
    secret, port = values.get("SLACK_SIGNING_SECRET", ""), values.get("DEBRIEF_HTTP_PORT", str(Settings.http_port))
    if http and not secret:
        faults.append("set SLACK_SIGNING_SECRET to the Signing Secret of your Slack app (Basic Information)")
    if not _is_port(port):
        faults.append("set DEBRIEF_HTTP_PORT to a port number, such as 3000")
    status_port = values.get("DEBRIEF_STATUS_PORT")
    if status_port and not _is_port(status_port):
        faults.append("set DEBRIEF_STATUS_PORT to a port number, such as 9464, or leave it out")
    if not http and not app_token.startswith("xapp-"):
        faults.append("set SLACK_APP_TOKEN to an App-Level Token with connections:write (it starts with xapp-)")
    log_format, log_level = values.get("DEBRIEF_LOG_FORMAT", "auto"), values.get("DEBRIEF_LOG_LEVEL", "info").lower()
    if log_format not in FORMATS:
        faults.append(f"write DEBRIEF_LOG_FORMAT as one of {', '.join(FORMATS)}")
    if log_level not in LEVELS:
        faults.append(f"write DEBRIEF_LOG_LEVEL as one of {', '.join(LEVELS)}")
    database_url = _database(values.get("DATABASE_URL") or Settings.database_url, faults)
    jira = _jira(values, faults)
    model = _model(values, faults)
    hides = _masks_personal_data(values, faults)
    link_hosts = _link_hosts(values.get("DEBRIEF_LINK_HOSTS", ""), faults)
    if faults:
        raise SettingsMistake("Before Debrief can start: " + "; ".join(faults) + ".", tuple(faults))
    return Settings(
        bot_token=bot_token,
        app_token=app_token,
        signing_secret=secret,
        http_host=values.get("DEBRIEF_HTTP_HOST", Settings.http_host),
        http_port=int(port),
        status_port=int(status_port) if status_port else None,
        database_url=database_url,
        slack_api_url=values.get("SLACK_API_URL", Settings.slack_api_url),
        channel_patterns=_patterns(values),
        jira=jira,
        model=model,
        mask_personal_data=hides,
        link_hosts=link_hosts,
        log_format=next(each for each in FORMATS if each == log_format),
        log_level=log_level,
    )


def _link_hosts(text: str, faults: list[str]) -> tuple[str, ...]:
    hosts = tuple(filter(None, (host.strip().lower() for host in text.split(","))))
    if not all(re.fullmatch(r"(?:\*\.)?[a-z0-9\-]+(?:\.[a-z0-9\-]+)+", host) for host in hosts):
        faults.append("write DEBRIEF_LINK_HOSTS as hosts alone, such as status.example.com,*.example.com")
    return hosts


def _written(dotenv: str) -> dict[str, str | None]:
    """What the file says, if there is one. Raises SettingsMistake."""
    try:
        return dotenv_values(dotenv)
    except UnicodeDecodeError:
        raise SettingsMistake("The file .env is not text in UTF-8; write it anew from .env.example.") from None


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5 and 0 < int(text) < 65536


@dataclass(frozen=True)
class StoreSettings:
    """Where everything is kept, and which channels are an incident's: enough for what does without Slack."""

    database_url: str = field(repr=False)
    channel_patterns: tuple[str, ...]


def store_settings(environment: Mapping[str, str] | None = None, dotenv: str = ".env") -> StoreSettings:
    """These settings alone. Raises SettingsMistake."""
    source = environment if environment is not None else os.environ
    values = {**_written(dotenv), **source}
    faults: list[str] = []
    url = _database(values.get("DATABASE_URL") or Settings.database_url, faults)
    if faults:
        raise SettingsMistake("Before Debrief can open its database: " + "; ".join(faults) + ".", tuple(faults))
    return StoreSettings(url, _patterns(values))


def _patterns(values: Mapping[str, str | None]) -> tuple[str, ...]:
    given = (pattern.strip() for pattern in (values.get("INCIDENT_CHANNELS") or "").split(","))
    return tuple(filter(None, given)) or DEFAULT_PATTERNS


def model_account(environment: Mapping[str, str] | None = None, dotenv: str = ".env") -> ModelAccount | None:
    """The settings of the language model alone, None where there is none. Raises SettingsMistake."""
    source = environment if environment is not None else os.environ
    faults: list[str] = []
    account = _model({**_written(dotenv), **source}, faults)
    if faults:
        raise SettingsMistake("Before Debrief can ask a model: " + "; ".join(faults) + ".")
    return account


def masks_personal_data(environment: Mapping[str, str] | None = None, dotenv: str = ".env") -> bool:
    """This setting alone. Raises SettingsMistake."""
    faults: list[str] = []
    hides = _masks_personal_data(
        {**_written(dotenv), **(environment if environment is not None else os.environ)}, faults
    )
    if faults:
        raise SettingsMistake("Before Debrief can draft: " + "; ".join(faults) + ".")
    return hides


def _masks_personal_data(values: Mapping[str, str | None], faults: list[str]) -> bool:
    told = (values.get("MASK_PERSONAL_DATA") or "false").strip().lower()
    if told not in ("true", "false"):
        faults.append("write MASK_PERSONAL_DATA as true or false")
    return told == "true"


def _model(values: Mapping[str, str | None], faults: list[str]) -> ModelAccount | None:
    key, base_url = values.get("ANTHROPIC_API_KEY") or "", values.get("ANTHROPIC_BASE_URL") or None
    if not key and not base_url:
        return None
    if base_url and not base_url.startswith(("https://", "http://")):
        faults.append("write ANTHROPIC_BASE_URL with https:// in front")
    told = values.get("DEBRIEF_MODEL_CAPABILITIES") or ("none" if base_url else "schema,cache")
    capabilities = frozenset(each.strip() for each in told.split(",")) - {"", "none"}
    if not capabilities <= CAPABILITIES:
        faults.append("write DEBRIEF_MODEL_CAPABILITIES as schema, cache, both with a comma, or none")
    account = ModelAccount(
        key=key,
        base_url=base_url,
        model=values.get("DEBRIEF_MODEL") or ModelAccount.model,
        capabilities=capabilities,
        timeout=_positive(values, "DEBRIEF_MODEL_TIMEOUT", ModelAccount.timeout, faults),
        most_input=int(_positive(values, "DEBRIEF_MODEL_INPUT", ModelAccount.most_input, faults)),
        catch_up_model=values.get("DEBRIEF_MODEL_CATCHUP") or "",
        prices=_prices(values.get("DEBRIEF_MODEL_PRICES") or "", faults),
        budget=_budget(values.get("DEBRIEF_MODEL_BUDGET") or "", faults),
    )
    for each in {account.model: account, account.for_catch_ups.model: account.for_catch_ups}.values():
        if account.budget is not None and each.price is None:
            faults.append(
                f"say in DEBRIEF_MODEL_PRICES what {each.model} costs, such as {each.model}=3/15, "
                "since DEBRIEF_MODEL_BUDGET cannot be kept without"
            )
    return account


def _prices(text: str, faults: list[str]) -> tuple[tuple[str, Price], ...]:
    """Written as `NAME=IN/OUT`, dollars for a million tokens, separated by commas."""
    found: list[tuple[str, Price]] = []
    for entry in filter(None, (each.strip() for each in text.split(","))):
        name, _, costs = entry.rpartition("=")
        numbers = [_dollars(each) for each in costs.split("/")]
        match numbers:
            case [float(read), float(written)] if name.strip():
                found.append((name.strip(), Price(read, written)))
            case _:
                faults.append(
                    "write DEBRIEF_MODEL_PRICES as NAME=IN/OUT in dollars for a million tokens, such as x=3/15"
                )
                return ()
    return tuple(found)


def _budget(text: str, faults: list[str]) -> float | None:
    if not text:
        return None
    amount = _dollars(text.strip().removeprefix("$"))
    if amount is None:
        faults.append("write DEBRIEF_MODEL_BUDGET in dollars for a month, such as 20")
    return amount


def _dollars(text: str) -> float | None:
    try:
        amount = float(text)
    except ValueError:
        return None
    return amount if 0 <= amount < 1e9 else None


def _positive(values: Mapping[str, str | None], key: str, default: float, faults: list[str]) -> float:
    try:
        number = float(values.get(key) or default)
    except ValueError:
        number = 0.0
    if not 1 <= number < 1e9:
        faults.append(f"write {key} as a number above zero, such as {default:.0f}")
        return default
    return number


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


def _jira(values: Mapping[str, str | None], faults: list[str]) -> JiraAccount | None:
    given = {key: values.get(key) or "" for key in ("JIRA_URL", "JIRA_API_TOKEN", "JIRA_PROJECT")}
    if not any(given.values()):
        return None
    faults.extend(f"set {key} too, since other JIRA_ settings are there" for key, value in given.items() if not value)
    if given["JIRA_URL"] and not given["JIRA_URL"].startswith(("https://", "http://")):
        faults.append("write JIRA_URL with https:// in front")
    return JiraAccount(
        url=given["JIRA_URL"].rstrip("/"),
        token=given["JIRA_API_TOKEN"],
        project=given["JIRA_PROJECT"],
        email=values.get("JIRA_EMAIL") or None,
        issue_type=values.get("JIRA_ISSUE_TYPE") or "Task",
    )
