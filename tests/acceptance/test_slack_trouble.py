"""Slack answers late, wrongly or not at all: everything comes about once, only later."""

from collections import Counter

import pytest

from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from bot.errors import SettingsMistake
from bot.slack import item_blocks
from tests.acceptance.kit import buttons, draft_thread, hold_incident, item_message, own, running, settings_for, texts
from tests.databases import Database


def shown(slack: EmulatedSlack, channel: str) -> str:
    """What the message with the action items says."""
    return texts(item_message(slack, channel) or {})


REFUSALS = [{"status": 429, "retry_after": 0}, {"status": 503}, {"error": "internal_error"}]


@pytest.mark.parametrize("trouble", REFUSALS, ids=lambda trouble: "-".join(map(str, trouble.values())))
async def test_every_method_failing_once_only_delays_a_whole_incident(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database, trouble: dict[str, object]
) -> None:
    slack.faults.answer_each(**trouble, times=1, but=("apps.connections.open",))  # type: ignore[arg-type]
    async with running(settings_for(slack, database, jira)):
        channel, people, _ = await hold_incident(slack)
        await slack.command(people["maya"], channel, "/incident", "resolve")
        await slack.wait_for(lambda: item_message(slack, channel), timeout=60)
        items = item_message(slack, channel)
        assert items is not None
        filing = next(button for button in buttons(items) if button["action_id"] == item_blocks.FILE)
        await slack.press(people["tom"], channel, items["ts"], item_blocks.FILE, value=filing["value"])
        await slack.wait_for(lambda: any(each.key in shown(slack, channel) for each in jira.issues), timeout=30)
        await slack.open_home(people["ines"])
        await slack.wait_for(lambda: "What is left to do" in texts(slack.home(people["ines"]) or {}), timeout=30)
        await slack.delivered()
        said = own(slack, slack.messages(channel)) + draft_thread(slack, channel)
        posts = Counter(texts(message) for message in said if message.get("blocks"))
        assert [text for text, times in posts.items() if times > 1] == []
        assert len(jira.issues) == 1


async def test_a_token_that_slack_does_not_know_gives_one_clear_sentence(
    slack: EmulatedSlack, database: Database
) -> None:
    with pytest.raises(SettingsMistake, match="SLACK_BOT_TOKEN"):
        async with running(settings_for(slack, database, bot_token="xoxb-not-this-one")):
            pass
