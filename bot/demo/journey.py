"""The demo's journey: an incident replayed through an emulated Slack into the real app, up to a ticket in an emulated Jira."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.app import Debrief
from bot.demo import blocks, checks, screen
from bot.demo.checks import DemoFailed
from bot.demo.feed import Feed
from bot.emulator.jira import EmulatedJira
from bot.emulator.jira_issues import EmulatedIssue
from bot.emulator.records import NotPossible
from bot.emulator.replay import Happened, ScenarioClock, Stage, play, set_stage
from bot.emulator.scenario import Scenario, shipped
from bot.emulator.slack import EmulatedSlack
from bot.emulator.steps import Command, Delete, Post
from bot.settings import JiraAccount, Settings

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
REPLAY_SECONDS, PATIENCE = 11.0, 20.0
FILE_BUTTON = "File in Jira"
LATER = timedelta(days=6)
MANY = 4
"""A catch-up has at least so many blocks; an answer that there is nothing to tell has one."""
Message = dict[str, Any]


@dataclass
class Journey:
    """One showing of the demo. `folder` is empty and takes the database."""

    console: Console
    folder: Path
    scenario: Scenario
    clock: ScenarioClock
    slack: EmulatedSlack
    jira: EmulatedJira
    stage: Stage
    feed: Feed
    debrief: Debrief

    async def watch(self) -> None:
        """From the first alert to the ticket. Raises DemoFailed, with one sentence, where something does not happen."""
        screen.opening(self.console, self.scenario)
        began = time.monotonic()
        told = await self._replay()
        resolved = told[-1]
        screen.replayed(self.console, self.feed, self.scenario, time.monotonic() - began)
        if "resolved" not in resolved.answer:
            raise DemoFailed(f"`/incident resolve` was answered with “{resolved.answer}”.")
        self._check_private(told)
        began = time.monotonic()
        thread = await self._draft()
        screen.draft(self.console, thread, self.feed.name, self._file(thread), time.monotonic() - began)
        screen.cited(self.console, len(self._cited(thread)))
        spoken = await checks.spoken_line(self.debrief, self.slack, self.stage.channel, self._cited(thread))
        screen.spoken(self.console, spoken.at, self.feed.name(spoken.speaker), spoken.number, spoken.file, spoken.words)
        issue, item = await self._press()
        presser = self.feed.name(self._resolver())
        screen.ticket(self.console, presser, f"{self.jira.url}/browse/{issue.key}", issue, item, self.feed.name)
        await self._home(issue.key)
        places = self._leaks()
        if leaking := [place for place, there in places.items() if there]:
            raise DemoFailed(f"A deleted message can still be read in the {' and the '.join(leaking)}.")
        gone = next(step for step in self.scenario.steps if isinstance(step, Delete))
        screen.erasure(self.console, f"{self.scenario.time(gone):%H:%M}", list(places))
        screen.closing(self.console)

    async def _replay(self) -> list[Happened]:
        """Plays the whole scenario, up to its last step, the resolve; returns what happened."""
        told: list[Happened] = []
        pause = REPLAY_SECONDS / len(self.scenario.steps) if screen.animated(self.console) else 0.0
        with screen.progress(self.console, len(self.scenario.steps)) as advance:

            def see(happened: Happened) -> None:
                self.feed.see(happened)
                at = self.scenario.time(happened.step)
                advance(f"{at:%H:%M}", self.feed.glimpse(happened.step))
                told.append(happened)

            await play(self.scenario, self.slack, self.stage, self.clock, pause=pause, on_step=see)
        return told

    async def _draft(self) -> list[Message]:
        """The thread with the draft, once its action items stand in it, without its root."""
        with screen.waiting(self.console, "drafting and posting the post-mortem"):
            await self._until(lambda: self._with_button() is not None, "no draft with action items was posted")
        posted = self._with_button()
        assert posted is not None
        return self.slack.thread(self.stage.channel, posted["thread_ts"])

    def _with_button(self) -> Message | None:
        """The bot's first post that offers to file a ticket."""
        for message in self._mine():
            if any(button["text"]["text"] == FILE_BUTTON for button in blocks.buttons(message.get("blocks", ()))):
                return message
        return None

    def _mine(self) -> Sequence[Message]:
        found = []
        for root in self.slack.messages(self.stage.channel):
            found += [each for each in self.slack.thread(self.stage.channel, root["ts"]) if self._is_mine(each)]
        return found

    def _is_mine(self, message: Message) -> bool:
        return message.get("bot_id") == self.slack.bot_id

    def _file(self, thread: Sequence[Message]) -> tuple[str, int]:
        """Name and size of the Markdown file beside the draft."""
        files = [file for file in self.slack.files if file.thread_ts == thread[0]["ts"]]
        if not files:
            raise DemoFailed("The draft came without its Markdown file.")
        return files[0].name, len(files[0].content)

    async def _press(self) -> tuple[EmulatedIssue, Sequence[Message]]:
        """Presses the first File in Jira; returns the ticket and the blocks of the message that then name it."""
        posted = self._with_button()
        assert posted is not None
        button = next(each for each in blocks.buttons(posted["blocks"]) if each["text"]["text"] == FILE_BUTTON)
        await self.slack.press(
            self._resolver(), self.stage.channel, posted["ts"], button["action_id"], button["block_id"], button["value"]
        )
        with screen.waiting(self.console, "filing"):
            await self._until(lambda: self.jira.issues, "pressing File in Jira made no ticket")
            issue = self.jira.issues[0]

            def named() -> bool:
                return issue.key in str(self.slack.message(self.stage.channel, posted["ts"]).get("blocks"))

            await self._until(named, f"{issue.key} was filed but the thread does not say so")
        if len(self.jira.issues) > 1:
            raise DemoFailed(f"One press made {len(self.jira.issues)} tickets.")
        shown = self.slack.message(self.stage.channel, posted["ts"])["blocks"]
        return issue, [block for block in shown if issue.key in str(block)]

    def _resolver(self) -> str:
        """The person who gave the last command."""
        last = self.scenario.steps[-1]
        assert isinstance(last, Command)
        return self.stage.users[last.person]

    def _check_private(self, told: Sequence[Happened]) -> None:
        """Raises DemoFailed unless somebody was caught up, and nobody else saw it."""
        caught_up = [each for each in told if isinstance(each.step, Command) and each.step.name == "/catchup"]
        if not caught_up:
            raise DemoFailed("Nobody asked to be caught up.")
        for each in caught_up:
            assert isinstance(each.step, Command)
            asker = self.stage.users[each.step.person]
            if each.shown is None or len(each.shown.get("blocks", ())) < MANY:
                raise DemoFailed(f"`/catchup` was answered with “{each.answer}”.")
            others = [user for user in self.stage.users.values() if user != asker]
            if checks.was_seen(self.slack, self.stage.channel, others, each.shown):
                raise DemoFailed("What one person was told alone was seen by others.")

    async def _home(self, ticket: str) -> None:
        """Days later, whoever is late with an item opens the Home."""
        self.clock.forward(self.scenario.started.replace(hour=8) + LATER)
        owner = await checks.late_owner(self.debrief, self.stage.channel)
        await self.slack.open_home(owner)
        await self._until(lambda: self.slack.home(owner), "the Home did not show")
        view = self.slack.home(owner)
        assert view is not None
        checks.check_home(view, ticket)
        screen.home(self.console, self.feed.name(owner), "Six days later", view, self.feed.name)

    def _cited(self, thread: Sequence[Message]) -> set[str]:
        """The timestamps of the messages that the thread links to. Raises DemoFailed if one of them does not exist."""
        links = re.findall(r"/archives/\w+/p(\d{10})(\d{6})", str([message.get("blocks") for message in thread]))
        stamps = {f"{seconds}.{micros}" for seconds, micros in links}
        for ts in stamps:
            try:
                self.slack.message(self.stage.channel, ts)
            except NotPossible:
                raise DemoFailed(f"The draft cites a message that does not exist: {ts}.") from None
        return stamps

    async def _until(self, so: Callable[[], object], otherwise: str) -> None:
        try:
            await self.slack.wait_for(so, timeout=PATIENCE)
        except TimeoutError:
            raise DemoFailed(f"Within {PATIENCE:.0f} s {otherwise}.") from None

    def _leaks(self) -> dict[str, bool]:
        """Where words of deleted messages can still be read: by place, whether they are there."""
        gone = [step.target for step in self.scenario.steps if isinstance(step, Delete)]
        posts = [self.scenario.step(target) for target in gone]
        texts = [post.text for post in posts if isinstance(post, Post)]
        words = texts + [number for text in texts for number in re.findall(r"\+[\d ]{8,}\d", text)]
        stored = b"".join(path.read_bytes() for path in self.folder.iterdir() if path.is_file())
        places = {
            "database and its log": stored,
            "thread and card": str([m.get("blocks") for m in self._mine()]).encode(),
            "Markdown file": b"".join(file.content for file in self.slack.files),
            "private answers and Homes": str(
                [[self.slack.ephemerals(user), self.slack.home(user)] for user in self.stage.users.values()]
            ).encode(),
            "ticket": str([issue.fields for issue in self.jira.issues]).encode(),
        }
        return {place: any(text.encode() in content for text in words) for place, content in places.items()}


async def tell(console: Console, folder: Path) -> None:
    """Sets the stage, starts the real app on it, and shows the journey. Raises DebriefError if anything is amiss."""
    scenario = shipped("double-charges")
    clock = ScenarioClock(scenario.started - timedelta(minutes=1))
    async with EmulatedSlack(manifest=MANIFEST, clock=clock) as slack, EmulatedJira(clock=clock) as jira:
        settings = Settings(
            bot_token=slack.bot_token,
            app_token=slack.app_token,
            database_url=f"sqlite:///{folder / 'debrief.db'}",
            slack_api_url=slack.api_url,
            jira=JiraAccount(url=jira.url, token=jira.token, project=jira.project, email=jira.email),
        )
        async with Debrief(settings, clock=clock) as debrief:
            stage = set_stage(scenario, slack)
            feed = Feed(console, scenario, stage)
            await Journey(console, folder, scenario, clock, slack, jira, stage, feed, debrief).watch()
