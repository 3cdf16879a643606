"""HTML that cannot be forged: whatever is not markup of ours is escaped when it is put in."""

from collections.abc import Iterable
from html import escape

from bot.domain.plain_text import visible

_VOID = frozenset({"meta", "wbr"})


class Html(str):
    """Markup made here. Anything else is text, and becomes harmless in `element`."""

    __slots__ = ()


def element(tag: str, *content: str, **attributes: str) -> Html:
    """`<tag …>content</tag>`. Content that is not Html is escaped, and so is every attribute; `class_` is written `class`."""
    told = "".join(f' {name.rstrip("_").replace("_", "-")}="{_safe(value)}"' for name, value in attributes.items())
    if tag in _VOID:
        return Html(f"<{tag}{told}>")
    return Html(f"<{tag}{told}>{joined(content)}</{tag}>")


def joined(parts: Iterable[str]) -> Html:
    """The parts one after the other, texts escaped."""
    return Html("".join(part if isinstance(part, Html) else _safe(part) for part in parts))


def _safe(text: str) -> str:
    return escape(visible(text), quote=True)
