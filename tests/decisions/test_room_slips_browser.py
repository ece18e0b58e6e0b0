"""What people do in the room without meaning it: slips, a reload, going away."""

import re
import time

import pytest
from playwright.sync_api import expect

from screening.decisions.queries import queue
from tests.decisions.in_the_room import (
    HELD,
    PAINTED,
    ROOM,
    comes_true,
    enter,
    saved,
    shown,
    standing,
    wait_for,
)
from tests.decisions.rows import vote

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# in the page, for between two clicks from outside a busy machine may let more time go by than a double click takes
TWICE = """(button) => {
  for (const detail of [1, 2]) button.dispatchEvent(new MouseEvent("click", { bubbles: true, detail }));
}"""


def click(page, place, *, made_at, count):
    """As the hand made it then, however late a busy machine tells the page of it."""
    x, y = place
    made = {"x": x, "y": y, "button": "left", "clickCount": count, "timestamp": made_at}
    session = page.context.new_cdp_session(page)
    for kind in ("mousePressed", "mouseReleased"):
        session.send("Input.dispatchMouseEvent", {"type": kind, **made})


def test_a_double_click_on_undo_takes_back_one_vote(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    for key in "iem":
        page.keyboard.press(key)
    saved(page)
    box = page.locator("#recent button").first.bounding_box()
    place, began = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), time.time()
    click(page, place, made_at=began, count=1)
    expect(page.locator("#recent form")).to_have_count(2)  # another row lies under the mouse now
    page.wait_for_timeout(400)
    click(page, place, made_at=began + 0.2, count=2)
    assert shown(page) == titles[2]
    wanted = dict(zip(titles, ("include", "exclude", "withdrawn"), strict=False))
    assert comes_true(page, lambda: {title: told[0] for title, told in standing(ada).items()} == wanted)
    assert page.locator("#refused").inner_text() == ""


def test_a_double_click_or_a_space_after_a_click_judges_nothing_unread(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    include = page.get_by_role("button", name=re.compile("^Include"))
    include.evaluate(TWICE)
    assert shown(page) == titles[1]
    page.wait_for_timeout(400)
    include.click()
    assert shown(page) == titles[2], "the next citation was there to be read"
    expect(include).not_to_be_focused()
    page.keyboard.press("Space")
    assert shown(page) == titles[2]
    page.evaluate(PAINTED)  # the button is let go of by then
    include.focus()
    page.keyboard.press("Space")
    assert shown(page) == titles[3], "who goes there by Tab presses it"
    assert comes_true(page, lambda: len(standing(ada)) == 3)


def test_a_note_that_was_begun_waits_for_its_citation(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    for key, words in (("j", "Of the first"), ("i", "Goes with the vote"), ("j", "Of the third")):
        page.locator("#note").fill(words)
        page.keyboard.press("Escape")
        page.keyboard.press(key)
    saved(page)
    page.reload()
    wait_for(page, titles[3])  # what was skipped comes last, and can be gone back to
    page.keyboard.press("k")
    assert (shown(page), page.locator("#note").input_value()) == (titles[0], "Of the first")
    page.locator("#note").fill("Of the first, longer")
    page.get_by_role("link", name="All my votes").click()
    page.goto(ROOM)
    wait_for(page, titles[3])
    page.keyboard.press("k")
    assert page.locator("#note").input_value() == "Of the first, longer"
    for title in (titles[0], *titles[3:]):
        assert shown(page) == title
        page.keyboard.press("i")
    wait_for(page, titles[2])
    assert page.locator("#note").input_value() == "Of the third"
    notes = {
        titles[0]: "Of the first, longer",
        titles[1]: "Goes with the vote",
        **dict.fromkeys(titles[3:], ""),
    }
    assert comes_true(page, lambda: {title: told[2] for title, told in standing(ada).items()} == notes)


def test_an_undone_citation_that_comes_with_the_next_ones_is_shown(open_page, ada, titles):
    first = queue(member=ada).first()
    vote(ada, first, "include")
    page = open_page(ada)
    ahead, alone = [], []  # what is answered late
    page.route("**/ahead/", lambda route: ahead.append(route))
    page.route(f"**/{first.pk}/", lambda route: alone.append(route))
    page.goto(ROOM)
    page.wait_for_selector("#room[data-ready]")
    page.keyboard.press("u")
    saved(page)
    assert comes_true(page, lambda: ahead and alone)
    ahead[0].continue_()
    page.wait_for_selector(HELD)
    alone[0].continue_()
    wait_for(page, titles[0])


def test_what_was_judged_before_and_is_opened_does_not_wait_at_the_end(open_page, ada, titles):
    candidates = list(queue(member=ada))
    for candidate in candidates[:-1]:
        vote(ada, candidate, "include")
    page = open_page(ada)
    page.goto(f"{ROOM}{candidates[0].pk}/")
    page.wait_for_selector(HELD)
    page.keyboard.press("j")
    assert shown(page) == titles[-1]
    page.keyboard.press("e")
    page.wait_for_selector("text=Nothing waits for you")


def test_a_page_without_anybody_before_it_lets_its_citations_go(open_page, ada, titles):
    page = open_page(ada)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/ahead/") else None)
    page.clock.install()
    page.goto(ROOM)
    page.clock.run_for(1000)
    page.wait_for_selector(HELD)
    page.keyboard.press("h")
    with page.expect_response("**/ahead/") as prolonged:
        page.clock.run_for(4 * 60_000)
    prolonged.value.finished()
    page.wait_for_timeout(300)
    asked.clear()
    page.clock.run_for(40 * 60_000)
    page.wait_for_timeout(300)
    assert asked == [], "nobody is there"
    with page.expect_request("**/ahead/"):
        page.keyboard.press("h")
        page.clock.run_for(1000)
