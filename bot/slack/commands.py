"""Reads the text behind `/incident` and `/catchup`, and what people ask the bot by name."""

import re
from datetime import time, timedelta

from bot.domain.catchup_request import Wanted
from bot.domain.command import FIELDS, VERBS, IncidentCommand
from bot.domain.incident import is_severity, severity
from bot.errors import UserMistake
from bot.slack.wording import plain

TITLE_LIMIT, VALUE_LIMIT = 150, 80
_WORDS_FOR = {"mitigate": "mitigated", "resolved": "resolve", "close": "resolve", "new": "open", "start": "open"}
_MENTION = re.compile(r"^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$")
_INCIDENT = re.compile(r"(?<![\w-])inc[- ]?(\d{1,9})(?![\w-])")
_BACK = re.compile(
    r"(?<![\w:.])(?:(?P<d>\d{1,3})\s?d(?:ays?)?)?\s?(?:(?P<h>\d{1,3})\s?h(?:(?:ou)?rs?)?)?"
    r"\s?(?:(?P<m>\d{1,4})\s?m(?:in(?:ute)?s?)?)?(?!\w)"
)
_SINCE = re.compile(r"(?<![\w:.])(?:since\s)?\s*(\d{1,2})(?::([0-5]\d))?\s?([ap]m)?(?![\w:.])")
_ASKS_BY_NAME = re.compile(
    r"\b(?:what(?:'s| is| has|s)? (?:happen\w*|going on|up|new|wrong|broken|changed|the (?:status|state|latest|story|matter))"
    r"|what did i miss|catch(?:ing)? (?:me|us) up|catch-?up|status(?! page)|state of play|summar\w+|recap|tl;?dr|brief (?:me|us)"
    r"|fill (?:me|us) in|update (?:me|us)|(?:any )?(?:news|updates?)$|where (?:are|do) we|how bad)\b"
)
_THANKS = re.compile(r"\b(?:thanks|thank you|thx|ty|cheers|great|nice|good (?:bot|job|work)|well done)\b")
CATCH_UP_HELP = (
    "*What `/catchup` can do; only you see the answer*\n"
    "• `/catchup` tells where this channel's incident stands, and later what is new since you last asked\n"
    "• `/catchup 30m`, `/catchup 1h30m` or `/catchup since 14:05` (your time) tells what happened since then\n"
    "• `/catchup INC-42` tells of any incident you can see, from anywhere; `30m` or `since 14:05` may follow\n"
    "• `/catchup all` tells everything again\n"
    "In threads, use *Catch me up* in the menu of a message, or ask “@debrief what happened?”"
)


def incident_command(text: str, team: str, channel: str, user: str) -> IncidentCommand:
    """The request in `/incident TEXT`. Raises UserMistake with one sentence that helps."""
    verb, written = (*text.split(maxsplit=1), "", "")[:2]
    verb, rest = verb.lower() or "help", " ".join(written.split())
    verb = _WORDS_FOR.get(verb, verb)
    if verb not in VERBS:
        raise UserMistake(f"I do not know “{_short(verb)}”; try `/incident help`.")
    if verb == "open":
        title, level = _title_and_severity(rest)
        return IncidentCommand(verb, team, channel, user, title=title, severity=level)
    if verb == "set":
        field, value = _field_and_value(rest)
        return IncidentCommand(verb, team, channel, user, field=field, value=value)
    if verb == "lint":
        return IncidentCommand(verb, team, channel, user, value=plain(written, lambda person: person).strip() or None)
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


def catch_up(text: str) -> Wanted:
    """What `/catchup TEXT` asks for. Raises UserMistake with one sentence that helps."""
    rest = " ".join(text.lower().split())
    if rest == "help":
        return Wanted(help=True)
    incident, rest = _taken(_INCIDENT, rest)
    everything = "all" in rest.split()
    rest = " ".join(word for word in rest.split() if word != "all")
    back, clock = None, None
    if rest:
        back, clock = _back(_BACK.fullmatch(rest)), _clock(_SINCE.fullmatch(rest))
    if rest and back is None and clock is None:
        raise UserMistake(
            f"I do not understand “{_short(rest)}”; try `/catchup 30m`, `/catchup since 14:05`, `/catchup INC-42` "
            "or `/catchup help`."
        )
    if rest and everything:
        raise UserMistake("Ask for `/catchup all` or for a time, as in `/catchup 30m`, but not for both.")
    return Wanted(int(incident[1]) if incident else None, back, clock, everything)


def asked_by_name(text: str) -> Wanted | None:
    """What somebody who mentions the bot wants to hear; None if they ask nothing. `text` may hold the mention itself.

    It is a question if it ends in a question mark or says one of the usual phrases, unless it is thanks."""
    said = " ".join(re.sub(r"[@<][\w@|>.-]+", " ", text).lower().replace("’", "'").split())
    asks = said.rstrip(" )").endswith("?") or (bool(_ASKS_BY_NAME.search(said)) and not _THANKS.search(said))
    if not asks:
        return None
    incident, rest = _taken(_INCIDENT, said)
    back = next((found for match in _BACK.finditer(rest) if (found := _back(match))), None)
    named = re.search(r"\bsince\s(\d{1,2})(?::([0-5]\d))?\s?([ap]m)?(?![\w:.])", rest)
    clock = None if back else _clock(named)
    return Wanted(int(incident[1]) if incident else None, back, clock, bool(re.search(r"\beverything\b", rest)))


def _taken(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    """What the pattern finds, and the text without it."""
    match = pattern.search(text)
    return match, " ".join((text[: match.start()] + " " + text[match.end() :]).split()) if match else text


def _back(match: re.Match[str] | None) -> timedelta | None:
    if match is None:
        return None
    days, hours, minutes = (int(match[unit] or 0) for unit in ("d", "h", "m"))
    return timedelta(days=days, hours=hours, minutes=minutes) or None


def _clock(match: re.Match[str] | None) -> time | None:
    """A time of day, where there are minutes or am and pm: a bare number may mean anything."""
    if match is None or not (match[2] or match[3]):
        return None
    hour = int(match[1])
    if match[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    return time(hour, int(match[2] or 0)) if hour < 24 else None
