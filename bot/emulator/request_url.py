"""HTTP mode: deliveries as signed requests to the bot's own address, and what the bot's answers mean."""

import asyncio
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple
from urllib.parse import urlencode

import aiohttp

from bot.domain.clock import Clock
from bot.emulator.deliveries import Deliveries, Delivery
from bot.emulator.records import Ack, Json

Target = Literal["events", "commands", "interactivity"]
MAX_REDIRECTS = 2
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_TARGETS: dict[str, Target] = {"events_api": "events", "slash_commands": "commands", "interactive": "interactivity"}
_REASONS = {"timeout": "http_timeout"}


@dataclass(frozen=True)
class HttpSent:
    """One request to the bot as it went out; `status` is what was answered, None where nothing was."""

    target: Target
    headers: Mapping[str, str]
    body: bytes
    status: int | None


class HttpAnswer(NamedTuple):
    """What the bot answered."""

    status: int
    text: str
    headers: Mapping[str, str]


class RequestUrl:
    """Carries deliveries to the bot's address. The bot's answer within the deadline with a status of 2xx acknowledges."""

    def __init__(self, deliveries: Deliveries, signing_secret: str, clock: Clock, urls: Mapping[Target, str]) -> None:
        self.sent: list[HttpSent] = []
        self._deliveries = deliveries
        self._secret = signing_secret
        self._clock = clock
        self._urls = urls
        self._session: aiohttp.ClientSession | None = None
        self._running: set[asyncio.Task[None]] = set()

    def ready(self) -> bool:
        """An address is always tried, whether or not somebody is there."""
        return True

    def carry(self, delivery: Delivery) -> None:
        """Sets out with one request."""
        delivery.carried_by = self
        task = self._deliveries.loop().create_task(self._attempt(delivery))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _attempt(self, delivery: Delivery) -> None:
        request_id, attempt = str(uuid.uuid4()), delivery.attempt
        if not self._deliveries.on_its_way(delivery, request_id):
            return
        target = _TARGETS[delivery.envelope_type]
        body = body_of(target, delivery.payload)
        headers = self.signed(body, target)
        if attempt:
            reason = _REASONS.get(delivery.reason, delivery.reason)
            headers |= {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": reason}
        loop = self._deliveries.loop()
        begun = loop.time()
        try:
            answer = await self.request(target, body, headers, self._deliveries.ack_deadline)
        except TimeoutError:
            self._deliveries.missed(delivery, "timeout")
        except aiohttp.TooManyRedirects:
            self._deliveries.missed(delivery, "too_many_redirects")
        except aiohttp.ClientError:
            self._deliveries.missed(delivery, "connection_failed")
        else:
            if 200 <= answer.status < 300:
                payload = _payload(answer)
                ack = Ack(request_id, delivery.kind, delivery.event_id, attempt, loop.time() - begun, payload)
                self._deliveries.acknowledged(delivery, ack)
            elif answer.headers.get("x-slack-no-retry") == "1" and delivery.answered is None:
                self._deliveries.lose(delivery)
            else:
                self._deliveries.missed(delivery, "http_error")

    def signed(
        self, body: bytes, target: Target = "events", *, secret: str | None = None, age: float = 0.0
    ) -> dict[str, str]:
        """The headers that prove a body to be Slack's; with another `secret`, or an `age` in seconds, they do not."""
        stamp = str(int(self._clock().timestamp() - age))
        key = (self._secret if secret is None else secret).encode()
        digest = hmac.new(key, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Content-Type": _JSON if target == "events" else _FORM,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
        }

    async def request(self, target: Target, body: bytes, headers: Mapping[str, str], timeout: float) -> HttpAnswer:  # noqa: ASYNC109  the caller's patience
        """Sends one request as it is. Raises TimeoutError or aiohttp.ClientError where there is no answer."""
        if self._session is None:
            self._session = aiohttp.ClientSession(auto_decompress=False)
        patience = aiohttp.ClientTimeout(total=timeout)
        status = None
        try:
            async with self._session.post(
                self._urls[target], data=body, headers=headers, timeout=patience, max_redirects=MAX_REDIRECTS
            ) as response:
                status = response.status
                return HttpAnswer(status, await response.text(), dict(response.headers))
        finally:
            self.sent.append(HttpSent(target, dict(headers), body, status))

    async def close(self) -> None:
        """Breaks off what is under way, which has failed then."""
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if not self._deliveries.stopped:
            for delivery in self._deliveries.carried_by(self):
                self._deliveries.missed(delivery, "connection_failed")
        if self._session is not None:
            await self._session.close()
            self._session = None


def body_of(target: Target, payload: str) -> bytes:
    """Events go as JSON, commands as a form, interactions as a form with the JSON in `payload`."""
    if target == "events":
        return payload.encode()
    fields: Json = json.loads(payload) if target == "commands" else {"payload": payload}
    return urlencode(fields).encode()


def _payload(answer: HttpAnswer) -> Json | None:
    """What came with an acknowledgement: an object, or a bare text as a message."""
    if not answer.text.strip():
        return None
    try:
        found = json.loads(answer.text)
    except ValueError:
        return {"text": answer.text}
    return found if isinstance(found, dict) and found else None
