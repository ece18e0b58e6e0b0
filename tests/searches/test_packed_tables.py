"""Tables in archives: each kind of table is explained by itself, kept with the run, and remembered."""

from __future__ import annotations

import gzip
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from screening.audit.models import AuditEvent
from screening.records.models import Citation
from screening.reports.sentences import sentence
from screening.reviews.models import Member
from screening.searches.models import Run
from tests.casting import signed_in
from tests.searches import importing
from tests.searches.bad_files import RIS, zipped
from tests.searches.importing import preview, work
from tests.searches.test_import_columns import columns_page
from tests.searches.test_views import text

clean_files = importing.clean_files
ONE = b"Was,Wann\nVesikel im Knie,2020\nVesikel im Ohr,2021\n"
LIKE_ONE = b"Wann,Was\n2022,Vesikel im Auge\n"
OTHER = b"Wort;Zahl\nVesikel im Herz;7\n"
KNOWN = b"Title,Year,DOI\nVesicles,2020,10.1000/a\n"


def test_each_kind_of_table_waits_for_its_own_answer(owen: Member, clean_files: Any) -> None:
    packed = zipped(
        **{"one.csv": ONE, "two.csv": LIKE_ONE, "other.csv": OTHER, "known.csv": KNOWN, "a.ris": RIS}
    )
    browser, page = preview(owen, packed)
    shown = text(browser.get(page))
    assert "<strong>one.csv</strong> and 1 more with the same columns: This is a table" in shown
    assert "<strong>other.csv</strong>: This is a table" in shown
    assert "<strong>known.csv</strong>" not in shown
    assert "Nothing was imported." in text(browser.post(page + "confirm/", follow=True))
    address = columns_page(browser, page)
    assert "Vesikel im Herz" in text(browser.get(address + "?table=2"))
    browser.post(address + "?table=2", {"c0": "title", "c1": "pmid"})
    shown = text(browser.get(page))
    assert "<strong>one.csv</strong>" in shown
    assert "<strong>other.csv</strong>" not in shown
    browser.post(address + "?table=1", {"c0": "title", "c1": "year"})
    assert "6 records in export.ris" in text(browser.get(page))
    browser.post(page + "confirm/")
    (run,) = work()
    assert (run.state, run.received, run.unreadable, run.file_format) == ("complete", 6, 0, "zip")
    assert dict(Citation.objects.values_list("title", "year")) == {
        "Vesikel im Knie": 2020,
        "Vesikel im Ohr": 2021,
        "Vesikel im Auge": 2022,
        "Vesikel im Herz": None,
        "Vesicles": 2020,
        "Vesicles in the knee": 2020,
    }


def test_what_was_said_is_kept_told_and_remembered(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, gzip.compress(ONE))
    browser.post(columns_page(browser, page), {"c0": "title", "c1": "year"})
    browser.post(page + "confirm/")
    (run,) = work()
    event = AuditEvent.objects.get(kind="run.started")
    assert sentence(event.kind, event.data, {}).endswith("Wann → year; Was → title")
    assert "as Owen said: Was → Title; Wann → Year" in text(browser.get(f"/r/exosomes/search/run/{run.pk}/"))
    for again in (LIKE_ONE, zipped(**{"a.csv": LIKE_ONE, "b.ris": RIS})):  # alone, and in another archive
        _, page = preview(owen, again)
        assert "Columns read as last time" in text(browser.get(page))
        browser.post(page + "confirm/")
        assert work()[-1].received in (1, 2)


def test_a_workbook_in_an_archive(owen: Member, clean_files: Any) -> None:
    book, out = Workbook(), BytesIO()
    for row in (["Was", "Wann"], ["Vesikel", 2020]):
        book.active.append(row)
    book.save(out)
    browser, page = preview(owen, zipped(**{"book.xlsx": out.getvalue(), "a.ris": RIS}))
    assert "<strong>book.xlsx</strong>" in text(browser.get(page))
    browser.post(columns_page(browser, page), {"c0": "title"})
    assert "2 records" in text(browser.get(page))


def test_a_row_of_names_may_be_missing_there_too(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, gzip.compress(b"Vesikel im Knie,2020\nVesikel im Ohr,2021\n"))
    address = columns_page(browser, page) + "?table=1&names=no"
    assert "column 1" in text(browser.get(address))
    browser.post(address, {"c0": "title", "c1": "year"})
    assert "2 records" in text(browser.get(page))


def test_files_of_one_batch_share_an_answer(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, ONE, zipped(**{"a.csv": LIKE_ONE, "b.ris": RIS}))
    browser.post(columns_page(browser, page), {"c0": "title", "c1": "year"})
    assert "4 records in 2 files" in text(browser.get(page))


def test_columns_known_in_part_are_shown_with_what_they_hold(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, b"Title,Year,DOI,Setting,Arm\nVesicles,2020,10.1000/a,ward,b\n")
    shown = text(browser.get(page))
    assert "3 columns are read by their names, 2 only kept" in shown
    assert "<bdi>Title</bdi> → Title; <bdi>Year</bdi> → Year; <bdi>DOI</bdi> → DOI" in shown
    assert "<bdi>Setting</bdi>, <bdi>Arm</bdi>" in shown
    asked = browser.get(columns_page(browser, page) + "?table=1")
    assert [column.value for column in asked.context["form"].columns()] == ["title", "year", "doi", "", ""]


def test_a_number_that_is_none_is_the_first_table(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, ONE)
    for number in ("0", "9", "x", "1" * 30):
        assert "Vesikel im Knie" in text(browser.get(f"{columns_page(browser, page)}?table={number}"))
    assert not Run.objects.exists()
    assert signed_in(owen).get(f"{page}00000000-0000-0000-0000-000000000000/columns/").status_code == 404
