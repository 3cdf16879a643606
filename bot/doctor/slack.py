"""Slack: the two tokens, the scopes, the socket, the channels."""

import re
from collections.abc import Sequence
from datetime import timedelta
from fnmatch import fnmatch
from pathlib import Path

import aiohttp

from bot.doctor.findings import Finding, green, red, yellow
from bot.domain.clock import system_clock
from bot.domain.web_addresses import without_login
from bot.errors import SlackBusy, SlackError, SlackRefused
from bot.settings import Settings
from bot.slack.answers import Grants
from bot.slack.gateway import Gateway

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
SKEW, TOO_MUCH_SKEW = timedelta(seconds=30), timedelta(seconds=240)
"""Slack's signatures are refused where clocks differ by five minutes."""
_NO_USE = {
    "invalid_auth": "Copy it again from your app's page, Install App.",
    "not_authed": "Copy it again from your app's page, Install App.",
    "token_revoked": "It was revoked: install the app again (Install App) and copy the new token.",
    "account_inactive": "The app was taken out of the workspace: install it again (Install App) and copy the new token.",
    "not_allowed_token_type": "It is a token of another kind: take the Bot User OAuth Token, which starts with xoxb-.",
}


async def bot_token(settings: Settings) -> Sequence[Finding]:
    """The bot's token, what it may do, the clock beside Slack's, and the channels it hears."""
    gateway = Gateway(settings.bot_token, settings.slack_api_url, timeout=10)
    try:
        grants = await gateway.grants()
    except SlackRefused as refusal:
        advice = _NO_USE.get(refusal.code, "Look at your app's page, Install App.")
        return [red("slack.bot_token", f"Slack does not take SLACK_BOT_TOKEN ({refusal.code}).", advice)]
    except SlackBusy as busy:
        return [yellow("slack.bot_token", str(busy), "Ask the doctor again in a minute.")]
    except SlackError:
        where = without_login(settings.slack_api_url)
        return [
            red("slack.bot_token", f"Slack does not answer at {where}.", "Look at the network and at SLACK_API_URL.")
        ]
    found = [green("slack.bot_token", f"The bot is signed in to {grants.me.url or grants.me.team}.")]
    found += [*_scopes(grants), *_clock(grants), *await _channels(gateway, settings)]
    return [*found, _cannot_be_asked()]


def _scopes(grants: Grants) -> list[Finding]:
    wanted = dict(re.findall(r"^ +- (\w+:[\w.]+|commands) +# (\S.*)$", MANIFEST.read_text("utf-8"), re.MULTILINE))
    if not grants.scopes:
        return [
            yellow("slack.scopes", "Slack does not say which scopes were granted.", "Compare them with manifest.yml.")
        ]
    missing = [scope for scope in wanted if scope not in grants.scopes]
    again = "Add it under OAuth & Permissions, and install the app again."
    found = [red(f"slack.scope.{scope}", f"The scope {scope} is missing: {wanted[scope]}.", again) for scope in missing]
    if extra := sorted(grants.scopes - wanted.keys()):
        advice = "Debrief uses none of them; take them away under OAuth & Permissions."
        found.append(yellow("slack.scopes.extra", f"More is granted than is needed: {', '.join(extra)}.", advice))
    return found or [green("slack.scopes", f"All {len(wanted)} scopes of manifest.yml are granted.")]


def _clock(grants: Grants) -> list[Finding]:
    if grants.told_at is None:
        return []
    skew = abs(system_clock() - grants.told_at)
    said = f"This machine's clock differs from Slack's by {skew.total_seconds():.0f} s."
    advice = "Have the time kept by NTP (timedatectl, chrony)."
    if skew > TOO_MUCH_SKEW:
        return [red("clock", said, f"{advice} Slack's signed requests are refused so.")]
    if skew > SKEW:
        return [yellow("clock", said, advice)]
    return [green("clock", "This machine's clock agrees with Slack's.")]


async def _channels(gateway: Gateway, settings: Settings) -> list[Finding]:
    try:
        mine, public = await gateway.own_channels(), await gateway.public_channels()
    except SlackError as problem:
        return [yellow("slack.channels", f"The channels cannot be listed: {problem}", "Mend what is said above first.")]
    wanted = [
        name
        for id, name in public.items()
        if id not in mine and any(fnmatch(name, p) for p in settings.channel_patterns)
    ]
    found = []
    if wanted:
        named = ", ".join(f"#{name}" for name in sorted(wanted)[:5]) + (" …" if len(wanted) > 5 else "")
        advice = "Say /invite @debrief there if they shall count."
        said = f"Debrief is not in {len(wanted)} channels that are named like an incident: {named}."
        found.append(yellow("slack.channels.missed", said, advice))
    if not mine:
        advice = "Say /invite @debrief in one, or make a public one named like an incident, such as inc-try."
        return [*found, yellow("slack.channels", "Debrief is in no channel yet.", advice)]
    return [*found, green("slack.channels", f"Debrief is in {len(mine)} channels.")]


def _cannot_be_asked() -> Finding:
    return yellow(
        "slack.features",
        "Slack does not let an app ask whether its events, commands and Home tab are switched on.",
        "An app made from manifest.yml has them; else paste that file under App Manifest.",
    )


async def app_token(settings: Settings) -> Sequence[Finding]:
    """The app-level token, and whether a socket really opens."""
    gateway = Gateway(settings.app_token, settings.slack_api_url, timeout=10)
    try:
        url = await gateway.socket_url()
    except SlackRefused as refusal:
        if refusal.code in ("missing_scope", "no_permission"):
            advice = "Make an App-Level Token with connections:write (Basic Information)."
        elif refusal.code in ("forbidden_team", "socket_mode_disabled", "link_disabled", "method_not_supported"):
            advice = "Switch Socket Mode on (Settings, Socket Mode)."
        else:
            advice = "Make a new App-Level Token with connections:write (Basic Information); it starts with xapp-."
        return [red("slack.app_token", f"Slack does not take SLACK_APP_TOKEN ({refusal.code}).", advice)]
    except SlackError:
        return [red("slack.app_token", "Slack does not answer for SLACK_APP_TOKEN.", "Look at the network.")]
    return [green("slack.app_token", "Slack takes SLACK_APP_TOKEN."), await _socket(url)]


async def _socket(url: str) -> Finding:
    blocked = "Let WebSockets out to *.slack.com, or use HTTP mode."
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(url, timeout=aiohttp.ClientWSTimeout(5)) as ws,
        ):
            hello = await ws.receive_json(timeout=10)
    except (aiohttp.ClientError, TimeoutError, ValueError, TypeError):
        return red("slack.socket", "Slack's WebSocket does not open.", blocked)
    if hello.get("type") == "disconnect":
        return red(
            "slack.socket", "Slack closes the WebSocket at once.", "Switch Socket Mode on (Settings, Socket Mode)."
        )
    others = int(hello.get("num_connections") or 1) - 1
    if others:
        said = f"The socket opens; {others} other connections of this app are open, and each gets a part of the events."
        return yellow(
            "slack.socket", said, "That is right if your Debrief is running; else find who uses this app's token."
        )
    return green("slack.socket", "The socket to Slack opens.")
