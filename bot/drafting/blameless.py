"""A linter for blame: it names the phrase, and proposes words about the system.

What is quoted is not linted: it is what somebody said, and may have to stand as it was said."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.drafting.blame_rules import BLAME, HUMAN_ERROR, NEVER_IN_A_DRAFT
from bot.drafting.hindsight_rules import COUNTERFACTUAL, HINDSIGHT
from bot.drafting.people_named import NOBODY, People
from bot.drafting.unowned import unowned
from bot.drafting.unquoted import straightened, unquoted
from bot.drafting.vague_rules import OWNERLESS, OWNERLESS_WORDS, PLATITUDES, SINGLE_CAUSE
from bot.drafting.vocabulary import STOP
from bot.drafting.wording_rule import Kind, Rule

BLAMING = (*HUMAN_ERROR, *BLAME, *COUNTERFACTUAL, *HINDSIGHT)
RULES = (*BLAMING, *SINGLE_CAUSE, *PLATITUDES, *OWNERLESS_WORDS)
_SYSTEM_INSTEAD = "Leave it out, and say what the system did and what could be seen of it."
_NOUNS = {
    "renew": "renewal", "check": "the check", "test": "the test", "review": "the review", "update": "the update",
    "rotate": "rotation", "deploy": "the deploy", "restart": "the restart", "verify": "verification",
    "monitor": "monitoring", "notify": "the notification", "escalate": "the escalation", "document": "documentation",
    "migrate": "the migration", "upgrade": "the upgrade", "approve": "the approval", "configure": "the configuration",
    "announce": "the announcement", "run": "the run", "look": "that look", "think": "that thought",
}  # fmt: skip
_DOUBLED = re.compile(
    r"^(?:[^aeiou]*[aeiou][bcdfgklmnprstvz]|commit|submit|admit|refer|defer|debug|reset|forget|unplug)$"
)
_OWN = re.compile(r"(?i)^(?:his|her|their|your|my|our)\b")


@dataclass(frozen=True)
class Finding:
    """One phrase, as it was written; `line` and `column` count from 1, in characters; `proposal` is a sentence on what to say
    instead."""

    kind: Kind
    phrase: str
    line: int
    column: int
    proposal: str


def lint(text: str, people: People = NOBODY) -> tuple[Finding, ...]:
    """Every finding in a text, in its order. Without `people` only mentions, pronouns and roles are taken for persons."""
    plain = people.masked(unquoted(text))
    found = [(span, _finding(text, span, rule, match)) for span, rule, match in _found(plain, RULES)]
    said = [span[0] for span, finding in found if finding.kind == "ownerless action"]
    for start, end in unowned(plain):
        if not any(start <= at < end for at in said):
            phrase = " ".join(text[start:end].split())
            found.append(((start, end), Finding("ownerless action", phrase, *place(text, start), OWNERLESS)))
    return tuple(finding for _, finding in sorted(found, key=lambda each: each[0][0]))


def barred(text: str, people: People = NOBODY) -> Finding | None:
    """What keeps a statement out of a draft: the first blame, counterfactual, hindsight or human error in it, quoted or not."""
    plain = people.masked(straightened(text))
    for span, rule, match in _found(plain, BLAMING):
        return _finding(text, span, rule, match)
    if crude := NEVER_IN_A_DRAFT.search(plain):
        return Finding("blame", text[crude.start() : crude.end()], *place(text, crude.start()), _SYSTEM_INSTEAD)
    return None


def single_cause(text: str) -> Finding | None:
    """The first words that make one cause of several."""
    found = _found(straightened(text), SINGLE_CAUSE)
    return next((_finding(text, span, rule, match) for span, rule, match in found), None)


def platitude(task: str) -> Finding | None:
    """The advice that a task is made of, where nothing more precise is left without it."""
    plain = straightened(task)
    found = list(_found(plain, PLATITUDES))
    rest = plain
    for (start, end), _, _ in reversed(found):
        rest = f"{rest[:start]} {rest[end:]}"
    telling = [word for word in re.findall(r"[a-z][\w\-]+", rest.lower()) if word not in STOP]
    if not found or len(telling) > 2:
        return None
    return _finding(task, *found[0])


def place(text: str, at: int) -> tuple[int, int]:
    """The line and the column of a place in a text."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


_Found = tuple[tuple[int, int], Rule, re.Match[str]]


def _found(plain: str, rules: Sequence[Rule]) -> Iterator[_Found]:
    """What the rules find, in order; of two that overlap the one that begins first, or else stands first among the rules."""
    reached = 0
    for line in re.finditer(r"[^\n]+", plain):
        low = line[0].lower()
        every = [
            (match.start(), order, (match.span(), rule, match))
            for order, rule in enumerate(rules)
            if any(piece in low for piece in rule.needs)
            for match in rule.matches(plain, *line.span())
        ]
        for start, _, found in sorted(every, key=lambda each: each[:2]):
            if start >= reached:
                reached = found[0][1]
                yield found


def _finding(text: str, span: tuple[int, int], rule: Rule, match: re.Match[str]) -> Finding:
    start, end = span
    phrase = " ".join(text[start:end].split())
    return Finding(rule.kind, phrase, *place(text, start), _instead(text, rule, match))


def _instead(text: str, rule: Rule, match: re.Match[str]) -> str:
    """The rule's proposal about what was found: “forgot to renew the key” is answered with “Renewing the key depended on …”."""
    if "{doing}" not in rule.instead:
        return rule.instead
    verb = match["verb"].lower()
    thing = " ".join(text[slice(*match.span("thing"))].split()) if match["thing"] else ""
    said = f"{gerund(verb)} {_OWN.sub('the', thing)}" if thing else _NOUNS.get(verb, gerund(verb))
    whole = rule.instead.format(doing=said)
    return whole[0].upper() + whole[1:]


def gerund(verb: str) -> str:
    """The -ing of a verb; of “back up” that of its first word."""
    first, _, rest = verb.partition(" ")
    if first.endswith("ie"):
        first = first[:-2] + "y"
    elif first.endswith("e") and not first.endswith(("ee", "oe", "ye")):
        first = first[:-1]
    elif _DOUBLED.match(first):
        first += first[-1]
    return f"{first}ing {rest}".strip()
