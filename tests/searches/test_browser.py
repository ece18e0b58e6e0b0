"""From a strategy to screened citations in a real browser, and every page of it for everybody's eyes."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from playwright.sync_api import expect

from screening.demo.eutils import StandIn
from screening.jobs import running
from screening.jobs.models import Job
from screening.records.models import Record
from screening.reviews.models import Member
from screening.searches.models import Run
from tests.browser import OpenPage, assert_accessible
from tests.searching import broken, found, imported, make_source, received

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "/r/exosomes"


def work_like_a_worker() -> threading.Thread:
    def work() -> None:
        try:
            running.run(Job.objects.active().get().pk)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    return worker


def test_preview_run_and_watch(open_page: OpenPage, owen: Member, ncbi: StandIn) -> None:
    source = make_source(owen)
    page: Page = open_page(owen)
    page.goto(f"{HERE}/search/source/{source.pk}/strategy/")
    page.get_by_label("Search strategy").fill("(pain AND exosomez) OR disc")
    page.get_by_role("button", name="See what PubMed says").click()
    page.get_by_text("does not find the term “exosomez”").wait_for()
    assert not Run.objects.exists()
    page.get_by_role("button", name="Run: fetch").click()
    page.get_by_text("Waiting for a worker").wait_for()
    worker = work_like_a_worker()
    page.locator(".page-head .chip.complete").wait_for()  # the page notices by itself
    worker.join()
    run = Run.objects.get()
    expect(page.locator(".stats")).to_contain_text(f"{run.received:,} records received", use_inner_text=True)


def test_files_are_dropped_and_watched(open_page: OpenPage, owen: Member, ncbi: StandIn) -> None:
    page: Page = open_page(owen)
    page.goto(f"{HERE}/search/import/")
    page.get_by_label("Name of the new source").fill("Embase")  # there is no other yet
    dropped = page.evaluate_handle(
        """() => {
          const files = new DataTransfer();
          for (const name of ["one.ris", "two.ris"])
            files.items.add(new File([`TY  - JOUR\nTI  - About ${name}\nER  - \n`], name));
          return files;
        }"""
    )
    page.dispatch_event(".drop", "dragover", {"dataTransfer": dropped})
    assert page.locator(".drop.over").count() == 1
    page.dispatch_event(".drop", "drop", {"dataTransfer": dropped})
    page.get_by_text("two.ris, 1 kB").wait_for()
    page.get_by_role("button", name="See what is in them").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Import 2 records").click()
    for job in Job.objects.active().order_by("pk"):
        running.run(job.pk)
    page.get_by_text("2 records received.").wait_for()  # the page notices by itself
    expect(page.locator("#rail-searches .count"), "and so does the rail").to_have_text("2")
    assert not page.get_by_label("Name of the new source").count()


def test_a_new_source_is_asked_about_only_when_it_is_one(
    open_page: OpenPage, owen: Member, ncbi: StandIn
) -> None:
    make_source(owen, "Embase", connector="")
    page: Page = open_page(owen)
    page.goto(f"{HERE}/search/import/")
    assert not page.get_by_label("Name of the new source").is_visible()
    page.get_by_label("Source", exact=True).select_option(label="A source that is not in this list …")
    assert page.get_by_label("Name of the new source").is_visible()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_lines_fill_in_one_after_the_other(
    open_page: OpenPage, owen: Member, ncbi: StandIn, width: int, dark: bool
) -> None:
    page: Page = open_page(owen, width=width, dark=dark)
    page.goto(f"{HERE}/search/source/{make_source(owen).pk}/strategy/")
    page.get_by_label("Search strategy").fill("#1 “exosomes”\n#2 exosomes")
    page.get_by_label("Terms").fill("back\ndisc")
    page.get_by_role("button", name="Add the line").click()
    page.get_by_role("button", name="Replace by straight ones").click()
    expect(page.get_by_label("Search strategy")).to_have_value(re.compile('^#1 "exosomes"\n#2'))
    page.get_by_text("Replaced. Nothing is kept or sent yet").wait_for()
    page.get_by_role("button", name="Count every line").click()
    page.locator(".lines time").nth(2).wait_for()
    assert [request.term for request in ncbi.seen("esearch")] == [
        '"exosomes"',
        "exosomes",
        "back[tiab] OR disc[tiab]",
    ]
    assert_accessible(page)
    page.get_by_label("Fetch at most").press("Enter")  # looks; neither counts, adds nor runs
    page.get_by_text("PubMed finds").wait_for()
    assert not Run.objects.exists()
    assert_accessible(page)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (360, False)])
def test_every_page_is_for_everybody(
    open_page: OpenPage, owen: Member, ncbi: StandIn, tmp_path: Path, width: int, dark: bool
) -> None:
    source = make_source(owen)
    found(owen, received("1"), received("2", "Mesh for hernia " * 9), broken("3"), source=source)
    found(owen, received("2", "Mesh for hernia " * 9), source=source)
    (repeated,) = imported(owen, received(""))
    imported(owen, received(""), received("9", "Mesh for hernia " * 9), name="Scopus")
    file = tmp_path / "embase.ris"
    file.write_text("TY  - JOUR\nTI  - Exosomes\nPY  - 20x1\nER  - \n")
    table = tmp_path / "table.csv"
    table.write_text("Was,Wann\nVesikel,2020\n")
    page: Page = open_page(owen, width=width, dark=dark)
    for address in (
        "/search/",
        f"/search/source/{source.pk}/",
        f"/search/run/{Run.objects.first().pk}/",  # type: ignore[union-attr]
        "/citations/?retracted=no",
        "/duplicates/",
        f"/duplicates/citation/{repeated.pk}/",
        f"/search/source/{source.pk}/strategy/",
        f"/search/run/{Run.objects.first().pk}/undo/",  # type: ignore[union-attr]
        "/search/problems/",
        f"/search/problems/{Record.objects.get(fields={}).pk}/",
        "/search/import/",
    ):
        page.goto(HERE + address)
        assert_accessible(page)
    page.set_input_files("input[type=file]", [file, table])
    page.select_option("select[name=source]", label="Embase")
    page.get_by_role("button", name="See what is in them").click()
    page.get_by_text("could not be read").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Say what the columns hold").click()
    page.get_by_label("Was", exact=True).wait_for()
    assert_accessible(page)
    page.get_by_label("Was", exact=True).select_option(label="Title")
    page.get_by_role("button", name="Read it so").click()
    page.get_by_role("button", name="Import 2 records").click()
    page.get_by_text("2 files from Embase").wait_for()
    assert_accessible(page)
    page.goto(f"{HERE}/search/source/{source.pk}/strategy/")
    page.get_by_label("Search strategy").fill("pain AND exosomez")
    page.get_by_role("button", name="See what PubMed says").click()
    page.get_by_text("does not find the term").wait_for()
    assert_accessible(page)
