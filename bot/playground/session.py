"""One playground with the real bot in it, from its first moment to its last."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.app import Debrief
from bot.domain.clock import system_clock
from bot.emulator.interactivity import ResponseUrls, Triggers
from bot.emulator.jira import EmulatedJira
from bot.emulator.scenario import shipped
from bot.emulator.slack import EmulatedSlack
from bot.playground.clock import SPEEDS, PlaygroundClock
from bot.playground.server import Server
from bot.playground.stage import Playground, furnish
from bot.settings import JiraAccount, Settings

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
HEADSTART = timedelta(hours=1)


@asynccontextmanager
async def opened(folder: Path, port: int = 0) -> AsyncIterator[Playground]:
    """The page at `playground.slack.base`, with its database in `folder`, until it is left. Raises OSError where the port is
    taken."""
    scenario = shipped("double-charges")
    clock = PlaygroundClock(scenario.started - HEADSTART)
    slack, jira = EmulatedSlack(manifest=MANIFEST, clock=clock, port=port), EmulatedJira(clock=clock)
    # A form must be opened within three seconds of a click, and those are the seconds of who clicks.
    slack.triggers, slack.response_urls = Triggers(system_clock), ResponseUrls(system_clock)
    playground = Playground(slack, jira, clock, scenario)
    server = Server(playground)
    slack.more_routes = server.routes()
    async with slack, jira:
        furnish(playground)
        settings = Settings(
            bot_token=slack.bot_token,
            app_token=slack.app_token,
            database_url=f"sqlite:///{folder / 'debrief.db'}",
            slack_api_url=slack.api_url,
            jira=JiraAccount(url=jira.url, token=jira.token, project=jira.project, email=jira.email, settle=5.0),
            # A lease is renewed in real time; at the fastest pace it must not end before.
            lease=60.0 * SPEEDS[-1],
        )
        async with Debrief(settings, clock=clock, pace=0.2):
            try:
                yield playground
            finally:
                await server.story.stop()
