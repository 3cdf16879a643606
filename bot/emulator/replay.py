"""Plays a scenario into the emulated Slack, in the scenario's own time."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.emulator.scenario import (
    MENTION,
    AppPost,
    Command,
    Delete,
    Edit,
    Join,
    Post,
    React,
    Scenario,
    Step,
)
from bot.emulator.slack import EmulatedSlack


class ScenarioClock:
    """A clock that runs at its usual pace and can be put forward, never back. Give the same one to emulator and bot."""

    def __init__(self, start: datetime) -> None:
        self._base, self._anchor = start.astimezone(UTC), time.monotonic()

    def __call__(self) -> datetime:
        return self._base + timedelta(seconds=time.monotonic() - self._anchor)

    def forward(self, to: datetime) -> None:
        """Put the clock to this time, unless it is later already."""
        self._base, self._anchor = max(to.astimezone(UTC), self()), time.monotonic()


@dataclass(frozen=True)
class Stage:
    """A scenario's channel and people as they exist in an emulated workspace: Slack ids by handle."""

    channel: str
    users: Mapping[str, str]

    def mentions(self, text: str) -> str:
        """The text as Slack carries it: `@dov` is `<@U…>`."""
        return MENTION.sub(lambda match: f"<@{self.users[match[1]]}>", text)


@dataclass(frozen=True)
class Happened:
    """A step that was played: `ts` is the timestamp of the message it made or touched, `answer` what a command was told."""

    step: Step
    ts: str = ""
    answer: str = ""


def set_stage(scenario: Scenario, slack: EmulatedSlack) -> Stage:
    """Adds the scenario's people and its channel, with the bot in it, to the workspace."""
    users = {
        handle: slack.add_user(handle, real_name=person.name, tz=person.tz)
        for handle, person in scenario.people.items()
    }
    members = [users[handle] for handle in scenario.members]
    return Stage(slack.add_channel(scenario.channel, members=members, bot=True), users)


async def play(
    scenario: Scenario,
    slack: EmulatedSlack,
    stage: Stage,
    clock: ScenarioClock,
    *,
    pause: float = 0.0,
    on_step: Callable[[Happened], None] = lambda happened: None,
) -> Mapping[str, str]:
    """Plays every step in order, `pause` seconds apart, and tells `on_step` after each. Returns the timestamps by step id."""
    stamps: dict[str, str] = {}
    for step in scenario.steps:
        clock.forward(scenario.time(step))
        happened = await _perform(step, scenario, slack, stage, stamps)
        if isinstance(step, Post | AppPost):
            stamps[step.id] = happened.ts
        on_step(happened)
        await asyncio.sleep(pause)
    return stamps


async def _perform(
    step: Step, scenario: Scenario, slack: EmulatedSlack, stage: Stage, stamps: Mapping[str, str]
) -> Happened:
    channel, ts = stage.channel, ""
    match step:
        case Post(author=author, text=text, thread=thread, broadcast=broadcast):
            root = stamps[thread] if thread else None
            words = stage.mentions(text)
            ts = await slack.post(
                channel, stage.users[author], words, thread_ts=root, broadcast=broadcast, ts=scenario.ts(step)
            )
        case AppPost(bot=bot):
            machine = scenario.bots[bot]
            ts = await slack.post_app(
                channel,
                name=machine.name,
                text=step.text,
                attachments=list(step.attachments) or None,
                blocks=list(step.blocks) or None,
                legacy=machine.legacy,
                ts=scenario.ts(step),
            )
        case Edit(target=target, text=text):
            ts = stamps[target]
            changed = stage.mentions(text) if text is not None else None
            attachments, blocks = (None if part is None else list(part) for part in (step.attachments, step.blocks))
            await slack.edit(channel, ts, changed, attachments=attachments, blocks=blocks)
        case Delete(target=target):
            ts = stamps[target]
            await slack.delete(channel, ts)
        case React(target=target, emoji=emoji, by=by):
            ts = stamps[target]
            for handle in by:
                await slack.react(channel, ts, stage.users[handle], emoji)
        case Join(person=person):
            await slack.join(channel, stage.users[person])
        case Command(person=person, name=name, text=text):
            reply = await slack.command(stage.users[person], channel, name, stage.mentions(text))
            if not reply.failure:
                await reply.wait()
            return Happened(step, answer=reply.failure or reply.text)
    return Happened(step, ts)
