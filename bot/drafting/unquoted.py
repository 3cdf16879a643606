"""A text without what it quotes, character for character in the same places."""

import re

MASK = "\x1f"
_STRAIGHTENED = str.maketrans("’‘ʼ′\u2011\u00a0\u202f\t", "''''-   ")
_QUOTED = re.compile(
    r"(?ms)^[ \t]*(?P<fence>```+|~~~+).*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)"  # code blocks
    r"|```.*?(?:```|\Z)"
    r"|^[ \t]*(?:>|&gt;)[^\n]*"  # quoted lines
    r"|<!--.*?(?:-->|\Z)"
    r"|(?<!`)`[^`\n]+`(?!`)"
    r"|“(?:[^“”\n]|\n(?!\s*\n)){1,1000}”|„(?:[^“”\n]|\n(?!\s*\n)){1,1000}[“”]|«[^«»\n]{1,1000}»"
    r"|(?<![\w\"])\"(?=\S)(?:[^\"\n]|\n(?!\s*\n)){1,1000}(?<=\S)\"(?![\w\"])"
    r"|(?<!\w)[‘'](?=\w)[^‘’'\n]{1,300}(?:(?<=\w)['’]\w[^‘’'\n]{0,300}){0,5}[’'](?!\w)"
    r"|(?<=\]\()[^()\s]+(?=\))|\bhttps?://[^\s<>\"“”]+"
)
_WRAPPED = re.compile(r"(?<=\S)\n(?=[ \t]{0,3}(?![-*+•#|>=]|\d{1,3}[.)])\S)")
_HEADING = re.compile(r"(?m)^[ \t]*#.*$")


def unquoted(text: str) -> str:
    """The text with quotations, quoted lines, code and addresses masked, apostrophes straightened, and the lines of a paragraph
    joined. No character changes its place."""
    masked = _QUOTED.sub(lambda match: re.sub(r"[^\n]", MASK, match[0]), text)
    return joined(straightened(masked))


def straightened(text: str) -> str:
    """With plain apostrophes, hyphens and spaces."""
    return text.translate(_STRAIGHTENED)


def joined(text: str) -> str:
    """With a space for every line end inside a paragraph."""
    if "\n" not in text:
        return text
    headings = {match.end() for match in _HEADING.finditer(text)}
    return _WRAPPED.sub(lambda match: "\n" if match.start() in headings else " ", text)
