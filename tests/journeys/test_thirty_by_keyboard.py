"""Two reviewers and an adjudicator finish thirty citations and touch nothing but the keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from screening.decisions.models import Candidate
from screening.protocol.models import Stage
from screening.reviews.models import Member, Review
from tests.decisions.rows import make_candidate, make_protocol, make_reason

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MANY = 30


def test_thirty_citations_by_keyboard_only(
    open_page, ada: Member, grace: Member, judy: Member, review: Review
) -> None:
    make_protocol(review)
    make_reason(review, "Not low back pain")
    make_reason(review, "Not clinical")
    for number in range(MANY):
        make_candidate(
            review, f"Citation {number:02}", abstract=[{"label": "AIM", "text": "Low back pain. " * 20}]
        )
    # by the citation's number: what each thinks of it. Every fifth is disputed, every seventh excluded twice.
    judge(open_page(ada), lambda number: "2" if number % 7 == 3 else "i")
    judge(open_page(grace), lambda number: "2" if number % 7 == 3 or number % 5 == 1 else "i")
    disputed = {n for n in range(MANY) if n % 5 == 1 and n % 7 != 3}
    settle(open_page(judy), disputed)
    screened = Candidate.objects.filter(stage=Stage.TITLE_ABSTRACT).select_related("citation")
    outcomes = {candidate.citation.title: (candidate.outcome, candidate.decided_by) for candidate in screened}
    assert outcomes == {
        f"Citation {n:02}": (
            ("excluded", "agreed")
            if n % 7 == 3
            else (("excluded", "resolved") if n in disputed else ("included", "agreed"))
        )
        for n in range(MANY)
    }  # fmt: skip


def judge(page: Page, verdict) -> None:  # type: ignore[no-untyped-def]
    """From the overview to the end of the queue."""
    page.goto("/r/exosomes/")
    follow(page, re.compile("^Screen"))
    page.locator("#room[data-held]").wait_for()
    judged = set()
    while len(judged) < MANY:
        title = page.locator("#reading h1").inner_text()
        if len(judged) == 4:  # one made by mistake is taken back
            page.keyboard.press("m")
            page.keyboard.press("u")
            expect(page.locator("#reading h1")).to_have_text(title)
        if len(judged) == 9:
            page.keyboard.press("n")
            page.keyboard.type("I am not sure: 1 in 9")
            page.keyboard.press("Escape")
        page.keyboard.press(verdict(int(title[-2:])))
        judged.add(title)
        if len(judged) < MANY:
            expect(page.locator("#reading h1")).not_to_have_text(title)
    page.wait_for_selector("text=Nothing waits for you", timeout=MANY * 5_000)  # once all of them are sent


def settle(page: Page, disputed: set[int]) -> None:
    page.goto("/r/exosomes/screen/conflicts/")
    follow(page, re.compile(r"^Citation \d"))
    for left in range(len(disputed), 0, -1):
        expect(page.locator(".prog .count")).to_have_text(re.compile(f"of {left}$"))
        page.wait_for_load_state()
        page.keyboard.press("2")
    page.wait_for_selector("text=No conflict is open")


def follow(page: Page, name: re.Pattern[str]) -> None:
    """Tab to a link and press Enter."""
    link = page.get_by_role("link", name=name).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"No way by Tab to {name.pattern}")
