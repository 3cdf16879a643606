"""Answers that go wrong on purpose."""

import asyncio
import os
import signal
import sys
import time
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack
from bot.emulator.faults import Phase
from tests.conftest import TurnedClock
from tests.emulator.kit import Room, error_of


async def test_an_answer_of_429_says_when_to_come_back(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    slack.faults.answer("chat.postMessage", status=429, retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=room.channel, text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    assert slack.messages(room.channel) == []
    assert (await client.chat_postMessage(channel=room.channel, text="x"))["ok"]


async def test_a_server_error_and_an_error_name_can_be_answered(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    slack.faults.answer("chat.postMessage", status=503)
    slack.faults.answer("chat.postMessage", error="fatal_error")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=room.channel, text="x")
    assert caught.value.response.status_code == 503
    assert await error_of(client.chat_postMessage(channel=room.channel, text="x")) == "fatal_error"
    assert [request.answered for request in slack.requests] == ["503", "fatal_error"]


async def test_any_requests_at_all_can_fail(slack: EmulatedSlack, client: AsyncWebClient) -> None:
    slack.faults.answer("*", status=429, retry_after=0, times=2)
    assert await error_of(client.auth_test()) == "ratelimited"
    assert await error_of(client.team_info()) == "ratelimited"
    assert (await client.conversations_list())["ok"]


async def test_each_method_can_fail_a_number_of_times_of_its_own(slack: EmulatedSlack, client: AsyncWebClient) -> None:
    slack.faults.answer_each(status=429, times=2, but=("auth.test",))
    for call in (client.team_info, client.conversations_list):
        assert [await error_of(call()), await error_of(call())] == ["ratelimited", "ratelimited"]
        assert (await call())["ok"]
    assert (await client.auth_test())["ok"]
    slack.faults.answer_each(status=503)
    slack.faults.clear()
    assert (await client.users_list())["ok"]


async def test_the_methods_that_were_called_are_counted(
    slack: EmulatedSlack, client: AsyncWebClient, clock: TurnedClock, room: Room
) -> None:
    slack.faults.answer("auth.test", error="fatal_error")
    await error_of(client.auth_test())
    await client.auth_test()
    await client.chat_postMessage(channel=room.channel, text="x")
    assert slack.called == {"auth.test": 2, "chat.postMessage": 1}
    [posted] = slack.calls("chat.postMessage")
    assert (posted.args["text"], posted.answered, posted.at) == ("x", "ok", clock())


@pytest.mark.parametrize(("after_write", "posted"), [(True, 1), (False, 0)])
async def test_a_reset_comes_after_the_effect_or_instead_of_it(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room, after_write: bool, posted: int
) -> None:
    slack.faults.reset("chat.postMessage", after_write=after_write)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=room.channel, text="x")
    assert len(slack.messages(room.channel)) == posted
    assert slack.requests[0].answered == "reset"


async def test_slack_sdk_sends_a_post_again_after_a_reset(slack: EmulatedSlack, room: Room) -> None:
    slack.faults.reset("chat.postMessage", after_write=True)
    await AsyncWebClient(slack.bot_token, base_url=slack.api_url).chat_postMessage(channel=room.channel, text="x")
    assert len(slack.messages(room.channel)) == 2


@pytest.mark.parametrize(("after_write", "posted"), [(True, 1), (False, 0)])
async def test_a_stalled_call_has_its_effect_before_or_after_the_wait(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room, after_write: bool, posted: int
) -> None:
    slack.faults.stall("chat.postMessage", seconds=0.1, after_write=after_write)
    call = asyncio.create_task(client.chat_postMessage(channel=room.channel, text="x"))
    await slack.wait_for(lambda: slack.requests)
    await asyncio.sleep(0.02)
    assert len(slack.messages(room.channel)) == posted
    assert (await call)["ok"]
    assert len(slack.messages(room.channel)) == 1


async def test_a_caller_that_gave_up_before_the_effect_has_none(slack: EmulatedSlack, room: Room) -> None:
    slack.faults.stall("chat.postMessage", seconds=0.2, after_write=False)
    impatient = AsyncWebClient(slack.bot_token, base_url=slack.api_url, timeout=1)
    call = asyncio.create_task(impatient.chat_postMessage(channel=room.channel, text="x"))
    await slack.wait_for(lambda: slack.requests)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    await slack.wait_for(lambda: slack.requests[0].answered == "reset")
    assert slack.messages(room.channel) == []


async def test_uploads_can_go_wrong_too(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    slack.faults.reset("upload", after_write=False)
    with pytest.raises(aiohttp.ClientError):
        await client.files_upload_v2(channel=room.channel, content="x", filename="x.md")
    assert slack.files == []


async def test_the_channel_limit_answers_429(
    slack: EmulatedSlack, client: AsyncWebClient, clock: TurnedClock, room: Room
) -> None:
    slack.faults.rate_limit(per_second_per_channel=1)
    await client.chat_postMessage(channel=room.channel, text="x")
    assert await error_of(client.chat_postMessage(channel=room.channel, text="x")) == "ratelimited"
    clock.turn(1)
    assert (await client.chat_postMessage(channel=room.channel, text="x"))["ok"]


async def test_each_request_is_told_before_and_after_its_effect(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    told: list[tuple[int, str, str, int]] = []

    def tell(number: int, method: str, phase: Phase) -> None:
        told.append((number, method, phase, len(slack.messages(room.channel))))

    slack.faults.on_request(tell)
    await client.auth_test()
    await client.chat_postMessage(channel=room.channel, text="x")
    assert told == [
        (1, "auth.test", "before", 0),
        (1, "auth.test", "after", 0),
        (2, "chat.postMessage", "before", 0),
        (2, "chat.postMessage", "after", 1),
    ]


POSTER = """
import sys
from slack_sdk import WebClient
WebClient(sys.argv[1], base_url=sys.argv[2]).chat_postMessage(channel=sys.argv[3], text="x")
"""


@pytest.mark.parametrize(("phase", "posted"), [("before", 0), ("after", 1)])
async def test_a_bot_killed_at_a_request_leaves_what_it_had_done(
    slack: EmulatedSlack, room: Room, phase: Phase, posted: int
) -> None:
    command = [sys.executable, "-c", POSTER, slack.bot_token, slack.api_url, room.channel]
    process = await asyncio.create_subprocess_exec(*command)

    async def kill(number: int, method: str, now: Phase) -> bool:
        if now != phase:
            return False
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        return True

    slack.faults.on_request(kill)
    assert await process.wait() == -signal.SIGKILL
    await slack.wait_for(lambda: slack.requests[0].answered == "reset")
    assert (len(slack.messages(room.channel)), len(slack.requests)) == (posted, 1)


async def test_faults_can_be_cleared(slack: EmulatedSlack, client: AsyncWebClient, room: Room) -> None:
    slack.faults.answer("*", status=500, times=99)
    slack.faults.clear()
    assert (await client.chat_postMessage(channel=room.channel, text="x"))["ok"]


async def test_stopping_does_not_wait_for_a_stalled_call(
    slack: EmulatedSlack, client: AsyncWebClient, room: Room
) -> None:
    slack.faults.stall("chat.postMessage", seconds=60)
    call = asyncio.create_task(client.chat_postMessage(channel=room.channel, text="x"))
    await slack.wait_for(lambda: slack.requests)
    begun = time.perf_counter()
    await slack.stop()
    outcome: Any = await asyncio.gather(call, return_exceptions=True)
    assert outcome
    assert time.perf_counter() - begun < 5
