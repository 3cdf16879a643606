"""What Slack shows of calls: the request for a transcript, the form to paste one, what was kept, who spoke."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.duration import spoken
from bot.errors import UserMistake
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.gateway import Message
from bot.slack.mrkdwn import escape, shorten

PASTE, KEEP, DONT_KEEP, REMOVE = "call_paste", "call_keep", "call_dont_keep", "call_remove"
START, NAME_THEM, SPEAKER, AS_WRITTEN = "call_start", "call_name_them", "call_speaker", "call_as_written"
PASTE_FORM, START_FORM = "call_paste_form", "call_start_form"
_WHO = re.compile("who:([^:]+):([0-9]{1,6})")
PARTS, PART_LIMIT, ASKED_AT_ONCE = 4, 3000, 8
_CONSENT = "Everybody in the call knows that it is kept."


def request(key: str, lasted: timedelta | None) -> Message:
    """Asks, in the huddle's thread, for a transcript. `key` names the huddle for the button."""
    after = f" after {spoken(lasted)}" if lasted else ""
    text = (
        f"This huddle ended{after}, and Slack does not let apps hear or read what was said. If somebody has a transcript, share "
        "it here in the thread as a file (.vtt, .srt or .txt from Zoom, Meet or Teams), or paste it. It then counts as "
        "evidence, line by line."
    )
    small = (
        "Please make sure that everybody in the call knows that it is kept; sharing it here says so. Without one, the timeline "
        "says just that the huddle took place."
    )
    buttons = [blocks.button("Paste a transcript", PASTE, key)]
    plain = "This huddle ended; a transcript of it would help the post-mortem."
    return Message(plain, (blocks.section(text), blocks.actions(buttons, "call:request"), blocks.context(small)))


def paste_form(key: str, began: datetime) -> dict[str, Any]:
    """The modal that takes a transcript as text. Slack takes 3,000 characters in one input, so there are several."""
    parts = [
        _input(f"text{n}", "Transcript" if n == 0 else f"Continued ({n + 1})", _text(), n > 0) for n in range(PARTS)
    ]
    source = {
        "type": "plain_text_input",
        "action_id": "value",
        "max_length": 80,
        "placeholder": _plain("Zoom, Meet, Teams …"),
    }
    start = {"type": "datetimepicker", "action_id": "value", "initial_date_time": int(began.timestamp())}
    agreed = {"type": "checkboxes", "action_id": "value", "options": [{"text": _plain(_CONSENT), "value": "yes"}]}
    return _modal(
        PASTE_FORM,
        key,
        "Paste a transcript",
        [
            *parts,
            _input("source", "Where it is from", source, optional=True),
            _input("start", "When it begins, if its times count from zero", start, optional=True),
            _input("consent", "Consent", agreed),
        ],
    )


def pasted(view: dict[str, Any]) -> tuple[str, str, str, datetime | None, bool]:
    """The huddle's key, the text, its source, its stated start and whether it was agreed to, from a submitted form."""
    text = "\n".join(blocks.given(view, f"text{n}").get("value") or "" for n in range(PARTS)).strip()
    source = " ".join((blocks.given(view, "source").get("value") or "").split())
    agreed = bool(blocks.given(view, "consent").get("selected_options"))
    return str(view["private_metadata"]), text, source, _stated(view), agreed


def start_form(transcript: str, at: datetime) -> dict[str, Any]:
    """The modal that says when a transcript begins."""
    start = {"type": "datetimepicker", "action_id": "value", "initial_date_time": int(at.timestamp())}
    return _modal(START_FORM, transcript, "When it begins", [_input("start", "Its first words were said at", start)])


def started(view: dict[str, Any]) -> tuple[str, datetime | None]:
    """The transcript's id and when its first words were said."""
    return str(view["private_metadata"]), _stated(view)


def keep_question(transcript: str, name: str, lines: int) -> Message:
    """Asks whoever shared a file whether it shall be evidence."""
    text = (
        f"{escape(shorten(name, 100))} looks like a transcript of a call ({lines} lines). Shall I keep it as evidence?"
    )
    buttons = [blocks.button("Keep", KEEP, transcript, "primary"), blocks.button("No", DONT_KEEP, transcript)]
    small = f"Keep says: {_CONSENT[0].lower()}{_CONSENT[1:]} Only you see this; nothing is kept unless you say so."
    plain = "A file of yours looks like a transcript. Shall I keep it?"
    return Message(plain, (blocks.section(text), blocks.actions(buttons, "call:keep"), blocks.context(small)))


def kept(transcript: str, summary: Sequence[str], unmatched: int, provenance: str) -> Message:
    """What was kept, for the thread; `summary` are sentences without formatting."""
    buttons = [blocks.button("Remove", REMOVE, transcript), blocks.button("Set its start", START, transcript)]
    if unmatched:
        buttons.append(blocks.button("Name the speakers", NAME_THEM, transcript))
    parts: tuple[Block, ...] = (
        blocks.section(escape(shorten(" ".join(summary), 2500))),
        blocks.actions(buttons, f"call:{transcript}"),
        blocks.context(escape(shorten(provenance, 500))),
    )
    return Message(summary[0], parts)


def plain(text: str) -> Message:
    """One sentence."""
    return Message(text, (blocks.section(escape(shorten(text, 2500))),))


def speaker_question(transcript: str, names: Sequence[tuple[int, str]]) -> Message:
    """Asks, privately, whom names mean: (number, name as written) each; the number stands for the name in the answer."""
    text = "Who spoke in this transcript? I do not know these names, or they fit several people."
    parts = [blocks.section(text)]
    for number, name in names[:ASKED_AT_ONCE]:
        choice = {"type": "users_select", "action_id": SPEAKER, "placeholder": _plain("Choose a person")}
        parts.append(
            blocks.section(f"Who is “{escape(shorten(name, 80))}”?")
            | {"block_id": f"who:{transcript}:{number}", "accessory": choice}
        )
    more = len(names) - ASKED_AT_ONCE
    parts.append(blocks.actions([blocks.button("Leave as written", AS_WRITTEN, transcript)], f"call:left:{transcript}"))
    parts.append(blocks.context(f"Only you see this.{f' {more} more come after these.' if more > 0 else ''}"))
    return Message(text, tuple(parts))


def subject(action: dict[str, Any]) -> str:
    """The transcript that a control is about."""
    return chosen(action)[0] if action["action_id"] == SPEAKER else str(action["value"])


def chosen(action: dict[str, Any]) -> tuple[str, int, str | None]:
    """The transcript, the name's number and the person chosen, from an answer to that question. Raises UserMistake where the
    control is none of that question's."""
    asked = _WHO.fullmatch(str(action["block_id"]))
    if asked is None:
        raise UserMistake("I do not know which name that was; press *Name the speakers* to be asked again.")
    return asked[1], int(asked[2]), action.get("selected_user")


def _stated(view: dict[str, Any]) -> datetime | None:
    seconds = blocks.given(view, "start").get("selected_date_time")
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None


def _modal(callback_id: str, key: str, title: str, parts: list[Block]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": key,
        "title": _plain(title),
        "submit": _plain("Keep" if callback_id == PASTE_FORM else "Save"),
        "close": _plain("Cancel"),
        "blocks": parts,
    }


def _input(block_id: str, label: str, element: Block, optional: bool = False) -> Block:
    return {"type": "input", "block_id": block_id, "label": _plain(label), "element": element, "optional": optional}


def _text() -> Block:
    return {"type": "plain_text_input", "action_id": "value", "multiline": True, "max_length": PART_LIMIT}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}
