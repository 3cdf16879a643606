"""What a person does on the playground's page."""

from playwright.async_api import Locator, Page

PATIENCE = 15_000


class Walk:
    """One page, and somebody in front of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def arrive(self, url: str) -> None:
        await self.page.goto(url)
        await self.page.locator(".room").first.wait_for()

    async def become(self, name: str) -> None:
        await self.page.select_option("#who", label=name)
        await self.page.wait_for_function(
            "name => document.querySelector('.me .picture-of')?.dataset.name === name", arg=name
        )

    async def say(self, text: str) -> None:
        box = self.page.locator("#composer-text")
        await box.fill(text)
        await box.press("Enter")

    def message(self, text: str) -> Locator:
        return self.page.locator("#messages .message", has_text=text).last

    async def see(self, text: str, within: str = "#messages") -> Locator:
        found = self.page.locator(within).get_by_text(text).last
        await found.wait_for()
        return found

    async def choose(self, message: Locator, name: str) -> None:
        """An entry of a message's menu."""
        await message.hover()
        await message.locator(".tools summary").click()
        await message.locator(".tools .menu button", has_text=name).click()
