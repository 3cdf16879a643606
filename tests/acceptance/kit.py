"""The real app against an emulated Slack, an emulated Jira and a real database file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import Debrief
from bot.domain.clock import system_clock
from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from bot.settings import JiraAccount, Settings
from tests.databases import Database

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


def settings_for(
    slack: EmulatedSlack, database: Database | Path, jira: EmulatedJira | None = None, **changes: Any
) -> Settings:
    """Settings that point at the emulators; quick where waiting would only cost time."""
    account = None
    if jira:
        account = JiraAccount(
            url=jira.url, email=jira.email, token=jira.token, project=jira.project, timeout=1.0, settle=0.6
        )
    made = Settings(
        bot_token=slack.bot_token,
        app_token=slack.app_token,
        slack_api_url=slack.api_url,
        database_url=database.url if isinstance(database, Database) else f"sqlite:///{database}",
        jira=account,
        lease=0.5,
        first_retry=0.05,
    )
    return replace(made, **changes)


class ClockAhead:
    """A clock that runs, and that a test puts forward so as not to wait. Slack has it; give it to `running` as `clock` too."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return system_clock() + self._ahead

    def forward(self, debrief: Debrief, **time: float) -> None:
        """Lets time pass (`minutes=5`); the bot looks at once for what is due now."""
        self._ahead += timedelta(**time)
        debrief.scheduler.wake()


@asynccontextmanager
async def running(settings: Settings, **options: Any) -> AsyncIterator[Debrief]:
    """The bot, connected."""
    async with Debrief(settings, pace=0.0, **options) as debrief:
        yield debrief


def texts(message: dict[str, Any]) -> str:
    """Every text of a message's blocks, one after the other."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("text"), str):
                found.append(value["text"])
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(message.get("blocks"))
    return "\n".join(found)


def own(slack: EmulatedSlack, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those messages that the bot posted."""
    return [message for message in messages if message.get("bot_id") == slack.bot_id]


def draft_thread(slack: EmulatedSlack, channel: str) -> list[dict[str, Any]]:
    """What the bot posted under its resolve announcement: the draft's parts, its file, its action items."""
    for message in own(slack, slack.messages(channel)):
        if "is resolved after" in message.get("text", ""):
            return own(slack, slack.thread(channel, message["ts"]))[1:]
    return []


def item_message(slack: EmulatedSlack, channel: str) -> dict[str, Any] | None:
    """The bot's message with the action items, once it is there."""
    return next((m for m in draft_thread(slack, channel) if "*Action items*" in texts(m)), None)


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Every button of a message, in order."""
    return [e for block in message.get("blocks") or [] if block["type"] == "actions" for e in block["elements"]]


CHAT = (
    ("maya", "checkout returns 502 for about a third of requests since 14:05"),
    ("tom", "looking. error rate 31% on checkout-api, started right after deploy v812"),
    ("maya", "could it be the payment provider?"),
    ("tom", "no, provider status is green and their latency is flat, ruled out"),
    ("ines", "root cause: deploy v812 lowered the pool size to 5, so checkout-api runs out of connections"),
    ("tom", "rolling back v812"),
    ("tom", "rollback done, error rate back to 0.2%"),
    ("maya", "confirmed, checkout works again, customers can pay"),
    ("ines", "I'll add an alert on pool saturation by friday"),
    ("tom", "we should load test pool size changes before they ship"),
)


async def hold_incident(slack: EmulatedSlack, name: str = "inc-checkout") -> tuple[str, dict[str, str], list[str]]:
    """A small incident, told in its channel: the channel, people by name, and the messages' timestamps."""
    names = {"maya": "Maya Lind", "tom": "Tom Abara", "ines": "Ines Duarte"}
    people = {who: slack.add_user(who, real_name=real) for who, real in names.items()}
    channel = slack.add_channel(name, members=list(people.values()), bot=True)
    stamps = [await slack.post(channel, people[who], text) for who, text in CHAT]
    await slack.delivered(timeout=30)
    return channel, people, stamps
