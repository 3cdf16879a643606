"""`/incident lint`: privately, over a text or over the draft."""

import pytest

from bot.emulator import EmulatedSlack
from tests.acceptance.kit import hold_incident, item_message, own, running, settings_for
from tests.databases import Database


async def lint(slack: EmulatedSlack, user: str, channel: str, text: str = "") -> str:
    response = await slack.command(user, channel, "/incident", f"lint {text}".strip())
    await response.wait()
    assert all(message.get("response_type", "ephemeral") == "ephemeral" for message in response.messages)
    return response.text


@pytest.fixture
def alone(slack: EmulatedSlack) -> tuple[str, str]:
    """A person, and a channel without an incident."""
    maya = slack.add_user("maya", real_name="Maya Lind")
    return maya, slack.add_channel("lobby", members=[maya], bot=True)


async def drafted(slack: EmulatedSlack, *more: str) -> tuple[str, dict[str, str]]:
    channel, people, _ = await hold_incident(slack)
    for text in more:
        await slack.post(channel, people["ines"], text)
    await slack.delivered()
    await (await slack.command(people["maya"], channel, "/incident", "resolve")).wait()
    await slack.wait_for(lambda: item_message(slack, channel), timeout=20)
    return channel, people


async def test_a_text_is_answered_with_its_phrases_and_words_about_the_system(
    slack: EmulatedSlack, database: Database, alone: tuple[str, str]
) -> None:
    async with running(settings_for(slack, database)):
        told = await lint(slack, *alone, "Rhea forgot to renew the key.\nWe should have tested it & more.")
        assert told.splitlines() == [
            "I find 2 phrases that could be kinder to people and say more about the system:",
            "• “forgot to renew the key” (blame) → Renewing the key depended on somebody remembering it.",
            "• “should have tested” (counterfactual, line 2) → No step tested it before it reached production.",
        ]
        assert own(slack, slack.messages(alone[1])) == []


async def test_it_says_clearly_when_there_is_nothing(
    slack: EmulatedSlack, database: Database, alone: tuple[str, str]
) -> None:
    async with running(settings_for(slack, database)):
        told = await lint(slack, *alone, "The key expired at noon, and nothing warned of it.")
        assert told.startswith("I find nothing to mend in it")


async def test_at_most_ten_are_shown_and_the_rest_is_counted(
    slack: EmulatedSlack, database: Database, alone: tuple[str, str]
) -> None:
    async with running(settings_for(slack, database)):
        told = await lint(slack, *alone, "It was human error. " * 14)
        assert told.count("•") == 10
        assert told.splitlines()[-1] == "… and 4 more."


async def test_nothing_in_the_text_comes_alive(
    slack: EmulatedSlack, database: Database, alone: tuple[str, str]
) -> None:
    async with running(settings_for(slack, database)):
        told = await lint(slack, *alone, f"<@{alone[0]}|maya> ignored the *bold* alert, <!channel>'s fault")
        assert "blame" in told
        assert "<" not in told
        assert "@channel" not in told
        assert "*bold*" not in told


async def test_without_a_text_it_looks_at_the_newest_draft(slack: EmulatedSlack, database: Database) -> None:
    async with running(settings_for(slack, database)):
        channel, people = await drafted(slack)
        told = await lint(slack, people["tom"], channel)
        assert told.startswith("In INC-1's draft, I find ")
        assert "(single cause, causes 1)" in told
        assert "“We should load test pool size changes before they ship.”" not in told.split("ownerless action")[0]


@pytest.mark.parametrize(("opened", "hint"), [(False, "has no incident"), (True, "INC-1 has no draft yet")])
async def test_without_a_draft_it_says_so(
    slack: EmulatedSlack, database: Database, alone: tuple[str, str], opened: bool, hint: str
) -> None:
    async with running(settings_for(slack, database)):
        if opened:
            await (await slack.command(*alone, "/incident", "open Slow")).wait()
        told = await lint(slack, *alone)
        assert hint in told
        assert "/incident lint TEXT" in told
