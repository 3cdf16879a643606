"""The state of one emulated workspace: people, channels and their messages, files, and Slack's timestamps."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.clock import Clock
from bot.emulator.records import File, Json

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
SLACKBOT = "USLACKBOT"


@dataclass
class User:
    """Somebody of this workspace or, with another `team`, of a connected one."""

    id: str
    name: str
    real_name: str
    team: str
    tz: str = "Europe/London"
    guest: bool = False
    ultra_guest: bool = False
    display_name: str = ""
    is_bot: bool = False
    bot_id: str | None = None
    app_id: str | None = None


@dataclass
class App:
    """A bot: this app, or another one that posts."""

    bot_id: str
    app_id: str
    name: str
    user: str | None = None


@dataclass
class Channel:
    """A conversation; `messages` by timestamp, `order` the same timestamps ascending, `threads` the replies of each root."""

    id: str
    name: str
    created: int
    creator: str
    private: bool = False
    direct: bool = False
    archived: bool = False
    topic: str = ""
    purpose: str = ""
    members: list[str] = field(default_factory=list)
    messages: dict[str, Json] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    threads: dict[str, list[str]] = field(default_factory=dict)
    last: int = 0

    @property
    def kind(self) -> str:
        """`channel`, `group` or `im`, as events call it."""
        return "im" if self.direct else "group" if self.private else "channel"

    @property
    def family(self) -> str:
        """`channels`, `groups` or `im`, as scopes and subscriptions call it."""
        return "im" if self.direct else "groups" if self.private else "channels"

    def keep(self, message: Json) -> None:
        """Stores a new message and counts it at its thread's root."""
        ts: str = message["ts"]
        self.messages[ts] = message
        insort(self.order, ts)
        self.last = max(self.last, micros(ts))
        root = message.get("thread_ts")
        if root is not None and root != ts:
            insort(self.threads.setdefault(root, []), ts)
            self.count_replies(root)

    def forget(self, ts: str) -> None:
        """Removes a message and uncounts it."""
        message = self.messages.pop(ts)
        self.order.remove(ts)
        root = message.get("thread_ts")
        if root is not None and root != ts:
            self.threads[root].remove(ts)
            self.count_replies(root)

    def count_replies(self, root_ts: str) -> None:
        root, replies = self.messages.get(root_ts), self.threads.get(root_ts, [])
        if root is None:
            return
        if not replies:
            for name in ("reply_count", "reply_users_count", "reply_users", "latest_reply", "is_locked", "subscribed"):
                root.pop(name, None)
            root.pop("thread_ts", None)
            return
        who = list(dict.fromkeys(_author(self.messages[ts]) for ts in replies))
        root |= {
            "thread_ts": root_ts,
            "reply_count": len(replies),
            "reply_users_count": len(who),
            "reply_users": who[:5],
            "latest_reply": replies[-1],
            "is_locked": False,
            "subscribed": False,
        }

    def between(self, oldest: str | None, latest: str | None, inclusive: bool) -> list[str]:
        """The timestamps in a window, ascending; its ends belong to it only when `inclusive`."""
        return window(self.order, oldest, latest, inclusive)

    def roots(self) -> list[Json]:
        """What stands in the channel itself: roots and broadcast replies, ascending."""
        return [message for ts in self.order if in_channel(message := self.messages[ts])]


def window(order: list[str], oldest: str | None, latest: str | None, inclusive: bool) -> list[str]:
    start = 0 if oldest is None else (bisect_left if inclusive else bisect_right)(order, padded(oldest))
    end = len(order) if latest is None else (bisect_right if inclusive else bisect_left)(order, padded(latest))
    return order[start:end]


def in_channel(message: Json) -> bool:
    """Whether the message shows in the channel, not in a thread alone."""
    root = message.get("thread_ts")
    return root is None or root == message["ts"] or message.get("subtype") == "thread_broadcast"


def micros(ts: str) -> int:
    """A timestamp as microseconds since 1970."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int((fraction + "000000")[:6])


def stamp(value: int) -> str:
    """Microseconds since 1970 as Slack writes them: ten digits, a dot, six digits."""
    seconds, rest = divmod(value, 1_000_000)
    return f"{seconds:010d}.{rest:06d}"


def padded(ts: str) -> str:
    """`1700000000` or `0` in the form in which timestamps sort as text."""
    return stamp(micros(ts))


def _author(message: Json) -> str:
    return str(message.get("user") or message.get("bot_id") or "")


class Workspace:
    """Everything Slack would keep. Ids are counted, so that runs are alike; timestamps come from the clock."""

    def __init__(self, clock: Clock, team_id: str = "T0EMULATED") -> None:
        self.clock = clock
        self.team_id = team_id
        self.users: dict[str, User] = {}
        self.apps: dict[str, App] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self._counter = 0

    def new_id(self, prefix: str) -> str:
        self._counter += 1
        return f"{prefix}0{self._counter:09d}"

    def seconds(self) -> int:
        """The clock in whole seconds since 1970."""
        return (self.clock() - _EPOCH) // timedelta(seconds=1)

    def next_ts(self, channel: Channel) -> str:
        """A fresh timestamp: the clock's, or just after the channel's last where the clock has not moved."""
        channel.last = max((self.clock() - _EPOCH) // _MICROSECOND, channel.last + 1)
        return stamp(channel.last)

    def add_user(self, user: User) -> User:
        self.users[user.id] = user
        return user

    def add_app(self, name: str, app_id: str | None, legacy: bool) -> App:
        """The app of this name or id, made on first use. A legacy one has no user."""
        for app in self.apps.values():
            if app.name == name and (app_id is None or app.app_id == app_id) and (app.user is None) == legacy:
                return app
        app = App(self.new_id("B"), app_id or self.new_id("A"), name)
        if not legacy:
            user_id = self.new_id("U")
            self.add_user(
                User(user_id, name.lower(), name, self.team_id, is_bot=True, bot_id=app.bot_id, app_id=app.app_id)
            )
            app.user = user_id
        self.apps[app.bot_id] = app
        return app

    def direct_channel(self, users: Iterable[str]) -> Channel:
        """The direct conversation of these people, made on first use."""
        members = sorted(users)
        for channel in self.channels.values():
            if channel.direct and sorted(channel.members) == members:
                return channel
        channel = Channel(self.new_id("D"), "", self.seconds(), members[0], private=True, direct=True, members=members)
        self.channels[channel.id] = channel
        return channel

    def shared(self, channel: Channel) -> bool:
        """Whether somebody of a connected workspace is in it."""
        return any(self.users[member].team != self.team_id for member in channel.members)

    def messages_with_file(self, file_id: str) -> Iterator[tuple[Channel, Json]]:
        for channel in self.channels.values():
            for message in list(channel.messages.values()):
                if any(file.get("id") == file_id for file in message.get("files", ())):
                    yield channel, message

    def shown_user(self, user: User) -> Json:
        """A user as users.info gives it."""
        zone = self.clock().astimezone(ZoneInfo(user.tz))
        offset = zone.utcoffset() or timedelta()
        shown: Json = {
            "id": user.id,
            "team_id": user.team,
            "name": user.name,
            "deleted": False,
            "real_name": user.real_name,
            "tz": user.tz,
            "tz_label": zone.tzname(),
            "tz_offset": int(offset.total_seconds()),
            "profile": {
                "real_name": user.real_name,
                "real_name_normalized": user.real_name,
                "display_name": user.display_name,
                "display_name_normalized": user.display_name,
                "team": user.team,
            },
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": user.guest or user.ultra_guest,
            "is_ultra_restricted": user.ultra_guest,
            "is_bot": user.is_bot,
            "is_app_user": False,
            "updated": 0,
        }
        if user.team != self.team_id:
            shown["is_stranger"] = True
        if user.is_bot:
            shown["profile"] |= {"bot_id": user.bot_id, "api_app_id": user.app_id}
        return shown

    def shown_channel(self, channel: Channel, viewer: str) -> Json:
        """A conversation as conversations.info gives it."""
        shared = self.shared(channel)
        shown: Json = {
            "id": channel.id,
            "created": channel.created,
            "is_archived": channel.archived,
            "is_im": channel.direct,
            "is_mpim": False,
            "is_org_shared": False,
            "context_team_id": self.team_id,
        }
        if channel.direct:
            other = next((member for member in channel.members if member != viewer), viewer)
            return shown | {"user": other, "is_open": True}
        return shown | {
            "name": channel.name,
            "name_normalized": channel.name,
            "is_channel": not channel.private,
            "is_group": channel.private,
            "is_private": channel.private,
            "is_general": False,
            "is_member": viewer in channel.members,
            "is_shared": shared,
            "is_ext_shared": shared,
            "creator": channel.creator,
            "topic": {"value": channel.topic, "creator": "", "last_set": 0},
            "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
            "num_members": len(channel.members),
        }

    @staticmethod
    def shown_message(message: Json, metadata: bool = False) -> Json:
        """A copy of a stored message for an answer or event; its metadata only where asked for."""
        return {name: value for name, value in message.items() if metadata or name != "metadata"}
