"""Where a sentence names somebody, and whether as the one who did it."""

import re
from collections.abc import Iterable

_DEEDS = re.compile(
    r"@[\w.\-]+ +(?:(?:also|just|then|had|has|have|accidentally|already|only|\w+ly) +){0,2}"
    r"(?!(?:found|notic|report|confirm|mention|ask|suspect|explain|point|spott|discover|suggest|believ|not(?:ed|iced)|post|shar|check"
    r"|verif|look|join|fix|restor|revert|roll|restart|resolv|mitigat|identif|determin|observ|investigat|detect|conclud|realis|realiz"
    r"|wonder|offer|agree|call|page|need|want|help|recover|propos|trac|raise|doubt|describ|debug|follow)\w*)"
    r"(?:\w{2,}ed|ran|broke|put|set|made|took|brought|sent|built|cut|shut|left|lost|gave|began|changed|forgot|overwrote|wrote)(?!\w)"
    r"|@[\w.\-]+'s +(?:[\w\-]+ +){0,2}(?:changes?|deploy\w*|commit|pr|pull request|patch|script|run|migration|merge|edit"
    r"|config\w*|command|query|job|branch|mistake|typo|update|upgrade|push|release|work|decision|action|test)(?!\w)"
)
_BY = re.compile(
    r"(?<!found)(?<!noticed)(?<!reported)(?<!spotted)(?<!fixed)(?<!confirmed)(?<!mentioned) +by @[\w.\-]+(?!\w|'s)"
)


class People:
    """The people whose names may stand in a text. A whole name counts, and a first name of three letters or more."""

    def __init__(self, names: Iterable[str]) -> None:
        found: set[str] = set()
        for name in names:
            parts = name.split()
            found |= {each for each in (name.strip(), parts[0] if parts else "") if len(each) > 2 and each[0].isupper()}
        listed = "|".join(re.escape(name) for name in sorted(found, key=lambda name: (-len(name), name)))
        self._written = re.compile(rf"(?<![\w@])(?:{listed})(?!\w)") if found else None
        self._typed = re.compile(rf"(?<![\w@])(?:{listed})(?!\w)", re.IGNORECASE) if found else None

    def masked(self, text: str) -> str:
        """The text with every name as a mention of the same length; with a capital, since many a name is a word too."""
        return self._written.sub(_mention, text) if self._written else text

    def without_doer(self, text: str) -> str:
        """The text without a name behind “by”: “deployed by Tom” is “deployed”, and as true."""
        plain = self._typed.sub(_mention, text) if self._typed else text
        for match in reversed(list(_BY.finditer(plain))):
            text = text[: match.start()] + text[match.end() :]
        return text

    def acts(self, text: str) -> bool:
        """Whether the text names one of them as the one who did what it tells of: “Tom removed the rule”, “Tom's deploy”.
        Whoever found, said or mended something is named for another reason."""
        plain = text.replace("’", "'")
        return bool(_DEEDS.search(self._typed.sub(_mention, plain) if self._typed else plain))


def _mention(name: re.Match[str]) -> str:
    return "@" + "x" * (len(name[0]) - 1)


NOBODY = People(())
