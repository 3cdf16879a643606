"""The playground's page in a real browser."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.session import opened
from bot.playground.stage import Playground
from tests.browser import chromium
from tests.browser.walk import Walk

pytestmark = pytest.mark.skipif(
    chromium.found() is None, reason="no Chromium on this machine: the browser tests did not run"
)


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    async with opened(tmp_path) as here:
        yield here


@pytest.fixture
async def walk(playground: Playground) -> AsyncIterator[Walk]:
    async with chromium.browser() as browser:
        here = Walk(await browser.new_page(viewport=chromium.DESKTOP))
        await here.arrive(playground.slack.base)
        yield here
        assert here.complaints == []


async def test_an_incident_by_hand_from_its_opening_to_its_ticket(walk: Walk, playground: Playground) -> None:
    page = walk.page
    await page.locator("#composer-text").type("/inc")
    await page.locator(".completions li", has_text="/incident").wait_for()
    await page.keyboard.press("Tab")
    await page.keyboard.type("open Checkout is slow sev2")
    await page.keyboard.press("Enter")
    await walk.see("INC-1: Checkout is slow")
    await walk.say("p95 on /pay is 11 s since 14:02")
    await walk.say("root cause: the pool limit of 20 was too smal")
    await walk.choose(walk.message("too smal"), "Edit")
    await page.locator("#ask textarea").fill("root cause: the pool limit of 20 was too small")
    await page.locator("#ask button.primary").click()
    await walk.see("too small")
    await walk.say("the customer's number is 555 0199")
    await walk.choose(walk.message("555 0199"), "Delete")
    await page.locator("#ask button.primary").click()
    await walk.message("555 0199").wait_for(state="detached")
    await walk.become("Inês Tavares")
    await walk.say("raised the pool limit to 200, errors are back to zero")
    await walk.say("action item: I will alert on pool usage over 80%")
    await walk.become("Rosa Villalobos")
    await walk.say("/catchup")
    private = page.locator(".message.private", has_text="Who is on it")
    await private.wait_for()
    assert "Only visible to you" in await private.inner_text()
    await private.locator("a.citation time").first.click()
    await page.wait_for_function("document.activeElement.matches('.message:not(.private)')")
    await walk.become("Dov Kessler")
    assert await private.count() == 0
    await walk.say("/incident resolve")
    announcement = walk.message("The post-mortem draft is in this thread")
    await announcement.wait_for()
    await announcement.locator(".replies").click()
    await walk.see("Probable causes", "#thread")
    assert "555 0199" not in await page.locator("#thread").inner_text()
    await page.locator("#thread").get_by_role("button", name="Edit", exact=True).click()
    field = page.locator("#modal textarea, #modal input[type=text]").first
    await field.fill("")
    await page.locator("#modal button.primary").click()
    await walk.see("Please fill this in.", "#modal")
    await field.fill("Alert on pool usage over 80% of the limit")
    await page.locator("#modal button.primary").click()
    await walk.see("over 80% of the limit", "#thread")
    await page.locator("#thread").get_by_role("button", name="File in Jira").click()
    await walk.see("OPS-1", "#thread")
    await walk.see("OPS-1", "#list")
    assert len(playground.jira.issues) == 1
    await page.get_by_role("button", name="Debrief: Home").click()
    await walk.see("over 80% of the limit")


async def test_what_people_write_never_becomes_markup(walk: Walk) -> None:
    await walk.say('<img src=x onerror="document.title=1"> <b>bold</b> <javascript:alert(1)|press me> *loud* `code`')
    shown = walk.message("onerror")
    await shown.wait_for()
    assert await shown.locator("img, b, a").count() == 0
    assert await shown.locator("strong", has_text="loud").count() == 1
    assert await walk.page.title() == "Debrief playground"


async def test_an_unknown_block_is_shown_as_such(walk: Walk, playground: Playground) -> None:
    channel = next(each.id for each in playground.slack.workspace.channels.values() if each.name == "inc-practice")
    await playground.slack.post_app(
        channel, "Vigil", "x", blocks=[{"type": "hologram", "hostile": "<script>1</script>"}]
    )
    await walk.see("Unknown block: hologram")


async def test_all_of_it_works_by_keyboard(walk: Walk) -> None:
    page = walk.page
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "composer-text"
    await page.keyboard.type("/incident open By keys")
    await page.keyboard.press("Enter")
    await walk.see("INC-1: By keys")
    await page.get_by_role("button", name="Resolve", exact=True).focus()
    await page.keyboard.press("Enter")
    await walk.see("is resolved")
    await page.locator("#panel-toggle").focus()
    await page.keyboard.press("Enter")
    assert await page.locator("#panel .entry").count() > 3


async def test_on_a_phone_one_pane_shows_and_nothing_scrolls_sideways(playground: Playground) -> None:
    async with chromium.browser() as browser:
        walk = Walk(await browser.new_page(viewport=chromium.PHONE))
        await walk.arrive(playground.slack.base)
        page = walk.page
        await page.locator(".room", has_text="inc-practice").click()
        box = await page.locator("#composer-text").bounding_box()
        assert box
        assert box["height"] > 24
        await walk.say("a-very-long-word-" * 20)
        await walk.say("/incident open On the phone")
        await walk.see("INC-1: On the phone")
        wide = "document.documentElement.scrollWidth > innerWidth"
        assert await page.evaluate(wide) is False
        assert not await page.locator("#list").is_visible()
        await page.locator("#back").click()
        assert await page.locator("#list").is_visible()
        assert await page.evaluate(wide) is False
        assert walk.complaints == []


async def test_on_a_small_desktop_thread_and_traffic_leave_the_channel_room(playground: Playground) -> None:
    async with chromium.browser() as browser:
        walk = Walk(await browser.new_page(viewport={"width": 1280, "height": 800}))
        await walk.arrive(playground.slack.base)
        await walk.say("p95 is 11 s")
        message = walk.message("p95 is 11 s")
        await message.hover()
        await message.get_by_label("Reply in thread").click()
        await walk.page.locator("#panel-toggle").click()
        await walk.page.locator("#thread").wait_for()
        box = await walk.page.locator(".channel").bounding_box()
        assert box
        assert box["width"] >= 480
        assert walk.complaints == []


async def test_the_page_asks_nobody_but_this_machine(playground: Playground) -> None:
    async with chromium.browser() as browser:
        page = await browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await Walk(page).arrive(playground.slack.base)
    assert asked
    assert [url for url in asked if not url.startswith((playground.slack.base, "data:", "ws://127.0.0.1"))] == []
    assert json.dumps(asked).count("style.css") == 1
