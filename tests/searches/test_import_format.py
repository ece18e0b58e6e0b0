"""The person knows better which format a file is in."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from screening.reviews.models import Member
from screening.searches.models import Run
from tests.casting import signed_in
from tests.searches import test_views
from tests.searches.test_views import RIS, kept, text, upload
from tests.searching import make_source

clean_files = test_views.clean_files


def test_the_person_overrules_the_format(owen: Member, ines: Member, clean_files: Any) -> None:
    browser, source = signed_in(owen), make_source(owen, "Embase", connector="")
    page = upload(browser, source, RIS.encode(), hits="3").url
    assert browser.get(page).context["upload"].format_key == "ris"
    refused = text(browser.post(page + "format/", {"format": "pubmed_xml"}, follow=True))
    assert "It is still read as RIS" in refused
    assert "Choose one of the formats" in text(browser.post(page + "format/", {"format": "x"}, follow=True))
    assert signed_in(ines).post(page + "format/", {"format": "ris"}).status_code == 404
    preview = browser.post(page + "format/", {"format": "ris"}, follow=True)
    assert "You noted 3 hits" in text(preview), "what was said about it is kept"
    browser.post(page + "confirm/")
    assert Run.objects.get().file_format == "ris"


def test_a_format_chosen_at_once_is_the_one_that_reads(owen: Member, clean_files: Any) -> None:
    browser, source = signed_in(owen), make_source(owen, "Embase", connector="")
    note = b"Exported on Monday.\n" * 4_000  # longer than what is looked at to find the format
    assert "do not know" in text(upload(browser, source, note + RIS.encode()))
    page = upload(browser, source, note + RIS.encode(), format="ris").url
    assert browser.get(page).context["upload"].format_key == "ris"
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
