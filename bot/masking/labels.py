"""Secrets that are known by what they are called: a password, a token, a code."""

import re

from bot.masking.likeness import describes, is_credential, is_harmless, is_mixed, is_odd, is_plain_word
from bot.masking.rule import Believes, Rule

_CALLED = (
    r"(?:passwort|pass(?:word|wd|phrase|code)s?|kennwort|contraseña|contrasena|senha|mot de passe|wachtwoord|has[lł]o"
    r"|пароль|密码|パスワード|pwd)"
)
_NEEDLES = (
    "passw", "passp", "passc", "kennw", "contrase", "senha", "mot de p", "wachtw", "haslo", "hasło", "пароль", "密码",
    "パスワード", "pwd",
)  # fmt: skip
_SHORT, _CALLED_SHORT = r"(?<![A-Za-z])(?:pass|pw|pswd|psw|pin)", ("pass", "pw", "pin", "psw")
_KEY = (
    r"(?:secrets?|tokens?|api[\s_-]?keys?|access[\s_-]?keys?|auth[\s_-]?(?:key|token)|credentials?|creds?"
    r"|(?:client|app|shared|signing|signature|webhook|consumer|hmac|encryption|private|master|license|service|account|storage"
    r"|deploy|integration|routing|session|admin|root|ingest(?:ion)?|write|bot|jwt)[\s_-]?(?:secret|key|token))"
)
_CALLED_KEY = ("secret", "token", "key", "cred")

# Between a label and its value: the label's own closing marks, a remark in brackets, a sign; or words.
_SIGN = r"[\"'`*_\])\\]{0,4}[ \t]{0,4}(?:\([^()\n]{1,40}\)[ \t]{0,2})?(?::=|=>|==?|->|→|:)[*_]{0,2}"
_OF = (
    r"(?:[ \t]+(?:for|to|of|on|in|at|from|i|we|you|they|he|she|that|user|account)[ \t]+[^\s.,;:!?]{1,40}"
    r"(?:[ \t]+[^\s.,;:!?]{1,40}){0,4}?)?"
)
_IS = (
    r"\s+(?:(?:is|was|has been|got)\s+(?:now\s+|currently\s+)?(?:set|changed|reset|rotated|updated)\s+to|ist|is|was|equals"
    r"|should\s+be|will\s+be|became)(?:\s+(?:now|still|currently|just|again|literally|actually|probably))?[ \t]*:?"
)
_NEXT = r"[\"'`*_]{0,3}\s{1,4}(?:```\s{0,4})?"
_OPENING = r"(?:[ \t]{0,4}[|>][-+]?)?\s{0,8}(?:```\w{0,10}\s{0,4})?[*_]{0,2}\\?"
_VALUE = r"(?:\"((?:[^\"\\\n]|\\.){1,400})\"|'([^'\n]{1,400})'|`([^`\n]{1,400})`|“([^”\n]{1,400})”|(\S{1,4000}))"


def _rule(kind: str, needles: tuple[str, ...], pattern: str, believes: Believes) -> Rule:
    return Rule(kind, needles, re.compile(f"(?i){pattern}"), believes)


def _given(match: re.Match[str], value: str) -> bool:
    """After a sign whatever stands is the password, unless it is a word that says something about it."""
    return not (is_harmless(value) or (is_plain_word(value) and describes(value)) or _goes_on(match, value))


def _goes_on(match: re.Match[str], value: str) -> bool:
    """Whether it is a small, bare word with more of a sentence behind it."""
    if not (is_plain_word(value) and value.islower() and _is_bare(match)):
        return False
    return bool(re.match(r"[ \t]+[a-z]+[ \t]+[a-z]", match.string[match.end() : match.end() + 60]))


def _is_bare(match: re.Match[str]) -> bool:
    return match.lastindex == match.re.groups


def _said(match: re.Match[str], value: str) -> bool:
    """In a sentence a plain word is the password where it is quoted, or ends the clause."""
    if is_harmless(value):
        return False
    if not is_plain_word(value):
        return is_odd(value, 4) or (value.isdigit() and len(value) >= 4)
    start = match.string.index(value, match.start(match.lastindex or 0)) + len(value)
    ends = bool(re.match(r"[.!,;)\"'`*]*(?:\s*$|\s*\n|[.!,;)]| and\b)", match.string[start : start + 40]))
    return not describes(value) and (not _is_bare(match) or (ends and len(value) >= 4))


def _odd(match: re.Match[str], value: str) -> bool:
    return is_odd(value)


def _odd_or_digits(match: re.Match[str], value: str) -> bool:
    return is_odd(value) or (value.isdigit() and len(value) >= 4)


def _credential(match: re.Match[str], value: str) -> bool:
    return is_credential(value)


def _long_credential(match: re.Match[str], value: str) -> bool:
    return is_credential(value, 12)


def _no_hash(match: re.Match[str], value: str) -> bool:
    """Without a sign between them, a hash is not said to be the token before it."""
    return is_credential(value, 12) and not re.fullmatch(r"[0-9a-fA-F-]+", value)


def _odd_and_no_hash(match: re.Match[str], value: str) -> bool:
    return is_odd(value) and not re.fullmatch(r"[0-9a-fA-F-]{8,}", value)


def _not_a_sentence(match: re.Match[str], value: str) -> bool:
    first = value.split()[0]
    return not (is_harmless(first) or describes(first))


def _not_harmless(match: re.Match[str], value: str) -> bool:
    return not is_harmless(value)


def _mixed(match: re.Match[str], value: str) -> bool:
    return is_mixed(value)


def _four_digits(match: re.Match[str], value: str) -> bool:
    return sum(c.isdigit() for c in value) >= 4


_CODE = (
    r"(?:otp|2fa|mfa|totp|one[- ]time|verification|recovery|backup|sms|auth(?:entication|enticator)?)[- ]"
    r"(?:codes?|passwords?|passcodes?|pins?)(?:\s+is|\s*[:=])?\s+([0-9A-Z][0-9A-Z \-]{3,20}[0-9A-Z])\b"
)
_LOGIN = (
    r"(?:creds?|credentials|log ?in|sign in|user(?:name)?)\b[^\n:=/|]{0,30}?[:=]?\s+(?:with\s+|as\s+)?[\w.@-]{2,60}"
    r"(?:\s*[/,]\s*|\s+[|]\s+|:(?=\S))(?:pw\s*|pass\s*)?(\S{6,200})"
)
_IN_SQL = r"(?:identified\s+(?:\w+\s+)?by|(?:encrypted|with|set)\s+password)\s*=?\s*'([^'\n]+)'"

# A hash after these is no hash.
_API_KEY = r"(?:api|access|auth|secret|license|account)[\s_-]?(?:key|token)"
_PHRASE = r"(?:passphrase(?:\s+is:?|\s*[:=])|password\s+is:)\s+((?:[a-z]+[ -]){3,11}[a-z]+)"
_VALUE_FIRST = (
    r"(?<!\S)(\S{6,200})\s+(?:as|is|was)\s+(?:the|your|its|our)\s+(?:\w+\s+){0,2}(?:password|passcode|passphrase)\b"
)
_FURTHER_ON = r"[^\n:.,;!?]{1,40}[:=→][ \t]+"

LABELS = (
    _rule("password", _NEEDLES, _CALLED + _SIGN + _OPENING + _VALUE, _given),
    _rule("password", _NEEDLES, _CALLED + r"(?![\w-])" + _OF + _IS + _OPENING + _VALUE, _said),
    _rule("password", _NEEDLES, _CALLED + r"\s+(?:to|→|->)" + _OPENING + _VALUE, _odd),
    _rule("password", _NEEDLES, _CALLED + _FURTHER_ON + _VALUE, _odd_and_no_hash),
    _rule("password", _NEEDLES, _CALLED + _NEXT + _VALUE, _odd_or_digits),
    _rule("password", ("passw", "passc", "passp"), _VALUE_FIRST, _odd),
    _rule("password", ("identified", "password"), _IN_SQL, _not_harmless),
    _rule("passphrase", ("passphrase", "password is"), _PHRASE, _not_a_sentence),
    _rule("password", _CALLED_SHORT, _SHORT + _SIGN + _OPENING + _VALUE, _odd_or_digits),
    _rule(
        "password", _CALLED_SHORT, _SHORT + r"(?![\w-])" + _OF + r"\s+is[ \t]*:?" + _OPENING + _VALUE, _odd_or_digits
    ),
    _rule("password", ("pw", "psw"), r"(?<![A-Za-z])(?:pw|pswd|psw)" + _NEXT + _VALUE, _odd_and_no_hash),
    _rule("password", ("pin",), r"\bpin\s+(\d{4,10})\b", _four_digits),
    _rule(
        "key-or-token", _CALLED_KEY, _KEY + _SIGN + _OPENING + r"(?:(?:bearer|basic|token)\s+)?" + _VALUE, _credential
    ),
    _rule("key-or-token", _CALLED_KEY, _KEY + r"(?![\w-])" + _OF + _IS + _OPENING + _VALUE, _long_credential),
    _rule("key-or-token", _CALLED_KEY, _KEY + r"(?![\w-])" + _OF + r"[:=→][ \t]+" + _VALUE, _no_hash),
    _rule("key-or-token", _CALLED_KEY, _KEY + _NEXT + _VALUE, _no_hash),
    _rule("key-or-token", ("key", "token"), _API_KEY + _NEXT + r"[\"'`]?([0-9a-f]{32,128})(?![\w-])", _long_credential),
    _rule("AWS-secret-key", ("akia", "asia", "aws"), r"(?<![a-z0-9/+])([a-z0-9/+]{40})(?![a-z0-9/+=])", _mixed),
    _rule("login", ("cred", "login", "log in", "sign in", "user"), _LOGIN, _odd),
    _rule("one-time-code", ("code", "otp", "pin"), _CODE, _four_digits),
    _rule("one-time-code", ("otp",), r"\botp(?:\s+is|\s*[:=])?\s+(\d{4,10})\b", _four_digits),
)
