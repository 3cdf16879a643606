"""What somebody reads whose settings Slack does not take at start."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.emulator import EmulatedSlack
from bot.errors import SettingsMistake
from tests.acceptance.kit import MANIFEST, running, settings_for


@pytest.mark.parametrize("setting", ["bot_token", "app_token"])
async def test_a_token_that_slack_refuses_ends_the_start_with_one_sentence(setting: str, tmp_path: Path) -> None:
    async with EmulatedSlack(manifest=MANIFEST) as slack:
        good, other = settings_for(slack, tmp_path / "debrief.db"), "xoxb-of-somebody-else"
        settings = replace(good, bot_token=other) if setting == "bot_token" else replace(good, app_token=other)
        with pytest.raises(SettingsMistake, match=f"SLACK_{setting.upper()}") as met:
            async with running(settings):
                pass
    assert "somebody-else" not in str(met.value)
