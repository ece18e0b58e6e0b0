"""A real Chromium. Tests fail on anything fetched from elsewhere and on any error in the console.

``page`` is a window nobody is signed in to; ``open_page(member)`` opens one for a person of the cast.

A busy machine answers late: what a script does in the key press itself can be read at once, everything else is waited
for. A click that loads a page stands in ``page.expect_navigation()``, else half of the page may be read; what htmx or a
tap brings is met by ``expect``. Not by ``wait_for_function``: the pages' policy refuses it from its second look on.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from tests.answering import close_door, open_door
from tests.casting import signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response
    from pytest_django.live_server_helper import LiveServer

    from screening.accounts.models import User
    from screening.reviews.models import Member

# Playwright's sync API runs an event loop in this thread, in which Django would refuse to touch the database
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = tuple(f"/Applications/{name}.app/Contents/MacOS/{name}" for name in ("Google Chrome", "Chromium"))
ARGUMENTS = [
    "--no-sandbox",  # Chromium refuses its sandbox to root, and CI is root
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000  # ms; how long something may take on a machine that has much else to do
CHANGING = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
NO_LINE = ("htmx:afterRequest", "htmx:sendError")  # htmx tells of a server that cannot be reached


def find_chromium() -> str | None:
    if path := os.environ.get("CHROMIUM"):
        return path if Path(path).exists() else None
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in (*found, *ON_MACOS) if path and Path(path).exists()), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Skips where there is no browser, unless REVIEWAPP_REQUIRE_BROWSER=1."""
    give_up = pytest.fail if os.environ.get("REVIEWAPP_REQUIRE_BROWSER") == "1" else pytest.skip
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError:
        give_up("playwright is not installed (pip install -r requirements-dev.txt)")
    path = find_chromium()
    if path is None:
        give_up("no Chromium here (Debian: apt-get install chromium; or set CHROMIUM to its path)")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Window:
    """One person's browser window, and what went wrong in it."""

    def __init__(self, browser: Browser, base_url: str, *, width: int, height: int, dark: bool) -> None:
        open_door()
        self.base_url = base_url
        self.faults: list[str] = []
        self.context: BrowserContext = browser.new_context(
            base_url=base_url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=width < 600,
            reduced_motion="reduce",
        )
        self.context.route(lambda url: not self._is_ours(url), self._refuse)
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("response", self._look_at)
        self.page.on("console", lambda message: self._listen(message.type, message.text))

    def sign_in(self, member: Member | User) -> None:
        session = signed_in(member).cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.base_url}]
        )

    def _is_ours(self, url: str) -> bool:
        return url.startswith((self.base_url, "data:", "blob:", "about:", "chrome"))

    def _refuse(self, route) -> None:  # type: ignore[no-untyped-def]
        self.faults.append(f"asked for {route.request.url}")
        route.abort()

    def _look_at(self, response: Response) -> None:
        asked_by_a_person = response.request.resource_type in ("document", "xhr", "fetch")
        if response.status >= (500 if asked_by_a_person else 400):
            self.faults.append(f"{response.status} for {response.url}")

    def _listen(self, kind: str, text: str) -> None:
        # Chromium reports every 4xx here, too: _look_at tells a refused form from a missing file
        if kind == "error" and not text.startswith(("Failed to load resource", *NO_LINE)):
            self.faults.append(text)


OpenPage = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """``open_page(member=None, width=1280, height=800, dark=False)`` opens a window with its own cookies."""
    windows: list[Window] = []

    def open_window(
        member: Member | User | None = None, *, width: int = 1280, height: int = 800, dark: bool = False
    ) -> Page:
        window = Window(browser, live_server.url, width=width, height=height, dark=dark)
        windows.append(window)
        if member is not None:
            window.sign_in(member)
        return window.page

    yield open_window
    for window in windows:
        for page in window.context.pages:
            page.goto("about:blank")  # what a page sends when it is left goes out now: its browser lives
        window.context.close()
    close_door()
    assert [fault for window in windows for fault in window.faults] == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


def assert_accessible(page: Page) -> None:
    """No axe-core violation of WCAG 2.2 A or AA, and nothing to scroll sideways for.

    A page that was changing by itself, as when a job has just ended, is looked at again when it is done.
    """
    settle(page)
    if _violations(page):
        settle(page)
        assert _violations(page) == []
    too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(too_wide), f"{page.url} scrolls sideways"


def settle(page: Page) -> None:
    """Wait until the page is here and htmx has put into it what it has asked for."""
    from playwright.sync_api import expect

    page.wait_for_load_state()
    expect(page.locator(CHANGING)).to_have_count(0)


def _violations(page: Page) -> list[tuple[str, list[str]]]:
    from axe_playwright_python.sync_playwright import Axe

    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
