"""Who is named as the one who does it, in front of a line or behind it, and what is left of the line."""

import re
from collections.abc import Iterable

from bot.domain.evidence import Person

_NAME = r"@?(?P<name>[^\d\W][\w.'’\-]*(?: [^\d\W][\w.'’\-]*){0,2})"
_IN_FRONT = (
    re.compile(rf"{_NAME}\s*(?::|–|—|->|→|,|\s-)\s+"),
    re.compile(rf"\[{_NAME}\]\s*"),
    re.compile(rf"{_NAME} (?:will|to|can|should|shall|is going to)\s+"),
    re.compile(r"@(?P<name>[^\d\W][\w.'’\-]*(?: [A-Z][\w.'’\-]*){0,2})\s+"),
)
_DUE = r"(?P<due>,? (?:by|this|next|before|until|till|due|on|end of)\b[^,;()]{2,30})?"
_BEHIND = (
    re.compile(rf"\s*\((?:owner:? )?{_NAME}\??\.*\){_DUE}\W*$"),
    re.compile(rf"[.,;]?\s?[-–—]{{0,3}}\s?\(?\b[Oo]wner:? {_NAME}\)?{_DUE}\W*$"),
    re.compile(rf"\s?(?:[-–—]{{1,3}}|->|→)\s?{_NAME}{_DUE}\W*$"),
    re.compile(r"\s*:\s*@(?P<name>[^\d\W][\w.'’\-]*(?: [A-Z][\w.'’\-]*){0,2})" + _DUE + r"\W*$"),
)
_NOBODY = re.compile(r"(?i)^(?:some(?:one|body)|anyone|tbd|tba|unassigned|nobody|\?+)\s*(?:[:–—]|-\s)\s*")
_ASKED_WHO = re.compile(r"(?i)\s*\((?:who|tbd|owner|someone|anyone)\s*\?*\)\W*$")
_MINE = re.compile(r"(?i)i(?:['’]ll| will| can|['’]m going to)\b")
_ME = re.compile(r"(?i)(?:for )?(?:me|mine|myself)\s*:\s*|\s*(?:[-–—]{1,3}\s?|\()(?:me|mine)\)?\W*$")


class Owners:
    """The people of a channel, as somebody may name them in a list."""

    def __init__(self, people: Iterable[Person]) -> None:
        whole = {
            person.name.strip().casefold(): person for person in people if not person.is_bot and person.name.strip()
        }
        first: dict[str, list[Person]] = {}
        for person in whole.values():
            first.setdefault(person.name.split()[0].casefold(), []).append(person)
        self._named = {name: those[0] for name, those in first.items() if len(those) == 1} | whole

    def in_front(self, line: str) -> bool:
        """Whether a line begins with somebody's name."""
        return self._before(line.strip())[1] is not None

    def read(self, line: str, author: Person) -> tuple[str, Person | None]:
        """A line without its owner, and its owner, None where it names nobody. `author` wrote it."""
        words = _ASKED_WHO.sub("", _NOBODY.sub("", line.strip(), count=1))
        words, owner = self._before(words)
        if owner is None:
            words, owner = self._after(words)
        if owner is None and (match := _ME.match(words) or _ME.search(words)):
            words, owner = (words[: match.start()] + words[match.end() :]).strip(), author
        return words, owner or (author if _MINE.match(words) else None)

    def _before(self, words: str) -> tuple[str, Person | None]:
        for pattern in _IN_FRONT:
            match = pattern.match(words)
            if match and (found := self._find(match["name"], words)):
                person, length = found
                rest = words[match.end() :] if length == len(match["name"]) else words[match.start("name") + length :]
                return rest.strip(" :,–—->→"), person
        return words, None

    def _after(self, words: str) -> tuple[str, Person | None]:
        for pattern in _BEHIND:
            match = pattern.search(words)
            if match and (person := self._named.get(match["name"].strip(" .").casefold())):
                return words[: match.start()] + (match["due"] or ""), person
        return words, None

    def _find(self, name: str, words: str) -> tuple[Person, int] | None:
        """The person that a name, or its beginning where it was called with an @, means; and how long that is."""
        parts = name.split(" ")
        for count in range(len(parts), 0, -1):
            said = " ".join(parts[:count])
            person = self._named.get(said.casefold())
            if person and (count == len(parts) or words.startswith("@")):
                return person, len(said)
        return None
