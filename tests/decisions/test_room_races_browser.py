"""What comes late, twice or in another order while somebody goes on in the room."""

import re

import pytest
from playwright.sync_api import expect

from screening.decisions.models import Vote
from screening.decisions.queries import queue
from screening.protocol.models import ProtocolVersion, StageRules
from screening.records.labelling import add_label
from screening.reviews.permissions import Role
from screening.reviews.team import change_role
from tests.casting import arranging
from tests.decisions.in_the_room import HELD, ROOM, comes_true, enter, saved, shown, standing, wait_for
from tests.decisions.rows import make_candidate, make_protocol, make_reason, vote

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SLOW_STORE = """const open = indexedDB.open.bind(indexedDB);
indexedDB.open = (...given) => {
  const asked = open(...given), late = {};
  asked.onsuccess = () => setTimeout(() => { late.result = asked.result; late.onsuccess(); }, 2000);
  return late;
};"""


def held_back(page, pattern):
    """Requests that are answered when the test says so."""
    held = []
    page.route(pattern, lambda route: held.append(route))
    return held


def judged_before(ada, number):
    """The first ones, with the latest last."""
    done = list(queue(member=ada)[:number])
    for candidate in done:
        vote(ada, candidate, "include", note=f"Of {candidate.citation.title}")
    return done


def test_a_key_after_an_undo_waits_for_the_citation_that_was_taken_back(open_page, ada, titles):
    [first] = judged_before(ada, 1)
    page = open_page(ada)
    enter(page)
    alone = held_back(page, f"**/{first.pk}/")
    page.keyboard.press("u")
    page.locator("#reading", has_text=f"One moment: fetching “{titles[0]}”").wait_for()
    assert comes_true(page, lambda: alone)
    page.keyboard.press("i")
    page.keyboard.press("n")
    page.keyboard.type("e")
    alone[0].continue_()
    wait_for(page, titles[0])
    assert page.locator("#note").input_value() == f"Of {titles[0]}", (
        "whether it came before the undo was stored or not"
    )
    saved(page)
    assert standing(ada) == {titles[0]: ("withdrawn", "", "")}
    page.keyboard.press("m")
    assert shown(page) == titles[1]
    assert comes_true(page, lambda: standing(ada) == {titles[0]: ("maybe", "", f"Of {titles[0]}")})


def test_who_goes_on_meanwhile_has_what_was_taken_back_next(open_page, ada, titles):
    [first] = judged_before(ada, 1)
    page = open_page(ada)
    enter(page)
    alone = held_back(page, f"**/{first.pk}/")
    page.keyboard.press("u")
    assert comes_true(page, lambda: alone)
    page.keyboard.press("j")
    assert shown(page) == titles[1]
    page.locator("#note").fill("Half a no")
    alone[0].continue_()
    page.locator(".reading.next h1", has_text=re.compile(f"^{titles[0]}$")).wait_for(state="attached")
    assert (shown(page), page.locator("#note").input_value()) == (titles[1], "Half a no")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    assert shown(page) == titles[0]


def test_of_many_undone_the_last_is_shown_in_whichever_order_they_come(open_page, ada, titles):
    done = judged_before(ada, 5)
    page = open_page(ada)
    enter(page)
    alone = held_back(page, re.compile(r"/screen/\d+/$"))
    for _ in done:
        page.keyboard.press("u")
    assert comes_true(page, lambda: len(alone) == 5)
    by_page = {int(route.request.url.split("/")[-2]): route for route in alone}
    for place in (3, 0, 4, 2, 1):
        by_page[done[place].pk].continue_()
    wait_for(page, titles[0])
    saved(page)
    page.wait_for_timeout(300)
    seen = []
    for _ in titles:
        seen.append(shown(page))
        page.keyboard.press("i")
        page.wait_for_timeout(50)
        if not page.locator("#reading h1").count():
            break
    page.wait_for_selector("text=Nothing waits for you")
    assert (seen[0], sorted(seen)) == (titles[0], sorted(titles))
    assert {told[0] for told in standing(ada).values()} == {"include"}


def test_what_could_not_be_fetched_comes_with_the_line(open_page, ada, titles):
    judged_before(ada, 1)
    page = open_page(ada)
    enter(page)
    page.context.set_offline(True)
    page.keyboard.press("u")
    wait_for(page, titles[1])
    page.context.set_offline(False)
    page.locator(".reading.next h1", has_text=re.compile(f"^{titles[0]}$")).wait_for(state="attached")
    assert shown(page) == titles[1]
    page.keyboard.press("i")
    assert shown(page) == titles[0]


def test_a_store_that_opens_late_moves_nobody_on(open_page, ada, titles):
    page = open_page(ada)
    page.add_init_script(SLOW_STORE)
    enter(page)
    page.keyboard.press("i")
    page.keyboard.press("k")
    assert shown(page) == titles[0]
    saved(page)
    assert comes_true(page, lambda: len(standing(ada)) == 1)
    page.wait_for_timeout(200)
    assert shown(page) == titles[0]


def test_where_no_citation_is_shown_no_sheet_opens(open_page, ada, owen, review):
    make_protocol(review, reason_required=True)
    make_reason(review, "Not low back pain")
    make_candidate(review)
    add_label(by=owen, name="Animals", colour="blue")
    page = open_page(ada)
    enter(page)
    page.route("**/vote/", lambda route: route.abort())
    page.keyboard.press("i")
    page.locator("#reading", has_text="One moment").wait_for()
    for key in "le1n":
        page.keyboard.press(key)
    assert page.locator(":popover-open").count() == 0
    page.unroute("**/vote/")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("text=Nothing waits for you")


def test_who_went_back_at_the_end_goes_on_to_the_end(open_page, ada, titles):
    judged_before(ada, len(titles) - 1)
    page = open_page(ada)
    enter(page)
    held = held_back(page, "**/vote/")
    page.keyboard.press("i")
    page.keyboard.press("k")
    assert comes_true(page, lambda: held)
    held[0].continue_()
    saved(page)
    assert shown(page) == titles[-1]
    page.keyboard.press("j")
    page.wait_for_selector("text=Nothing waits for you")


def test_who_may_not_screen_any_more_does_not_wait_for_ever(open_page, ada, owen, titles):
    page = open_page(ada)
    page.route("**/ahead/", lambda route: route.abort())
    page.goto(ROOM)
    page.wait_for_selector("#room[data-ready]")
    change_role(by=owen, member=ada, role=Role.AUDITOR)
    page.unroute("**/ahead/")
    page.keyboard.press("i")
    page.wait_for_selector("#room", state="detached")


def test_after_a_refusal_the_page_shows_what_stands(open_page, ada, review, titles):
    page = open_page(ada)
    enter(page)
    for key in "ik":
        page.keyboard.press(key)
    saved(page)
    with arranging(review):
        StageRules.objects.filter(version=ProtocolVersion.objects.get()).update(reason_required=True)
    page.keyboard.press("e")
    page.locator("#refused .notice").wait_for()
    page.keyboard.press("k")
    expect(page.locator("#reading .mine")).to_have_text("My vote: Include")
    assert standing(ada)[titles[0]][0] == "include"


def test_what_was_cast_and_refused_elsewhere_is_so_here(open_page, ada, review, titles):
    page = open_page(ada)
    enter(page)
    second = page.context.new_page()
    enter(second)
    make_protocol(review, number=2, reason_required=True)
    page.bring_to_front()
    page.keyboard.press("e")
    page.locator("#refused .notice").wait_for()
    second.locator("#refused .notice").wait_for(state="attached")
    expect(second.locator("#reading .mine")).to_be_hidden()


def test_a_note_that_changed_after_the_vote_is_called_so_and_kept(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    note, hint = page.locator("#note"), page.locator("#unkept")
    note.fill("As sent")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.keyboard.press("k")
    assert hint.is_hidden()
    note.fill("As it is now")
    expect(hint).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(hint).to_be_hidden()
    saved(page)
    page.goto("/r/exosomes/screen/history/")
    page.get_by_role("link", name=titles[0], exact=True).click()
    page.wait_for_selector(HELD)
    assert note.input_value() == "As it is now"
    expect(hint).to_be_visible()
    page.keyboard.press("i")
    assert comes_true(page, lambda: standing(ada) == {titles[0]: ("include", "", "As it is now")})


def test_the_note_of_a_vote_that_waits_is_with_it_after_a_reload(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    address = page.locator("#reading article").get_attribute("data-page")
    page.context.set_offline(True)
    page.locator("#note").fill("Goes along")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.wait_for_selector("text=1 vote kept here, no connection")
    page.route("**/vote/", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(address)
    expect(page.locator("#reading .mine")).to_have_text("My vote: Include")
    assert page.locator("#note").input_value() == "Goes along"
    assert Vote.objects.own(ada).count() == 0


def test_back_to_an_earlier_page_waits_for_the_line(open_page, ada, titles):
    judged_before(ada, 1)
    page = open_page(ada)
    enter(page)
    page.context.set_offline(True)
    page.keyboard.press("k")
    page.wait_for_timeout(300)
    assert shown(page) == titles[1]
    page.context.set_offline(False)
    page.keyboard.press("k")
    wait_for(page, titles[0])
