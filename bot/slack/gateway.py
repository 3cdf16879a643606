"""The one way out to Slack: the only sender, pacing each channel, and never sending twice what may have arrived."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.evidence import Person
from bot.domain.web_addresses import NO_HOSTS, LinkHosts
from bot.errors import SlackBusy, SlackRefused
from bot.slack import downloads
from bot.slack.answers import ChannelInfo, Grants, Identity, Known
from bot.slack.api import Api
from bot.slack.file_facts import FileFacts, file_facts
from bot.slack.mrkdwn import harmless, outgoing, unlinked

log = logging.getLogger(__name__)

Block = dict[str, Any]
EVENT_TYPE = "debrief_post"


@dataclass(frozen=True)
class Message:
    """What to post: `text` is a full sentence for notifications, `blocks` what is read in the channel."""

    text: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Ear:
    """One person, where they will see what only they shall see: in a channel, in a thread of it that is alive. `response_url`
    answers a command or shortcut, for half an hour."""

    channel: str
    user: str
    thread_ts: str | None = None
    response_url: str | None = None


class SentItem(Protocol):
    """What the outbox knows of something sent; see storage.outbox.Sent."""

    @property
    def key(self) -> str: ...
    @property
    def ts(self) -> str | None: ...


class Outbox(Protocol):
    """Remembers across crashes what was sent under which key; storage.outbox.Outbox is the real one."""

    async def find(self, key: str) -> SentItem | None: ...
    async def begin(self, key: str, channel: str, thread_ts: str | None) -> bool: ...
    async def withdraw(self, key: str) -> None: ...
    async def complete(self, key: str, ts: str) -> None: ...
    async def begun_under(self, key: str) -> Sequence[SentItem]: ...


class Gateway:
    """Slack's Web API as Debrief uses it. `pace` is the least time between two posts to one channel, in seconds; links lead to
    the workspace itself, and to `hosts`.

    Raises SlackRefused, SlackBusy or SlackUncertain."""

    def __init__(
        self, token: str, base_url: str, pace: float = 1.0, timeout: int = 30, hosts: LinkHosts = NO_HOSTS
    ) -> None:
        self._api = Api(token, base_url, timeout)
        self._pace, self._hosts = pace, hosts
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._last: dict[str, float] = {}
        self._team = ""
        self.outbox: Outbox | None = None

    @property
    def client(self) -> AsyncWebClient:
        """The SDK's client, for Bolt."""
        return self._api.client

    def tell(self, answered: Callable[[str, str], None]) -> None:
        """Has every answer told: the method, and `ok`, `refused`, `busy` or `uncertain`."""
        self._api.answered = answered

    async def identity(self) -> Identity:
        me = _identity(await self._api.call("auth.test"))
        self._team = me.team
        self._hosts |= LinkHosts.of([me.url])
        return me

    async def grants(self) -> Grants:
        """What the token may do, and what time it is at Slack."""
        answer = await self._api.answer("auth.test")
        headers = {name.lower(): value for name, value in answer.headers.items()}
        scopes = frozenset(filter(None, (each.strip() for each in headers.get("x-oauth-scopes", "").split(","))))
        return Grants(_identity(dict(answer.data)), scopes, _moment(headers.get("date")))  # type: ignore[arg-type]

    async def socket_url(self) -> str:
        """Where an app-level token may connect a socket."""
        said = await self._api.call("apps.connections.open")
        if not said.get("url"):
            raise SlackRefused("apps.connections.open", "unreadable_answer")
        return str(said["url"])

    async def post_once(self, key: str, channel: str, message: Message, thread_ts: str | None = None) -> str:
        """Posts the message unless it was posted under this key before; returns its timestamp."""
        assert self.outbox is not None, "the app gives the gateway its outbox before anything is sent"
        known = await self.outbox.find(key)
        if known and known.ts:
            return known.ts
        if known and (found := await self._find_post(key, channel, thread_ts)):
            await self.outbox.complete(key, found)
            return found
        await self.outbox.begin(key, channel, thread_ts)
        await self._wait_turn(channel)
        said = await self._api.call(
            "chat.postMessage",
            channel=channel,
            thread_ts=thread_ts,
            **self._content(message),
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
        )
        await self.outbox.complete(key, said["ts"])
        return str(said["ts"])

    async def upload_once(self, key: str, channel: str, thread_ts: str, name: str, content: bytes) -> str:
        """Shares a file in a thread unless it was shared under this key before; `name` must be the key's own. Returns its id."""
        assert self.outbox is not None, "the app gives the gateway its outbox before anything is sent"
        known = await self.outbox.find(key)
        if known and known.ts:
            return known.ts
        if known and (found := await self._find_file(name, channel, thread_ts)):
            await self.outbox.complete(key, found)
            return found
        await self.outbox.begin(key, channel, thread_ts)
        place = await self._api.call("files.getUploadURLExternal", filename=name, length=len(content))
        await self._api.send_bytes(place["upload_url"], name, content)
        await self._wait_turn(channel)
        files = [{"id": place["file_id"], "title": name}]
        await self._api.call("files.completeUploadExternal", files=files, channel_id=channel, thread_ts=thread_ts)
        await self.outbox.complete(key, place["file_id"])
        return str(place["file_id"])

    async def is_sent(self, key: str) -> str | None:
        """The timestamp (or file id) of what was sent under this key; None if it was not, or nobody knows."""
        assert self.outbox is not None, "the app gives the gateway its outbox before anything is sent"
        known = await self.outbox.find(key)
        return known.ts if known else None

    async def begun(self, key: str) -> Sequence[SentItem]:
        """What was begun under this key or a later edition of it (`key:…`), whether it is known to have arrived or not."""
        assert self.outbox is not None, "the app gives the gateway its outbox before anything is sent"
        return await self.outbox.begun_under(key)

    async def update(self, channel: str, ts: str, message: Message) -> None:
        """Replaces a message of our own; saying the same twice does no harm, so it may be repeated."""
        await self._api.call("chat.update", channel=channel, ts=ts, **self._content(message))

    async def pin(self, channel: str, ts: str) -> None:
        """Pins a message to its channel; one that is pinned already is fine."""
        try:
            await self._api.call("pins.add", channel=channel, timestamp=ts)
        except SlackRefused as refusal:
            if refusal.code != "already_pinned":
                raise

    async def delete_file(self, file_id: str) -> None:
        """Takes a file back; one that is gone already is fine."""
        try:
            await self._api.call("files.delete", file=file_id)
        except SlackRefused as refusal:
            if refusal.code not in ("file_not_found", "file_deleted"):
                raise

    async def whisper_once(self, key: str, ear: Ear, message: Message) -> bool:
        """Shows the message to one person alone, by the response_url or, where there is none or it is refused, by
        chat.postEphemeral. Returns whether it was shown now.

        Nobody can look afterwards whether it arrived: so what may have been shown under this key is not sent again."""
        assert self.outbox is not None, "the app gives the gateway its outbox before anything is sent"
        if not await self.outbox.begin(key, ear.channel, ear.thread_ts):
            return False
        try:
            shown = await self._whisper(ear, message)
        except (SlackRefused, SlackBusy):
            await self.outbox.withdraw(key)
            raise
        await self.outbox.complete(key, shown)
        return True

    async def _whisper(self, ear: Ear, message: Message) -> str:
        if ear.response_url:
            try:
                await self.respond(ear.response_url, message, ear.thread_ts)
            except SlackRefused as refusal:
                log.info("a response_url was refused: %s", refusal)
            else:
                return "answered"
        said = await self._api.call(
            "chat.postEphemeral", channel=ear.channel, user=ear.user, thread_ts=ear.thread_ts, **self._content(message)
        )
        return str(said["message_ts"])

    async def respond(
        self, response_url: str, message: Message, thread_ts: str | None = None, *, replace: bool = False
    ) -> None:
        """Answers a command or click privately through its response_url (5 times within 30 minutes); with `replace`, in the
        place of the message whose button was pressed."""
        body = {**self._content(message), "response_type": "ephemeral", "replace_original": replace}
        await self._api.respond(response_url, body | ({"thread_ts": thread_ts} if thread_ts else {}))

    async def open_view(self, trigger_id: str, view: dict[str, Any]) -> None:
        """Opens a modal; the trigger lives three seconds."""
        await self._api.call("views.open", trigger_id=trigger_id, view=outgoing(view, self._hosts))

    async def publish_home(self, user: str, view: dict[str, Any]) -> None:
        """Shows a person their Home tab; the same twice does no harm."""
        await self._api.call("views.publish", user_id=user, view=outgoing(view, self._hosts))

    async def channel_info(self, channel: str) -> ChannelInfo:
        said = (await self._api.call("conversations.info", channel=channel))["channel"]
        return ChannelInfo(
            name=said.get("name") or "",
            is_private=bool(said.get("is_private")),
            is_member=bool(said.get("is_member")),
            is_archived=bool(said.get("is_archived")),
        )

    async def join(self, channel: str) -> None:
        await self._api.call("conversations.join", channel=channel)

    async def person(self, user: str) -> Known:
        """Who a user is."""
        said = (await self._api.call("users.info", user=user))["user"]
        profile = said.get("profile") or {}
        name = (
            profile.get("display_name") or said.get("real_name") or profile.get("real_name") or said.get("name") or user
        )
        outside = any(said.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted"))
        # In an organisation with several workspaces a person has one home, and may be a full member of others too.
        homes = {said.get("team_id") or self._team, *((said.get("enterprise_user") or {}).get("teams") or [])}
        is_bot = bool(said.get("is_bot"))
        full_member = not (outside or is_bot) and self._team in homes
        return Known(Person(user, name, is_bot), full_member, said.get("tz") or None)

    async def channels_of(self, user: str) -> frozenset[str]:
        """The channels, among those the bot can see, that a person is in."""
        return frozenset(await self._channels("users.conversations", user=user, types="public_channel,private_channel"))

    async def own_channels(self) -> dict[str, str]:
        """The channels the bot itself is in: id to name."""
        return await self._channels("users.conversations", types="public_channel,private_channel")

    async def public_channels(self) -> dict[str, str]:
        """Every public channel that is not archived: id to name."""
        return await self._channels("conversations.list", types="public_channel", exclude_archived="true")

    async def _channels(self, method: str, **wanted: Any) -> dict[str, str]:
        pages = self._api.pages(method, "channels", limit=999, **wanted)
        return {each["id"]: each.get("name") or "" async for each in pages}

    async def file(self, file_id: str) -> FileFacts:
        """What Slack says of a file."""
        return file_facts((await self._api.call("files.info", file=file_id))["file"])

    async def download(self, url: str, limit: int = downloads.LARGEST) -> bytes:
        """A file's bytes; see bot.slack.downloads for what is raised."""
        return await downloads.fetch(url, self.client.token or "", self.client.base_url, limit, self._api.timeout)

    async def canvas(self, file_id: str) -> str:
        """A canvas as Markdown."""
        return str((await self._api.call("canvases.getContent", canvas_id=file_id, content_type="markdown"))["content"])

    async def ask(self, method: str, **arguments: Any) -> dict[str, Any]:
        """One call of a method that only reads."""
        return await self._api.call(method, **arguments)

    async def _find_post(self, key: str, channel: str, thread_ts: str | None) -> str | None:
        async for message in self._recent(channel, thread_ts):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == EVENT_TYPE and (metadata.get("event_payload") or {}).get("key") == key:
                return str(message["ts"])
        return None

    async def _find_file(self, name: str, channel: str, thread_ts: str) -> str | None:
        async for message in self._recent(channel, thread_ts):
            for file in message.get("files") or []:
                if file.get("name") == name:
                    return str(file["id"])
        return None

    def _recent(self, channel: str, thread_ts: str | None) -> AsyncIterator[dict[str, Any]]:
        method = "conversations.replies" if thread_ts else "conversations.history"
        wanted = {"channel": channel, "limit": 200, "include_all_metadata": True, "ts": thread_ts}
        return self._api.pages(method, "messages", 20, **wanted)

    async def _wait_turn(self, channel: str) -> None:
        async with self._turns[channel]:
            wait = self._last.get(channel, -self._pace) + self._pace - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            self._last[channel] = time.monotonic()

    def acknowledgement(self, text: str) -> str:
        """A text for Bolt to acknowledge with, its links looked at as those of a message are."""
        return unlinked(text, self._hosts)

    def _content(self, message: Message) -> dict[str, Any]:
        content: dict[str, Any] = {"text": unlinked(harmless(message.text), self._hosts)}
        if message.blocks:
            content["blocks"] = outgoing(list(message.blocks), self._hosts)
        return content


def _identity(said: dict[str, Any]) -> Identity:
    """Raises SlackRefused for an answer that names no workspace and no user, as no answer of Slack's does."""
    if not (said.get("team_id") and said.get("user_id")):
        raise SlackRefused("auth.test", "unreadable_answer")
    return Identity(said["team_id"], said.get("url") or "", said["user_id"], said.get("bot_id") or "")


def _moment(date: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(date) if date else None
    except ValueError:
        return None
