"""What a rule of the linter is, and the short names that its phrases may use.

Phrases stand one a line or set apart by ` | `, as in vocabulary.py; a backslash at the end of a line continues one. Case does not
count, a space is any number of them, and a phrase begins and ends at a word. `<who>` is a person or a role, `<adv>` what may
stand before a verb, `<do>` a verb, `<did>` a participle, `<thing>` what a verb is about, `<end>` where nothing more precise
follows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["blame", "human error", "counterfactual", "hindsight", "single cause", "platitude", "ownerless action"]

_SEPARATOR = re.compile(r"\s*\n\s*|\s+\|\s+")
_BEFORE = 60
_CONTINUED = re.compile(r"\\\n\s*")
_SPACE = re.compile(r" (?![*+?{])")
_ROLE = (
    r"(?:engineers?|developers?|devs?|admins?|administrators?|sysadmins?|dbas?|on-?call|sres?|responders?|teams?|reviewers?"
    r"|approvers?|managers?|interns?|contractors?|employees?|colleagues?|maintainers?|testers?|staff|guys?|person|people"
    r"|management|leadership|trainees?|newcomers?|(?:night|duty|shift|console|plant|noc|on-?duty) operators?"
    r"|new (?:hires?|starters?|joiners?))"
)
_EXPANDED = {
    # Many a `they` is a system; where a phrase fits people alone, it says `they` itself.
    "<who>": (
        rf"(?:he|she|you|whoever|some(?:one|body)|@[\w.\-]+"
        rf"|(?:(?:the|an?|our|their|his|her|your|that|this|another|one) (?:[\w\-]+ ){{0,2}})?{_ROLE}(?: (?:engineer|person))?)"
    ),
    "<role>": _ROLE,
    "<adv>": r"(?:(?:also|again|just|even|never|really|actually|apparently|simply|then|had|has|have|\w+ly) ){0,2}",
    "<did>": (
        r"(?:\w{2,}ed|been|done|gone|run|set|put|cut|shut|read|kept|left|lost|made|sent|told|built|found|held|led|met|said|spent"
        r"|thought|brought|bought|caught|taught|stood|understood|known|shown|thrown|seen|taken|given|written|chosen|broken"
        r"|spoken|gotten|got|had|come|become|begun|let|hit|felt|heard|kept|forgotten|woken)"
    ),
    "<do>": r"(?P<verb>[a-z]+(?: (?:up|out|down|off|back|over)(?!\w))?)",
    "<thing>": (
        r"(?: (?P<thing>(?:the|an?|our|this|that|its|their|his|her|your|my|these|those|all) [\w\-/]+"
        r"(?: (?!(?:and|or|but|before|after|because|when|while|until|on|in|at|to|for|so|as|since|from|by|with|which|that|is|was"
        r"|are|were|again|first|last|yesterday|today|earlier|sooner|properly|carefully|even|more|right|then)\b)[\w\-/]+)?))?"
    ),
    # Where the phrase stops and nothing more precise follows.
    "<end>": (
        r"(?= *(?:[;:,!?)\n\x1f]|\.(?!\w)|$|(?:next time|going forward|in general|generally|overall|everywhere"
        r"|in (?:the )?future|across (?:the|all)|as a team|further|where possible|from now on|more broadly)(?!\w)))"
    ),
}


@dataclass(frozen=True)
class Rule:
    """`instead` is the proposal; `{doing}` and `{thing}` in it are made from the groups `verb` and `thing` of what was found.
    Nothing is found right behind `after`, an unfinished phrase that turns the meaning."""

    kind: Kind
    phrases: tuple[str, ...]
    instead: str
    needs: tuple[str, ...]
    after: str

    def matches(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """What is found between two places of a text."""
        for match in self._found.finditer(text, start, end):
            if not (self.after and self._turned.search(text[max(start, match.start() - _BEFORE) : match.start()])):
                yield match

    # Made when first looked for: all of them together take longer than the rest of the bot to import.

    @cached_property
    def _found(self) -> re.Pattern[str]:
        return re.compile(r"(?i)(?<!\w)(?:" + "|".join(map(_expanded, self.phrases)) + r")(?!\w)")

    @cached_property
    def _turned(self) -> re.Pattern[str]:
        return re.compile(rf"(?i)(?<!\w)(?:{_expanded(self.after)})\W*$")


def rule(kind: Kind, listed: str, instead: str, *, needs: str, after: str = "") -> Rule:
    """A rule from its listed phrases. `needs` are pieces of words in small letters, one of which stands in every phrase:
    looking for them is cheap, and most sentences hold none."""
    parts = tuple(part for part in _SEPARATOR.split(_CONTINUED.sub("", listed).strip()) if part)
    return Rule(kind, parts, instead, tuple(needs.split()), after)


def _expanded(phrase: str) -> str:
    for name, pattern in _EXPANDED.items():
        phrase = phrase.replace(name, pattern)
    return _SPACE.sub(" +", phrase)
