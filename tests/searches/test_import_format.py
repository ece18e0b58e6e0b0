"""The person knows better which format or encoding a file is in."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from screening.audit.models import AuditEvent
from screening.records.models import Record
from screening.reviews.models import Member
from screening.searches.models import Run
from tests.casting import signed_in
from tests.searches import importing
from tests.searches.importing import RIS, kept, preview, upload, work
from tests.searches.test_views import text
from tests.searching import make_source

clean_files = importing.clean_files


def waits(browser: Any, page: str) -> Any:
    """The only file that waits there."""
    return browser.get(page).context["files"][0]["upload"]


def test_the_person_overrules_the_format(owen: Member, ines: Member, clean_files: Any) -> None:
    browser, page = preview(owen, RIS.encode(), hits="3")
    found = waits(browser, page)
    assert found.format_key == "ris"
    read = f"{page}{found.pk}/read/"
    refused = text(browser.post(read, {"format": "pubmed_xml"}, follow=True))
    assert "It is still read as RIS" in refused
    assert "Choose one of the formats" in text(browser.post(read, {"format": "x"}, follow=True))
    assert signed_in(ines).post(read, {"format": "ris"}).status_code == 404
    shown = browser.post(read, {"format": "ris"}, follow=True)
    assert "You noted 3 hits" in text(shown), "what was said about it is kept"
    browser.post(page + "confirm/")
    assert Run.objects.get().file_format == "ris"


def test_the_person_overrules_the_encoding(owen: Member, clean_files: Any) -> None:
    content = "TY  - JOUR\nTI  - Łódź: zażółć gęślą jaźń\nPY  - 2020\nER  - \n".encode("cp1250")
    browser, page = preview(owen, content)
    found = waits(browser, page)
    assert "Łódź" not in found.summary.first[0].title
    browser.post(f"{page}{found.pk}/read/", {"encoding": "cp1250"})
    found = waits(browser, page)
    assert found.summary.first[0].title == "Łódź: zażółć gęślą jaźń"
    assert found.summary.encoding == "Windows-1250 (Central European)"
    browser.post(page + "confirm/")
    (run,) = work()
    assert run.file_encoding == "cp1250"
    record = Record.objects.select_related("citation").get()
    assert record.citation.title.startswith("Łódź")
    assert record.raw == content, "as received, whatever it was read as"
    assert AuditEvent.objects.get(kind="run.started").data["encoding"] == "cp1250"


def test_a_format_chosen_at_once_is_the_one_that_reads(owen: Member, clean_files: Any) -> None:
    browser, source = signed_in(owen), make_source(owen, "Embase", connector="")
    note = b"Exported on Monday.\n" * 4_000  # longer than what is looked at to find the format
    assert "do not know" in text(upload(browser, source, note + RIS.encode()))
    page = upload(browser, source, note + RIS.encode(), format="ris").url
    assert waits(browser, page).format_key == "ris"
    refused = text(upload(browser, source, RIS.encode(), format="pubmed_xml"))
    assert "Nothing was kept." in refused
    assert len(kept(clean_files)) == 2, "the file that was read, and its note"


def test_an_archive_is_not_read_as_one_format(owen: Member, clean_files: Any) -> None:
    archive = BytesIO()
    with ZipFile(archive, "w") as file:
        file.writestr("export.ris", RIS)
    source = make_source(owen, "Embase", connector="")
    response = upload(signed_in(owen), source, archive.getvalue(), format="ris")
    assert "archive" in str(response.context["form"].errors["file"])
    assert kept(clean_files) == []


def test_an_unreadable_record_is_shown_in_its_encoding(owen: Member, clean_files: Any) -> None:
    content = "TY  - JOUR\nTI  - A\nER  - \n\nZażółć gęślą\nTY  - JOUR\nER  - \n".encode("utf-16")
    browser, page = preview(owen, content)
    browser.post(page + "confirm/")
    (run,) = work()
    assert run.unreadable
    assert "TY - JOUR ER -" in text(browser.get("/r/exosomes/search/problems/"))
