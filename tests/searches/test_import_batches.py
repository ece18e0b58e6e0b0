"""Several files, or large ones, on their way in together."""

from __future__ import annotations

import re
from typing import Any

import pytest

from screening.decisions.models import Candidate
from screening.jobs.models import Job
from screening.jobs.operations import cancel, retry
from screening.jobs.progress import Progress
from screening.records.models import Record
from screening.reports import prisma
from screening.reviews.models import Member
from screening.searches import jobs, summarising
from screening.searches.models import Run, Source
from screening.searches.withdrawing import restore_run, withdraw_run
from tests.casting import signed_in
from tests.decisions.rows import make_protocol, vote
from tests.searches import importing
from tests.searches.importing import kept, one, preview, upload, work
from tests.searches.test_import_columns import columns_page
from tests.searches.test_views import queries_of, text
from tests.searches.test_withdrawing import counted

clean_files = importing.clean_files


def test_several_files_are_parts_of_one_export(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, one("A"), one("B") + one("C"), hits="3", strategy="exosom*")
    shown = text(browser.get(page))
    assert "3 records in 2 files" in shown
    assert "You noted" not in shown, "together they hold what was reported"
    assert browser.post(page + "confirm/").url == page, "where both are watched"
    first, second = work()
    assert (first.received, second.received, first.search) == (1, 2, second.search)
    assert first.together == second.together is not None
    shown = text(browser.get(page))
    assert "2 files from Embase" in shown
    assert "3 records received; 3 hits reported" in shown
    assert "Hits and records differ" not in shown
    run_page = text(browser.get(f"/r/exosomes/search/run/{second.pk}/"))
    assert "2 files imported together</a>, which brought 3 records" in run_page
    assert "Hits and records differ" not in run_page


def test_the_runs_of_files_imported_together_say_when_hits_differ(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, one("A"), one("B"), hits="3")
    assert "You noted 3 hits; the files hold 2 records. Was everything exported?" in text(browser.get(page))
    browser.post(page + "confirm/")
    work()
    assert "Embase reported 3 hits; 2 records were received in all files together" in text(browser.get(page))


def test_more_files_take_no_more_queries(owen: Member, clean_files: Any) -> None:
    _, single = preview(owen, one("A"))
    _, page = preview(owen, one("B"), one("C"), one("D"))
    assert queries_of(owen, page) == queries_of(owen, single) < 20
    signed_in(owen).post(page + "confirm/")
    signed_in(owen).post(single + "confirm/")
    assert queries_of(owen, page) == queries_of(owen, single) < 20


def test_one_bad_file_does_not_hold_up_the_others(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, one("A"), b"%PDF-1.7", file_name="a.ris")
    shown = text(browser.get(page))
    assert "1 file was not kept" in shown
    assert "This is a PDF" in shown
    assert len(kept(clean_files)) == 2, "the file that was read, and the note"
    refused = upload(browser, Source.objects.get(), b"", b"%PDF-1.7", file_name="a.ris")
    assert len(refused.context["form"].errors["file"]) == 2
    assert len(kept(clean_files)) == 2


def test_one_of_several_files_is_thrown_away(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, one("A"), one("A"))
    shown = browser.get(page)
    assert "This is the same file" in text(shown)
    second = shown.context["files"][1]["upload"]
    browser.post(f"{page}{second.pk}/drop/")
    shown = browser.get(page)
    assert "1 record in export.ris" in text(shown)
    assert browser.post(f"{page}{second.pk}/drop/").status_code == 404
    browser.post(f"{page}{shown.context['files'][0]['upload'].pk}/drop/")
    assert browser.get(page).status_code == 404, "the last one takes the batch with it"
    assert kept(clean_files) == []


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is."""
    monkeypatch.setattr("screening.searches.importing.LOOKED_AT_ONCE", 1)


def test_large_files_are_looked_through_in_the_background(
    owen: Member, clean_files: Any, large: None
) -> None:
    browser, page = preview(owen, one("A"), b"%PDF-1.7", b"Was,Wann\nVesikel,2020\n")
    shown = text(browser.get(page))
    assert "Look through 3 files" in shown
    assert "Import " not in shown.split("Throw all files away")[0].split("<h1>")[1]
    browser.post(page + "confirm/")
    assert work() == [], "nothing is imported before anybody has seen it"
    shown = text(browser.get(page))
    assert "1 file was not kept" in shown
    assert "Say what the columns hold" in shown
    assert "Look through" not in shown.split("<main")[1]
    assert len(kept(clean_files)) == 3, "two files and the note"


def test_a_large_file_that_is_none_leaves_nothing_but_the_reason(
    owen: Member, clean_files: Any, large: None
) -> None:
    browser, page = preview(owen, b"%PDF-1.7")
    work()
    shown = text(browser.get(page))
    assert "This is a PDF" in shown
    assert "There is nothing left to import." in shown
    browser.post(page + "confirm/")
    assert not Run.objects.exists()
    browser.post(page + "cancel/")
    assert kept(clean_files) == []


def test_looking_through_is_stopped_between_records_and_goes_on(
    owen: Member, clean_files: Any, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, page = preview(owen, one("A"), b"".join(one(f"B {n}") for n in range(7)))
    monkeypatch.setattr(summarising, "_WATCHED", 3)
    looks = iter([False, False, False])  # before each file, and three records into the second
    monkeypatch.setattr(Progress, "cancelled", lambda self: next(looks, True))
    work()
    job = Job.objects.get()
    assert job.state == "cancelled"
    shown = text(browser.get(page))
    assert "1 file was not looked through. Nothing is imported. It waits as it came" in plain(shown)
    assert "1 record" in shown
    browser.post(page + "confirm/")
    assert not Run.objects.exists()
    monkeypatch.undo()
    retry(by=owen, job=job)
    work()
    assert "8 records in 2 files" in text(browser.get(page))


def test_a_large_file_is_read_again_in_the_background(
    owen: Member, clean_files: Any, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, page = preview(owen, b"Was,Wann\nVesikel,2020\n")
    work()
    browser.post(columns_page(browser, page), {"c0": "title", "c1": "year"})
    assert "Look through export.ris" in text(browser.get(page))
    work()
    assert "1 record in export.ris" in text(browser.get(page))
    read = page + f"{browser.get(page).context['files'][0]['upload'].pk}/read/"
    browser.post(read, {"format": "pubmed_xml", "encoding": ""})
    work()
    shown = text(browser.get(page))
    assert "It is still read as before." in shown
    assert "1 record in export.ris" in shown
    browser.post(read, {"format": "csv", "encoding": "cp1252"})
    monkeypatch.setattr(Progress, "cancelled", lambda self: True)
    work()
    assert "Reading it in another way was stopped. It is still read as before." in text(browser.get(page))
    browser.post(page + "confirm/")
    monkeypatch.undo()
    assert [run.received for run in work()] == [1]


def test_a_stopped_import_says_what_it_left(
    owen: Member, clean_files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, page = preview(owen, b"".join(one(f"B {n}") for n in range(7)))
    run_page = browser.post(page + "confirm/").url
    monkeypatch.setattr(jobs, "LARGEST_BATCH", 3)
    looks = iter([False])
    monkeypatch.setattr(Progress, "cancelled", lambda self: next(looks, True))
    work()
    shown = plain(text(browser.get(run_page)))
    assert "This import was stopped. 3 records of 7 had come: they are kept" in shown
    assert "Undo this import" in shown
    assert prisma.as_json(review=owen.review)["recount"]["differing"] == []
    monkeypatch.undo()
    retry(by=owen, job=Job.objects.get(kind="searches.import"))
    work()
    shown = plain(text(browser.get(run_page)))
    assert "was stopped" not in shown
    assert Run.objects.get().received == 7


def test_an_import_stopped_before_it_began_says_so(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, one("A"))
    run_page = browser.post(page + "confirm/").url
    cancel(by=owen, job=Job.objects.get(kind="searches.import"))
    assert "This import was stopped. No record of it had come." in plain(text(browser.get(run_page)))


def test_what_was_thrown_away_is_not_looked_through(owen: Member, clean_files: Any, large: None) -> None:
    browser, page = preview(owen, one("A"))
    browser.post(page + "cancel/")
    work()
    assert kept(clean_files) == []
    assert browser.get(page).status_code == 404


def test_undoing_one_of_several_files_and_restoring_it(
    owen: Member, ada: Member, grace: Member, clean_files: Any
) -> None:
    """Votes stay, and every count is as before."""
    make_protocol(owen.review)
    browser, page = preview(owen, one("A") + b"TY  - JOUR\nER  - \n\n", one("B"), hits="3")
    browser.post(page + "confirm/")
    first, second = work()
    candidate = Candidate.objects.get(citation__title="A")
    for person in (ada, grace):
        vote(person, candidate, "include")
    before = counted(owen)
    withdraw_run(by=owen, run=first, reason="The wrong file")
    assert counted(owen)["dbr.identified"] == 1
    assert Record.objects.count() == 3, "nothing is deleted"
    shown = text(browser.get(f"/r/exosomes/search/run/{second.pk}/"))
    assert "Hits and records differ" in shown, "the hits were those of both"
    assert "This import was undone" in text(browser.get(page))
    _, again = preview(owen, one("A") + b"TY  - JOUR\nER  - \n\n")
    assert "imported before" not in text(browser.get(again))
    restore_run(by=owen, run=first)
    assert counted(owen) == before
    candidate.refresh_from_db()
    assert candidate.outcome == "included"
