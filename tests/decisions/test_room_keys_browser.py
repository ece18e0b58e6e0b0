"""Keys and buttons that are pressed twice, held down, or in one breath."""

import re

import pytest

from screening.records.labelling import add_label
from tests.decisions.in_the_room import enter, saved, shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOTH = """([one, other]) => {
  for (const key of [one, other]) document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}"""


def test_a_label_by_two_keys_in_one_breath_goes_on_what_is_shown(open_page, ada, owen, titles):
    add_label(by=owen, name="Animals", colour="blue")
    page = open_page(ada)
    enter(page)
    for key in "l1li":
        page.keyboard.press(key)
    page.evaluate(BOTH, ["l", "1"])
    assert shown(page) == titles[1]
    assert page.locator("#reading .label").all_inner_texts() == ["Animals"]
    page.evaluate("document.querySelector('#labels').hidePopover()")
    for key in "ku":
        page.keyboard.press(key)


def test_a_digit_that_is_no_reason_puts_no_label_on(open_page, ada, owen, titles):
    for number in range(3):
        add_label(by=owen, name=f"Label {number}", colour="blue")
    page = open_page(ada)
    enter(page)
    page.keyboard.press("3")
    assert shown(page) == titles[0]
    saved(page)
    assert page.locator("#reading .label").count() == 0


def test_a_held_enter_judges_one_citation(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    page.get_by_role("button", name=re.compile("^Include")).focus()
    for _ in range(4):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    assert shown(page) == titles[1]


def test_a_double_click_on_the_large_undo_takes_back_one_vote(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    for key in "iem":
        page.keyboard.press(key)
    saved(page)
    page.locator("[data-undo-last]").dblclick()
    assert shown(page) == titles[2]
    for key in "uu":
        page.keyboard.press(key)
    assert shown(page) == titles[0], "keys are pressed as fast as that"
