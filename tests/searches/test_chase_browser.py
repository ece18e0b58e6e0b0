"""Chasing in a real browser, and its pages for everybody's eyes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from screening.demo.eutils import StandIn
from screening.records.models import Citation
from screening.reviews.models import Member
from screening.searches.models import Run
from tests.browser import OpenPage, assert_accessible
from tests.searches.chasing import CITING_SEED, chase, make_seed, small_pubmed
from tests.searches.test_browser import work_like_a_worker

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "/r/exosomes"


@pytest.fixture
def ncbi(settings: Any) -> Iterator[StandIn]:
    with small_pubmed(settings) as standin:
        yield standin


def test_count_start_and_watch(open_page: OpenPage, owen: Member, ncbi: StandIn) -> None:
    seed = make_seed(owen)
    page: Page = open_page(owen)
    page.goto(f"{HERE}/report/citation/{seed.pk}/")
    page.get_by_role("link", name="Chase citations").click()
    page.get_by_label("PubMed: cited by").check()
    page.get_by_role("button", name="See how many they find").click()
    page.get_by_role("row", name="1 seed together 5").wait_for()
    assert not Run.objects.exclude(source__chaser="").exists()
    page.get_by_role("button", name="Start: 1 run").click()
    page.get_by_text("Waiting for a worker").wait_for()
    worker = work_like_a_worker()
    page.locator(".page-head .chip.complete").wait_for()  # the page notices by itself
    worker.join()
    expect(page.get_by_role("cell", name="Müller 2021")).to_have_count(5)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_every_page_is_for_everybody(
    open_page: OpenPage, owen: Member, ncbi: StandIn, width: int, dark: bool
) -> None:
    seeds = [make_seed(owen), *(make_seed(owen, 20000003 + n) for n in range(25))]
    run = chase(owen, "pubmed_cited_by", *seeds)
    found = Citation.objects.get(pmid=str(CITING_SEED[0]))
    page: Page = open_page(owen, width=width, dark=dark)
    for address in (
        "/search/",
        "/citations/",
        f"/search/run/{run.pk}/",
        f"/search/source/{run.source_id}/",
        f"/report/citation/{seeds[0].pk}/",
        f"/report/citation/{found.pk}/",
        f"/search/chase/?citation={seeds[0].pk}",
    ):
        page.goto(f"{HERE}{address}")
        page.wait_for_load_state("networkidle")
        assert_accessible(page)
    for way in ("cited by", "references", "similar articles"):
        page.get_by_label(f"PubMed: {way}").check()
    page.get_by_role("button", name="See how many they find").click()
    page.get_by_role("heading", name="What they would find").wait_for()
    assert_accessible(page)
