"""Action items of a written list that name nobody who takes them on."""

import re
from collections.abc import Iterator

_HEADING = re.compile(
    r"(?m)^[ \t]*(?:#{1,6}[ \t]+(?P<marked>.+)|\*\*(?P<bold>[^*\n]+?)\*\*:?|(?P<plain>[A-Z][\w \-/()]{3,60}):)[ \t]*$"
)
_ABOUT_ACTIONS = re.compile(
    r"(?i)\b(?:action items?|actions?|follow[- ]?ups?|next steps|to-?dos?|remediations?|corrective|prevent(?:ive|ative))\b"
)
_ITEM = re.compile(r"(?m)^[ \t]{0,3}(?:[-*+•]|\d{1,3}[.)])[ \t]+(?P<box>\[[ xX]\][ \t]+)?(?P<words>\S.*)$")
_ROW = re.compile(r"(?m)^[ \t]*\|(?P<cells>.+)\|[ \t]*$")
_OWNER_COLUMN = re.compile(r"(?i)^\W*(?:owners?|assignee|assigned to|dri|responsible|who|lead)\W*$")
_NOBODY = re.compile(r"(?i)^\W*(?:tbd|tba|none|nobody|no one|unassigned|unknown|n/?a|)\W*$")
_UNSET = r"(?!(?:none|nobody|no one|no owner|tbd|tba|n/?a|unassigned|unknown|not )\b)"
_NO_NAME = (
    r"(?!(?:P\d|SEV|TBD|TBA|[A-Z]{2,}-\d|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Q[1-4]|No|Not"
    r"|High|Low|Medium|Done|Open|Due|See|Optional|Proposed|Urgent|Next|This|By|Once|Long|Short)\b)"
)
_NAME = rf"{_NO_NAME}[A-Z][\w.'’\-]+(?: [A-Z][\w.'’\-]+){{0,2}}"
_OWNED = re.compile(
    r"@\w"
    rf"|(?i:\b(?:(?:owners?|assignee|dri|lead|responsible) *(?::|=|is|→|-)|owned by|assigned to|taken by) *\W?{_UNSET}\w)"
    rf"|\({_NAME}\s*[,;)]|\[{_NAME}\]"
    rf"|^\W*{_NAME}(?: will\b| shall\b| takes?\b| owns\b| is going to\b|:\s)"
    rf"|(?:—|–|->|→|\s-)\s*{_NAME}\W*$"
    r"|(?i:\b(?:the )?[\w\-]+ (?:team|squad|crew|guild) (?:will|to|takes?|owns|adds?|writes?)\b"
    r"|\bby (?:the )?[\w\-]+ team\b|\((?:the )?[\w\-]+(?: team)?(?:, | due| by )[^)]*\)|\bI(?:'ll|’ll| will)\b)"
    r"|^\W*(?:SRE|DBAs?|QA|Ops|Security|Platform|Support|Legal|Infra\w*) to\b"
)


def unowned(text: str) -> Iterator[tuple[int, int]]:
    """From where to where each such item stands in a text whose quotations are masked.

    An item has a box that is not ticked, or stands under a heading about actions; or it is a row of a table whose column for the
    owner is empty in it."""
    about, column = False, None
    for at, line in _lines(text):
        heading = _HEADING.match(line)
        if heading:
            about, column = bool(_ABOUT_ACTIONS.search(heading[heading.lastgroup or 0])), None
        elif row := _ROW.match(line):
            cells = [cell.strip() for cell in row["cells"].split("|")]
            if column is None:
                column = next((n for n, cell in enumerate(cells) if _OWNER_COLUMN.match(cell)), -1)
            elif 0 <= column < len(cells) and _NOBODY.match(cells[column]) and _says_more(cells):
                yield at + row.start("cells"), at + row.end("cells")
        elif item := _ITEM.match(line):
            ticked = bool(item["box"]) and item["box"][1] != " "
            if (about or item["box"]) and not ticked and not _OWNED.search(item["words"]):
                yield at + item.start("words"), at + len(line.rstrip())
        else:
            column = None


def _says_more(cells: list[str]) -> bool:
    return any(re.search(r"\w{3}", cell) for cell in cells)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1
