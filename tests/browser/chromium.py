"""A Chromium of this machine, where there is one."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, ViewportSize, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
DESKTOP, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)


def found() -> str | None:
    """Where it is, None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """It, without a window."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=found(), args=["--no-sandbox", "--disable-gpu"])
        try:
            yield started
        finally:
            await started.close()
