"""Odd values, and what becomes of JSON into which somebody put some: everything from a seed, so that it can be had again."""

import json
import random
from collections.abc import Sequence
from typing import Any

STRINGS = (
    "", " ", "\0", "a\0b", "\ud800", "half \udfff a pair", "\u202eevil\u202c", "\u2066x\u2069", "\x1b[31mred", "\x7f\x9b",
    "\r\n\n\n", "½", "𝟙𝟚𝟛", "ﬁ ＡＢ", "e\u0301" * 20, "🧨" * 9, "null", "NaN", "-1", "true", "{}", "[]", "../../etc/passwd",
    "%s%n", "' OR 1=1 --", "0",
)  # fmt: skip
STAMPS = (
    "٣٣٣٣٣٣٣٣٣٣.٣", "²²²²²²²²²².¹", "1700000000.²", "𝟙𝟚𝟛.𝟙", "١٧٠٠٠٠٠٠٠٠.000100", "-1.5", "0.000000", "0", "1.", ".1",
    "99999999999.999999", "999999999999.9", "1700000000.0000001", "1e400", "1700000000,000100", "Infinity", "1700000000.000100 ",
    "1700000000.1", "0001700000000.000100", "1700000000.000100#1", "0x10.1", "9.9", "1_0.1_0", 1700000000.0001, 1700000000,
)  # fmt: skip
IDS = (
    "C" * 65,
    "U1:2:3",
    "::",
    "#",
    "U",
    " ",
    "C1\nC2",
    "who:x:y",
    "%",
    "٣",
    "U0DEBRIEF01",
    "B0DEBRIEF01",
    "USLACKBOT",
    "C1/../C2",
)
WORDS = (
    "<@U1|x", "<!date^9e9^{date}|>", "<!date^99999999999999^x>", "<!date^²^x>", "<" * 500, "<a|" * 200, "&amp;" * 50, "```" * 9,
    "*_~`" * 40, "inc-999999999", "what happened since 99:99 999d?", "resolved at 25:61", "since 99999h", "it began at 24:00 utc",
    "root cause: " + "x" * 300, "action item: " + "a " * 200, "all clear since ²:³", "sev² at 10:٣٠", "down from 10:00 to 99:99",
    "by 31 february", "by 2026-13-45", "error rate " + "9" * 400 + "%", "<@U0DEBRIEF01> catch me up since 23:59 9999d99h",
    "for " + "9" * 30 + " hours", "at " + "1" * 20 + ":00", "resolved\u2028all clear\u2029", "@" * 300, "`" * 300, "1. " * 200,
    "started 999999 minutes ago", "since 0000-00-00", "у 10:05 all clear", "q3 2026-Q9", "until 12:60 pm", "at 13:00pm am",
)  # fmt: skip
NUMBERS = (
    0, -1, 1, 2, 0.5, -0.0, 1e308, float("nan"), float("inf"), float("-inf"), 2**31, 2**53, 2**63, 2**64, -(2**63) - 1,
    10**11, 253402300800, 10**400, 1700000000.5, 99999999999.999999,
)  # fmt: skip
SUBTYPES = (
    "message_changed", "message_deleted", "tombstone", "huddle_thread", "bot_message", "thread_broadcast", "file_share",
    "channel_join", "me_message", "message_replied", "channel_topic",
)  # fmt: skip
LETTERS = "abc XYZ09-_.:/\\\"'<>@#|&*`~\t\n\0\x85éß中🙂\ud83d\u202e\u2028"
DEPTHS = (5, 13, 60, 200, 480, 900)
HUGE = 100_000


def fitting(dice: random.Random, key: Any) -> Any:
    """Something odd of the kind that is expected behind this key, as far as there is one."""
    name = str(key)
    if name.endswith("ts") or name.startswith("date_"):
        return dice.choice(STAMPS)
    if name in ("text", "value", "title", "name", "fallback", "tz"):
        return " ".join(dice.choices(WORDS, k=dice.choice((1, 1, 2, 5))))
    return dice.choice(IDS) if name in ID_KEYS or name.endswith("id") else value(dice)


def value(dice: random.Random) -> Any:
    """Something that nobody expects."""
    kind = dice.random()
    if kind < 0.38:
        return dice.choice((STRINGS, STRINGS, STAMPS, IDS, WORDS)[dice.randrange(5)])
    if kind < 0.58:
        return dice.choice(NUMBERS)
    if kind < 0.66:
        return dice.choice((None, True, False))
    if kind < 0.76:
        return dice.choice(([], {}, [[]], [None], [{}], {"": ""}, [{}, 7, "x", None], {"id": {}}, {"type": []}))
    if kind < 0.84:
        return dice.choice(SUBTYPES)
    if kind < 0.86:
        return deep(dice)
    if kind < 0.865:
        return text(dice, 50) * (HUGE // 50)
    return text(dice, dice.randrange(60)) if kind < 0.93 else whole(dice, 3)


def text(dice: random.Random, length: int) -> str:
    return "".join(dice.choices(LETTERS, k=length))


def deep(dice: random.Random) -> Any:
    """Lists or objects in one another."""
    made: Any = dice.choice((None, "deep", {}))
    key = dice.choice((None, "elements", "event", "text", ""))
    for _ in range(dice.choice(DEPTHS)):
        made = [made] if key is None else {key: [made] if key == "elements" else made, "type": "rich_text_section"}
    return made


def whole(dice: random.Random, depth: int = 4) -> Any:
    """JSON that is random altogether."""
    kind = dice.random()
    if depth == 0 or kind < 0.4:
        return dice.choice((*STRINGS, *NUMBERS, None, True))
    count = dice.randrange(5)
    if kind < 0.6:
        return [whole(dice, depth - 1) for _ in range(count)]
    return {dice.choice((*KEYS, text(dice, 4))): whole(dice, depth - 1) for _ in range(count)}


ID_KEYS = ("user", "channel", "room", "file", "bot_id", "created_by", "team")
KEYS = (
    "type", "event", "event_id", "team_id", "channel", "user", "text", "ts", "thread_ts", "subtype", "message", "edited", "files",
    "previous_message", "deleted_ts", "item", "reaction", "blocks", "elements", "attachments", "room", "bot_id", "id", "name",
    "event_ts", "actions", "view", "state", "values", "team", "payload", "authorizations", "profile", "reactions", "users",
)  # fmt: skip


def mutated(dice: random.Random, given: str, others: Sequence[str]) -> Any:
    """The JSON of a text with some of its places changed; `others` are texts of which parts may be put in."""
    if dice.random() < 0.02:
        return whole(dice)
    made: Any = json.loads(given)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
        places = _places(made)
        if not places:
            return value(dice)
        _change(dice, *dice.choice(places), places, others)
    return made


def _change(dice: random.Random, inside: Any, key: Any, places: list[tuple[Any, Any]], others: Sequence[str]) -> None:
    kind = dice.random()
    if kind < 0.12:
        del inside[key]
    elif kind < 0.62:
        inside[key] = value(dice) if kind < 0.37 else fitting(dice, key)
    elif kind < 0.72:
        there, name = dice.choice(places)
        inside[key], there[name] = _copied(there[name]), _copied(inside[key])
    elif kind < 0.8:
        _double(dice, inside, key)
    elif kind < 0.88:
        inside[key] = dice.choice(([inside[key]], {"value": inside[key]}, as_text(inside[key]), _number(inside[key])))
    else:
        there, name = dice.choice(_places(json.loads(dice.choice(others))))
        inside[name if isinstance(inside, dict) and isinstance(name, str) else key] = there[name]


def _double(dice: random.Random, inside: Any, key: Any) -> None:
    if isinstance(inside, list):
        inside.extend([_copied(inside[key])] * dice.choice((1, 1, 60)))
    else:
        inside[dice.choice((*KEYS, str(key) + " "))] = _copied(inside[key])


def as_text(each: Any) -> str:
    """A value as somebody might type it; of lists and objects only a hint, since they may be too deep to be written."""
    return str(list(each)[:5] if isinstance(each, dict) else "[...]" if isinstance(each, list) else each)[:HUGE]


def _number(each: Any) -> Any:
    return float(each) if isinstance(each, str) and each.replace(".", "", 1).isdecimal() and each.isascii() else 7


def _copied(each: Any) -> Any:
    """A copy, so that nothing holds itself; of what is too deep to be copied, nothing."""
    if not isinstance(each, (dict, list)):
        return each
    return None if _is_deep(each) else json.loads(json.dumps(each))


def _is_deep(each: Any) -> bool:
    depth, level = 0, [each]
    while level:
        depth += 1
        inside = (each for some in level for each in (some.values() if isinstance(some, dict) else some))
        level = [each for each in inside if isinstance(each, (dict, list))]
        if depth > 100:
            return True
    return False


def _places(made: Any) -> list[tuple[Any, Any]]:
    """Every place of a value: what holds it, and by which key or number."""
    found: list[tuple[Any, Any]] = []
    waiting = [made]
    while waiting and len(found) < 2000:
        inside = waiting.pop()
        keys = list(inside) if isinstance(inside, dict) else range(len(inside)) if isinstance(inside, list) else ()
        for key in keys:
            found.append((inside, key))
            waiting.append(inside[key])
    return found
