"""The playground's server, driven as its page drives it."""

from typing import Any

from bot.playground.stage import Playground
from tests.playground.conftest import Page


def texts(messages: list[dict[str, Any]]) -> str:
    return " ".join(str(message.get("text")) + str(message.get("blocks")) for message in messages)


async def until(playground: Playground, so: Any) -> None:
    await playground.slack.wait_for(so, timeout=20)


async def test_a_private_answer_is_seen_by_its_asker_alone(page: Page) -> None:
    channel = page.channel("inc-practice")
    await page.do("dov", "command", channel=channel, command="/incident", text="open Checkout is slow sev2")
    await page.do("ines", "post", channel=channel, text="the pool is exhausted since 14:02")
    answered = await page.do("anneke", "command", channel=channel, command="/catchup", text="")
    assert answered == {"ok": True}
    asker = {"as": page.person("anneke"), "channel": channel}
    await until(page.playground, lambda: page.playground.slack.ephemerals(asker["as"]))
    seen = await page.see(asker)
    assert "Checkout is slow" in texts([each for each in seen["messages"] if each.get("ephemeral")])
    other = await page.see({"as": page.person("hal"), "channel": channel})
    assert not [each for each in other["messages"] if each.get("ephemeral")]


async def test_a_private_channel_is_not_there_for_who_is_not_in_it(page: Page) -> None:
    audit = page.channel("audit")
    await page.do("dov", "post", channel=audit, text="nobody else reads this")
    seen = await page.see({"as": page.person("hal"), "channel": audit})
    assert seen["channel"] is None
    assert "nobody else reads this" not in texts(seen["messages"])
    assert "audit" not in [channel["name"] for channel in seen["channels"]]


async def test_people_change_only_what_they_wrote(page: Page) -> None:
    channel = page.channel("general")
    written = await page.do("dov", "post", channel=channel, text="mine")
    for deed in ("edit", "delete"):
        refused = await page.do("ines", deed, channel=channel, ts=written["ts"], text="yours")
        assert refused == {"ok": False, "error": "You can change only what you wrote yourself."}
    await page.do("dov", "edit", channel=channel, ts=written["ts"], text="still mine")
    assert page.playground.slack.message(channel, written["ts"])["text"] == "still mine"


async def test_what_the_page_sends_wrongly_gets_one_sentence(page: Page) -> None:
    nobody = {"action": "post", "as": "U404", "channel": "C1", "text": "x"}
    wrong: list[Any] = [{}, {"action": "fly"}, {"action": "post"}, nobody, []]
    for body in wrong:
        async with page.session.post(f"{page.base}/playground/do", json=body) as response:
            answered = await response.json()
        assert answered["ok"] is False
        assert answered["error"].endswith(".")
    for speed in (2, "fast", None):
        assert not (await page.do("dov", "clock", speed=speed))["ok"]
    for minutes in (0, -5, 10**9, "many"):
        assert not (await page.do("dov", "forward", minutes=minutes))["ok"]


async def test_another_sites_page_can_neither_read_nor_press(page: Page) -> None:
    stranger = {"Origin": "https://elsewhere.example"}
    for path in ("/", "/playground/live"):
        async with page.session.get(page.base + path, headers=stranger) as response:
            assert response.status == 403
    async with page.session.post(f"{page.base}/playground/do", json={}, headers=stranger) as response:
        assert response.status == 403
    async with page.session.get(page.base, headers={"Host": "rebound.example"}) as response:
        assert response.status == 403


async def test_a_form_opens_and_is_answered_however_fast_the_clock_runs(page: Page) -> None:
    channel = page.channel("inc-practice")
    await page.do("dov", "clock", speed=600)
    await page.do("dov", "command", channel=channel, command="/incident", text="open Checkout is slow")
    await page.do("ines", "post", channel=channel, text="action item: I will raise the pool limit to 200 tomorrow")
    await page.do("dov", "command", channel=channel, command="/incident", text="resolve")
    slack = page.playground.slack

    def items() -> list[dict[str, Any]]:
        everything = [each for root in slack.messages(channel) for each in slack.thread(channel, root["ts"])]
        return [
            each for each in everything if "edit" in str(each.get("blocks")).lower() and "File in Jira" in str(each)
        ]

    await until(page.playground, items)
    [message] = items()
    edits = [
        (block["block_id"], element)
        for block in message["blocks"]
        for element in block.get("elements", [])
        if element.get("text", {}).get("text") == "Edit"
    ]
    block, element = edits[0]
    pressed = await page.do(
        "dov", "press", where="message", channel=channel, ts=message["ts"], action_id=element["action_id"],
        block_id=block, value=element["value"],
    )  # fmt: skip
    assert pressed == {"ok": True}
    seen = await page.see({"as": page.person("dov"), "channel": channel})
    assert seen["modals"]
    assert len(items()) == 1


async def test_the_incident_plays_to_a_draft_with_its_items(page: Page) -> None:
    assert await page.do("sunil", "story", do="play", speed=600) == {"ok": True}
    story = page.playground
    channel = None

    def resolved() -> bool:
        nonlocal channel
        channels = story.slack.workspace.channels.values()
        channel = next((each.id for each in channels if each.name == story.scenario.channel), None)
        if channel is None:
            return False
        everything = [
            each for root in story.slack.messages(channel) for each in story.slack.thread(channel, root["ts"])
        ]
        return "File in Jira" in str(everything)

    await story.slack.wait_for(resolved, timeout=60)
    seen = await page.see({"as": page.person("dov"), "channel": channel})
    assert seen["story"]["state"] == "done"
    assert {"received", "sent"} == {entry["way"] for entry in seen["panel"]["entries"]}
