"""What people do with the bot itself: commands, shortcuts, buttons, modals, its home tab."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.emulator import view_state
from bot.emulator.conversation import identified
from bot.emulator.copies import copied
from bot.emulator.people import People
from bot.emulator.records import Json, NotPossible, Refused, Signed
from bot.emulator.response_urls import answer
from bot.emulator.views import view_of
from bot.emulator.workspace import Channel

_MENTION = re.compile(r"(?<![\w<])([@#])([a-z0-9._-]+)")


@dataclass
class Response:
    """What the bot made of a command, a click or a submission. `ack` is the acknowledgement's payload; `failure` is what the
    person would read instead: `operation_timeout` or `dispatch_failed`, or a refusal of the payload; `seconds` is how long
    the acknowledgement took."""

    ack: Json | None
    failure: str
    seconds: float
    _answers: list[Json] = field(default_factory=list)
    _wait: Callable[[Callable[[], object], float], Awaitable[None]] | None = None

    @property
    def messages(self) -> list[Json]:
        """What came so far, by acknowledgement and by response_url, as the bot sent it."""
        acked = [self.ack] if self.ack and ("text" in self.ack or "blocks" in self.ack) else []
        return [*acked, *self._answers]

    @property
    def text(self) -> str:
        """The text of the first message, empty while there is none."""
        return str(self.messages[0].get("text", "")) if self.messages else ""

    @property
    def blocks(self) -> list[Json]:
        return list(self.messages[0].get("blocks", [])) if self.messages else []

    @property
    def errors(self) -> dict[str, str]:
        """The faults that a modal's submission shows beside its inputs, by block_id."""
        if self.ack and self.ack.get("response_action") == "errors":
            return dict(self.ack.get("errors", {}))
        return {}

    async def wait(self, timeout: float = 30) -> Json:  # noqa: ASYNC109  the caller's patience
        """The first message, once there is one."""
        if self._wait is not None:
            await self._wait(lambda: self.messages, timeout)
        return self.messages[0]


class Interactions(People):
    """Each action returns when the bot acknowledged it, or failed to."""

    async def command(self, user: str, channel: str, command: str, text: str = "") -> Response:
        """Types a slash command into a channel."""
        if self.app.commands is not None and command not in self.app.commands:
            raise NotPossible(f"{command} is not a command of this app")
        found = self._member_of(channel, user)
        about = Signed(user, channel, original=False)
        key = self.response_urls.make(about)
        payload = {
            "token": "emulated",
            "team_id": self.team_id,
            "team_domain": "emulated",
            "channel_id": channel,
            "channel_name": _channel_name(found),
            "user_id": user,
            "user_name": self.workspace.users[user].name,
            "command": command,
            "text": self._escaped(text),
            "api_app_id": self.app_id,
            "is_enterprise_install": "false",
            "response_url": f"{self.base}/response/{key}",
            "trigger_id": self.triggers.make(user),
        }
        return await self._ask(payload, "slash_commands", self._show_ack(about), key)

    async def message_action(self, user: str, channel: str, message_ts: str, callback_id: str) -> Response:
        """Chooses a shortcut of this app from a message's menu, in a thread too; the bot need not be a member."""
        if self.app.message_shortcuts is not None and callback_id not in self.app.message_shortcuts:
            raise NotPossible(f"{callback_id} is not a message shortcut of this app")
        found = self._member_of(channel, user)
        message = self._message(found, message_ts)
        about = Signed(user, channel, message_ts, original=False)
        key = self.response_urls.make(about)
        payload = self._interaction("message_action", user) | {
            "callback_id": callback_id,
            "trigger_id": self.triggers.make(user),
            "response_url": f"{self.base}/response/{key}",
            "channel": {"id": channel, "name": _channel_name(found)},
            "message_ts": message_ts,
            "message": self.workspace.shown_message(message),
            "action_ts": f"{self.workspace.seconds()}.000000",
        }
        return await self._ask(payload, "interactive", None, key)

    async def press(
        self,
        user: str,
        channel: str,
        message_ts: str,
        action_id: str,
        block_id: str | None = None,
        value: str | Json | None = None,
    ) -> Response:
        """Presses a control of a message, ephemeral ones included. `value` tells buttons with the same action_id apart, or
        picks the option of a menu; an object is sent as the action's own fields."""
        found = self._member_of(channel, user)
        shown = found.messages.get(message_ts)
        private = next((each for each in self.shown_ephemerals.get(user, []) if each["ts"] == message_ts), None)
        message = shown or private
        if message is None:
            raise NotPossible(f"{user} sees no message {message_ts}")
        if message.get("bot_id") != self.bot_id:
            raise NotPossible(f"the controls of {message_ts} belong to another app")
        action = view_state.pressed(view_state.all_blocks(message), action_id, block_id, value)
        action["action_ts"] = self._ts(found)
        thread_ts = message.get("thread_ts")
        about = Signed(user, channel, message_ts, shown is None, thread_ts)
        key = self.response_urls.make(about)
        container = {"type": "message", "message_ts": message_ts, "channel_id": channel, "is_ephemeral": shown is None}
        payload = self._interaction("block_actions", user) | {
            "container": container | ({"thread_ts": thread_ts} if thread_ts else {}),
            "trigger_id": self.triggers.make(user),
            "channel": {"id": channel, "name": _channel_name(found)},
            "state": {"values": view_state.initial(view_state.all_blocks(message))},
            "response_url": f"{self.base}/response/{key}",
            "actions": [action],
        }
        if shown is not None:
            payload["message"] = self.workspace.shown_message(shown)
        return await self._ask(payload, "interactive", self._show_ack(about), key)

    async def forge_press(self, user: str, channel: str, action: Json) -> Response:
        """Sends what Slack does not: a press, as of a message in the channel, by somebody who sees neither. `action` holds the
        control's action_id and value, or what else its kind carries."""
        about = Signed(user, channel, original=False)
        key, at = self.response_urls.make(about), f"{self.workspace.seconds()}.000000"
        payload = self._interaction("block_actions", user) | {
            "container": {"type": "message", "message_ts": at, "channel_id": channel, "is_ephemeral": False},
            "trigger_id": self.triggers.make(user),
            "channel": {"id": channel, "name": _channel_name(self._channel(channel))},
            "state": {"values": {}},
            "response_url": f"{self.base}/response/{key}",
            "actions": [{"type": "button", "block_id": "forged", "action_ts": at} | action],
        }
        return await self._ask(payload, "interactive", self._show_ack(about), key)

    async def forge_submission(self, user: str, view: Json) -> Response:
        """Sends what Slack does not: a filled-in form (its `state` included) that was never opened for this person."""
        given = {"id": self.workspace.new_id("V"), "type": "modal", "hash": "forged"} | view
        payload = self._interaction("view_submission", user) | {
            "trigger_id": self.triggers.make(user),
            "view": given,
            "response_urls": [],
        }
        return await self._ask(payload, "interactive")

    async def press_in_view(
        self,
        user: str,
        action_id: str,
        block_id: str | None = None,
        value: str | Json | None = None,
        *,
        home: bool = False,
    ) -> Response:
        """Presses a control of the modal on top or, with `home`, of the home tab."""
        view = self.views.homes.get(user) if home else self.views.top(user)
        if view is None:
            raise NotPossible(f"{user} sees no {'home tab' if home else 'modal'}")
        action = view_state.pressed(view["blocks"], action_id, block_id, value)
        action["action_ts"] = f"{self.workspace.seconds()}.000000"
        payload = self._interaction("block_actions", user) | {
            "container": {"type": "view", "view_id": view["id"]},
            "trigger_id": self.triggers.make(user, None if home else view["id"]),
            "view": view | {"state": {"values": view_state.initial(view["blocks"])}},
            "actions": [action],
        }
        return await self._ask(payload, "interactive")

    async def modal(self, user: str, *, callback_id: str | None = None, timeout: float = 30) -> Json:  # noqa: ASYNC109
        """The modal the person sees, once there is one (and, where given, once it has this callback_id)."""

        def seen() -> bool:
            top = self.views.top(user)
            return top is not None and callback_id in (None, top["callback_id"])

        await self.wait_for(seen, timeout)
        return dict(self.views.top(user) or {})

    async def submit(self, user: str, values: Mapping[str, Any] | None = None) -> Response:
        """Submits the modal on top. `values` are {block_id: {action_id: value}}: a text for a text input, or the element's
        state as Slack would send it; what is left out keeps its initial value. The modal stays when errors come back."""
        view = self.views.top(user)
        if view is None:
            raise NotPossible(f"{user} sees no modal")
        state = view_state.filled(view["blocks"], values or {})
        payload = self._interaction("view_submission", user) | {
            "trigger_id": self.triggers.make(user, view["id"]),
            "view": view | {"state": {"values": state}},
            "response_urls": [],
        }
        return await self._ask(payload, "interactive", lambda response: self._after_submission(user, view, response))

    async def close_modal(self, user: str, *, everything: bool = False) -> None:
        """Closes the modal on top, or all; the bot hears of it where the view asked for that."""
        view = self.views.top(user)
        if view is None:
            raise NotPossible(f"{user} sees no modal")
        self.views.close(user, everything or bool(view["clear_on_close"]))
        if view["notify_on_close"]:
            payload = self._interaction("view_closed", user) | {"view": view, "is_cleared": everything}
            await self._ask(payload, "interactive")

    async def open_home(self, user: str, tab: str = "home") -> None:
        """Opens the app's home (or messages) tab: app_home_opened, with the view that was published before."""
        if not (self.app.home_tab if tab == "home" else self.app.messages_tab):
            raise NotPossible(f"this app has no {tab} tab")
        view = self.views.homes.get(user)
        direct = self.workspace.direct_channel([self.bot_user_id, user])
        event: Json = {"type": "app_home_opened", "user": user, "channel": direct.id, "tab": tab}
        event["event_ts"] = self._ts(direct)
        if view is not None and tab == "home":
            event["view"] = view
        self.emit(event)

    def home(self, user: str) -> Json | None:
        """The home tab the bot published for this person, or None."""
        return copied(self.views.homes.get(user))

    # --- within

    def _interaction(self, kind: str, user: str) -> Json:
        person = self.workspace.users[user]
        return {
            "type": kind,
            "team": {"id": self.team_id, "domain": "emulated"},
            "user": {"id": user, "username": person.name, "name": person.name, "team_id": person.team},
            "api_app_id": self.app_id,
            "token": "emulated",
            "enterprise": None,
            "is_enterprise_install": False,
        }

    async def _ask(
        self,
        payload: Json,
        envelope_type: str,
        then: Callable[[Response], None] | None = None,
        key: str | None = None,
    ) -> Response:
        """Sends it, does `then` the moment the acknowledgement comes, and returns it."""
        answers = [] if key is None else self.response_urls.answers.setdefault(key, [])
        response = Response(None, "", 0.0, answers, self.wait_for)

        def acknowledged(ack: Json | None) -> None:
            response.ack = ack
            if then is not None:
                then(response)

        delivery = self.deliveries.ask(payload, envelope_type, acknowledged)
        assert delivery.answered is not None
        await delivery.answered
        response.failure = response.failure or delivery.failure
        response.seconds = delivery.seconds
        return response

    def _show_ack(self, about: Signed) -> Callable[[Response], None]:
        """Shows the words that came with an acknowledgement."""

        def show(response: Response) -> None:
            if response.ack and response.messages:
                try:
                    answer(self, about, response.ack)
                except Refused as refusal:
                    response.failure = refusal.error

        return show

    def _after_submission(self, user: str, view: Json, response: Response) -> None:
        action = (response.ack or {}).get("response_action")
        if action is None:
            self.views.close(user)
        elif action == "clear":
            self.views.close(user, everything=True)
        elif action in ("update", "push"):
            self._next_view(user, view, action, response)
        elif action == "errors":
            known = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
            if not response.errors or not set(response.errors) <= known:
                response.failure = "invalid_errors"
        else:
            response.failure = "invalid_response_action"

    def _next_view(self, user: str, view: Json, action: str, response: Response) -> None:
        ids = {"team_id": self.team_id, "app_id": self.app_id, "bot_id": self.bot_id}
        try:
            sent = (response.ack or {}).get("view")
            new = view_of(sent, "modal", view_id=self.workspace.new_id("V"), **ids)
            new["blocks"] = identified(self, new["blocks"])
            if action == "push":
                self.views.push(user, new)
            else:
                self.views.replace(view, new)
        except Refused as refusal:
            response.failure = refusal.error

    def _escaped(self, text: str) -> str:
        """@names and #channels as ids, the way commands get them with `should_escape`."""
        people = {user.name: user.id for user in self.workspace.users.values()}
        channels = {channel.name: channel.id for channel in self.workspace.channels.values()}

        def escaped(match: re.Match[str]) -> str:
            sign, name = match[1], match[2]
            known = (people if sign == "@" else channels).get(name)
            return match[0] if known is None else f"<{sign}{known}|{name}>"

        return _MENTION.sub(escaped, text)


def _channel_name(channel: Channel) -> str:
    """What payloads call a conversation: private ones have no name there."""
    return "directmessage" if channel.direct else "privategroup" if channel.private else channel.name
