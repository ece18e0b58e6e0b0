from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.notices.models import Notice
from screening.notices.operations import tell
from screening.reviews.models import Member
from tests.casting import arranging, signed_in
from tests.notices.test_operations import PROBLEM, notify

HERE = "/r/exosomes/notices/"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_nothing_yet(owen: Member) -> None:
    shown = text(signed_in(owen).get(HERE))
    assert "Nothing yet." in shown
    assert 'aria-label="Notices"' in shown
    assert "sends no mail" in shown


def test_the_bell_counts_what_is_unread_on_every_page(owen: Member, ada: Member) -> None:
    notify(owen)
    assert 'aria-label="1 unread notice"' in text(signed_in(owen).get("/r/exosomes/search/"))
    assert 'aria-label="Notices"' in text(signed_in(ada).get("/r/exosomes/search/"))


def test_a_notice_leads_to_its_page_and_is_marked_as_read(owen: Member) -> None:
    browser = signed_in(owen)
    notify(owen)
    notify(owen, key="b")
    shown = text(browser.get(HERE))
    assert shown.count(f"<strong>The check for retractions did not get to the end. {PROBLEM}</strong>") == 2
    assert 'href="/r/exosomes/retractions/"' in shown
    first = Notice.objects.earliest("pk")
    assert browser.post(f"{HERE}{first.pk}/read/").url == HERE
    assert 'aria-label="1 unread notice"' in text(browser.get(HERE))
    assert browser.post(f"{HERE}read/").url == HERE
    assert "Mark" not in text(browser.get(HERE))


def test_anothers_notice_is_not_found(owen: Member, ada: Member) -> None:
    notify(owen)
    assert signed_in(ada).post(f"{HERE}{Notice.objects.get().pk}/read/").status_code == 404
    assert PROBLEM not in text(signed_in(ada).get(HERE))


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "{% debug %}"])
def test_titles_are_only_text(owen: Member, title: str) -> None:
    with arranging(owen.review):
        tell(members=[owen], kind="citation.retracted", key="c", about=1, title=title)
    assert "<script>alert" not in text(signed_in(owen).get(HERE))


def test_queries_do_not_grow(owen: Member) -> None:
    browser, counts = signed_in(owen), []
    for number in range(3):
        notify(owen, key=str(number))
        with CaptureQueriesContext(connection) as captured:
            browser.get(HERE)
        counts.append(len(captured))
    assert counts[0] == counts[2]
