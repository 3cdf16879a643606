"""What people do on the page: each deed by its name, as one person, from the JSON that the page sends."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.emulator.interactions import Response
from bot.emulator.records import Json, NotPossible, Refused
from bot.playground.clock import SPEEDS
from bot.playground.snapshot import may_see
from bot.playground.stage import Playground
from bot.playground.story import Story

LONGEST_TEXT, LONGEST_FILE = 12_000, 1_000_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_MENTION = re.compile(r"(?<![\w<])@([a-z0-9._-]+)", re.IGNORECASE)
_FAILURES = {
    "operation_timeout": "Debrief did not answer in time.",
    "dispatch_failed": "Debrief is not connected, so that nobody took this.",
}
Deed = Callable[["Deeds", str, Json], Awaitable[Json | None]]


class Deeds:
    """Carries out deeds in one playground."""

    def __init__(self, playground: Playground, story: Story) -> None:
        self._playground, self._slack, self._story = playground, playground.slack, story

    async def do(self, body: Any) -> Json:
        """{"ok": true, …}, or {"ok": false, "error": one sentence}, and then nothing was changed."""
        try:
            if not isinstance(body, dict):
                raise NotPossible("Send one JSON object.")
            deed = DEEDS.get(str(body.get("action")))
            if deed is None:
                raise NotPossible(f"There is no deed “{str(body.get('action'))[:40]}”.")
            me = _text(body, "as")
            user = self._slack.workspace.users.get(me)
            if user is None or user.is_bot:
                raise NotPossible("Choose who you are first.")
            return {"ok": True} | (await deed(self, me, body) or {})
        except Refused as refusal:
            return {"ok": False, "error": f"The emulated Slack refuses this: {refusal.error}."}
        except NotPossible as problem:
            return {"ok": False, "error": str(problem)[:300]}
        finally:
            self._slack.changed()

    # --- messages

    async def post(self, me: str, body: Json) -> Json | None:
        thread = _maybe(body, "thread")
        words = self._escaped(_text(body, "text", LONGEST_TEXT))
        ts = await self._slack.post(
            _text(body, "channel"), me, words, thread_ts=thread, broadcast=bool(thread and body.get("broadcast"))
        )
        return {"ts": ts}

    async def edit(self, me: str, body: Json) -> Json | None:
        channel, ts = self._mine(me, body)
        await self._slack.edit(channel, ts, self._escaped(_text(body, "text", LONGEST_TEXT)))
        return None

    async def delete(self, me: str, body: Json) -> Json | None:
        await self._slack.delete(*self._mine(me, body))
        return None

    async def react(self, me: str, body: Json) -> Json | None:
        channel, ts, name = _text(body, "channel"), _text(body, "ts"), _text(body, "name", 80).strip(":")
        if not _NAME.fullmatch(name) and name != "+1":
            raise NotPossible("An emoji's name has small letters, digits, - and _.")
        reactions = self._slack.message(channel, ts).get("reactions", [])
        mine = any(each["name"] == name and me in each["users"] for each in reactions)
        await (self._slack.unreact if mine else self._slack.react)(channel, ts, me, name)
        return None

    async def pin(self, me: str, body: Json) -> Json | None:
        channel, ts = _text(body, "channel"), _text(body, "ts")
        pinned = bool(self._slack.message(channel, ts).get("pinned_to"))
        await (self._slack.unpin if pinned else self._slack.pin)(channel, ts, me)
        return None

    async def upload(self, me: str, body: Json) -> Json | None:
        content = body.get("content")
        if not isinstance(content, str) or len(content) > LONGEST_FILE:
            raise NotPossible("A file here is text of at most a million characters.")
        words = self._escaped(str(body.get("text") or "")[:LONGEST_TEXT])
        shared = await self._slack.upload(
            _text(body, "channel"), me, _text(body, "name", 200), content, thread_ts=_maybe(body, "thread"), text=words
        )
        return {"ts": shared.ts}

    # --- the bot

    async def command(self, me: str, body: Json) -> Json | None:
        words = str(body.get("text") or "")[:LONGEST_TEXT]
        return _answered(await self._slack.command(me, _text(body, "channel"), _text(body, "command"), words))

    async def shortcut(self, me: str, body: Json) -> Json | None:
        channel, ts, called = (_text(body, name) for name in ("channel", "ts", "callback_id"))
        return _answered(await self._slack.message_action(me, channel, ts, called))

    async def press(self, me: str, body: Json) -> Json | None:
        action, block, value = _text(body, "action_id"), _maybe(body, "block_id"), body.get("value")
        if not isinstance(value, str | dict | None):
            raise NotPossible("A control's value is a text or an object.")
        if body.get("where") == "message":
            channel, ts = _text(body, "channel"), _text(body, "ts")
            return _answered(await self._slack.press(me, channel, ts, action, block, value))
        home = body.get("where") == "home"
        return _answered(await self._slack.press_in_view(me, action, block, value, home=home))

    async def submit(self, me: str, body: Json) -> Json | None:
        values = body.get("values")
        response = await self._slack.submit(me, values if isinstance(values, dict) else {})
        return _answered(response) or ({"errors": response.errors} if response.errors else None)

    async def close(self, me: str, body: Json) -> Json | None:
        await self._slack.close_modal(me, everything=bool(body.get("everything")))
        return None

    async def open_home(self, me: str, body: Json) -> Json | None:
        await self._slack.open_home(me)
        return None

    # --- channels and calls

    async def create_channel(self, me: str, body: Json) -> Json | None:
        name = _text(body, "name", 80).removeprefix("#").lower().replace(" ", "-")
        if not _NAME.fullmatch(name):
            raise NotPossible("A channel's name has small letters, digits, - and _, and at most 80 of them.")
        if any(channel.name == name for channel in self._slack.workspace.channels.values()):
            raise NotPossible(f"There is a channel #{name} already.")
        private = bool(body.get("private"))
        channel = self._slack.add_channel(name, private=private, members=[me], bot=False, creator=me)
        return {"channel": channel}

    async def join(self, me: str, body: Json) -> Json | None:
        channel = self._slack.workspace.channels.get(_text(body, "channel"))
        if channel is None or not may_see(channel, me) or self._slack.workspace.users[me].guest:
            raise NotPossible("That is no channel you can join.")
        if me not in channel.members:
            await self._slack.join(channel.id, me)
        return None

    async def leave(self, me: str, body: Json) -> Json | None:
        await self._slack.leave(self._of_mine(me, body), me)
        return None

    async def invite_bot(self, me: str, body: Json) -> Json | None:
        await self._slack.invite_bot(self._of_mine(me, body), me)
        return None

    async def huddle(self, me: str, body: Json) -> Json | None:
        channel = _text(body, "channel")
        if channel in self._playground.huddles:
            await self._slack.join_huddle(self._playground.huddles[channel], me)
        else:
            self._playground.huddles[channel] = await self._slack.start_huddle(channel, me)
        return None

    async def end_huddle(self, me: str, body: Json) -> Json | None:
        huddle = self._playground.huddles.pop(self._of_mine(me, body), None)
        if huddle is None:
            raise NotPossible("Nobody is in a huddle here.")
        await self._slack.end_huddle(huddle)
        return None

    # --- time

    async def run_clock(self, me: str, body: Json) -> Json | None:
        if body.get("speed") not in SPEEDS:
            raise NotPossible(
                f"The clock runs at {', '.join(map(str, SPEEDS[:-1]))} or {SPEEDS[-1]} times the usual pace."
            )
        self._playground.clock.run_at(int(body["speed"]))
        return None

    async def forward(self, me: str, body: Json) -> Json | None:
        minutes = body.get("minutes")
        if not isinstance(minutes, int) or not 1 <= minutes <= 31 * 24 * 60:
            raise NotPossible("The clock can be put forward by a minute up to a month.")
        self._playground.clock.forward(self._playground.clock() + timedelta(minutes=minutes))
        return None

    async def tell_story(self, me: str, body: Json) -> Json | None:
        if body.get("do") == "pause":
            self._story.pause()
            return None
        speed = body.get("speed", 60)
        if speed not in SPEEDS:
            raise NotPossible(
                f"The incident plays at {', '.join(map(str, SPEEDS[:-1]))} or {SPEEDS[-1]} times its pace."
            )
        self._story.play(int(speed))
        return None

    # --- within

    def _escaped(self, text: str) -> str:
        """What somebody typed as Slack carries it: `@dov` is a mention, and < > & are escaped."""
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        named = {user.name.lower(): user.id for user in self._slack.workspace.users.values()}

        def mention(match: re.Match[str]) -> str:
            user = named.get(match[1].lower())
            return f"<@{user}>" if user else match[0]

        return re.sub(r"(?<![\w<|])(https?://[^\s<>|]+)", r"<\1>", _MENTION.sub(mention, text))

    def _mine(self, me: str, body: Json) -> tuple[str, str]:
        channel, ts = _text(body, "channel"), _text(body, "ts")
        if self._slack.message(channel, ts).get("user") != me:
            raise NotPossible("You can change only what you wrote yourself.")
        return channel, ts

    def _of_mine(self, me: str, body: Json) -> str:
        channel = self._slack.workspace.channels.get(_text(body, "channel"))
        if channel is None or me not in channel.members:
            raise NotPossible("You are not in that channel.")
        return channel.id


DEEDS: dict[str, Deed] = {
    "post": Deeds.post,
    "edit": Deeds.edit,
    "delete": Deeds.delete,
    "react": Deeds.react,
    "pin": Deeds.pin,
    "upload": Deeds.upload,
    "command": Deeds.command,
    "shortcut": Deeds.shortcut,
    "press": Deeds.press,
    "submit": Deeds.submit,
    "close": Deeds.close,
    "open_home": Deeds.open_home,
    "create_channel": Deeds.create_channel,
    "join": Deeds.join,
    "leave": Deeds.leave,
    "invite_bot": Deeds.invite_bot,
    "huddle": Deeds.huddle,
    "end_huddle": Deeds.end_huddle,
    "clock": Deeds.run_clock,
    "forward": Deeds.forward,
    "story": Deeds.tell_story,
}


def _answered(response: Response) -> Json | None:
    if response.failure:
        raise NotPossible(
            _FAILURES.get(response.failure, f"The emulated Slack refuses the answer: {response.failure}.")
        )
    return None


def _text(body: Json, name: str, longest: int = 200) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise NotPossible(f"Something is missing: {name}.")
    if len(value) > longest:
        raise NotPossible(f"That is too long: {name} may have {longest} characters.")
    return value


def _maybe(body: Json, name: str) -> str | None:
    value = body.get(name)
    return value if isinstance(value, str) and value else None
