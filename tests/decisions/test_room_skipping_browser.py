"""In the room: what is skipped comes last, also after a reload, and is kept from others within limits."""

import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.contrib.staticfiles import finders

from screening.decisions.allocation.models import Lease
from screening.decisions.queries import queue
from tests.decisions.in_the_room import ROOM, comes_true, enter, saved, shown, standing, wait_for
from tests.decisions.rows import make_candidate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INCLUDE_AT_ONCE = """const watch = new MutationObserver(() => {
  if (document.querySelector("#reading h1")?.textContent.trim() !== soughtTitle) return;
  watch.disconnect();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "i", code: "KeyI", bubbles: true }));
});
watch.observe(document, { subtree: true, childList: true, attributes: true });"""


@pytest.fixture
def many(ada, review, protocol):
    """More than a browser holds ready."""
    for number in range(40):
        make_candidate(review, f"Citation {number}")
    return [candidate.citation.title for candidate in queue(member=ada)]


def skip_to(page, title):
    """Once it lies ready: nobody can skip to what has not come."""
    ready = page.locator(".reading:not(#reading) h1", has_text=re.compile(f"^{re.escape(title)}$"))
    ready.wait_for(state="attached")
    page.keyboard.press("j")


def test_what_is_skipped_comes_when_nothing_else_is_left_also_after_a_reload(open_page, ada, many):
    page = open_page(ada)
    enter(page)
    seen = []
    for following in many[1:26]:
        seen.append(shown(page))
        skip_to(page, following)
    assert seen == many[:25]
    page.goto("/r/exosomes/screen/history/")
    page.add_init_script(f"const soughtTitle = '{many[25]}'; {INCLUDE_AT_ONCE}")
    page.goto(ROOM)
    wait_for(page, many[25])
    assert shown(page) == many[25], "it came by itself in the place of another, and nobody has read it yet"
    page.wait_for_timeout(400)
    for title in [*many[25:], *many[1:25], many[0]]:
        wait_for(page, title)
        page.wait_for_timeout(30)
        page.keyboard.press("i")
    page.wait_for_selector("text=Nothing waits for you")
    assert len(standing(ada)) == 40


def test_who_skips_on_and_on_keeps_some_from_the_others_and_no_more(open_page, ada, review, many):
    for number in range(40, 130):
        make_candidate(review, f"Citation {number}")
    page = open_page(ada)
    enter(page)

    def full():
        for _ in range(10):
            page.keyboard.press("j")
        return Lease.objects.filter(member=ada).count() == 100

    assert comes_true(page, full)
    page.wait_for_timeout(500)
    assert full(), "and no more"


def test_one_that_was_skipped_at_first_does_not_keep_all_later_ones_here(open_page, ada, many):
    page = open_page(ada)
    script = finders.find("js/room/shelf.js")
    short = Path(script).read_text(encoding="utf-8").replace("KEPT = 300", "KEPT = 2")
    page.route("**/shelf*.js", lambda route: route.fulfill(body=short, content_type="text/javascript"))
    told = []
    page.on(
        "request", lambda request: told.append(request.post_data or "") if "/ahead/" in request.url else None
    )
    enter(page)
    page.keyboard.press("j")
    for title in many[1:30]:
        wait_for(page, title)
        page.keyboard.press("e")
        saved(page)  # what is let go of so early must not be on its way: it would be handed out again
    assert comes_true(page, lambda: len(told) >= 3)
    here = parse_qs(told[2])["without"][0].split(",")
    assert len(here) < 30, "what is on the screen, on the way and held, and not all that was judged"
