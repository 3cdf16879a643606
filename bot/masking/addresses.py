"""Secrets in addresses: passwords of databases, keys in queries, webhooks, and the way into a meeting."""

import re

from bot.masking.likeness import is_credential, is_harmless, is_odd
from bot.masking.rule import Believes, Rule, anything


def _rule(kind: str, needles: str, pattern: str, believes: Believes = anything) -> Rule:
    return Rule(kind, tuple(needles.split()), re.compile(f"(?i){pattern}"), believes)


def _password(match: re.Match[str], value: str) -> bool:
    return not is_harmless(value.partition(":")[2])


def _not_harmless(match: re.Match[str], value: str) -> bool:
    return not is_harmless(value)


def _odd(match: re.Match[str], value: str) -> bool:
    return is_odd(value)


def _credential(match: re.Match[str], value: str) -> bool:
    return is_credential(value, 12)


_REST = r"[^\s|>)\]\"'`]"
_MEETING = (
    rf"(https?://{_REST}{{0,200}}?(?:[?&]pwd=|[?&]passcode=|meet\.google\.com/(?:[a-z]{{3}}-[a-z]{{4}}-[a-z]{{3}}|lookup/)"
    rf"|/meetup-join/|teams\.(?:live|microsoft)\.com/meet/[^\s|>)?]{{1,60}}\?p=|[?&]mtid=|[?&]roomkey=|[?&]jwt=){_REST}{{0,2000}})"
)
_MEETING_BARE = (
    rf"(?<![/\w.])((?:[\w-]{{1,30}}\.)?(?:meet\.google\.com/[a-z]{{3}}-[a-z]{{4}}-[a-z]{{3}}|zoom\.us/[jsw]/\d{{6,14}}\?pwd=)"
    rf"{_REST}{{0,400}})"
)
_WEBHOOK = (
    r"((?:hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)|discord(?:app)?\.com/api/webhooks"
    r"|[\w-]{1,60}\.webhook\.office\.com|[\w-]{1,80}(?:\.[\w-]{1,40})?\.logic\.azure\.com|hooks\.zapier\.com/hooks"
    rf"|hook\.[\w.]{{0,20}}make\.com|chat\.googleapis\.com/v1/spaces|events\.pagerduty\.com/integration)/{_REST}{{8,2000}})"
)
_WEBHOOKS = "hooks.slack api/webhooks webhook.office logic.azure hooks.zapier hook. chat.googleapis events.pagerduty"
_DATABASE = r"\b(?!https?:)[a-z][a-z0-9+.\-]{1,30}://([^\s/@\"'`<>:]{0,200}:[^\s\"'`<>]{1,300})@"
_WEB = r"\b(?:https?|wss?)://([^\s/?#@:]{0,200}:[^\s/?#]{1,300})@(?=[\w\[])"
_DRIVER = r"(?<![\w/:.@])[a-z][\w.\-]{0,60}:([^\s@/:]{6,200})@(?!sha256)(?=tcp\(|unix\(|[\w\-]{1,63}\.[\w.\-]|[\w\-]{1,63}:\d)"
_QUERY = r"[?&;](?:[a-z0-9_.-]{0,30}(?:pass(?:word|wd|code)?|pwd|secret)|pin)=([^\s&#;|>)\]\"'`]{3,2000})"
_QUERY_KEY = (
    r"[?&;](?:[a-z0-9_.-]{0,30}(?:token|api[_-]?key|signature)|auth|key|code|sig|sas|jwt|otp|hmac|invite|assertion|samlresponse)"
    r"=([^\s&#;|>)\]\"'`]{12,4000})"
)

ADDRESSES = (
    _rule("meeting-link", "pwd= passcode= meet.google meetup-join teams. mtid= roomkey= ?jwt=", _MEETING),
    _rule("meeting-link", "meet.google zoom.us", _MEETING_BARE),
    _rule("webhook", _WEBHOOKS, _WEBHOOK),
    _rule("login-in-address", "://", _DATABASE, _password),
    _rule("login-in-address", "://", _WEB, _password),
    _rule("login-in-address", "@", _DRIVER, _odd),
    _rule("token-in-address", "://", r"\bhttps?://([A-Za-z0-9_\-]{20,300})@(?=\w)", _credential),
    _rule("secret-in-address", "? & ;", _QUERY, _not_harmless),
    _rule("secret-in-address", "? & ;", _QUERY_KEY, _credential),
    _rule(
        "connection-key",
        "accountkey sharedaccess",
        r"(?:AccountKey|SharedAccess(?:Key|Signature))\s?=\s?([^\s;\"']{12,2000})",
    ),
)
