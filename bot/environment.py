"""What the process environment and the file `.env` say."""

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values
from dotenv.parser import parse_stream

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
_NO_SIGHT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_OURS = ("DEBRIEF_", "SLACK_", "JIRA_", "ANTHROPIC_")


def written(environment: Mapping[str, str] | None, dotenv: str) -> dict[str, str | None]:
    """What `.env` says, if there is one, overridden by the process environment (None: the real one). Raises SettingsMistake."""
    return {**_file(dotenv), **_process(environment)}


def unfit(values: Values, *beginnings: str) -> Iterator[str]:
    """What cannot be in any setting, as sentences without their ends; where beginnings are given, of names that begin so."""
    for name in sorted(KNOWN):
        if name.startswith(beginnings or ("",)) and _NO_SIGHT.search(values.get(name) or ""):
            yield f"write {name} anew: it holds a line break or another character that nobody sees"


def is_address(text: str) -> bool:
    """Whether a text is the address of a web server, as https://host or http://host:port/path."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 -- reading it says whether it is one
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and " " not in text


def unknown(environment: Mapping[str, str] | None, dotenv: str) -> tuple[tuple[str, str | None], ...]:
    """Names that look like a setting of Debrief's and are none, each with the one that may be meant. The process environment
    belongs to others too: there only what begins with DEBRIEF_ counts. Raises SettingsMistake."""
    ours = [name for name in _file(dotenv) if name.startswith(_OURS) or _meant(name)]
    names = dict.fromkeys([*ours, *(name for name in _process(environment) if name.startswith("DEBRIEF_"))])
    return tuple((name, _meant(name)) for name in names if name not in KNOWN)


def _meant(name: str) -> str | None:
    return next(iter(get_close_matches(name.upper(), sorted(KNOWN), 1, 0.8)), None)


def _file(dotenv: str) -> dict[str, str | None]:
    path = Path(dotenv)
    try:
        if path.is_dir():
            raise SettingsMistake("“.env” is a folder here; it must be a file, written from .env.example.")
        if not path.exists():
            return {}
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsMistake("The file .env is not text in UTF-8; write it anew from .env.example.") from None
    except OSError as problem:
        raise SettingsMistake(f"The file .env cannot be read: {problem.strerror}.") from None
    if "\0" in text:
        raise SettingsMistake("The file .env is not text in UTF-8; write it anew from .env.example.")
    if wrong := [str(each.original.line) for each in parse_stream(StringIO(text)) if each.error]:
        lines = f"Line {wrong[0]}" if len(wrong) == 1 else f"Lines {', '.join(wrong[:5])}"
        raise SettingsMistake(f"{lines} of .env cannot be read; write NAME=VALUE, and close what you put in quotes.")
    return dotenv_values(stream=StringIO(text))


def _process(environment: Mapping[str, str] | None) -> Mapping[str, str]:
    return environment if environment is not None else os.environ
