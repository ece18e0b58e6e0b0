from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from screening.jobs.models import Job
from screening.reviews.models import Member
from screening.searches.models import Run, Schedule, Search
from screening.searches.operations import save_search
from screening.searches.scheduling import set_schedule
from tests.casting import arranging, signed_in
from tests.searching import bring, found, make_source, received

HERE = "/r/exosomes/search/"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def search(owen: Member) -> Search:
    return save_search(by=owen, source=make_source(owen), strategy="exosomes")


def page(search: Search) -> str:
    return f"{HERE}strategy/{search.pk}/schedule/"


def test_a_search_is_set_to_run_by_itself_and_the_list_says_so(owen: Member, search: Search) -> None:
    browser = signed_in(owen)
    tomorrow = timezone.now().date() + timedelta(days=1)
    answer = browser.post(page(search), {"every": "month", "first_on": str(tomorrow)}, follow=True)
    assert f"This search runs by itself: every month, from {tomorrow:%-d %B %Y} on." in text(answer)
    assert f"next on {tomorrow:%-d %B %Y}, 04:00 UTC, in the name of Owen" in text(answer)
    assert f"Set by Owen on {timezone.now():%-d %B %Y}" in text(browser.get(page(search)))
    answer = browser.post(page(search), {"every": ""}, follow=True)
    assert "no longer runs by itself" in text(answer)
    assert Schedule.objects.get().next_due_at is None


def test_an_older_strategy_may_go_on_and_is_not_offered_it(owen: Member, search: Search) -> None:
    browser, source = signed_in(owen), search.source
    newer = save_search(by=owen, source=source, strategy="exosomes OR vesicles")
    listed = text(browser.get(HERE))
    assert page(newer) in listed
    assert page(search) not in listed, "neither run nor scheduled: it is in the history"
    set_schedule(by=owen, search=search, every="day", first_on=timezone.now().date() + timedelta(days=1))
    assert "a newer strategy is kept" in text(browser.get(HERE))
    set_schedule(by=owen, search=newer, every="day", first_on=timezone.now().date() + timedelta(days=1))
    assert text(browser.get(HERE)).count("a newer strategy is kept") == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"every": "minute"}, "Select a valid choice"),
        ({"every": "day", "first_on": "2001-01-01"}, "Choose today or a day within a year"),
        ({"every": "day", "first_on": "2999-01-01"}, "Choose today or a day within a year"),
        ({"every": "day", "first_on": "31.12."}, "Enter a valid date"),
    ],
)
def test_bad_input_is_told_beside_its_field(
    owen: Member, search: Search, data: dict[str, str], sentence: str
) -> None:
    assert sentence in text(signed_in(owen).post(page(search), data))
    assert not Schedule.objects.exists()


def test_the_search_of_a_source_without_connector_has_no_such_page(owen: Member) -> None:
    search = save_search(by=owen, source=make_source(owen, "Embase", connector=""), strategy="x")
    assert signed_in(owen).get(page(search)).status_code == 404


def test_why_it_is_paused_stands_in_the_list(owen: Member, ada: Member, search: Search) -> None:
    set_schedule(by=owen, search=search, every="day", first_on=timezone.now().date())
    with arranging(owen.review):
        Schedule.objects.update(next_due_at=None, paused_because="Owen left.")
    assert "Its schedule is paused.</strong> Owen left. <a" in text(signed_in(owen).get(HERE))
    assert "Its schedule is paused.</strong> Owen left.</p>" in text(signed_in(ada).get(HERE))


def test_what_is_new_since_the_run_before_is_marked_and_listed(owen: Member) -> None:
    browser = signed_in(owen)
    old = found(owen, received("1", "Old one"), source=make_source(owen))
    before = Run.objects.get()
    Job.objects.all().delete()
    found(owen, received("1", "Old one"), received("2", "New one"), source=before.source)
    after = Run.objects.latest("pk")
    since = f"{before.created_at:%-d %b %Y}"
    listed = text(browser.get(HERE))
    assert f'?show=new">1</a><br><span class="small quiet-text">new since {since}' in listed
    shown = text(browser.get(f"{HERE}run/{after.pk}/?show=new"))
    assert f"<strong>new</strong> since {since}" in shown
    assert "Old one" not in shown
    where = f"/r/exosomes/citations/?since={before.pk}&source={before.source_id}"
    assert where.replace("&", "&amp;") in shown
    citations = text(browser.get(where))
    assert "New one" in citations
    assert "Old one" not in citations
    bring(owen, after, received("3", "Third"), first=3)
    assert "2 citations" in text(browser.get(where))
    assert old[0].title in text(browser.get("/r/exosomes/citations/"))


def test_queries_do_not_grow(owen: Member) -> None:
    browser, counts = signed_in(owen), []
    for number in range(3):
        source = make_source(owen, name=f"PubMed {number}")
        search = save_search(by=owen, source=source, strategy="x")
        set_schedule(by=owen, search=search, every="day", first_on=timezone.now().date())
        with CaptureQueriesContext(connection) as captured:
            browser.get(HERE)
        counts.append(len(captured))
    assert counts[0] == counts[2]
