"""The room in a real browser: by keyboard, with a line that drops, and on a telephone."""

import re

import pytest
from playwright.sync_api import expect

from screening.decisions.models import Vote
from screening.decisions.queries import queue
from screening.records.labelling import add_label
from tests.browser import assert_accessible
from tests.decisions.in_the_room import HELD, ROOM, comes_true, enter, saved, shown, standing
from tests.decisions.rows import make_candidate, make_protocol, make_reason, vote

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def seen(page):
    """The title that lies uppermost, once all is settled."""
    page.wait_for_selector("#reading:not([inert])")
    return page.locator("#reading h1").evaluate(
        """(heading) => {
          const { left, top, height } = heading.getBoundingClientRect();
          const uppermost = document.elementFromPoint(left + 5, top + height / 2) === heading;
          return uppermost && heading.checkVisibility({ opacityProperty: true }) && heading.textContent;
        }"""
    )


def test_the_next_citation_lies_out_of_sight_and_reach(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    for key, place in (("i", 1), ("j", 2), ("k", 1), ("e", 2)):
        page.keyboard.press(key)
        assert seen(page) == titles[place]
        beneath = page.locator(".reading:not(#reading)")
        expect(beneath.locator("h1")).to_have_text(titles[place + 1])
        beneath.locator(".meta a").evaluate("(link) => link.focus()")
        assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.evaluate(
        """for (const button of ["[value=include]", "[data-step=previous]"])
             document.querySelector(button).click()"""
    )
    assert seen(page) == titles[2], "back within the same frame"
    assert page.locator("#reading .mine").inner_text() == "My vote: Include"


def test_the_criteria_stay_in_sight(open_page, ada, review, protocol):
    make_reason(review, "Not low back pain")
    make_candidate(review, "A long one", abstract=[{"text": "Exosomes in rats. " * 600}])
    page = open_page(ada)
    enter(page)
    criteria = page.locator(".criteria > div")
    page.evaluate("scrollTo(0, 1500)")
    assert comes_true(page, lambda: page.evaluate("scrollY > 1000"))
    assert criteria.bounding_box()["y"] >= 0
    page.locator(".criteria > summary").click()
    expect(criteria).to_be_hidden()


def test_a_whole_queue_by_keyboard(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    assert shown(page) == titles[0]
    page.keyboard.press("i")
    assert shown(page) == titles[1], "the next one is there at once"
    page.keyboard.press("n")
    page.keyboard.type("ie 12")  # letters in the note are letters
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.keyboard.press("k")
    assert page.locator("#reading .mine").inner_text() == "My vote: Exclude · Not clinical"
    assert page.get_by_role("textbox", name="My note").input_value() == "ie 12"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert shown(page) == titles[2]
    page.keyboard.press("e")
    page.keyboard.press("u")
    assert shown(page) == titles[2]
    page.keyboard.press("m")
    for title in titles[3:]:
        page.locator("#reading h1", has_text=re.compile(f"^{title}$")).wait_for()
        page.keyboard.press("i")
    page.wait_for_selector("text=Nothing waits for you")
    votes = standing(ada)
    assert votes[titles[0]] == ("include", "", "")
    assert votes[titles[1]] == ("exclude", "Not clinical", "ie 12")
    assert votes[titles[2]] == ("maybe", "", "")
    assert {votes[title][0] for title in titles[3:]} == {"include"}
    history = Vote.objects.visible_to(ada).filter(candidate__citation__title=titles[2]).order_by("pk")
    assert [v.verdict for v in history] == ["exclude", "withdrawn", "maybe"]


def test_the_page_counts_on_by_itself(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    figures = page.locator("#progress")
    assert "0 of 14 by me" in figures.inner_text()
    for key in "iiu":
        page.keyboard.press(key)
    saved(page)
    page.locator("#progress", has_text="1 of 14 by me").wait_for()
    assert figures.locator("progress").get_attribute("value") == "1", "as the server told after an undo"
    page.keyboard.press("m")
    page.locator("#progress", has_text="2 of 14 by me").wait_for()
    assert figures.locator("progress").evaluate("bar => bar.value") == 2
    page.keyboard.press("k")
    page.keyboard.press("e")  # a changed mind
    saved(page)
    assert "2 of 14 by me" in figures.inner_text()


def test_a_held_key_votes_once_and_keys_can_be_switched_off(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    page.keyboard.down("i")
    page.keyboard.down("i")
    page.keyboard.up("i")
    assert shown(page) == titles[1]
    page.keyboard.press("?")
    page.get_by_label("Single keys do all this").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    assert shown(page) == titles[1]
    saved(page)
    assert list(standing(ada)) == [titles[0]]


def test_any_recent_vote_is_undone_in_place(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    page.wait_for_selector(HELD)
    for key in "iem":
        page.keyboard.press(key)
    page.get_by_role("button", name=re.compile(f"Undo: {titles[1]}$")).click()
    assert shown(page) == titles[1]
    page.keyboard.press("u")
    assert shown(page) == titles[2], "the latest of those that stand"
    saved(page)
    assert {v[0] for v in standing(ada).values()} == {"include", "withdrawn"}
    page.reload()
    page.locator("#room[data-ready]").wait_for()
    page.keyboard.press("u")
    page.locator("#reading h1", has_text=re.compile(f"^{titles[0]}$")).wait_for()
    assert page.locator("#reading .mine").is_hidden()


def test_labels_by_keys(open_page, ada, owen, titles):
    for name in ("Animals", "Pilot"):
        add_label(by=owen, name=name, colour="blue")
    page = open_page(ada)
    page.goto(ROOM)
    page.wait_for_selector(HELD)
    for key in "l12":
        page.keyboard.press(key)
    assert page.locator("#reading .label").all_inner_texts() == ["Animals", "Pilot"]
    page.keyboard.press("1")
    page.keyboard.press("l")
    assert shown(page) == titles[0], "while the sheet is open, numbers are labels and no reasons"
    saved(page)
    page.reload()
    page.wait_for_selector(HELD)
    assert page.locator("#reading .label").all_inner_texts() == ["Pilot"]
    page.keyboard.press("i")
    assert page.locator("#reading .label").all_inner_texts() == []


def test_how_somebody_reads_is_theirs(open_page, ada, review, protocol):
    make_candidate(review, journal="Spine", authors=[{"family": "Müller", "given": "A"}])
    page = open_page(ada)
    page.goto(ROOM)
    size = page.locator("#reading .abstract").evaluate(
        "element => parseFloat(getComputedStyle(element).fontSize)"
    )
    assert "Müller" in page.content()
    page.get_by_role("link", name="Preferences", exact=True).click()
    page.get_by_label("Largest").check()
    page.get_by_label("Hide authors and journal").check()
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**{ROOM}")
    larger = page.locator("#reading .abstract").evaluate(
        "element => parseFloat(getComputedStyle(element).fontSize)"
    )
    assert larger > size * 1.2
    assert "Müller" not in page.content()
    assert "Spine" not in page.content()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_by_touch_on_a_telephone(open_page, ada, titles):
    page = open_page(ada, width=390, height=800)
    page.goto(ROOM)
    page.wait_for_selector(HELD)
    page.get_by_role("button", name=re.compile("^Include")).tap()
    page.get_by_role("button", name="Exclude for a reason").tap()
    page.get_by_role("dialog").get_by_role("button", name="Not clinical").tap()
    page.get_by_role("button", name=re.compile("^Maybe")).tap()
    heading = page.locator("#reading h1")
    expect(heading).to_have_text(titles[3])  # a tap is made a click, a moment later
    page.get_by_role("button", name="Undo", exact=True).tap()
    expect(heading).to_have_text(titles[2])
    saved(page)
    assert [standing(ada)[title][:2] for title in titles[:2]] == [
        ("include", ""),
        ("exclude", "Not clinical"),
    ]
    assert_accessible(page)


def test_where_a_reason_is_required_exclude_asks_for_it(open_page, ada, review):
    make_protocol(review, reason_required=True)
    make_reason(review, "Not low back pain")
    make_candidate(review)
    page = open_page(ada)
    enter(page)
    page.keyboard.press("e")
    page.get_by_role("dialog").get_by_role("button", name="Not low back pain").click()
    page.wait_for_selector("text=Nothing waits for you")
    assert list(standing(ada).values()) == [("exclude", "Not low back pain", "")]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_are_accessible(open_page, ada, grace, judy, review, titles, width, dark):
    conflict = queue(member=ada).first()
    vote(ada, conflict, "include", note="A note")
    vote(grace, conflict, "exclude")
    for member, path in [
        (ada, ""), (ada, "history/"), (ada, "progress/"), (ada, f"{conflict.pk}/"),
        (judy, "conflicts/"), (judy, f"conflicts/{conflict.pk}/"),
    ]:  # fmt: skip
        page = open_page(member, width=width, dark=dark)
        if path:
            page.goto(ROOM + path)
        else:
            enter(page)
        assert_accessible(page)
        if not path:
            page.keyboard.press("?")
            assert_accessible(page)


def test_an_adjudicator_settles_by_keyboard(open_page, ada, grace, judy, review, titles):
    conflicts = list(queue(member=ada)[:2])
    for conflict in conflicts:
        vote(ada, conflict, "include")
        vote(grace, conflict, "exclude")
    page = open_page(judy)
    page.goto(f"{ROOM}conflicts/{conflicts[0].pk}/")
    page.keyboard.press("j")
    page.wait_for_url(f"**/conflicts/{conflicts[1].pk}/")
    page.keyboard.press("k")
    page.wait_for_url(f"**/conflicts/{conflicts[0].pk}/")
    page.keyboard.press("2")
    page.wait_for_url(f"**/conflicts/{conflicts[1].pk}/")
    page.keyboard.press("i")
    page.wait_for_selector("text=No conflict is open")
    settled = [(c.outcome, str(c.reason or "")) for c in map(refreshed, conflicts)]
    assert settled == [("excluded", "Not clinical"), ("included", "")]


def refreshed(candidate):
    candidate.refresh_from_db()
    return candidate
