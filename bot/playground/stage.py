"""The workspace that the playground opens with: people, and channels in which nothing has happened yet."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.emulator.huddles import Huddle
from bot.emulator.jira import EmulatedJira
from bot.emulator.replay import Stage
from bot.emulator.scenario import Scenario
from bot.emulator.slack import EmulatedSlack
from bot.playground.clock import PlaygroundClock

GUEST, OUTSIDE = "Noor Haddad", "Lena Brandt"


@dataclass
class Playground:
    """All that the page shows and changes. `titles` are what people do, by user id; `people` their ids by handle."""

    slack: EmulatedSlack
    jira: EmulatedJira
    clock: PlaygroundClock
    scenario: Scenario
    people: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    huddles: dict[str, Huddle] = field(default_factory=dict)
    """The open huddle of each channel."""


def furnish(playground: Playground) -> None:
    """Adds people and channels. The incident's own channel comes with the story, or by hand."""
    slack, scenario = playground.slack, playground.scenario
    for handle, person in scenario.people.items():
        user = slack.add_user(handle, real_name=person.name, tz=person.tz)
        playground.people[handle], playground.titles[user] = user, person.title
    everybody = list(playground.people.values())
    guest = slack.add_user("noor", real_name=GUEST, tz="Europe/Paris", guest=True)
    outside = slack.add_user("lena", real_name=OUTSIDE, tz="Europe/Berlin", team="T0PARTNERS")
    playground.titles |= {guest: "Auditor, a guest", outside: "Provider's support, from a connected workspace"}
    slack.add_channel("general", members=everybody)
    slack.add_channel("inc-practice", members=everybody)
    slack.add_channel("payments", members=[*everybody[:4], outside])
    slack.add_channel("audit", private=True, members=[everybody[0], everybody[7], guest])


def stage_for(playground: Playground) -> tuple[Scenario, Stage]:
    """The scenario at its own time of day, on a later day where that has passed already, and its channel, made for it."""
    scenario, now = playground.scenario, playground.clock()
    days = max(0, (now - scenario.started) // timedelta(days=1) + 1)
    scenario = replace(scenario, started=scenario.started + timedelta(days=days))
    members = [playground.people[handle] for handle in scenario.members]
    channel = playground.slack.add_channel(scenario.channel, members=members)
    return scenario, Stage(channel, playground.people)
