"""HTTP mode: signed requests, acknowledgements, retries, and requests that are not Slack's."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack, NotPossible
from tests.emulator.kit import Json, Room, actions, button, client_of, modal

Ack = Callable[..., Awaitable[Any]]


class HttpBot:
    """A Bolt app behind an HTTP server. `heard` are the events it was given, `headers` those of each request; `answers` are
    responses that it gives in place of Bolt's, each once."""

    def __init__(self, slack: EmulatedSlack) -> None:
        self.heard: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[web.Response] = []
        self.delay = 0.0
        self.app = AsyncApp(
            name="test", client=client_of(slack), signing_secret=slack.signing_secret, process_before_response=True
        )

        @self.app.middleware
        async def record(body: Json, next: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:
            if "event" in body:
                self.heard.append(body["event"])
                return BoltResponse(status=200)
            return await next()

        self._runner = web.AppRunner(self._server(), shutdown_timeout=0.1)
        self.url = ""

    def _server(self) -> web.Application:
        server = web.Application()
        server.add_routes([web.post("/slack/events", self._handle), web.post("/elsewhere", self._nobody)])
        return server

    async def _nobody(self, request: web.Request) -> web.Response:
        return web.Response(text="hello")

    async def _handle(self, request: web.Request) -> web.Response:
        self.headers.append(dict(request.headers))
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.answers:
            return self.answers.pop(0)
        return await to_aiohttp_response(await self.app.async_dispatch(await to_bolt_request(request)))

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/slack/events"

    async def stop(self) -> None:
        await self._runner.cleanup()


@pytest.fixture
async def bot(slack: EmulatedSlack, room: Room) -> AsyncIterator[HttpBot]:
    served = HttpBot(slack)
    await served.start()
    await slack.use_http(served.url)
    served.headers.clear()
    yield served
    await served.stop()


def texts(bot: HttpBot) -> list[str]:
    return [event["text"] for event in bot.heard]


async def test_events_come_signed_and_are_acknowledged_by_200(slack: EmulatedSlack, bot: HttpBot, room: Room) -> None:
    await slack.post(room.channel, room.maya, "hello")
    await slack.delivered()
    assert texts(bot) == ["hello"]
    sent = slack.http_sent[-1]
    assert SignatureVerifier(slack.signing_secret).is_valid_request(sent.body, dict(sent.headers))
    assert "x-slack-retry-num" not in {name.lower() for name in bot.headers[0]}
    assert [ack.kind for ack in slack.acks] == ["message"]


async def test_an_address_that_does_not_answer_the_challenge_is_not_taken(slack: EmulatedSlack, bot: HttpBot) -> None:
    with pytest.raises(NotPossible):
        await slack.use_http(bot.url.replace("/slack/events", "/elsewhere"))


async def test_a_refused_event_is_sent_again_with_the_reason(slack: EmulatedSlack, bot: HttpBot, room: Room) -> None:
    bot.answers = [web.Response(status=500), web.Response(status=503)]
    await slack.post(room.channel, room.maya, "hello")
    await slack.delivered()
    assert texts(bot) == ["hello"]
    seen = [(each.get("x-slack-retry-num"), each.get("x-slack-retry-reason")) for each in bot.headers]
    assert seen == [(None, None), ("1", "http_error"), ("2", "http_error")]
    bodies = [json.loads(sent.body) for sent in slack.http_sent[1:]]
    assert len({body["event_id"] for body in bodies}) == 1


async def test_a_slow_answer_is_a_timeout(slack: EmulatedSlack, bot: HttpBot, room: Room) -> None:
    bot.delay = 0.3
    await slack.post(room.channel, room.maya, "hello")
    await slack.wait_for(lambda: len(bot.headers) == 2)
    bot.delay = 0.0
    await slack.delivered()
    assert bot.headers[1]["x-slack-retry-reason"] == "http_timeout"


async def test_retries_stop_where_the_bot_says_so(slack: EmulatedSlack, bot: HttpBot, room: Room) -> None:
    bot.answers = [web.Response(status=500, headers={"x-slack-no-retry": "1"})]
    await slack.post(room.channel, room.maya, "hello")
    await slack.wait_for(lambda: slack.lost)
    assert (len(bot.headers), bot.heard) == (1, [])
    slack.lost.clear()


async def test_a_bot_that_is_down_gets_the_event_when_it_is_back(slack: EmulatedSlack, room: Room) -> None:
    slack.deliveries.retry_after = (0.0, 0.3, 0.3)
    first = HttpBot(slack)
    await first.start()
    await slack.use_http(first.url)
    await first.stop()
    await slack.post(room.channel, room.maya, "hello")
    await slack.wait_for(lambda: len(slack.http_sent) >= 3)
    assert slack.http_sent[-1].status is None
    again = HttpBot(slack)
    await again.start()
    await slack.use_http(again.url)
    await slack.delivered()
    await again.stop()
    assert texts(again) == ["hello"]


async def test_a_new_address_gets_what_the_old_one_had_not_acknowledged(
    slack: EmulatedSlack, bot: HttpBot, room: Room
) -> None:
    bot.delay = 1.0
    slack.deliveries.ack_deadline = 10.0
    await slack.post(room.channel, room.maya, "hello")
    await slack.wait_for(lambda: bot.headers)
    again = HttpBot(slack)
    await again.start()
    await slack.use_http(again.url)
    await slack.delivered()
    await again.stop()
    assert texts(again) == ["hello"]


async def test_a_command_is_a_form_and_answered_in_the_response(slack: EmulatedSlack, bot: HttpBot, room: Room) -> None:
    @bot.app.command("/incident")
    async def listen(ack: Ack, body: Json) -> None:
        await ack(f"noted {body['text']}")

    response = await slack.command(room.maya, room.channel, "/incident", "a & b")
    assert response.text == "noted a & b"
    assert [message["text"] for message in slack.ephemerals(room.maya)] == ["noted a & b"]
    fields = parse_qs(slack.http_sent[-1].body.decode())
    assert fields["command"] == ["/incident"]


async def test_presses_and_submissions_are_forms_with_a_payload(
    slack: EmulatedSlack, bot: HttpBot, client: AsyncWebClient, room: Room
) -> None:
    @bot.app.action("go")
    async def pressed(ack: Ack, body: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    @bot.app.view("form")
    async def submitted(ack: Ack) -> None:
        await ack(response_action="errors", errors={"what": "too short"})

    ts = (await client.chat_postMessage(channel=room.channel, text="x", blocks=[actions(button())]))["ts"]
    assert (await slack.press(room.maya, room.channel, ts, "go")).failure == ""
    await slack.modal(room.maya)
    response = await slack.submit(room.maya, {"what": {"text": "x"}})
    assert response.errors == {"what": "too short"}
    assert json.loads(parse_qs(slack.http_sent[-1].body.decode())["payload"][0])["type"] == "view_submission"


async def test_a_command_to_a_failing_bot_fails_and_is_not_repeated(
    slack: EmulatedSlack, bot: HttpBot, room: Room
) -> None:
    bot.answers = [web.Response(status=500)]
    assert (await slack.command(room.maya, room.channel, "/incident")).failure == "dispatch_failed"
    bot.delay = 0.3
    assert (await slack.command(room.maya, room.channel, "/incident")).failure == "operation_timeout"
    assert len(bot.headers) == 2


async def test_requests_that_are_not_slacks_are_told_apart_by_a_bot_that_checks(
    slack: EmulatedSlack, bot: HttpBot, room: Room
) -> None:
    event = {"type": "message", "text": "forged", "channel": room.channel, "user": room.maya, "ts": "1.000001"}
    body = slack.http_body(slack.envelope(event, "EvFORGED"))
    assert (await slack.send_http(body, secret="wrong")).status == 401
    assert (await slack.send_http(body, age=301)).status == 401
    assert (await slack.send_http(body, headers={"X-Slack-Signature": None})).status == 401
    assert (await slack.send_http(body, headers={"X-Slack-Signature": "v0=0"})).status == 401
    assert bot.heard == []
    assert (await slack.send_http(body)).status == 200


async def test_an_overheard_request_can_be_replayed(slack: EmulatedSlack, bot: HttpBot, room: Room) -> None:
    await slack.post(room.channel, room.maya, "hello")
    await slack.delivered()
    assert (await slack.replay(slack.http_sent[-1])).status == 200
    assert texts(bot) == ["hello", "hello"]
