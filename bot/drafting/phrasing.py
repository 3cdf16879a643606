"""From what somebody typed to a sentence of the draft, without adding a word that its messages do not hold."""

import re
from collections.abc import Iterable, Sequence

from bot.domain.evidence import Item
from bot.drafting.blameless import barred
from bot.drafting.people_named import People

_CODE_BLOCK = re.compile(r"```.*?(?:```|$)", re.S)
_STRUCK = re.compile(r"~~[^~]+~~|(?<!\w)~[^~\n]+~(?!\w)", re.S)
_QUOTED = re.compile(r"(?m)^\s*>.*$")
# Between digits it is a time of day: 14:46:12.
_EMOJI_NAME = re.compile(r"(?<!\d):[a-z0-9_+'\-]{2,40}:(?::skin-tone-\d:)?")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d\u2b50\u2b06\u2197]+")
_SMILEY = re.compile(r"(?<!\S)[;:=8xX]-?['(]?[)(DPpoO/|\\]+(?!\w)")
_EMPHASIS = re.compile(r"(?<![\w*])\*{1,2}([^*\n]+?)\*{1,2}(?![\w*])|(?<![\w_/])_([^_\n]+?)_(?![\w_/])")
_LABELLED_URL = re.compile(r"\(https?://[^\s()]+\)")
_URL = re.compile(r"https?://[^\s<>()\"“”]+")
_SPAN = re.compile(r"`([^`]*)`")
_EDGES, _QUOTES = " ,;:-–—^|", "\"'“”"
_QUOTE = re.compile(f"[{_QUOTES}]")
_PLAIN_SPAN = re.compile(r"^[\w./:@%+=#\-]+(?: [\w./:@%+=#\-*]+){0,5}$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=\S)|\n+|\s+[•▪‣]\s+")
_MAY_END = re.compile(r"[.!?…\n•▪‣]")
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|acc|approx|ca|incl|excl|est|resp|no|mr|ms|dr|st)|\b[A-Za-z])\.$")
_FILLER = re.compile(
    r"(?i)^(?:(?:ok(?:ay)?(?! ?:)|so|hm+|"
    r"uh+|um+|oh|ah|aha|well|yeah|yep|yes|yup|hi|hey|hello|fyi|btw|fwiw|also|and|but|right|alright|cool|great|nice"
    r"|tl;?dr|i think|i believe|i guess|i note that|so basically|basically|honestly|actually|it looks to me like|unrelated but"
    r"|found it(?: already)?|got it|that['’]s it|there it is|just)(?:[,:;.!…\-–—]+\s*|\s+))+(?=\S)"
)
_CLAUSE = re.compile(
    r"[,;:]\s|\s[-–—]\s|\s\(|\s(?:and|but|so|because|which|while|since|then|with|without|to|for|in|on|at|from|by|of)\s"
)
_HARD = re.compile(
    r"(?<![\w.])(?:\d+(?:[.,]\d+)*(?:%|ms|s|m|h|GB|MB|TB|k|x)?|v\d[\w.\-]*|[0-9a-f]{7,40}|#\d+"
    r"|[\w-]+(?:\.[\w-]+)+|/[\w./-]{3,}|`[^`\n]{2,60}`)(?!\w)"
)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z?)?\b")
# After a placeholder it belongs to an address: postgres://[secret:password]@db.
_MENTION = re.compile(r"(?<!\])@(?=\w)")
_LIST_MARK = re.compile(r"^\s*(?:[-*•▪‣]|\d{1,2}[.)])\s+")
_LOWER_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?[,;:]?(?=\s|$)|[a-z]+[.!?]$")
_UNKNOWN_MENTION = re.compile(r"@[UW][A-Z0-9]{6,}\b")
# A full stop after a version or a path would read as part of it.
_OPEN_ENDED = re.compile(r"(?:^|[^\w.])(?:v\d[\w.\-]*|/[\w./\-]{2,})$")
ELLIPSIS = "…"


def spoken_text(text: str, limit: int = 1200) -> str:
    """The part of a message that was said: no code, no quotation of others, nothing struck out, no emoji."""
    said = text[: limit * 4]
    if "```" in said:
        said = _CODE_BLOCK.sub("\n", said)
    if ">" in said:
        said = _QUOTED.sub("", said)
    if "~" in said:
        said = _STRUCK.sub(" ", said)
    if ":" in said:
        said = _EMOJI_NAME.sub(" ", said)
    if not said.isascii():
        said = _EMOJI.sub(" ", said)
    return said[:limit].strip()


def code_lines(text: str) -> list[str]:
    """The lines inside the message's code blocks, without blank ones."""
    inside = (block.strip("`") for block in _CODE_BLOCK.findall(text[:8000]))
    return [line.strip() for block in inside for line in block.splitlines() if line.strip()]


def sentences(said: str) -> list[str]:
    """The sentences of a text, by punctuation and lines; chat has no capitals to go by."""
    if not _MAY_END.search(said):
        return [said.strip()] if said.strip() else []
    found: list[str] = []
    for part in _SENTENCE_END.split(said):
        piece = part.strip()
        if not piece:
            continue
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found


class Wording:
    """Cleans sentences for the draft. `names` are the people of the channel: a mention becomes the name, or a role where
    the name would look like a host or a version. `apps` are those of the names that are no person's."""

    def __init__(self, names: Iterable[str], apps: Iterable[str] = ()) -> None:
        self._first: dict[str, list[str]] = {}
        known = {name for name in names if name.strip()}  # an app may call itself by a space
        self.people = People(known.difference(apps))
        for name in known:
            self._first.setdefault(name.split()[0].casefold(), []).append(name)
        for group in self._first.values():
            group.sort(key=len, reverse=True)

    def without_mentions(self, text: str, named: bool) -> str:
        """Mentions as names (`named`) or as "a responder"; calling somebody at the start or the end says nothing."""
        if "@" not in text:
            return text
        pieces, position = [], 0
        for match in _MENTION.finditer(text):
            if match.start() < position or (match.start() and text[match.start() - 1].isalnum()):
                continue
            name = self._name_at(text, match.end())
            if name is None:
                continue
            end = match.end() + len(name)
            called = not text[: match.start()].strip() or not text[end:].strip(" .,!?")
            shown = "" if called else name if named and not _HARD.search(name) else "a responder"
            pieces += [text[position : match.start()], shown]
            position = end
        pieces.append(text[position:])
        plain = _UNKNOWN_MENTION.sub("a responder", "".join(pieces))
        return _MENTION.sub("", plain).lstrip(" ,:;")

    def _name_at(self, text: str, start: int) -> str | None:
        word = re.match(r"\S+", text[start : start + 80])
        if not word:
            return None
        key = word[0].casefold()
        for candidate in (key, key.rstrip(".,:;!?)'’"), re.sub(r"['’]s\W*$", "", key)):
            for name in self._first.get(candidate, ()):
                if text[start : start + len(name)].casefold() == name.casefold():
                    return text[start : start + len(name)]
        return None

    def sentence(self, text: str, most: int, named: bool = True) -> str:
        """One sentence of at most `most` words, cleaned, capitalised and closed; empty where nothing is left to say."""
        clean = self.clean(text, named)
        if not clean or barred(clean, self.people):
            return ""
        return closed(shortened(clean, most))

    def deed(self, text: str, most: int) -> str:
        """One sentence about what happened, whoever did it; empty where it is told as somebody's doing."""
        sentence = self.sentence(self.people.without_doer(text), most, named=False)
        return "" if self.people.acts(sentence) else sentence

    def clean(self, text: str, named: bool = True) -> str:
        """The text without markup, mentions, long addresses, smileys and opening fillers, on one line."""
        flat = _LIST_MARK.sub("", text)
        flat = self.without_mentions(flat, named)
        if "http" in flat:
            flat = _URL.sub(_short_address, _LABELLED_URL.sub("", flat))
        flat = _EMPHASIS.sub(lambda match: match[1] or match[2], flat)
        flat = _SMILEY.sub("", flat)
        flat = " ".join(flat.split())
        flat = _SPAN.sub(_span, flat)
        if flat.count("`") % 2:
            flat = flat.replace("`", "")
        flat = _FILLER.sub("", flat, count=1)
        return _without_loose_quotes(flat.strip(_EDGES)).strip(_EDGES)


def _without_loose_quotes(text: str) -> str:
    """The text without quotation marks around the whole of it, or that lost their partner."""
    paired = text.count('"') % 2 == 0 and text.count("“") == text.count("”") and not text.endswith("'")
    whole = text[:1] in _QUOTES and text[-1:] in _QUOTES and len(_QUOTE.findall(text)) == 2
    return text if paired and not whole else text.strip(_QUOTES)


def _span(match: re.Match[str]) -> str:
    inside = match[1].strip()
    return f"`{inside}`" if inside == match[1] and _PLAIN_SPAN.match(inside) else inside


def _short_address(match: re.Match[str]) -> str:
    """`host/path` without scheme, query and fragment, cut between path segments."""
    whole = match[0].rstrip(".,;:!?'")
    tail = match[0][len(whole) :]
    segments = [part for part in re.split(r"[?#]", whole.split("://", 1)[1])[0].split("/") if part]
    kept = segments[:1]
    for segment in segments[1:]:
        if len("/".join(kept)) + len(segment) > 48:
            break
        kept.append(segment)
    return "/".join(kept) + tail


def shortened(text: str, most: int) -> str:
    """At most `most` words, cut where a clause ends if there is such a place in the second half."""
    words = text.split()
    if len(words) <= most:
        return text
    cut = " ".join(words[:most])
    ends = [match.start() for match in _CLAUSE.finditer(cut + " ") if match.start() > len(cut) // 2]
    if ends:
        cut = cut[: ends[-1]]
    if cut.count("`") % 2:
        cut = cut[: cut.rindex("`")]
    if cut.count("(") > cut.count(")"):
        cut = cut[: cut.rindex("(")]
    return cut.rstrip(" ,;:-–—(.") + ELLIPSIS


def capitalised(text: str) -> str:
    """With a capital, unless it begins with an identifier."""
    return text[0].upper() + text[1:] if _LOWER_WORD.match(text) else text


def closed(text: str) -> str:
    """Capitalised, unless it begins with an identifier, and ending like a sentence."""
    if not text:
        return ""
    text = capitalised(text)
    return text if text[-1] in ".!?…" or _OPEN_ENDED.search(text) else text + "."


def joined(parts: Sequence[str]) -> str:
    """Sentences in a row; one that ends without a full stop is set apart by a semicolon."""
    text = ""
    for part in parts:
        text += part if not text else f" {part}" if text[-1] in ".!?…" else f"; {part}"
    return text


def verifiable(text: str, cited: Sequence[Item], computed: Sequence[str] = ()) -> bool:
    """Whether every number, version, hash, host, id and path in the text stands in the cited messages, times of day and
    computed phrases apart."""
    rest = _CLOCK.sub(" ", text)
    for phrase in computed:
        rest = rest.replace(phrase, " ")
    tokens = _HARD.findall(rest)
    if not tokens:
        return True
    told = " ".join(_all_words(item) for item in cited).lower()
    return all(token.strip("`").lower() in told for token in tokens)


def _all_words(item: Item) -> str:
    wordings = (*(text for _, text in item.earlier), item.text)
    return " ".join((*wordings, item.author.name, *item.files))
