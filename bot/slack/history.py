"""Reading a channel back: what Slack still shows of it, page by page. Where Slack asks for patience, it is given."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from bot.errors import SlackBusy, SlackRefused
from bot.slack.gateway import Gateway

Json = dict[str, Any]
PATIENCE = 20


@dataclass(frozen=True)
class Page:
    """Messages as Slack lists them; `limited` says that a plan hides older ones, so that absence means nothing."""

    messages: tuple[Json, ...]
    limited: bool


class History:
    """One reading of a channel, of what was there at `as_of` (a Slack timestamp). Raises SlackRefused or SlackUncertain."""

    def __init__(self, gateway: Gateway, channel: str, as_of: str) -> None:
        self._gateway, self._channel, self.as_of = gateway, channel, as_of

    async def roots(self, since: str) -> AsyncIterator[Page]:
        """The channel's own messages after `since`, newest first, without the replies in threads."""
        bounds = {"oldest": since or "0", "latest": self.as_of, "inclusive": "true", "limit": 999}
        async for page in self._pages("conversations.history", bounds):
            yield page

    async def replies(self, root: str) -> AsyncIterator[Page]:
        """A thread, oldest first; its root comes with every page."""
        async for page in self._pages("conversations.replies", {"ts": root, "limit": 999}):
            yield page

    async def shows(self, ts: str, thread_ts: str | None) -> bool:
        """Whether one message is still there; asked of Slack for that message alone."""
        one = {"oldest": ts, "latest": ts, "inclusive": "true", "limit": 5}
        try:
            if thread_ts is None or thread_ts == ts:
                said = await self._ask("conversations.history", one)
            else:
                said = await self._ask("conversations.replies", {**one, "ts": thread_ts})
        except SlackRefused as refusal:
            if refusal.code in ("thread_not_found", "message_not_found"):
                return False
            raise
        if said.get("is_limited"):
            return True
        return any(each.get("ts") == ts and each.get("subtype") != "tombstone" for each in said["messages"])

    async def _pages(self, method: str, arguments: Json) -> AsyncIterator[Page]:
        cursor = ""
        while True:
            said = await self._ask(method, {**arguments, "cursor": cursor})
            yield Page(tuple(said["messages"]), bool(said.get("is_limited")))
            cursor = (said.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _ask(self, method: str, arguments: Json) -> Json:
        for _ in range(PATIENCE):
            try:
                return await self._gateway.ask(method, channel=self._channel, **arguments)
            except SlackBusy as busy:
                await asyncio.sleep(busy.retry_after)
        return await self._gateway.ask(method, channel=self._channel, **arguments)
