"""What people do in the emulated workspace: write, edit, delete, react, pin."""

import uuid
from typing import Any

from bot.emulator import conversation
from bot.emulator.channels import ChannelActions
from bot.emulator.copies import copied
from bot.emulator.records import Json, NotPossible
from bot.emulator.rich_text import rich_text
from bot.emulator.workspace import Channel, User, micros, padded


class People(ChannelActions):
    """Every action takes effect at once and sends its event on its way; none waits for the bot. `ts` and `at`, where
    given, are Slack timestamps for replaying what happened at another time."""

    def add_user(
        self,
        name: str,
        *,
        real_name: str = "",
        tz: str = "Europe/London",
        guest: bool = False,
        ultra_guest: bool = False,
        team: str | None = None,
        display_name: str = "",
    ) -> str:
        """A person, who may be a guest (multi- or single-channel) or of a connected workspace (`team`). `name` is the handle;
        the display name is empty, as in Slack, for who never chose one. Returns the id."""
        user_id = self.workspace.new_id("U")
        user = User(
            user_id, name, real_name or name.title(), team or self.team_id, tz, guest, ultra_guest, display_name
        )
        return self.workspace.add_user(user).id

    # --- messages

    async def post(
        self,
        channel: str,
        user: str,
        text: str,
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
        ts: str | None = None,
        files: list[Json] | None = None,
        blocks: list[Json] | None = None,
        attachments: list[Json] | None = None,
    ) -> str:
        """A member writes a message. Returns its timestamp."""
        found = self._member_of(channel, user)
        message: Json = {"user": user, "text": text, "client_msg_id": str(uuid.uuid4())}
        message["blocks"] = blocks or [rich_text(text, self.workspace.new_id("b"))]
        team = self.workspace.users[user].team
        if team != self.team_id:
            message |= {"user_team": team, "source_team": team, "team": team}
        if files:
            message |= {"files": files, "upload": False}
        return self._say(found, message, thread_ts, broadcast, ts, attachments)

    async def post_app(
        self,
        channel: str,
        name: str,
        text: str = "",
        *,
        app_id: str | None = None,
        attachments: list[Json] | None = None,
        blocks: list[Json] | None = None,
        legacy: bool = False,
        thread_ts: str | None = None,
        ts: str | None = None,
    ) -> str:
        """Another app posts: with a bot user and bot_profile, or as a `legacy` webhook (subtype bot_message, no user)."""
        found = self._channel(channel)
        app = self.workspace.add_app(name, app_id, legacy)
        message: Json = {"text": text, "bot_id": app.bot_id, "app_id": app.app_id}
        if legacy:
            message |= {"subtype": "bot_message", "username": name}
        else:
            profile = {"id": app.bot_id, "app_id": app.app_id, "user_id": app.user, "name": name, "deleted": False}
            message |= {"user": app.user, "bot_profile": profile | {"updated": 0, "team_id": self.team_id}}
        if blocks is not None:
            message["blocks"] = conversation.identified(self, blocks)
        return self._say(found, message, thread_ts, False, ts, attachments)

    async def edit(
        self,
        channel: str,
        ts: str,
        text: str | None = None,
        *,
        attachments: list[Json] | None = None,
        blocks: list[Json] | None = None,
        at: str | None = None,
        edited_ts: str | None = None,
    ) -> None:
        """The author edits a message. `edited_ts` is written into it where given; Slack's own has whole seconds, so that
        two edits can share one."""
        found = self._channel(channel)
        message = self._message(found, ts)
        changes: Json = {}
        if text is not None:
            changes["text"] = text
            if "client_msg_id" in message:
                changes["blocks"] = [rich_text(text, self.workspace.new_id("b"))]
        changes |= {} if blocks is None else {"blocks": blocks}
        changes |= {} if attachments is None else {"attachments": attachments}
        editor = str(message.get("user") or message.get("bot_id"))
        conversation.change(self, found, ts, changes, editor=editor, at=at, edited_ts=edited_ts)

    async def unfurl(self, channel: str, ts: str, attachments: list[Json]) -> None:
        """Slack adds the preview of a link: message_changed without an edit."""
        found = self._channel(channel)
        self._message(found, ts)
        conversation.change(self, found, ts, {"attachments": attachments}, editor=None)

    async def delete(self, channel: str, ts: str, *, at: str | None = None) -> None:
        """A message is deleted; the root of a thread with replies becomes a tombstone."""
        found = self._channel(channel)
        self._message(found, ts)
        conversation.delete(self, found, ts, at=at)

    async def react(self, channel: str, ts: str, user: str, name: str) -> None:
        found = self._member_of(channel, user)
        conversation.react(self, found, self._message(found, ts)["ts"], user, name)

    async def unreact(self, channel: str, ts: str, user: str, name: str) -> None:
        found = self._member_of(channel, user)
        conversation.unreact(self, found, self._message(found, ts)["ts"], user, name)

    async def pin(self, channel: str, ts: str, user: str) -> None:
        found = self._member_of(channel, user)
        conversation.pin(self, found, self._message(found, ts)["ts"], user)

    async def unpin(self, channel: str, ts: str, user: str) -> None:
        found = self._member_of(channel, user)
        conversation.unpin(self, found, self._message(found, ts)["ts"], user)

    # --- what one sees

    def messages(self, channel: str) -> list[Json]:
        """What stands in the channel itself (roots and broadcast replies), ascending; copies, metadata included."""
        return copied(self._channel(channel).roots())

    def thread(self, channel: str, ts: str) -> list[Json]:
        """A thread: its root, then its replies, ascending; copies, metadata included."""
        found = self._channel(channel)
        chosen = [ts, *found.threads.get(ts, [])]
        return [copied(found.messages[each]) for each in chosen if each in found.messages]

    def message(self, channel: str, ts: str) -> Json:
        """A copy of one message, wherever in the channel it is. Raises NotPossible where there is none."""
        return copied(self._message(self._channel(channel), ts))

    def ephemerals(self, user: str) -> list[Json]:
        """What only this person was shown, in order: ephemeral posts, and answers to commands and clicks."""
        return copied(self.shown_ephemerals.get(user, []))

    # --- within

    def _say(
        self,
        channel: Channel,
        message: dict[str, Any],
        thread_ts: str | None,
        broadcast: bool,
        ts: str | None,
        attachments: list[Json] | None,
    ) -> str:
        if attachments is not None:
            message["attachments"] = [{"id": number} | each for number, each in enumerate(attachments, 1)]
        placed = self._placed(channel, message, thread_ts, broadcast, ts)
        posted: str = conversation.post(self, channel, placed)["ts"]
        return posted

    def _placed(self, channel: Channel, message: Json, thread_ts: str | None, broadcast: bool, ts: str | None) -> Json:
        """The message with its place in time and, where it has one, its thread."""
        if channel.archived:
            raise NotPossible(f"{channel.name} is archived")
        if thread_ts is not None:
            root = self._message(channel, thread_ts)
            message["thread_ts"] = root.get("thread_ts", thread_ts)
            if broadcast:
                message["subtype"] = "thread_broadcast"
        if ts is not None:
            if padded(ts) != ts or ts in channel.messages:
                raise NotPossible(f"{ts} is no fresh timestamp")
            channel.last = max(channel.last, micros(ts))
            message["ts"] = ts
        return message
