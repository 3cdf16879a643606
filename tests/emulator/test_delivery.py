"""Socket Mode: envelopes, acknowledgements, retries, and what tests can let go wrong on the way."""

import asyncio

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.emulator import EmulatedSlack, Undelivered
from tests.emulator.kit import Bot, Json, Room


async def connect(slack: EmulatedSlack, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    """A bare socket, its hello read."""
    url = (await AsyncWebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token))["url"]
    socket = await session.ws_connect(url)
    assert (await socket.receive_json())["type"] == "hello"
    return socket


async def test_hello_counts_the_connections(slack: EmulatedSlack) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    async with aiohttp.ClientSession() as session:
        sockets = []
        for number in (1, 2):
            url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
            sockets.append(await session.ws_connect(url))
            hello = await sockets[-1].receive_json()
            assert (hello["num_connections"], hello["connection_info"]["app_id"]) == (number, slack.app_id)
        for socket in sockets:
            await socket.close()


async def test_a_ticket_opens_one_socket(slack: EmulatedSlack) -> None:
    url = (await AsyncWebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url):
            pass
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_pings_are_answered(slack: EmulatedSlack) -> None:
    async with aiohttp.ClientSession() as session:
        url = (await AsyncWebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token))["url"]
        socket = await session.ws_connect(url, autoping=False)
        await socket.receive()
        await socket.ping(b"here?")
        answer = await socket.receive()
        assert (answer.type, answer.data) == (aiohttp.WSMsgType.PONG, b"here?")
        await socket.close()


async def test_an_event_that_is_not_acknowledged_is_sent_again_three_times(slack: EmulatedSlack, room: Room) -> None:
    async with aiohttp.ClientSession() as session:
        socket = await connect(slack, session)
        await slack.post(room.channel, room.maya, "hello")
        seen: list[Json] = [await socket.receive_json() for _ in range(4)]
        await slack.wait_for(lambda: slack.lost)
        await socket.close()
    assert [envelope["retry_attempt"] for envelope in seen] == [0, 1, 2, 3]
    assert [envelope["retry_reason"] for envelope in seen] == ["", "timeout", "timeout", "timeout"]
    assert len({envelope["envelope_id"] for envelope in seen}) == 4
    assert len({envelope["payload"]["event_id"] for envelope in seen}) == 1


async def test_an_event_refused_at_first_is_acknowledged_on_redelivery(
    slack: EmulatedSlack, bot: Bot, room: Room
) -> None:
    bot.refuse = True
    await slack.post(room.channel, room.maya, "hello")
    await slack.wait_for(lambda: slack.sent)
    await asyncio.sleep(0.05)
    bot.refuse = False
    await slack.delivered()
    assert bot.texts == ["hello"]
    assert slack.acks[-1].attempt == 1


async def test_an_event_raised_while_no_socket_was_open_comes_later(slack: EmulatedSlack, room: Room) -> None:
    await slack.post(room.channel, room.maya, "anybody there?")
    bot = Bot(slack)
    await bot.connect()
    await slack.delivered()
    await bot.close()
    assert bot.texts == ["anybody there?"]
    assert slack.sent[0].attempt == 1


async def test_an_event_is_lost_when_nobody_connects_within_its_retries(slack: EmulatedSlack, room: Room) -> None:
    async with EmulatedSlack(retry_after=()) as impatient:
        maya = impatient.add_user("maya")
        await impatient.post(impatient.add_channel("inc-x", members=[maya]), maya, "hello")
        assert len(impatient.lost) == 1
        with pytest.raises(Undelivered, match="message Ev"):
            await impatient.delivered(timeout=0.05)


async def test_several_sockets_share_the_envelopes(slack: EmulatedSlack, room: Room) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await connect(slack, session) for _ in range(2)]
        for number in range(4):
            await slack.post(room.channel, room.maya, f"m{number}")
        for socket in sockets:
            for _ in range(2):
                envelope = await socket.receive_json()
                await socket.send_json({"envelope_id": envelope["envelope_id"]})
        await slack.delivered()
        assert len(slack.acks) == 4
        for socket in sockets:
            await socket.close()


async def test_an_eleventh_socket_is_turned_away(slack: EmulatedSlack) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await connect(slack, session) for _ in range(10)]
        url = (await AsyncWebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token))["url"]
        async with session.ws_connect(url) as eleventh:
            assert (await eleventh.receive_json())["reason"] == "too_many_websockets"
        for socket in sockets:
            await socket.close()


async def test_an_acknowledgement_is_timed(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    await slack.post(room.channel, room.maya, "hello")
    await slack.delivered()
    assert slack.acks[0].kind == "message"
    assert slack.acks[0].seconds > 0


async def test_delivered_names_what_is_not_acknowledged(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    bot.refuse = True
    await slack.post(room.channel, room.maya, "hello")
    with pytest.raises(Undelivered, match="1 not acknowledged: message Ev"):
        await slack.delivered(timeout=0.1)


async def test_duplicates_share_their_event_id(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    slack.faults.duplicate(3)
    await slack.post(room.channel, room.maya, "hello")
    await slack.delivered()
    assert bot.texts == ["hello"] * 3
    assert len({body["event_id"] for body in bot.bodies}) == 1
    assert len({sent.envelope_id for sent in slack.sent}) == 3


async def test_reordering_shuffles_alike_for_one_seed(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    runs = []
    for _ in range(2):
        slack.faults.reorder(seed=7)
        bot.bodies.clear()
        for number in range(8):
            await slack.post(room.channel, room.maya, str(number))
        await slack.delivered()
        runs.append(bot.texts)
    assert runs[0] == runs[1] != sorted(runs[0])
    assert sorted(runs[0]) == [str(number) for number in range(8)]


async def test_held_events_are_released_in_any_order(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    slack.faults.hold()
    for word in ("a", "b", "c"):
        await slack.post(room.channel, room.maya, word)
    assert len(slack.faults.held) == 3
    await slack.faults.release([2, 0, 0, 1])
    await slack.delivered()
    assert bot.texts == ["c", "a", "a", "b"]
    await slack.post(room.channel, room.maya, "d")
    await slack.delivered()
    assert bot.texts[-1] == "d"


async def test_a_delay_delays(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    slack.faults.delay(0.1)
    await slack.post(room.channel, room.maya, "late")
    await asyncio.sleep(0.03)
    assert bot.texts == []
    await slack.delivered()
    assert bot.texts == ["late"]


async def test_a_dropped_delivery_comes_again(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    slack.faults.drop(1)
    await slack.post(room.channel, room.maya, "hello")
    await slack.delivered()
    assert bot.texts == ["hello"]
    assert slack.acks[-1].attempt == 1


async def test_a_refresh_loses_nothing(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    slack.deliveries.ack_deadline = 3.0  # Slack's own: a busy machine takes its time to connect anew
    for number in range(50):
        await slack.post(room.channel, room.maya, str(number))
    await slack.faults.refresh()
    for number in range(50, 100):
        await slack.post(room.channel, room.maya, str(number))
    await slack.delivered()
    assert {int(text) for text in bot.texts} == set(range(100))
    assert slack.sockets.connections == 2


@pytest.mark.parametrize("abrupt", [False, True])
async def test_closed_sockets_are_opened_again(slack: EmulatedSlack, bot: Bot, room: Room, abrupt: bool) -> None:
    await slack.faults.close_sockets(abrupt=abrupt)
    await slack.wait_for(lambda: slack.sockets.connections == 2)
    await slack.post(room.channel, room.maya, "again")
    await slack.delivered()
    assert "again" in bot.texts


async def test_a_stopped_slack_goes_on_where_it_was(slack: EmulatedSlack, room: Room) -> None:
    port = slack.port
    slack.deliveries.ack_deadline = 30.0  # how fast this machine is does not matter here
    await slack.post(room.channel, room.maya, "before")
    await slack.stop()
    await slack.start()
    assert slack.port == port
    bot = Bot(slack)
    await bot.connect()
    await slack.delivered()
    await bot.close()
    assert bot.texts == ["before"]


async def test_a_burst_of_a_thousand_events_is_acknowledged(slack: EmulatedSlack, bot: Bot, room: Room) -> None:
    slack.deliveries.ack_deadline = 30.0  # how fast this machine is does not matter here
    for number in range(1000):
        await slack.post(room.channel, room.maya, str(number))
    await slack.delivered(timeout=30)
    assert len({body["event_id"] for body in bot.bodies}) == 1000
