"""Secrets in pasted commands, headers and cookies."""

import re

from bot.masking.likeness import is_credential, is_harmless, is_odd
from bot.masking.rule import Believes, Rule


def _rule(kind: str, needles: str, pattern: str, believes: Believes) -> Rule:
    return Rule(kind, tuple(needles.split()), re.compile(pattern), believes)


def _not_harmless(match: re.Match[str], value: str) -> bool:
    return not is_harmless(value)


def _option(match: re.Match[str], value: str) -> bool:
    return not is_harmless(value) and ("pass" in match[0].lower() or is_odd(value))


def _credential(match: re.Match[str], value: str) -> bool:
    return is_credential(value, 12)


def _basic(match: re.Match[str], value: str) -> bool:
    return is_credential(value, 12) or value.endswith("=")


_ARGUMENT = r"[\"']?([^\s\"'-][^\s\"']{2,400})"
_CLIENTS = (
    r"\b(?:mysql\w*|mariadb\w*|mongo\w*|sshpass|docker login|podman login|helm registry login|az login|mosquitto_\w+|bcp|htpasswd"
    r"|7z|unzip|zip)\b[^\n|;&]{0,200}?\s-[pP]\s?"
)
_OTHERS = r"\b(?:redis-cli|ldap\w+|sqlcmd)\b[^\n|;&]{0,200}?\s(?:-a|-w|-P|--pass)[ =]?"
_CURL = r"(?i)\b(?:curl|wget|https?)\b[^\n|;&]{0,400}?\s(?:-u|--user|--proxy-user|-a)[ =]?[\"']?[^\s:\"']{1,80}:([^\s\"']{3,200})"
_OPTION = (
    r"(?i)(?<!\S)--?(?:[a-z-]{0,20}pass(?:word|wd|phrase)?|[a-z-]{0,20}token|[a-z-]{0,20}secret|api-key|auth-key|storepass"
    r"|keypass)[ =]{1,2}"
)
_HEADER = (
    r"(?i)\b(?:proxy-)?(?:authorization|x-[a-z-]{0,30}(?:key|token|auth|secret)|private-token|api-key|apikey|circle-token"
    r"|dd-[a-z-]{0,20}key)[\"']?\s{0,3}[:=]\s{0,3}[\"']?"
    r"(?:(?:bearer|basic|token|digest|apikey|negotiate|splunk|genie\w+|aws4-[\w-]+)\s+)?([^\s\"',]{8,8000})"
)
_COOKIES = (
    r"(?i)\b(?:set-)?cookies?[\"']?\s{0,3}[:=]\s{0,3}[\"']?((?:[\w.\-]{1,80}=[^\s;\"']{6,4000})"
    r"(?:;\s?[\w.\-]{1,80}(?:=[^\s;\"']{0,4000})?){0,40})"
)
_COOKIE = (
    r"(?i)\b[\w.\-]{0,30}(?:sess(?:ion)?(?:_?id|_?token|_?key)?|phpsessid|jsessionid|connect\.sid|csrf_?token|xsrf-token"
    r"|auth_?cookie)=([^\s;&\"']{16,4000})"
)
_DECODED = r"\becho\s+(?:-n\s+)?[\"']?([A-Za-z0-9+/]{8,}={0,2})[\"']?\s*\|\s*base64\s+(?:-d|-D|--decode)"

COMMANDS = (
    _rule(
        "password", "mysql maria mongo sshpass login mosquitto bcp htpasswd 7z zip", _CLIENTS + _ARGUMENT, _not_harmless
    ),
    _rule("password", "redis-cli ldap sqlcmd", _OTHERS + _ARGUMENT, _not_harmless),
    _rule("password", "curl wget http", _CURL, _not_harmless),
    _rule("password", "-pass", r"-pass(?:in|out)?\s+pass:([^\s\"']{3,200})", _not_harmless),
    _rule(
        "password",
        "smbclient",
        r"\bsmbclient\b[^\n]{0,200}?-U\s?[\"']?[^\s%\"']{1,80}%([^\s\"']{3,200})",
        _not_harmless,
    ),
    _rule("command-option", "pass -token -secret -key", _OPTION + _ARGUMENT, _option),
    _rule("password", "base64", _DECODED, _not_harmless),
    _rule("authorization", "authorization -key -token -auth -secret apikey", _HEADER, _not_harmless),
    _rule("bearer-token", "bearer", r"(?i)\bbearer[\s:]+[\"'`*]?([A-Za-z0-9._~+/=\-]{12,8000})", _credential),
    _rule("authorization", "basic", r"(?i)\bbasic\s+([A-Za-z0-9+/]{12,2000}={0,2})(?!\w)", _basic),
    _rule("cookie", "cookie", _COOKIES, _not_harmless),
    _rule("cookie", "sess .sid csrf xsrf cookie", _COOKIE, _credential),
)
