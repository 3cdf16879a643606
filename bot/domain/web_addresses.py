"""Web addresses in words of others: none comes alive in what Debrief writes, but to a host that is allowed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

GAP = "\u200b"
"""A zero-width space: it takes an address apart and is not seen."""

_SCHEME = re.compile(r"(?i)\b([a-z][a-z0-9+.\-]{1,20}):(?=[/\\]{2})")
_SCRIPT = re.compile(r"(?i)\b(javascript|vbscript|data|mailto|file|tel|sms):(?=\S)")
_WWW = re.compile(r"(?i)\bwww(?=\.)")
_DOT = re.compile(r"(?i)(?<=[^\W_])\.(?=(?:[^\W_][\w\-]*\.)*(?:[a-z]{2,24}|xn--[a-z0-9\-]+)(?![\w\-]))")
# Turns the direction of reading: an address behind one shows as another.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LOGIN = re.compile(r"(?i)^([a-z][a-z0-9+.\-]*://)[^/?#]*@")
_ADDRESS = re.compile(r"(?i)https?://([a-z0-9\-]+(?:\.[a-z0-9\-]+)*)(?::\d{1,5})?(?=[/?#]|$)")


def defanged(text: str) -> str:
    """The text with every address taken apart, so that nobody's program makes a link of it. It reads as before."""
    text = _TURNS.sub("", text)
    text = _SCRIPT.sub(rf"\1{GAP}:", _SCHEME.sub(rf"\1:{GAP}", text))
    return _WWW.sub(lambda match: match[0] + GAP, text)


def without_hosts(text: str) -> str:
    """The same, and names of hosts without a scheme (`evil.example`) taken apart too."""
    return _DOT.sub(f"{GAP}.", defanged(text))


def without_login(address: str) -> str:
    """The address as it may be shown: without a user and a password in it."""
    return _LOGIN.sub(r"\1", address)


@dataclass(frozen=True)
class LinkHosts:
    """The hosts that links may lead to: `status.example.com`, or `*.example.com` for every host below it. Lower case."""

    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, addresses: Iterable[str]) -> "LinkHosts":
        """The hosts of these web addresses; what is none is left out."""
        found = (_ADDRESS.match(address) for address in addresses)
        return cls(frozenset(match[1].lower() for match in found if match))

    def __or__(self, other: "LinkHosts") -> "LinkHosts":
        return LinkHosts(self.names | other.names)

    def allow(self, address: str) -> bool:
        """Whether the address is of the web, plainly written (no user, no foreign letters), and of one of these hosts."""
        match = _ADDRESS.match(address)
        if match is None:
            return False
        host = match[1].lower()
        above = host.split(".")
        return host in self.names or any(f"*.{'.'.join(above[n:])}" in self.names for n in range(1, len(above)))


NO_HOSTS = LinkHosts()
