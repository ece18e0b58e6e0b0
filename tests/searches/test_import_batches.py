"""Several files, or large ones, on their way in together."""

from __future__ import annotations

from typing import Any

import pytest

from screening.decisions.models import Candidate
from screening.records.models import Record
from screening.reviews.models import Member
from screening.searches.models import Run, Source
from screening.searches.withdrawing import restore_run, withdraw_run
from tests.casting import signed_in
from tests.decisions.rows import make_protocol, vote
from tests.searches import importing
from tests.searches.importing import kept, one, preview, upload, work
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
