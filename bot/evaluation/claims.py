"""What can be said of a single claim, without knowing what was published.

These rules are their own, and not those by which drafters check themselves: a measure must be able to disagree."""

import re
from dataclasses import dataclass

from bot.domain.draft import SECTIONS, Cause, Claim, Draft
from bot.domain.evidence import Evidence

JUDGED = tuple(section for section in SECTIONS if section != "went_well")
"""Published post-mortems seldom say what went well, so what a draft says of it is shown and not scored."""

_TIME_OF_DAY = re.compile(r"\b\d\d?:\d\d(?::\d\d)?\b|\b\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?\b")
_FACTS = {
    "a number, with its unit": r"\d+(?:[.,]\d+)*(?:%|[MGT]B|ms|[smhkx])?",
    "a version": r"v\d[\w.-]*",
    "a hash": r"(?=[a-f]*\d)[0-9a-f]{7,40}",
    "a ticket": r"\#\d+",
    "a host or a file": r"[\w-]+(?:\.[\w-]+)+",
    "a path": r"/[\w.-][\w./-]{2,}",
    "a quoted name": r"`[^`\n]{2,60}`",
}
_FACT = re.compile(rf"(?<![\w.])(?:{'|'.join(_FACTS.values())})(?!\w)")
_UNIT = r"(?:%|s|sec\w*|m|min\w*|h|hours?|d|days?|messages?|people|alerts?|deploys?)"
_COMPUTED = re.compile(rf"(?:about )?\d[\d.,]*\s*{_UNIT}(?:\s+\d+\s*\w+)?", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
_BLAME = re.compile(
    "|".join(
        (
            r"\b(?:human error|to blame|if only|obviously|could have)\b",
            r"\bshould(?:n't| not)? have\b",
            r"\bfailed to (?:check|follow|notice|reali[sz]e|test)\b",
            r"\b(?:careless|negligen|incompeten)",
            r"\b(?:his|her|their) (?:fault|mistake)\b",
        )
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Checked:
    """A claim and what is to be said of it. `unknown` are cited timestamps that the channel does not have, `unfounded` the
    facts of its text that its messages do not hold, `blames` the phrases that blame or argue from hindsight."""

    section: str
    claim: Claim
    unknown: tuple[str, ...]
    unfounded: tuple[str, ...]
    blames: tuple[str, ...]

    @property
    def is_cited(self) -> bool:
        """It names messages, or says that something is not established."""
        return bool(self.claim.evidence) or self.claim.absence

    @property
    def is_scored(self) -> bool:
        return self.section in JUDGED


def checked(draft: Draft, evidence: Evidence) -> tuple[Checked, ...]:
    """Every claim of the draft, in the order of the document."""
    return tuple(_checked(section, claim, evidence) for section in SECTIONS for claim in getattr(draft, section))


def cited(claim: Claim) -> tuple[str, ...]:
    """All that the claim names, for it and against it."""
    return claim.evidence + (claim.against if isinstance(claim, Cause) else ())


def _checked(section: str, claim: Claim, evidence: Evidence) -> Checked:
    unknown = tuple(ts for ts in cited(claim) if evidence.get(ts) is None)
    said = _QUOTED.sub(" ", claim.text)
    return Checked(section, claim, unknown, unfounded(claim, evidence), tuple(_BLAME.findall(said)))


def unfounded(claim: Claim, evidence: Evidence) -> tuple[str, ...]:
    """Numbers, versions, hashes, hosts, paths and quoted names of the claim that stand in none of its messages. Times of day and
    what code computed are left out: they need not have been written by anybody."""
    text = _TIME_OF_DAY.sub(" ", claim.text)
    for phrase in claim.computed:
        if _COMPUTED.fullmatch(phrase.strip()):
            text = text.replace(phrase, " ")
    told = "\n".join(_told(ts, evidence) for ts in cited(claim)).lower()
    return tuple(fact for fact in _FACT.findall(text) if fact.strip("`").lower() not in told)


def _told(ts: str, evidence: Evidence) -> str:
    item = evidence.get(ts)
    if item is None:
        return ""
    return "\n".join((item.author.name, item.text, *item.files, *(text for _, text in item.earlier)))
