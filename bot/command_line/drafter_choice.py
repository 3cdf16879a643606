"""Who drafts, where a command drafts: what `--drafter` says, else the settings."""

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.model_settings import ModelAccount


class Drafters(StrEnum):
    """Who may draft."""

    RULES = "rules"
    CLAUDE = "claude"


HELP = "Who drafts; without it the model where your settings name one, else rules."


def chosen_account(drafter: Drafters | None) -> "ModelAccount | None":
    """The model that drafts, None for rules. Raises SettingsMistake where a model is asked for and there is none."""
    from bot.errors import SettingsMistake
    from bot.model_settings import model_account

    account = None if drafter is Drafters.RULES else model_account()
    if drafter is Drafters.CLAUDE and account is None:
        raise SettingsMistake(
            "Set ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL for a server of your own, to have a model draft."
        )
    return account
