"""Reads the text behind `/incident`."""

import re

from bot.domain.command import FIELDS, VERBS, IncidentCommand
from bot.domain.incident import is_severity, severity
from bot.errors import UserMistake

TITLE_LIMIT, VALUE_LIMIT = 150, 80
_WORDS_FOR = {"mitigate": "mitigated", "resolved": "resolve", "close": "resolve", "new": "open", "start": "open"}
_MENTION = re.compile(r"^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$")


def incident_command(text: str, team: str, channel: str, user: str) -> IncidentCommand:
    """The request in `/incident TEXT`. Raises UserMistake with one sentence that helps."""
    verb, _, rest = text.strip().partition(" ")
    verb, rest = verb.lower() or "help", " ".join(rest.split())
    verb = _WORDS_FOR.get(verb, verb)
    if verb not in VERBS:
        raise UserMistake(f"I do not know “{_short(verb)}”; try `/incident help`.")
    if verb == "open":
        title, level = _title_and_severity(rest)
        return IncidentCommand(verb, team, channel, user, title=title, severity=level)
    if verb == "set":
        field, value = _field_and_value(rest)
        return IncidentCommand(verb, team, channel, user, field=field, value=value)
    if rest and verb in ("mitigated", "resolve", "reopen"):
        raise UserMistake(f"`/incident {verb}` takes nothing behind it and means this channel's incident.")
    return IncidentCommand(verb, team, channel, user)


def _title_and_severity(rest: str) -> tuple[str | None, str | None]:
    words = rest.split()
    level = severity(words.pop()) if words and is_severity(words[-1]) else None
    if level is None and words and is_severity(words[0]):
        level = severity(words.pop(0))
    title = " ".join(words).strip("\"'“” ")
    if len(title) > TITLE_LIMIT:
        raise UserMistake(f"That title has {len(title)} characters; please keep it within {TITLE_LIMIT}.")
    return title or None, level


def _field_and_value(rest: str) -> tuple[str, str]:
    field, _, value = rest.partition(" ")
    field, value = field.lower(), value.strip("\"'“” ")
    if field == "sev":
        field = "severity"
    if field not in FIELDS:
        raise UserMistake(f"I can set {', '.join(FIELDS[:-1])} and {FIELDS[-1]}; try `/incident set severity sev2`.")
    if not value:
        raise UserMistake(f"Say what the {field} is, as in `/incident set {field} {_EXAMPLES[field]}`.")
    if len(value) > VALUE_LIMIT:
        raise UserMistake(f"That {field} has {len(value)} characters; please keep it within {VALUE_LIMIT}.")
    if field == "severity":
        return field, severity(value)
    if field == "lead":
        mention = _MENTION.match(value)
        if not mention:
            raise UserMistake("Name the lead by a mention, as in `/incident set lead @maya`.")
        return field, mention[1]
    return field, value


_EXAMPLES = {"type": "outage", "service": "checkout", "team": "payments", "lead": "@maya", "severity": "sev2"}


def _short(word: str) -> str:
    return word if len(word) <= 30 else word[:29] + "…"
