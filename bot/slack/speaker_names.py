"""Names of speakers as transcripts write them: in front of a colon, in brackets, beside a time."""

import re

LONGEST = 80
_PREFIX = re.compile(r"\s*(?:-\s?|>>\s?)?([^:\n]{1,80}):\s+(?=\S)(.*)$|\s*([^:\n]{1,80}):\s*$", re.DOTALL)
_SMALL = frozenset(
    ("von", "van", "de", "der", "den", "da", "di", "du", "del", "la", "le", "el", "al", "bin", "ben", "of", "and")
)
# What stands before a colon and is nobody.
_LABELS = frozenset(
    word
    for line in (
        "note notes warning warn error info debug fatal trace update status summary action actions todo impact cause edit title",
        "date time subject attendees participants transcript transcription agenda topic question answer example fyi ps next",
        "result reminder decision http https tldr plan step timeline host duration recording invited details",
    )
    for word in line.split()
)
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]\s*$")


def is_name(text: str) -> bool:
    """Whether the text can be a person's name: a few words, each with a capital (or in a script without), and no label."""
    name = _ASIDE.sub("", text.strip())
    words = name.split()
    if not words or len(words) > 5 or len(name) > LONGEST or words[0].lower().strip(".") in _LABELS:
        return False
    if not all(re.fullmatch(r"[^\W_][\w.,'’\-&/|@#]*|[-|–&]", word) for word in words):
        return False
    if not any(c.isalpha() for c in name) or name[-1] in ",;":
        return False
    return all(word.lower() in _SMALL or not word[0].islower() for word in words) or _is_handle(words)


def _is_handle(words: list[str]) -> bool:
    """One lower-case word, such as `maya` or `tom.abara`, as some write themselves."""
    return len(words) == 1 and len(words[0]) <= 20


def without_speaker(line: str) -> tuple[str, str]:
    """The name before a colon, or nothing, and the words."""
    found = _PREFIX.match(line[:5000])
    name = (found[1] or found[3] or "").strip() if found else ""
    if found and is_name(name):
        return name, line[found.end(1) + 1 :].strip() if found[1] else ""
    return "", line.strip()
