"""The watch that every browser test keeps, and the policy that makes the browser keep it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import OpenPage, Window, assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser


@pytest.fixture
def window(browser: Browser, live_server: LiveServer) -> Window:
    return Window(browser, live_server.url, width=800, height=600, dark=False)


def test_something_from_elsewhere_is_a_fault(window: Window) -> None:
    window.page.set_content("<img src='https://cdn.example/logo.png' alt=''>")
    assert window.faults[0] == "asked for https://cdn.example/logo.png"
    window.context.close()


def test_a_missing_file_is_a_fault(window: Window) -> None:
    window.page.goto("/healthz")
    window.page.set_content("<link rel=stylesheet href='/static/missing.css'>", wait_until="networkidle")
    assert window.faults == [f"404 for {window.base_url}/static/missing.css"]
    window.context.close()


def test_an_inline_script_does_not_run(window: Window) -> None:
    window.page.goto("/")
    window.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'document.title = 1'}))"
    )
    assert window.page.title() != "1"
    assert "Content Security Policy" in window.faults[0]
    window.context.close()


@pytest.mark.parametrize("dark", [False, True])
def test_the_sign_in_page_is_accessible_on_a_phone(open_page: OpenPage, dark: bool) -> None:
    page = open_page(width=360, height=740, dark=dark)
    page.goto("/")
    assert page.get_by_label("Password").is_visible()
    assert_accessible(page)
