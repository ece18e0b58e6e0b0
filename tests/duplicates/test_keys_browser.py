"""Answering by keys in a real browser, without a hand on the mouse."""

from __future__ import annotations

import pytest

from screening.duplicates.models import Pair
from screening.reviews.models import Member
from tests.browser import OpenPage, assert_accessible
from tests.duplicates.rows import question, several

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_questions_are_answered_by_keys(open_page: OpenPage, owen: Member) -> None:
    for number in range(1, 5):
        question(owen, number)
    page = open_page(owen)
    page.goto("/r/exosomes/duplicates/questions/")
    assert_accessible(page)
    asked = page.url
    for key, says in (
        ("d", "they are one citation now"),
        ("s", "will not be asked about again"),
        ("r", "leads to the other"),
    ):
        with page.expect_navigation():
            page.keyboard.press(key)
        page.get_by_text(says).wait_for()
    states = set(Pair.objects.values_list("state", flat=True))
    assert states == {"open", "duplicate", "separate", "related"}
    with page.expect_navigation():
        page.keyboard.press("u")
    page.get_by_text("Taken back").wait_for()
    assert Pair.objects.filter(state="open").count() == 2
    here = page.url
    moved = "j" if page.locator("[aria-keyshortcuts=J]").count() else "k"
    with page.expect_navigation():
        page.keyboard.press(moved)
    assert page.url not in (here, asked)


def test_three_are_answered_at_once_by_keys(open_page: OpenPage, owen: Member) -> None:
    pairs = several(owen, 3)
    page = open_page(owen, width=390, dark=True)
    page.goto("/r/exosomes/duplicates/questions/")
    assert_accessible(page)
    page.keyboard.press("1")
    assert page.locator("input[name=citations]:checked").count() == 2
    with page.expect_navigation():
        page.keyboard.press("s")
    page.get_by_text("will not be asked about again").wait_for()
    assert Pair.objects.filter(state="separate").count() == 1
    with page.expect_navigation():
        page.keyboard.press("u")
    page.get_by_text("Taken back").wait_for()
    with page.expect_navigation():
        page.keyboard.press("d")
    page.get_by_text("they are one citation now").wait_for()
    assert Pair.objects.filter(state="duplicate").count() == len(pairs)
    with page.expect_navigation():
        page.keyboard.press("u")
    assert Pair.objects.filter(state="open").count() == len(pairs)
    assert page.locator("input[name=citations]:checked").count() == 3
