"""The page that asks what the columns of a table hold, and what is kept of the answer."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook

from screening.audit.models import AuditEvent
from screening.jobs.models import Job
from screening.jobs.operations import retry
from screening.records.models import Record
from screening.reports.sentences import sentence
from screening.reviews.models import Member
from screening.searches import jobs
from screening.searches.models import Run
from screening.searches.withdrawing import withdraw_run
from tests.casting import signed_in
from tests.searches import importing
from tests.searches.importing import CSV, RIS, kept, preview, work
from tests.searches.test_views import queries_of, text

clean_files = importing.clean_files
TABLE = CSV.encode()
ANSWER = {"c0": "title", "c1": "year", "c2": "keywords"}
MAPPING = {"Titel": "title", "Jahrgang": "year", "Stichwort": "keywords"}
UNKNOWN = CSV.replace("Titel", "Was").encode()


def columns_page(browser: Any, page: str, number: int = 0) -> str:
    return f"{page}{browser.get(page).context['files'][number]['upload'].pk}/columns/"


def imported(owner: Member, content: bytes, answer: dict[str, str] | None = None) -> Run:
    browser, page = preview(owner, content)
    if answer:
        browser.post(columns_page(browser, page), answer)
    browser.post(page + "confirm/")
    return work()[-1]


def test_columns_are_shown_with_cells_and_our_guess(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, UNKNOWN)
    shown = text(browser.get(page))
    assert "the names of its columns do not tell us what they hold: “Was”, “Jahrgang”, “Stichwort”" in shown
    assert "Import " not in shown.split("Throw the file away")[0].split("<h1>")[1]
    asked = browser.get(columns_page(browser, page))
    assert "Vesikel im Knie" in text(asked)
    values = {column.field.label: column.value for column in asked.context["form"].columns()}
    assert values == {"Was": "", "Jahrgang": "year", "Stichwort": ""}


def test_a_table_is_not_imported_before_its_columns_are_explained(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, UNKNOWN)
    assert "Nothing was imported." in text(browser.post(page + "confirm/", follow=True))
    assert not Run.objects.exists()
    browser.post(columns_page(browser, page), ANSWER)
    assert "2 records in export.ris" in text(browser.get(page))
    browser.post(page + "confirm/")
    (run,) = work()
    assert (run.received, run.file_format) == (2, "csv")
    assert run.file_mapping == {"Was": "title", "Jahrgang": "year", "Stichwort": "keywords"}
    citation = Record.objects.order_by("position")[0].citation
    assert (citation.title, citation.year, list(citation.keywords)) == ("Vesikel im Knie", 2020, ["a", "b"])


def test_what_was_said_is_told_in_the_trail_and_on_the_runs_page(owen: Member, clean_files: Any) -> None:
    run = imported(owen, TABLE, ANSWER)
    event = AuditEvent.objects.get(kind="run.started")
    assert event.data["mapping"] == MAPPING
    assert "Jahrgang → year; Stichwort → keywords; Titel → title" in sentence(event.kind, event.data, {})
    shown = text(signed_in(owen).get(f"/r/exosomes/search/run/{run.pk}/"))
    assert "as Owen said: Titel → Title; Jahrgang → Year; Stichwort → Keywords" in shown


def test_the_next_such_file_is_read_so_at_once(owen: Member, clean_files: Any) -> None:
    imported(owen, UNKNOWN, ANSWER)
    browser, page = preview(owen, UNKNOWN + b"Vesikel im Herz,2022,\n")
    shown = text(browser.get(page))
    assert "3 records in export.ris" in shown
    assert "Columns read as last time." in shown
    browser.post(columns_page(browser, page), {"c0": "title"})
    shown = text(browser.get(page))
    assert "Columns read as last time." not in shown
    assert "1 column is read as a person said, 2 only kept" in shown
    browser.post(page + "confirm/")
    work()
    _, page = preview(owen, UNKNOWN + b"Vesikel im Auge,2022,\n")
    upload = browser.get(page).context["files"][0]["upload"]
    assert upload.look.manner.mapping == {"Was": "title"}, "the last one counts"


def test_it_is_remembered_in_this_review_and_not_from_an_undone_import(
    owen: Member, mallory: Member, clean_files: Any
) -> None:
    run = imported(owen, UNKNOWN, ANSWER)
    browser = signed_in(mallory)
    file = importing.SimpleUploadedFile("a.csv", UNKNOWN)
    here = f"/r/{mallory.review.slug}/search/import/"
    elsewhere = browser.post(here, {"source": "new", "name": "X", "file": file}).url
    assert browser.get(elsewhere).context["files"][0]["summary"] is None
    withdraw_run(by=owen, run=run, reason="Wrong columns")
    mine, page = preview(owen, UNKNOWN)
    assert mine.get(page).context["files"][0]["summary"] is None


def test_the_columns_of_a_known_table_can_be_overruled_and_back(owen: Member, clean_files: Any) -> None:
    known = b"Title,Abstract,DOI\nA title,Some text,10.1000/x\n"
    browser, page = preview(owen, known)
    address = columns_page(browser, page)
    values = [column.value for column in browser.get(address).context["form"].columns()]
    assert values == ["title", "abstract", "doi"]
    browser.post(address, {"c1": "title", "c0": "abstract"})
    (first,) = browser.get(page).context["files"][0]["summary"].first
    assert (first.title, first.doi, first.extra) == ("Some text", "", {"DOI": ["10.1000/x"]})
    browser.post(address, {"by_names": "1"})
    (first,) = browser.get(page).context["files"][0]["summary"].first
    assert first.title == "A title"


def test_an_answer_must_tell_reports_apart(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, UNKNOWN)
    address = columns_page(browser, page)
    assert "Say which column holds the title" in text(browser.post(address, {"c1": "year"}))
    assert "Select a valid choice" in text(browser.post(address, {"c0": "colour"}))
    assert browser.get(page).context["files"][0]["summary"] is None
    assert browser.post(address, {"c0": "pmid"}).url == page


def test_a_table_without_a_row_of_names(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, b"Vesikel im Knie,2020\nVesikel im Ohr,2021\n", format="csv")
    address = columns_page(browser, page) + "?names=no"
    assert "column 1" in text(browser.get(address))
    browser.post(address, {"c0": "title", "c1": "year"})
    assert "2 records" in text(browser.get(page))


def test_a_workbook_is_explained_likewise(owen: Member, clean_files: Any) -> None:
    book, out = Workbook(), BytesIO()
    for row in (["Was", "Wann"], ["Vesikel", 2020], ["Mäuse", 2021]):
        book.active.append(row)
    book.save(out)
    run = imported(owen, out.getvalue(), {"c0": "title", "c1": "year"})
    assert (run.file_format, run.received, run.file_mapping) == ("xlsx", 2, {"Was": "title", "Wann": "year"})


def test_sixteen_thousand_columns_are_not_all_asked_for(owen: Member, clean_files: Any) -> None:
    names = ",".join(f"Spalte {n}" for n in range(16_000))
    browser, page = preview(owen, f"{names}\n{','.join('x' * 16_000)}\n".encode())
    asked = browser.get(columns_page(browser, page))
    assert len(asked.context["form"].fields) == 200
    assert "15,800 more columns stay with the record" in text(asked)


def test_what_has_no_columns_sends_back(owen: Member, ines: Member, clean_files: Any) -> None:
    browser, page = preview(owen, RIS.encode())
    address = columns_page(browser, page)
    assert "no columns to choose from" in text(browser.get(address, follow=True))
    assert signed_in(ines).get(address).status_code == 404


def test_an_interrupted_import_goes_on_with_the_same_columns(
    owen: Member, clean_files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another mapping is remembered meanwhile: the run keeps to its own."""
    rows = b"".join(b"Vesikel %d,%d,x\n" % (n, 2000 + n) for n in range(7))
    browser, page = preview(owen, b"Was,Wann,Stichwort\n" + rows)
    browser.post(columns_page(browser, page), ANSWER)
    browser.post(page + "confirm/")
    monkeypatch.setattr(jobs, "LARGEST_BATCH", 3)
    Job.objects.update(cancel_requested_at=timezone.now())
    (run,) = work()
    assert run.state == "cancelled"
    imported(owen, b"Was,Wann,Stichwort\nOther,2000,y\n", {"c2": "title"})
    retry(by=owen, job=Job.objects.get(payload__run=run.pk))
    work()
    records = Record.objects.filter(run=run).order_by("position")
    assert [record.citation.title for record in records] == [f"Vesikel {n}" for n in range(7)]
    assert all("keywords" in record.fields for record in records)


def test_a_table_without_an_answer_is_kept_no_longer_than_a_file_that_waits(
    owen: Member, clean_files: Any
) -> None:
    browser, page = preview(owen, UNKNOWN)
    note = next(path for path in kept(clean_files) if path.suffix == ".json")
    assert json.loads(Path(note).read_text())["member"] == owen.pk
    browser.post(page + "cancel/")
    assert kept(clean_files) == []


def test_columns_take_no_queries(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, UNKNOWN)
    _, wide = preview(owen, b",".join(b"S%d" % n for n in range(40)) + b"\n" + b",".join([b"x"] * 40) + b"\n")
    one, many = (queries_of(owen, columns_page(browser, address)) for address in (page, wide))
    assert one == many < 20
