"""Action items as Slack shows them: one block each with its buttons, and the form that edits one."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bot.domain.action_item import ActionItem, ItemState
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.gateway import Message
from bot.slack.mrkdwn import escape, shorten

FILE, EDIT, DISMISS, RESTORE = "item_file", "item_edit", "item_dismiss", "item_restore"
DONE, NOT_DONE = "item_done", "item_not_done"
FORM = "item_form"
TEXT_LIMIT, PER_MESSAGE = 1000, 15


def item_messages(
    name: str, items: Sequence[ActionItem], names: dict[str, str], link: Callable[[str], str]
) -> list[Message]:
    """The items of one draft, in as many messages as they need; none if there are no items."""
    made = []
    for start in range(0, len(items), PER_MESSAGE):
        text = f"{name} has {len(items)} action {'item' if len(items) == 1 else 'items'} to file, finish or dismiss."
        some = items[start : start + PER_MESSAGE]
        parts = [block for item in some for block in _item(item, names, link)]
        made.append(Message(text, (blocks.section(f"*Action items* of {name}, as proposed in the channel"), *parts)))
    return made


def _item(item: ActionItem, names: dict[str, str], link: Callable[[str], str]) -> Iterator[Block]:
    owner = names.get(item.owner_id or "") or item.owner
    facts = [f"owner: {escape(owner)}" if owner else "no owner yet"]
    if item.due and item.due.lower() not in item.text.lower():
        facts.append(f"due: {escape(shorten(item.due, 80))}")
    facts += [f"<{link(ts)}|said here>" for ts in item.evidence[:1]]
    text = escape(shorten(item.text, TEXT_LIMIT))
    match item.state:
        case ItemState.FILED:
            ticket = f"<{item.ticket_url}|{escape(item.ticket_key or '')}>"
            yield blocks.section(f"✅ {text}\nFiled as {ticket} · {' · '.join(facts)}")
        case ItemState.DISMISSED:
            yield blocks.section(f"~{text}~\nDismissed")
            yield blocks.actions([blocks.button("Restore", RESTORE, item.id)], f"item:{item.id}")
        case ItemState.DONE:
            by = names.get(item.done_by or "")
            ticket = f" · <{item.ticket_url}|{escape(item.ticket_key)}>" if item.ticket_key else ""
            yield blocks.section(f"☑ ~{text}~\nDone{f', says {escape(by)}' if by else ''}{ticket}")
            yield blocks.actions([blocks.button("Not done", NOT_DONE, item.id)], f"item:{item.id}")
        case ItemState.FILING:
            yield blocks.section(f"⏳ {text}\nFiling … · {' · '.join(facts)}")
        case ItemState.OPEN:
            yield blocks.section(f"☐ {text}\n{' · '.join(facts)}")
            yield blocks.actions(
                [
                    blocks.button("File in Jira", FILE, item.id, "primary"),
                    blocks.button("Done", DONE, item.id),
                    blocks.button("Edit", EDIT, item.id),
                    blocks.button("Dismiss", DISMISS, item.id),
                ],
                f"item:{item.id}",
            )
    if item.trouble:
        yield blocks.context(f"⚠️ {escape(shorten(item.trouble, 500))}")


def form(item: ActionItem) -> dict[str, Any]:
    """The modal that edits an item's text and owner."""
    text: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": True,
        "max_length": TEXT_LIMIT,
        "initial_value": item.text[:TEXT_LIMIT],
    }
    owner: dict[str, Any] = {"type": "users_select", "action_id": "value"}
    if item.owner_id:
        owner["initial_user"] = item.owner_id
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": item.id,
        "title": {"type": "plain_text", "text": "Edit action item"},
        "submit": {"type": "plain_text", "text": "Save"},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": [
            {
                "type": "input",
                "block_id": "text",
                "label": {"type": "plain_text", "text": "What is to be done"},
                "element": text,
            },
            {
                "type": "input",
                "block_id": "owner",
                "optional": True,
                "label": {"type": "plain_text", "text": "Who does it"},
                "element": owner,
            },
        ],
    }


def submitted(view: dict[str, Any]) -> tuple[str, str, str | None]:
    """The item's id, its new text, and its owner's user id, from a submitted form."""
    text = " ".join((blocks.given(view, "text").get("value") or "").split())
    return str(view["private_metadata"]), text, blocks.given(view, "owner").get("selected_user")
