"""The list by keys, and labels put on by them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from screening.records import queries
from screening.records.labelling import add_label
from tests.browser import assert_accessible
from tests.searching import found, received

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_rows_are_reached_chosen_labelled_and_undone_by_keys(open_page, owen) -> None:
    found(owen, *(received(str(n), f"Title {n}") for n in range(1, 4)))
    add_label(by=owen, name="Background", colour="blue")
    page = open_page(owen, width=390)
    page.goto("/r/exosomes/citations/?order=title")
    for key in "jxkjjx":
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 3
    assert page.locator("tbody input:checked").count() == 2
    assert page.locator("[data-all]").evaluate("box => box.indeterminate")
    page.keyboard.press("l")
    assert page.evaluate("document.activeElement.id") == "which"
    page.get_by_role("button", name="Chosen rows …", exact=True).click()
    page.get_by_role("button", name="Put on").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Put on").click()
    page.get_by_role("button", name="Undo").wait_for()
    expect(page.locator("td .label")).to_have_text(["Background", "Background"])
    assert_accessible(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    page.get_by_text("2 citations are labelled as before").wait_for()
    assert page.locator("td .label").count() == 0
    page.goto("/r/exosomes/citations/labels/")
    assert_accessible(page)


def test_a_long_list_is_counted_once_it_is_there(open_page, owen, monkeypatch) -> None:
    monkeypatch.setattr(queries, "COUNTED", 27)
    found(owen, *(received(str(n), f"Title {n}") for n in range(1, 31)))
    page = open_page(owen, width=390)
    page.goto("/r/exosomes/citations/?size=25")
    page.get_by_text("30 citations", exact=True).wait_for()
    assert page.get_by_text("more than").count() == 0
    expect(page.locator(".pager")).to_contain_text("of 2")
    assert_accessible(page)
    page.goto("/r/exosomes/citations/count/?text=title")
    page.get_by_role("heading", name="30 citations").wait_for()
    assert_accessible(page)
