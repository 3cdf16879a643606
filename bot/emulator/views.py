"""Modals and home tabs: the views of each person, their stack, and what a view looks like when Slack shows it."""

import json
import secrets
from dataclasses import dataclass, field

from bot.emulator.records import Json, Refused
from bot.emulator.view_checks import check_view

MAX_STACK = 3
MAX_VIEW_BYTES = 250_000


@dataclass
class Views:
    """`stacks` are each person's open modals, the lowest first; `homes` each person's home tab."""

    by_id: dict[str, Json] = field(default_factory=dict)
    stacks: dict[str, list[str]] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)
    opened: int = 0

    def top(self, user: str) -> Json | None:
        """The modal the person sees, or None."""
        stack = self.stacks.get(user)
        return self.by_id[stack[-1]] if stack else None

    def owner(self, view_id: str) -> str | None:
        return next((user for user, stack in self.stacks.items() if view_id in stack), None)

    def find(self, view_id: str | None, external_id: str | None) -> Json:
        """An open view by either id. Refuses with `not_found`."""
        for view in [*(self.by_id[each] for stack in self.stacks.values() for each in stack), *self.homes.values()]:
            if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                return view
        raise Refused("not_found")

    def open(self, user: str, view: Json) -> None:
        """Shows a first modal; another one that was open is gone."""
        self.stacks[user] = [self._keep(view)]

    def push(self, user: str, view: Json) -> None:
        """Shows a modal above the others. Refuses a fourth."""
        stack = self.stacks.setdefault(user, [])
        if len(stack) >= MAX_STACK:
            raise Refused("push_limit_reached")
        view |= {"previous_view_id": stack[-1], "root_view_id": stack[0]} if stack else {}
        stack.append(self._keep(view))

    def replace(self, old: Json, new: Json) -> Json:
        """Puts a new content into an open view, which keeps its id."""
        kept = ("id", "root_view_id", "previous_view_id", "external_id")
        changed = new | {name: old[name] for name in kept if old.get(name)}
        self.opened += 1
        if old["type"] == "home":
            user = next(user for user, home in self.homes.items() if home["id"] == old["id"])
            self.homes[user] = changed
        else:
            self.by_id[old["id"]] = changed
        return changed

    def close(self, user: str, everything: bool = False) -> None:
        stack = self.stacks.get(user, [])
        if everything:
            stack.clear()
        elif stack:
            stack.pop()

    def _keep(self, view: Json) -> str:
        self.opened += 1
        view_id: str = view["id"]
        view["root_view_id"] = view["root_view_id"] or view_id
        self.by_id[view_id] = view
        return view_id


def view_of(submitted: object, kind: str, *, view_id: str, team_id: str, app_id: str, bot_id: str) -> Json:
    """The view as Slack shows it, made of what the app sent. Refuses a bad one with reasons."""
    if isinstance(submitted, str):
        try:
            submitted = json.loads(submitted)
        except ValueError:
            raise Refused("invalid_arguments") from None
    if not isinstance(submitted, dict):
        raise Refused("invalid_arguments")
    check_view(submitted, kind)
    if len(json.dumps(submitted)) > MAX_VIEW_BYTES:
        raise Refused("view_too_large")
    return {
        "id": view_id,
        "team_id": team_id,
        "type": submitted["type"],
        "title": submitted.get("title"),
        "blocks": submitted["blocks"],
        "close": submitted.get("close"),
        "submit": submitted.get("submit"),
        "private_metadata": submitted.get("private_metadata", ""),
        "callback_id": submitted.get("callback_id", ""),
        "external_id": submitted.get("external_id", ""),
        "clear_on_close": submitted.get("clear_on_close", False),
        "notify_on_close": submitted.get("notify_on_close", False),
        "submit_disabled": submitted.get("submit_disabled", False),
        "state": {"values": {}},
        "hash": f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}",
        "previous_view_id": None,
        "root_view_id": None,
        "app_id": app_id,
        "app_installed_team_id": team_id,
        "bot_id": bot_id,
    }
