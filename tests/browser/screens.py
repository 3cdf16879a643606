"""`make screens`: plays the incident in the playground and takes the README's pictures."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page

from bot.playground.session import opened
from bot.playground.stage import Playground
from tests.browser import chromium
from tests.browser.walk import Walk

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
STORY = 120_000


async def main() -> int:
    if chromium.found() is None:
        sys.stderr.write("There is no Chromium on this machine; install Debian's package chromium.\n")
        return 2
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder)) as playground, chromium.browser() as browser:
            await _take(playground, browser)
    for picture in sorted(PICTURES.glob("*.png")):
        sys.stdout.write(f"{picture.relative_to(PICTURES.parents[1])} {picture.stat().st_size // 1024} kB\n")
    return 0


async def _take(playground: Playground, browser: Browser) -> None:
    page = await browser.new_page(viewport=chromium.DESKTOP)
    walk = Walk(page)
    await walk.arrive(playground.slack.base)
    await page.select_option("#story select", "600")
    await page.locator("#play").click()
    await page.get_by_text("Played").wait_for(timeout=STORY)
    await walk.message("The post-mortem draft is in this thread").locator(".replies").click(timeout=60_000)
    await page.locator("#thread").get_by_role("button", name="File in Jira").first.wait_for(timeout=60_000)
    await _file_one(page, walk)
    await page.locator("#replies").evaluate(
        "list => (list.scrollTop = list.querySelectorAll('.message')[1].offsetTop - 60)"
    )
    await page.locator("#messages").evaluate("list => (list.scrollTop = list.scrollHeight)")
    await page.mouse.move(5, 5)
    await page.screenshot(path=PICTURES / "playground.png")
    await page.locator("#thread header button").click()
    await walk.become("Rosa Villalobos")
    await page.locator("#messages .message.private").first.scroll_into_view_if_needed()
    await page.locator("#panel-toggle").click()
    await page.screenshot(path=PICTURES / "catch-up.png")
    await page.locator("#panel-toggle").click()
    await walk.become("Anneke de Boer")
    await page.get_by_role("button", name="Debrief: Home").click()
    await walk.see("What is left to do")
    await page.locator("#messages").evaluate("list => (list.scrollTop = 0)")
    await page.screenshot(path=PICTURES / "home.png")
    phone = Walk(await browser.new_page(viewport=chromium.PHONE, device_scale_factor=2))
    await phone.arrive(playground.slack.base)
    await phone.become("Rosa Villalobos")
    await phone.page.locator(".room", has_text=playground.scenario.channel).click()
    private = phone.page.locator("#messages .message.private").first
    await private.wait_for()
    await private.evaluate("node => node.scrollIntoView({block: 'start'})")
    await phone.page.screenshot(path=PICTURES / "phone.png")


async def _file_one(page: Page, walk: Walk) -> None:
    await page.locator("#thread").get_by_role("button", name="File in Jira").first.click()
    await walk.see("OPS-1", "#thread")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
