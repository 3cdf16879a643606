"""What people do with channels as such: make, join, leave, rename, describe, archive and delete them."""

from collections.abc import Iterable, Mapping

from bot.emulator import conversation
from bot.emulator.core import Core
from bot.emulator.records import Json, NotPossible
from bot.emulator.workspace import Channel


class ChannelActions(Core):
    """Every action takes effect at once and sends its events on their way; none waits for the bot."""

    def add_channel(
        self,
        name: str,
        *,
        private: bool = False,
        members: Iterable[str] = (),
        bot: bool = True,
        creator: str | None = None,
    ) -> str:
        """A channel with these members. Where a socket is open, the bot hears of its creation and of being in it.
        Returns the id."""
        inside = list(members)
        maker = creator or (inside[0] if inside else self.bot_user_id)
        channel = Channel(self.workspace.new_id("C"), name, self.workspace.seconds(), maker, private, members=inside)
        self.workspace.channels[channel.id] = channel
        if self.connected and not private:
            made = {"id": channel.id, "name": name, "created": channel.created, "creator": maker}
            self.emit({"type": "channel_created", "channel": made, "event_ts": self._ts(channel)})
        if bot:
            channel.members.append(self.bot_user_id)
            if self.connected:
                conversation.tell_joined(self, channel, self.bot_user_id, maker)
        self.changed()
        return channel.id

    def direct(self, user: str) -> str:
        """The direct conversation of this person and the bot, made on first use. Returns its id."""
        return self.workspace.direct_channel([self.bot_user_id, user]).id

    async def join(self, channel: str, user: str) -> None:
        """Somebody comes in."""
        conversation.join(self, self._channel(channel), user)

    async def leave(self, channel: str, user: str) -> None:
        """Somebody, perhaps the bot, is no longer a member."""
        conversation.leave(self, self._channel(channel), user)

    async def invite_bot(self, channel: str, by: str | None = None) -> None:
        """A member invites the bot."""
        found = self._channel(channel)
        conversation.join(self, found, self.bot_user_id, by or next(iter(found.members), None))

    async def rename(self, channel: str, name: str) -> None:
        found = self._channel(channel)
        conversation.rename(self, found, name, found.creator)

    async def set_topic(self, channel: str, user: str, topic: str) -> str:
        """A member sets the topic, which is a message of subtype channel_topic. Returns its timestamp."""
        found = self._member_of(channel, user)
        found.topic = topic
        return self._note(found, user, "channel_topic", f"set the channel topic: {topic}", topic=topic)

    async def set_purpose(self, channel: str, user: str, purpose: str) -> str:
        """A member sets the description, which is a message of subtype channel_purpose. Returns its timestamp."""
        found = self._member_of(channel, user)
        found.purpose = purpose
        return self._note(found, user, "channel_purpose", f"set the channel description: {purpose}", purpose=purpose)

    def archive(self, channel: str, archived: bool = True, by: str | None = None) -> None:
        """Archives a channel, or takes it back out: a message of that subtype, and the event."""
        found = self._channel(channel)
        if found.archived == archived:
            return
        done = "archive" if archived else "unarchive"
        user = by or found.creator
        found.archived = archived
        self._note(found, user, f"channel_{done}", f"{done}d the channel")
        self._tell(found, done, user=user)

    def delete_channel(self, channel: str, by: str | None = None) -> None:
        """Deletes a channel with all that is in it: channel_deleted or group_deleted, and then it is not found."""
        found = self._channel(channel)
        self._tell(found, "deleted", actor_id=by or found.creator)
        del self.workspace.channels[found.id]
        self.changed()

    async def change_history(
        self, channel: str, *, edits: Mapping[str, str] | None = None, deletions: Iterable[str] = ()
    ) -> None:
        """Slack changes much at once, by retention for instance: no event for each message, only channel_history_changed
        (of a private channel group_history_changed). `edits` are new texts by timestamp."""
        found = self._channel(channel)
        gone = list(deletions)
        touched = sorted([*(edits or {}), *gone])
        if not touched:
            raise NotPossible("nothing was changed")
        with self.quiet():
            for ts, text in (edits or {}).items():
                message = self._message(found, ts)
                conversation.change(self, found, ts, {"text": text, "blocks": None}, editor=message.get("user"))
            for ts in gone:
                self._message(found, ts)
                conversation.delete(self, found, ts)
        now = self._ts(found)
        kind = "group_history_changed" if found.private else "channel_history_changed"
        event = {"type": kind, "channel": found.id, "channel_type": found.kind}
        self.emit(event | {"latest": touched[-1], "ts": now, "event_ts": now}, found)

    # --- within

    def _note(self, channel: Channel, user: str, subtype: str, words: str, **more: str) -> str:
        """The message by which a channel shows what was done to it."""
        message: Json = {"subtype": subtype, "user": user, "text": f"<@{user}> {words}"} | more
        posted: str = conversation.post(self, channel, message)["ts"]
        return posted

    def _tell(self, channel: Channel, what: str, **more: str) -> None:
        """The event about a channel: of a public one every app hears, of a private one its members."""
        prefix = "group" if channel.private else "channel"
        event: Json = {"type": f"{prefix}_{what}", "channel": channel.id, "event_ts": self._ts(channel)}
        self.emit(event | more, channel if channel.private else None)

    def _channel(self, channel: str) -> Channel:
        if channel not in self.workspace.channels:
            raise NotPossible(f"there is no channel {channel}")
        return self.workspace.channels[channel]

    def _member_of(self, channel: str, user: str) -> Channel:
        found = self._channel(channel)
        if user not in found.members:
            raise NotPossible(f"{user} is not a member of {found.name}")
        return found

    def _message(self, channel: Channel, ts: str) -> Json:
        if ts not in channel.messages:
            raise NotPossible(f"there is no message {ts} in {channel.name}")
        return channel.messages[ts]

    def _ts(self, channel: Channel) -> str:
        return self.workspace.next_ts(channel)
