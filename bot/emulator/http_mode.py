"""Switching the emulated Slack to HTTP mode, and requests that only look like Slack's."""

import json
import secrets
from collections.abc import Mapping

from bot.domain.clock import Clock, system_clock
from bot.emulator.core import Core
from bot.emulator.records import Json, NotPossible
from bot.emulator.request_url import HttpAnswer, HttpSent, RequestUrl, Target, body_of

_PATIENCE = 10.0


class HttpModeActions(Core):
    """`signing_secret` is what the bot checks signatures with."""

    signing_secret = "emulated-signing-secret"  # noqa: S105  of no account
    _request_url: RequestUrl | None = None

    async def use_http(
        self, events: str, *, commands: str | None = None, interactivity: str | None = None, clock: Clock = system_clock
    ) -> None:
        """From now on events, commands and interactions are POSTed to these addresses (all to `events` where the others are
        not given), whatever sockets are open. The bot must answer the url_verification challenge, else NotPossible. `clock`
        is the time of the signatures."""
        urls: dict[Target, str] = {
            "events": events,
            "commands": commands or events,
            "interactivity": interactivity or events,
        }
        await self.stop_http()
        carrier = RequestUrl(self.deliveries, self.signing_secret, clock, urls)
        self._request_url = carrier
        challenge = secrets.token_hex(16)
        asked = {"token": "emulated", "type": "url_verification", "challenge": challenge}
        answer = await self.send_http(json.dumps(asked).encode())
        if answer.status != 200 or challenge not in answer.text:
            await self.stop_http()
            raise NotPossible(f"the address did not answer the challenge: {answer.status} {answer.text[:100]}")
        self.deliveries.carrier = carrier
        self.deliveries.unpark()

    async def stop_http(self) -> None:
        """Back to Socket Mode."""
        self.deliveries.carrier = self.sockets
        if self._request_url is not None:
            await self._request_url.close()
            self._request_url = None

    @property
    def http_sent(self) -> list[HttpSent]:
        """Every request to the bot, in order, hand-made ones included."""
        return self._carrier().sent

    async def send_http(
        self,
        body: bytes,
        *,
        to: Target = "events",
        secret: str | None = None,
        age: float = 0.0,
        headers: Mapping[str, str | None] | None = None,
    ) -> HttpAnswer:
        """Sends one request by hand, without retries. `secret` signs with another one, `age` makes the signature so many
        seconds old, `headers` replace others or, as None, leave them out."""
        signed: dict[str, str | None] = {**self._carrier().signed(body, to, secret=secret, age=age), **(headers or {})}
        kept = {name: value for name, value in signed.items() if value is not None}
        return await self._carrier().request(to, body, kept, _PATIENCE)

    async def replay(self, sent: HttpSent) -> HttpAnswer:
        """Sends a request again, byte for byte, as somebody could who had overheard it."""
        return await self._carrier().request(sent.target, sent.body, sent.headers, _PATIENCE)

    def http_body(self, payload: Json, to: Target = "events") -> bytes:
        """The body in which Slack sends this payload; for an event alone wrap it with `envelope` first."""
        return body_of(to, json.dumps(payload))

    def _carrier(self) -> RequestUrl:
        if self._request_url is None:
            raise NotPossible("call use_http first")
        return self._request_url
