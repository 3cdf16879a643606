"""Mutants of true claims: one fact of a claim changed, so that its messages no longer bear it out. Always the same for the same
claims."""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.evidence import Evidence, Item
from bot.drafting.claim_checks import Assertion

KINDS = ("citation", "name", "number", "unit", "negation", "modality", "order")
_NUMBER = re.compile(r"(?<![\w.\-:#])\d+(?:,\d{3})*(?:\.\d+)?(?![\w]*[.:\-]\d)(?=[\s%.,;)]|ms\b|s\b|k\b|GB|MB|TB|$)")
_NUMBER_WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_UNITS = (
    (r"(?<=\d) ?ms\b", (" s", " minutes")),
    (r"(?<=\d) s\b|(?<=\d)s\b|(?<=\d) seconds\b", (" ms", " minutes")),
    (r"(?<=\d) minutes?\b", (" hours", " seconds")),
    (r"(?<=\d) hours?\b", (" minutes", " days")),
    (r"(?<=\d) ?%| percent\b", (" ms", " GB")),
    (r"(?<=\d) ?GB\b", (" MB", " TB")),
    (r"(?<=\d) ?MB\b", (" GB", " kB")),
    (r"(?<=\d) ?TB\b", (" GB", " MB")),
    (r"(?<=\d) days?\b", (" hours", " weeks")),
)
_DENIALS = (
    (r"\b(was|were|is|are) not\b", r"\1"),
    (r"\b(could|can|would|will|has|have|had)(?: not|not)\b", r"\1"),
    (r"\bno longer (\w+)", r"still \1"),
    (r"\bnever (\w+)", r"always \1"),
    (r"\b(did|does|do) not (\w+)", r"\1 \2"),
    (r"\bwithout (?:a|any) ", "with a "),
    (r"\bwithout\b", "with"),
    (r"\bhad no\b", "had a"),
    (r"\bNo (\w+) (was|were|is)\b", r"A \1 \2"),
    (r"\bruled out\b", "confirmed"),
    (r"\bthere (was|is) no\b", r"there \1 a"),
    (r"\bnot\b ", ""),
)
_AFFIRMED = re.compile(r"\b(was|were|is|are|could|can|has|have|had|will)\b(?! not| no\b|not)")
_DENIED = re.compile(r"(?i)\b(?:no|nobody|never|nothing|without|ruled out)\b")
_GUESSES = re.compile(r"\b(?:suspect|thought|ask|suggest|warn|whether|might|may|likely|propos|consider|appear|seem)")
_DOUBTS = (
    (r"\b(?:might|may) have been\b", "was"),
    (r"\b(?:might|may|could|should) be\b", "is"),
    (r"\b(?:might|may) have\b", "has"),
    (r"\b(was|were) (?:suspected|thought) to be\b", r"\1"),
    (r"\b(?:probably|possibly|perhaps|presumably|apparently|might) ", ""),
    (r"\b(?:will|was to|is going to) be\b", "was"),
    (r"\bwere to be\b", "were"),
    (r"\bsuspected that\b", "confirmed that"),
    (r"\b(?:appeared|seemed) to\b", "did"),
)
_SURE = re.compile(r"\b(was|were|is|are|has|had)\b")
_JOINTS = re.compile(
    r"^(?P<one>[^,.;]{8,}?),? (?P<joint>after|before|once|because|and then|then|followed by) (?P<two>[^.;]{8,})\.$"
)
_FLIPPED = {
    "after": "before",
    "before": "after",
    "once": "before",
    "because": "so",
    "and then": "after",
    "then": "after",
    "followed by": "after",
}
_FROM_TO = re.compile(r"\bfrom ([\w.,%/\-]*\w%?)((?: [a-z]+)?) to ([\w.,%/\-]*\w%?)")


@dataclass(frozen=True)
class Mutant:
    """A changed claim, which kind of change it is, and what it was."""

    kind: str
    claim: Assertion
    original: Assertion


def mutants(claim: Assertion, evidence: Evidence, names: Sequence[str]) -> Iterator[Mutant]:
    """The mutants of one claim. `names` are those of the channel's systems and people."""
    for kind, words in _changed(claim, names):
        if words != claim.words:
            yield Mutant(kind, replace(claim, words=words), claim)
    for number in range(2):
        if other := _elsewhere(claim, evidence, number):
            yield Mutant("citation", replace(claim, cited=(other,), against=()), claim)


def _changed(claim: Assertion, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    words = claim.words
    yield from (("name", each) for each in _with_other_names(claim, names))
    yield from (("number", each) for each in _with_other_numbers(words))
    for pattern, others in _UNITS:
        yield from (("unit", re.sub(pattern, other, words, count=1)) for other in others if re.search(pattern, words))
    denied = next((re.sub(old, new, words, count=1) for old, new in _DENIALS if re.search(old, words)), None)
    if claim.section in ("questions", "actions"):
        return
    if denied:
        yield "negation", denied
    elif _AFFIRMED.search(words) and not _DENIED.search(words):
        yield "negation", _AFFIRMED.sub(r"\1 not", words, count=1)
    if claim.section != "causes" or claim.status == "confirmed":
        surer = next((re.sub(old, new, words, count=1) for old, new in _DOUBTS if re.search(old, words)), None)
        if surer and not _GUESSES.search(surer):
            yield "modality", surer
        elif not surer and _SURE.search(words):
            yield "modality", _SURE.sub(lambda match: f"{match[1]} probably", words, count=1)
    if match := _JOINTS.match(words):
        one, joint, two = match["one"], match["joint"], match["two"]
        yield "order", f"{one} {_FLIPPED[joint]} {two}."
        yield "order", f"{two[0].upper()}{two[1:]} {joint} {one[0].lower()}{one[1:]}."
    if match := _FROM_TO.search(words):
        yield "order", words.replace(match[0], f"from {match[3]}{match[2]} to {match[1]}")


def _with_other_names(claim: Assertion, names: Sequence[str]) -> Iterator[str]:
    told = " ".join(f"{item.text} {item.author.name}" for item in (*claim.cited, *claim.against)).lower()
    for name in names:
        if not re.search(rf"(?<![\w\-]){re.escape(name)}(?![\w\-])", claim.words):
            continue
        others = [each for each in names if each.lower() not in told and _alike(each, name)]
        for number in range(min(2, len(others))):
            other = others[(_dice(claim.words + name) + 7 * number) % len(others)]
            yield re.sub(rf"(?<![\w\-]){re.escape(name)}(?![\w\-])", other, claim.words)


def _alike(one: str, other: str) -> bool:
    """Whether one could stand for the other: both written with a capital, or neither."""
    return one != other and one[0].isupper() == other[0].isupper()


def _with_other_numbers(words: str) -> Iterator[str]:
    for place, match in enumerate(list(_NUMBER.finditer(words))[:2]):
        digits = match[0]
        changed = (
            digits[::-1]
            if len(digits) > 1 and digits[0] != digits[-1] and digits[-1] != "0" and digits.isdigit()
            else None
        ) or _next(digits)
        yield words[: match.start()] + (changed if place == 0 else _next(digits)) + words[match.end() :]
    for word in _NUMBER_WORDS:
        if re.search(rf"(?i)\b{word}\b", words):
            other = _NUMBER_WORDS[(_NUMBER_WORDS.index(word) + 2) % len(_NUMBER_WORDS)]
            yield re.sub(rf"(?i)\b{word}\b", other, words, count=1)
            return


def _next(digits: str) -> str:
    """The number with its last digit raised by three."""
    return digits[:-1] + str((int(digits[-1]) + 3) % 10) if digits != "0" else "7"


def _elsewhere(claim: Assertion, evidence: Evidence, number: int) -> Item | None:
    """A message of the channel that is none of the claim's and says more than a word or two."""
    own = {item.ts for item in (*claim.cited, *claim.against)}
    others = [item for item in evidence if item.ts not in own and len(item.text.split()) > 3]
    return others[(_dice(claim.words) + 31 * number) % len(others)] if others else None


def _dice(words: str) -> int:
    return zlib.crc32(words.encode())
