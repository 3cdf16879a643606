"""The words of a text that say what it is about."""

import re

from bot.drafting.vocabulary import STOP

_TERM = re.compile(r"[a-z][\w\-./]*[a-z0-9]|\d{3,}")
_WORDS_READ = 120


def terms_in(low: str) -> frozenset[str]:
    """The content words of a lower-case text, cut to six letters so that forms of a word meet."""
    found = _TERM.findall(low)[:_WORDS_READ]
    found += [part for word in found if "." in word or "/" in word for part in re.split(r"[./]", word) if len(part) > 3]
    return frozenset([word[:6] if word.isalnum() else word for word in found if len(word) > 2 and word not in STOP])
