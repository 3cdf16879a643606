"""What the process environment and the file `.env` say."""

import os
from collections.abc import Mapping
from difflib import get_close_matches

from dotenv import dotenv_values

from bot.errors import SettingsMistake

Values = Mapping[str, str | None]
KNOWN = frozenset(
    (
        *("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"),
        *("DEBRIEF_HTTP_HOST", "DEBRIEF_HTTP_PORT", "DEBRIEF_STATUS_PORT", "DEBRIEF_LOG_FORMAT", "DEBRIEF_LOG_LEVEL"),
        *("DATABASE_URL", "INCIDENT_CHANNELS", "DEBRIEF_LINK_HOSTS", "MASK_PERSONAL_DATA"),
        *("JIRA_URL", "JIRA_EMAIL", "JIRA_API_TOKEN", "JIRA_PROJECT", "JIRA_ISSUE_TYPE"),
        *("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "DEBRIEF_MODEL", "DEBRIEF_MODEL_CATCHUP"),
        *("DEBRIEF_MODEL_CAPABILITIES", "DEBRIEF_MODEL_TIMEOUT", "DEBRIEF_MODEL_INPUT"),
        *("DEBRIEF_MODEL_PRICES", "DEBRIEF_MODEL_BUDGET"),
    )
)
"""Every name that is read here."""
_OURS = ("DEBRIEF_", "SLACK_", "JIRA_", "ANTHROPIC_")


def written(environment: Mapping[str, str] | None, dotenv: str) -> dict[str, str | None]:
    """What `.env` says, if there is one, overridden by the process environment (None: the real one). Raises SettingsMistake."""
    return {**_file(dotenv), **_process(environment)}


def unknown(environment: Mapping[str, str] | None, dotenv: str) -> tuple[tuple[str, str | None], ...]:
    """Names that look like a setting of Debrief's and are none, each with the one that may be meant. The process environment
    belongs to others too: there only what begins with DEBRIEF_ counts. Raises SettingsMistake."""
    ours = [name for name in _file(dotenv) if name.startswith(_OURS) or _meant(name)]
    names = dict.fromkeys([*ours, *(name for name in _process(environment) if name.startswith("DEBRIEF_"))])
    return tuple((name, _meant(name)) for name in names if name not in KNOWN)


def _meant(name: str) -> str | None:
    return next(iter(get_close_matches(name.upper(), sorted(KNOWN), 1, 0.8)), None)


def _file(dotenv: str) -> dict[str, str | None]:
    try:
        return dotenv_values(dotenv)
    except UnicodeDecodeError:
        raise SettingsMistake("The file .env is not text in UTF-8; write it anew from .env.example.") from None


def _process(environment: Mapping[str, str] | None) -> Mapping[str, str]:
    return environment if environment is not None else os.environ
