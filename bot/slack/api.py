"""One request to Slack's Web API, and what may become of it."""

from collections.abc import AsyncIterator, Callable
from itertools import count, islice
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.errors import SlackBusy, SlackError, SlackRefused, SlackUncertain

# Methods that read take no JSON body.
FORM_ONLY = {
    "auth.test",
    "conversations.history",
    "conversations.info",
    "conversations.list",
    "conversations.replies",
    "files.info",
    "files.getUploadURLExternal",
    "users.conversations",
    "users.info",
}
UNSURE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}


class Api:
    """Asks Slack, once each time.

    Raises SlackRefused, SlackBusy or SlackUncertain."""

    def __init__(self, token: str, base_url: str, timeout: int) -> None:
        # The SDK repeats a POST after a connection error, which can post twice; so it may repeat nothing.
        self.client = AsyncWebClient(token, base_url=base_url, retry_handlers=[], timeout=timeout)
        self.timeout = timeout
        self.answered: Callable[[str, str], None] = lambda method, outcome: None
        """Is told of every answer: the method, and `ok`, `refused`, `busy` or `uncertain`."""

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        return dict((await self.answer(method, **arguments)).data)  # type: ignore[arg-type]

    async def answer(self, method: str, **arguments: Any) -> AsyncSlackResponse:
        try:
            answer = await self._asked(method, **arguments)
        except SlackError as problem:
            self.answered(method, _OUTCOMES.get(type(problem), "uncertain"))
            raise
        self.answered(method, "ok")
        return answer

    async def _asked(self, method: str, **arguments: Any) -> AsyncSlackResponse:
        given = {key: value for key, value in arguments.items() if value not in (None, "")}
        try:
            if method in FORM_ONLY:
                return await self.client.api_call(method, http_verb="GET", params=given)
            return await self.client.api_call(method, json=given)
        except SlackApiError as problem:
            raise _refusal(method, problem) from problem
        except (aiohttp.ClientError, TimeoutError, SlackClientError, ValueError, RecursionError) as problem:
            raise SlackUncertain(method) from problem

    async def pages(
        self, method: str, listed: str, most: int | None = None, **wanted: Any
    ) -> AsyncIterator[dict[str, Any]]:
        """What a method lists under a name, page after page, at most so many."""
        cursor = ""
        for _ in islice(count(), most):
            said = await self.call(method, cursor=cursor, **wanted)
            for each in said[listed]:
                yield each
            cursor = (said.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def respond(self, response_url: str, body: dict[str, Any]) -> None:
        """Answers by a response_url."""
        webhook = AsyncWebhookClient(response_url, timeout=self.timeout, retry_handlers=[])
        try:
            answer = await webhook.send_dict(body)
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise SlackUncertain("response_url") from problem
        if answer.status_code == 429:
            raise SlackBusy("response_url", _seconds(answer.headers.get("Retry-After")))
        if answer.status_code >= 500:
            raise SlackUncertain("response_url")
        if answer.status_code != 200:
            raise SlackRefused("response_url", str(answer.body)[:80])

    async def send_bytes(self, url: str, name: str, content: bytes) -> None:
        """Sends a file's content to where Slack wants it."""
        timeout = aiohttp.ClientTimeout(total=self.timeout)
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session, session.post(url, data=form) as answer:
                if answer.status != 200:
                    raise SlackUncertain("files.upload")
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise SlackUncertain("files.upload") from problem


_OUTCOMES: dict[type[SlackError], str] = {SlackRefused: "refused", SlackBusy: "busy"}


def _seconds(header: str | None) -> float:
    """How long Slack asks to be left alone; a second where it does not say it as a number."""
    try:
        seconds = float(header or 1)
    except ValueError:
        return 1.0
    return seconds if 0 <= seconds < 86_400 else 1.0


def _refusal(method: str, problem: SlackApiError) -> SlackError:
    response: Any = problem.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 200))
    if status == 429:
        return SlackBusy(method, _seconds(response.headers.get("Retry-After")))
    if status >= 500:
        return SlackUncertain(method)
    data = getattr(response, "data", None)
    code = str((data.get("error") if isinstance(data, dict) else None) or "unreadable_answer")
    if code in ("ratelimited", "rate_limited"):
        return SlackBusy(method)
    return SlackUncertain(method) if code in UNSURE else SlackRefused(method, code)
