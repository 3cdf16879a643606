"""What one person sees of the emulated workspace, as JSON for the page: nothing that they could not see in Slack."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.emulator.records import Json
from bot.emulator.workspace import SLACKBOT, Channel, Workspace, in_channel
from bot.playground.panel import Panel
from bot.playground.stage import Playground
from bot.playground.story import Story


def snapshot(playground: Playground, story: Story, panel: Panel, look: Mapping[str, object]) -> Json:
    """Everything the page shows to the person in `look["as"]`, who looks at a channel and perhaps a thread of it."""
    slack, me = playground.slack, _viewer(playground, look.get("as"))
    channel = slack.workspace.channels.get(str(look.get("channel")))
    seen = channel if channel is not None and may_see(channel, me) else None
    return {
        "clock": {"now": slack.clock().isoformat().replace("+00:00", "Z"), "speed": playground.clock.speed},
        "workspace": {
            "name": playground.scenario.company,
            "bot": {"user": slack.bot_user_id, "bot_id": slack.bot_id, "name": slack.app.name},
            "connected": slack.connected,
        },
        "me": me,
        "users": {user: _user(playground, user) for user in slack.workspace.users},
        "apps": {app.bot_id: {"name": app.name} for app in slack.workspace.apps.values()},
        "channels": [_listed(each, me) for each in slack.workspace.channels.values() if _listable(each, me)],
        "channel": _channel(seen) if seen else None,
        "messages": _messages(playground, seen, me) if seen else [],
        "thread": _thread(playground, seen, me, str(look.get("thread") or "")) if seen else None,
        "home": slack.home(me),
        "modals": [slack.views.by_id[each] for each in slack.views.stacks.get(me, [])],
        "commands": list(_declared(playground, "slash_commands")),
        "shortcuts": list(_declared(playground, "shortcuts")),
        "story": story.shown(),
        "tickets": [
            {"key": issue.key, "summary": str(issue.fields.get("summary", "")), "url": ""}
            for issue in playground.jira.issues
        ],
        "panel": panel.shown(),
    }


def may_see(channel: Channel, user: str) -> bool:
    """Whether somebody sees what stands in a channel: as a member, or of a public one as a full member of the workspace."""
    return user in channel.members or not (channel.private or channel.direct)


def _viewer(playground: Playground, asked: object) -> str:
    users = playground.slack.workspace.users
    known = isinstance(asked, str) and asked in users and not users[asked].is_bot
    return str(asked) if known else next(iter(playground.people.values()))


def _user(playground: Playground, user_id: str) -> Json:
    slack = playground.slack
    user = slack.workspace.users[user_id]
    offset = slack.clock().astimezone(ZoneInfo(user.tz)).utcoffset()
    return {
        "id": user.id,
        "handle": user.name,
        "name": user.real_name,
        "title": playground.titles.get(user_id, ""),
        "tz": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_bot": user.is_bot or user.id == SLACKBOT,
        "guest": user.guest or user.ultra_guest,
        "external": user.team != slack.team_id,
    }


def _listable(channel: Channel, me: str) -> bool:
    return not channel.direct and may_see(channel, me)


def _listed(channel: Channel, me: str) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "private": channel.private,
        "member": me in channel.members,
        "archived": channel.archived,
        "messages": len(channel.messages),
        "latest": channel.order[-1] if channel.order else "",
    }


def _channel(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "topic": channel.topic,
        "private": channel.private,
        "members": list(channel.members),
    }


def _messages(playground: Playground, channel: Channel, me: str) -> list[Json]:
    shown = [Workspace.shown_message(message) for message in channel.roots()]
    shown += [each for each in _private(playground, channel, me) if in_channel(each)]
    return sorted(shown, key=lambda message: str(message["ts"]))


def _thread(playground: Playground, channel: Channel, me: str, root: str) -> Json | None:
    if root not in channel.messages:
        return None
    shown = [Workspace.shown_message(channel.messages[ts]) for ts in [root, *channel.threads.get(root, [])]]
    shown += [each for each in _private(playground, channel, me) if each.get("thread_ts") == root]
    return {"ts": root, "messages": sorted(shown, key=lambda message: str(message["ts"]))}


def _private(playground: Playground, channel: Channel, me: str) -> list[Json]:
    shown = playground.slack.shown_ephemerals.get(me, [])
    return [each | {"ephemeral": True} for each in shown if each.get("channel") == channel.id]


def _declared(playground: Playground, feature: str) -> list[Json]:
    declared: list[Json] = playground.slack.app.declared.get(feature, [])
    return declared
