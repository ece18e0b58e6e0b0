"""The watch that every browser test keeps, and the policy that makes the browser keep it too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.answering import close_door
from tests.browser import OpenPage, Window, assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser


@pytest.fixture
def window(browser: Browser, live_server: LiveServer) -> Iterator[Window]:
    window = Window(browser, live_server.url, width=800, height=600, dark=False)
    yield window
    window.context.close()
    close_door()


def test_something_from_elsewhere_is_a_fault(window: Window) -> None:
    window.page.set_content("<img src='https://cdn.example/logo.png' alt=''>")
    assert window.faults[0] == "asked for https://cdn.example/logo.png"


def test_a_missing_file_is_a_fault(window: Window) -> None:
    window.page.goto("/healthz")
    window.page.set_content("<link rel=stylesheet href='/static/missing.css'>", wait_until="networkidle")
    assert window.faults == [f"404 for {window.base_url}/static/missing.css"]


def test_an_inline_script_does_not_run(window: Window) -> None:
    window.page.goto("/")
    with window.page.expect_console_message():
        window.page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: 'document.title = 1'}))"
        )
    assert window.page.title() != "1"
    assert "Content Security Policy" in window.faults[0]


def test_what_arrives_when_the_last_window_is_gone_is_turned_away(
    window: Window, live_server: LiveServer
) -> None:
    assert urlopen(f"{live_server.url}/healthz").status == 200
    close_door()
    with pytest.raises(HTTPError, match="503"):
        urlopen(f"{live_server.url}/healthz")


@pytest.mark.parametrize("dark", [False, True])
def test_the_sign_in_page_is_accessible_on_a_phone(open_page: OpenPage, dark: bool) -> None:
    page = open_page(width=360, height=740, dark=dark)
    page.goto("/")
    assert page.get_by_label("Password").is_visible()
    assert_accessible(page)
