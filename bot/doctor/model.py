"""The language model, where the settings name one."""

from collections.abc import Sequence

import aiohttp

from bot.doctor.findings import Finding, green, red, yellow
from bot.domain.web_addresses import without_login
from bot.settings import Settings

ANTHROPIC = "https://api.anthropic.com"
VERSION = "2023-06-01"


async def model(settings: Settings) -> Sequence[Finding]:
    """Whether its server is there and takes the key: by its list of models, which costs nothing and says nothing of anybody."""
    account = settings.model
    if account is None:
        return [green("model", "No model is set: rules draft.")]
    asked = (account.base_url or ANTHROPIC).rstrip("/")
    where = without_login(asked)
    headers = {"anthropic-version": VERSION} | ({"x-api-key": account.key} if account.key else {})
    rules = "Until then rules draft."
    try:
        timeout = aiohttp.ClientTimeout(total=15)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{asked}/v1/models", params={"limit": "1000"}, headers=headers) as answer,
        ):
            status, told = answer.status, await answer.json(content_type=None) if answer.status == 200 else None
    except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError):
        return [red("model", f"No model answers at {where}.", f"Look at ANTHROPIC_BASE_URL and the network. {rules}")]
    if status in (401, 403):
        return [red("model", f"{where} does not take the key.", f"Set ANTHROPIC_API_KEY to a valid one. {rules}")]
    names = {str(each.get("id")) for each in _listed(told)}
    if not names:
        said = f"{where} answers, but does not list its models ({status})."
        return [yellow("model", said, "Try it: python -m bot draft EXPORT --drafter claude.")]
    for name, variable in ((account.model, "DEBRIEF_MODEL"), (account.for_catch_ups.model, "DEBRIEF_MODEL_CATCHUP")):
        if name not in names and not account.base_url:
            return [red("model", f"There is no model {name}.", f"Set {variable} to another one. {rules}")]
        if name not in names:
            listed = ", ".join(sorted(names)[:5])
            return [yellow("model", f"{where} does not list {name}.", f"It lists: {listed}. Set {variable}.")]
    return [green("model", f"{where} offers {account.model}.")]


def _listed(told: object) -> list[dict[str, object]]:
    data = told.get("data") if isinstance(told, dict) else None
    return [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []
