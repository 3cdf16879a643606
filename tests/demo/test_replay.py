"""A scenario played into the emulated Slack, in the scenario's own time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.emulator.replay import Happened, ScenarioClock, play, set_stage
from bot.emulator.scenario import Scenario, shipped
from bot.emulator.slack import EmulatedSlack
from bot.emulator.steps import Answer, Choose, Command, Delete


def without_commands() -> Scenario:
    """The shipped scenario without what needs a bot to answer."""
    whole = shipped("double-charges")
    return replace(whole, steps=tuple(step for step in whole.steps if not isinstance(step, Command | Answer | Choose)))


async def test_the_channel_holds_what_the_scenario_tells_at_its_own_times() -> None:
    scenario = without_commands()
    clock = ScenarioClock(scenario.started)
    seen: list[Happened] = []
    async with EmulatedSlack(clock=clock) as slack:
        stage = set_stage(scenario, slack)
        stamps = await play(scenario, slack, stage, clock, on_step=seen.append)
        alert = slack.message(stage.channel, stamps["latency-alert"])
        thread = slack.thread(stage.channel, stamps["db-lead"])
        final = slack.message(stage.channel, stamps["final-count"])
        everything = str(slack.messages(stage.channel))
    assert [each.step for each in seen] == list(scenario.steps)
    assert stamps["latency-alert"].split(".")[0] == str(int(scenario.started.timestamp()))
    assert (alert["text"], alert["attachments"][0]["title"][:10]) == ("", "[RESOLVED]")
    assert len(thread) == 5
    assert "£41,870" in final["text"]
    assert "+44 7700" not in everything
    assert clock() >= scenario.started + scenario.length


async def test_a_deleted_message_is_deleted_in_the_story_too() -> None:
    scenario = without_commands()
    clock = ScenarioClock(scenario.started)
    gone = next(step for step in scenario.steps if isinstance(step, Delete))
    async with EmulatedSlack(clock=clock) as slack:
        stage = set_stage(scenario, slack)
        stamps = await play(scenario, slack, stage, clock)
        left = [message["ts"] for message in slack.messages(stage.channel)]
    assert stamps[gone.target] not in left


def test_a_scenario_clock_goes_forward_and_never_back() -> None:
    start = datetime(2026, 11, 12, 13, 38, tzinfo=UTC)
    clock = ScenarioClock(start)
    clock.forward(start + timedelta(hours=1))
    clock.forward(start)
    assert start + timedelta(hours=1) <= clock() < start + timedelta(hours=1, minutes=1)
