"""The room with names, texts and keyboards of many kinds."""

import pytest

from screening.decisions.queries import queue
from tests.decisions.in_the_room import comes_true, enter, shown, standing
from tests.decisions.rows import make_candidate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_names_of_all_authors_hinder_no_key(open_page, ada, review, protocol):
    for number in range(3):
        make_candidate(review, f"Citation {number}", authors=[{"family": f"Müller{number}", "given": "A"}])
    titles = [candidate.citation.title for candidate in queue(member=ada)]
    page = open_page(ada)
    enter(page)
    page.keyboard.press("j")
    page.locator("#reading .authors button").click()
    page.wait_for_selector(":popover-open")
    page.keyboard.press("k")
    assert shown(page) == titles[0]
    assert page.locator(":popover-open").count() == 0
    page.locator("#reading .authors button").click()
    page.keyboard.press("i")
    assert shown(page) == titles[1]
    assert page.locator(":popover-open").count() == 0
    assert comes_true(page, lambda: list(standing(ada)) == [titles[0]])


KEYS = """([key, code, shiftKey]) =>
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true }))"""


def test_keys_of_other_alphabets_do_what_stands_in_their_place(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    russian, greek, french, swiss = ("ш", "KeyI"), ("Ε", "KeyE"), ("&", "Digit1"), ("ö", "Semicolon")
    for key, code in (russian, greek, french, swiss):
        page.evaluate(KEYS, [key, code, False])
    page.evaluate(KEYS, [",", "KeyM", False])  # French, where a comma stands in the place of M
    page.evaluate(KEYS, ["!", "Digit1", True])
    wanted = dict(
        zip(titles, (("include", ""), ("exclude", ""), ("exclude", "Not low back pain")), strict=False)
    )
    assert comes_true(page, lambda: {title: told[:2] for title, told in standing(ada).items()} == wanted)
    assert shown(page) == titles[3]


def test_arabic_and_hebrew_run_from_the_right(open_page, ada, review, protocol):
    make_candidate(review, "سؤال (MSC)!", abstract=[{"text": "النتائج: 35%."}])
    page = open_page(ada)
    enter(page)
    for part in ("h1", ".abstract p"):
        text = page.locator(f"#reading {part}")
        beside = text.evaluate(
            """(element) => {
              const range = document.createRange();
              range.selectNodeContents(element);
              const [outer, inner] = [element, range].map((one) => one.getBoundingClientRect());
              return [inner.left - outer.left, outer.right - inner.right];
            }"""
        )
        assert beside[0] > 50 > 1 > beside[1], part
