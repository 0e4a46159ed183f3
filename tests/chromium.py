"""Chromium, started once in each process of the suite. What one test does in it no other one sees: contexts end."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.run import find_chromium

CHROMIUM = os.environ.get("CHROMIUM") or find_chromium()
# Milliseconds; a laptop that runs the whole suite at once is slow.
PATIENCE = 120_000
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Driver:
    """Playwright and its event loop, which goes on in this thread as long as the process lives."""

    def __init__(self):
        self.manager = sync_playwright()
        self.playwright = self.manager.start()
        self.loop = asyncio.get_running_loop()

    @cache  # noqa: B019 - there is one driver
    def browser(self) -> Browser:
        return self.playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET, timeout=PATIENCE)


_driver = cache(_Driver)


@contextmanager
def at_work() -> Iterator[Playwright]:
    """Playwright, as long as the block runs. Afterwards nothing in this thread knows of its event loop, beside which
    Django refuses the database and asyncio a loop of its own.
    """
    expect.set_options(timeout=PATIENCE)
    driver = _driver()
    asyncio._set_running_loop(driver.loop)
    try:
        yield driver.playwright
    finally:
        asyncio._set_running_loop(None)


@contextmanager
def chromium() -> Iterator[Browser]:
    with at_work():
        browser = _driver().browser()
        yield browser
        for context in browser.contexts:
            context.close()


def end() -> None:
    """Once the last test is over."""
    if _driver.cache_info().currsize:
        with at_work():
            _driver().playwright.stop()
