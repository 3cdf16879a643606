"""Plays a scenario into the emulated Slack, in the scenario's own time."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.emulator.copies import copied
from bot.emulator.huddles import Huddle
from bot.emulator.records import Json
from bot.emulator.scenario import MENTION, Scenario
from bot.emulator.slack import EmulatedSlack
from bot.emulator.steps import (
    Answer,
    AppPost,
    Choose,
    Command,
    Delete,
    Edit,
    EndHuddle,
    Join,
    JoinHuddle,
    Post,
    React,
    StartHuddle,
    Step,
    Upload,
)
from bot.errors import DebriefError

T = TypeVar("T")
PATIENCE = 20.0


class StoryStuck(DebriefError):
    """The bot did not do what the story waits for; the text says what."""


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
    """A step that was played: `ts` is the timestamp of the message it made or touched, `answer` what a command was told, `shown`
    the bot's own message where the step is about one (to one person, or in a thread)."""

    step: Step
    ts: str = ""
    answer: str = ""
    shown: Json | None = None


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
    """Plays every step in order, `pause` seconds apart, and tells `on_step` after each. Returns the timestamps by step id.
    Raises StoryStuck where the bot does not do what a step waits for."""
    playing = Performance(scenario, slack, stage)
    for step in scenario.steps:
        clock.forward(scenario.time(step))
        on_step(await playing.perform(step))
        await asyncio.sleep(pause)
    return playing.stamps


class Performance:
    """A scenario being played step by step: the timestamps of messages by the ids of their steps, and what the bot was heard
    to say."""

    def __init__(self, scenario: Scenario, slack: EmulatedSlack, stage: Stage) -> None:
        self.scenario, self.slack, self.stage = scenario, slack, stage
        self.stamps: dict[str, str] = {}
        self._huddles: dict[str, Huddle] = {}
        self._heard: set[str] = set()

    async def perform(self, step: Step) -> Happened:
        match step:
            case Post() | AppPost() | Upload() | StartHuddle():
                ts = self.stamps[step.id] = await self._post(step)
                return Happened(step, ts)
            case Edit() | Delete() | React():
                await self._touch(step)
                return Happened(step, self.stamps[step.target])
            case Join(person=person):
                await self.slack.join(self.stage.channel, self.stage.users[person])
            case JoinHuddle(huddle=huddle, people=people):
                for handle in people:
                    await self.slack.join_huddle(self._huddles[huddle], self.stage.users[handle])
            case EndHuddle(huddle=huddle):
                await self.slack.end_huddle(self._huddles[huddle])
            case Command():
                return await self._command(step)
            case Answer(thread=thread):
                return Happened(step, shown=await self._answer(self.stamps[thread]))
            case Choose():
                return Happened(step, shown=await self._choose(step))
        return Happened(step)

    async def _post(self, step: Post | AppPost | Upload | StartHuddle) -> str:
        slack, channel, users, at = self.slack, self.stage.channel, self.stage.users, self.scenario.ts(step)
        match step:
            case Post(author=author, text=text, thread=thread, broadcast=broadcast):
                root = self.stamps[thread] if thread else None
                words = self.stage.mentions(text)
                return await slack.post(channel, users[author], words, thread_ts=root, broadcast=broadcast, ts=at)
            case AppPost(bot=bot):
                machine = self.scenario.bots[bot]
                return await slack.post_app(
                    channel,
                    name=machine.name,
                    text=step.text,
                    attachments=list(step.attachments) or None,
                    blocks=list(step.blocks) or None,
                    legacy=machine.legacy,
                    ts=at,
                )
            case Upload(person=person, thread=thread, name=name, content=content):
                root, words = self.stamps[thread], self.stage.mentions(step.text)
                shared = await slack.upload(channel, users[person], name, content, thread_ts=root, text=words, ts=at)
                return shared.ts
            case StartHuddle(person=person):
                self._huddles[step.id] = await slack.start_huddle(channel, users[person], ts=at)
                return self._huddles[step.id].ts

    async def _touch(self, step: Edit | Delete | React) -> None:
        slack, channel, ts = self.slack, self.stage.channel, self.stamps[step.target]
        match step:
            case Edit(text=text):
                changed = self.stage.mentions(text) if text is not None else None
                attachments, blocks = (None if part is None else list(part) for part in (step.attachments, step.blocks))
                await slack.edit(channel, ts, changed, attachments=attachments, blocks=blocks)
            case Delete():
                await slack.delete(channel, ts)
            case React(emoji=emoji, by=by):
                for handle in by:
                    await slack.react(channel, ts, self.stage.users[handle], emoji)

    async def _command(self, step: Command) -> Happened:
        user, before = self.stage.users[step.person], len(self.slack.ephemerals(self.stage.users[step.person]))
        reply = await self.slack.command(user, self.stage.channel, step.name, self.stage.mentions(step.text))
        if reply.failure:
            return Happened(step, answer=reply.failure)
        # Where the bot answers late, it does so beside the command rather than to it.
        await self._until(
            lambda: reply.messages or self.slack.ephemerals(user)[before:] or None, f"does not answer {step.name}"
        )
        private = self.slack.ephemerals(user)[before:]
        return Happened(step, answer=reply.text, shown=private[0] if private else None)

    async def _answer(self, root: str) -> Json:
        """The next thing the bot says in the thread."""

        def said() -> Json | None:
            thread = self.slack.thread(self.stage.channel, root)
            own = (each for each in thread if each.get("bot_id") == self.slack.bot_id)
            return next((each for each in own if each["ts"] not in self._heard), None)

        shown = await self._until(said, "says nothing in the thread")
        self._heard.add(shown["ts"])
        return shown

    async def _choose(self, step: Choose) -> Json:
        """Answers the question that only this person sees; returns it as it was asked."""
        user = self.stage.users[step.person]

        def asked() -> tuple[Json, Json] | None:
            for message in self.slack.ephemerals(user):
                for block in message.get("blocks", ()):
                    if block.get("accessory", {}).get("type") == "users_select" and step.beside in str(block["text"]):
                        return message, block
            return None

        message, block = await self._until(asked, f"does not ask {step.person} about {step.beside}")
        question = copied(message)
        chosen = {"type": "users_select", "selected_user": self.stage.users[step.pick]}
        action = block["accessory"]["action_id"]
        await self.slack.press(user, self.stage.channel, message["ts"], action, block["block_id"], chosen)
        return question

    async def _until(self, found: Callable[[], T | None], otherwise: str) -> T:
        try:
            await self.slack.wait_for(lambda: found() is not None, PATIENCE)
        except TimeoutError:
            raise StoryStuck(f"Within {PATIENCE:.0f} s the bot {otherwise}.") from None
        there = found()
        assert there is not None
        return there
