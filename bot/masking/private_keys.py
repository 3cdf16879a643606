"""Private keys as they are pasted: whole, cut off, quoted, or within a string of JSON."""

import re
from collections.abc import Iterator

from bot.masking.rule import Believes, Found, Rule, anything

_BREAK = r"(?:[\s>|`\"',]|\\[nr])*+"
_NAME = r"[A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-{0,5}"
_HEADER = r"(?:Proc-Type|DEK-Info|Comment|Version|Hash):[^\n]{0,200}"
_LAST = r"=?[A-Za-z0-9+/]{1,7}={0,2}(?=[\s\"'`]|\\|$)(?=\s*(?:$|[>|]?\s*-----END))"
_BODY = rf"{_BREAK}(?:(?:{_HEADER}|[A-Za-z0-9+/=]{{8,}}+|{_LAST}){_BREAK})*+"
_BEGINS, _ENDS = rf"-{{2,5}}\s?BEGIN {_NAME}", rf"-{{2,5}}\s?END {_NAME}"
_ONLY_THE_END = rf"(?<![A-Za-z0-9+/=])(?:[A-Za-z0-9+/=]{{12,}}+{_BREAK}){{1,400}}+{_ENDS}"
_ONLY_THE_MIDDLE = (
    r"(?<![A-Za-z0-9+/])(?:MII[A-Za-z0-9+/]{60,}+|MHcCAQEE[A-Za-z0-9+/]{30,}+|MIGHAgEAMA[A-Za-z0-9+/]{30,}+"
    rf"|MC4CAQAw[A-Za-z0-9+/]{{30,}}+){_BODY}"
)
_PUTTY = r"PuTTY-User-Key-File-\d[\s\S]{0,8000}?(?:Private-MAC:[^\n]*|$)"


class _Key(Rule):
    """The span is all of the match: the marks of its lines belong to the key."""

    def find(self, text: str) -> Iterator[Found]:
        for match in self.pattern.finditer(text):
            if self.believes(match, match[0]):
                yield Found(match.start(), match.start() + len(match[0].rstrip(" \n\t>|`\"',")), self.kind)


def _is_not_public(match: re.Match[str], value: str) -> bool:
    before = match.string[max(0, match.start() - 60) : match.start()]
    return "CERTIFICATE" not in before and "PUBLIC" not in before


def _key(needles: str, pattern: str, believes: Believes = anything) -> Rule:
    return _Key("private-key", tuple(needles.split("|")), re.compile(pattern), believes)


PRIVATE_KEYS = (
    _key("private key", rf"{_BEGINS}{_BODY}(?:{_ENDS})?"),
    _key("private key", _ONLY_THE_END),
    _key("putty-user-key-file", _PUTTY),
    _key("mii|mhccaqee|mighageama|mc4caqaw", _ONLY_THE_MIDDLE, _is_not_public),
)
