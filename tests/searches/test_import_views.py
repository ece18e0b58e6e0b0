"""Files are seen before they are imported, and nothing is left of those that are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from screening.audit.models import AuditEvent
from screening.records.models import Citation, Record
from screening.reviews.models import Member
from screening.searches.models import Run, Source
from tests.casting import signed_in
from tests.searches import importing
from tests.searches.importing import HERE, RIS, kept, one, preview, upload, work
from tests.searches.test_views import text
from tests.searching import make_source

clean_files = importing.clean_files


def test_a_file_is_seen_before_it_is_imported(owen: Member, clean_files: Any) -> None:
    browser, source = signed_in(owen), make_source(owen, "Embase", connector="")
    response = upload(browser, source, RIS.encode(), hits="3", strategy="exosom*", searched_on="2024-03-18")
    preview = text(browser.get(response.url))
    for part in ("2 records in export.ris", "RIS", "UTF-8", "You noted 3 hits", "Line 6:", "It is empty."):
        assert part in preview
    assert "&lt;script&gt;" in preview
    assert "<script>alert" not in preview
    assert not Record.objects.exists()
    started = browser.post(response.url + "confirm/")
    run = Run.objects.get()
    assert started.url == f"/r/exosomes/search/run/{run.pk}/"
    assert (run.hits, run.search.strategy, str(run.searched_on)) == (3, "exosom*", "2024-03-18")
    assert [path.name for path in kept(clean_files)] == [Path(run.file_path).name]
    assert "1 file from Embase" in text(browser.post(response.url + "confirm/", follow=True)), (
        "a second click"
    )
    assert Run.objects.count() == 1


def test_a_file_thrown_away_leaves_nothing(owen: Member, clean_files: Any) -> None:
    browser, source = signed_in(owen), make_source(owen, "Embase", connector="")
    response = upload(browser, source, RIS.encode())
    browser.post(response.url + "cancel/")
    assert kept(clean_files) == []
    assert browser.get(response.url).status_code == 404
    assert not Run.objects.exists()


def test_the_same_file_again_is_pointed_out(owen: Member, clean_files: Any) -> None:
    browser, source = signed_in(owen), make_source(owen, "Embase", connector="")
    browser.post(upload(browser, source, RIS.encode()).url + "confirm/")
    again = upload(browser, source, RIS.encode(), file_name="renamed.ris")
    assert "This very file was imported before" in text(browser.get(again.url))


def test_somebody_elses_upload_is_not_there(owen: Member, ines: Member, clean_files: Any) -> None:
    response = upload(signed_in(owen), make_source(owen, "Embase", connector=""), RIS.encode())
    assert signed_in(ines).get(response.url).status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "This is a PDF"),
        (b"PK\x03\x04" + b"\x00" * 100, "This archive is damaged"),
        (bytes(range(256)) * 40, "binary"),
        (b"<!DOCTYPE html><html><body>Session expired", "This is a web page"),
        (b"Dear colleague,\nplease find below", "do not know this kind of file"),
    ],
)
def test_what_is_no_export_is_refused_beside_the_field(
    owen: Member, clean_files: Any, content: bytes, sentence: str
) -> None:
    source = make_source(owen, "Embase", connector="")
    response = upload(signed_in(owen), source, content, strategy="exosom*")
    assert sentence in str(response.context["form"].errors["file"])
    assert "exosom*" in text(response), "nothing typed is lost"
    assert kept(clean_files) == []


def test_a_file_larger_than_the_limit(owen: Member, clean_files: Any) -> None:
    clean_files.UPLOAD_LIMIT_MB = 1
    source = make_source(owen, "Embase", connector="")
    response = upload(signed_in(owen), source, RIS.encode() * 30_000)
    assert "1 MB is the most accepted here" in str(response.context["form"].errors["file"])
    assert kept(clean_files) == []


def test_nul_bytes_in_a_file(owen: Member, clean_files: Any) -> None:
    browser, source = signed_in(owen), make_source(owen, "Embase", connector="")
    response = upload(browser, source, RIS.replace("Exosomes", "Exo\x00somes").encode())
    assert "Exosomes &amp; &lt;script" in text(browser.get(response.url))


def test_a_source_is_made_on_the_way(owen: Member, clean_files: Any) -> None:
    browser = signed_in(owen)
    fields = {"name": "CINAHL", "kind": "database", "platform": "EBSCOhost"}
    page = upload(browser, None, one("A"), **fields).url
    assert "From CINAHL. Nothing is imported yet." in text(browser.get(page))
    assert not Source.objects.exists()
    browser.post(page + "confirm/")
    source = Source.objects.get()
    assert (source.name, source.kind, source.platform, source.key) == (
        "CINAHL",
        "database",
        "EBSCOhost",
        "cinahl",
    )
    assert Run.objects.get().source == source


def test_what_is_said_of_a_source_must_fit(owen: Member, clean_files: Any) -> None:
    source = make_source(owen, "Embase", connector="")
    browser = signed_in(owen)
    assert "Name the new source" in text(upload(browser, None, one("A")))
    assert "is a source of this review already" in text(upload(browser, None, one("A"), name="embase"))
    browser.post(upload(browser, source, one("A"), platform="Ovid").url + "confirm/")
    source.refresh_from_db()
    assert source.platform == "Ovid", "what was missing is noted"
    assert "is a source of its own" in text(upload(browser, source, one("B"), platform="Embase.com"))
    assert "Embase (Ovid)" in text(browser.get(f"{HERE}?source={source.pk}"))


def test_a_source_that_came_while_files_waited_is_not_made_twice(owen: Member, clean_files: Any) -> None:
    browser = signed_in(owen)
    pages = [upload(browser, None, one(title), name="CINAHL").url for title in "AB"]
    for page in pages:
        browser.post(page + "confirm/")
    assert Source.objects.get().runs.count() == 2


def test_where_the_start_fails_the_files_still_wait(
    owen: Member, clean_files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, page = preview(owen, one("A"))
    browser.raise_request_exception = False

    def fail(**about: Any) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("screening.searches.importing.start_import", fail)
        assert browser.post(page + "confirm/").status_code == 500
    assert not Run.objects.exists()
    browser.post(page + "confirm/")
    assert [run.received for run in work()] == [1]


def test_the_same_number_twice_is_told_and_both_are_kept(owen: Member, clean_files: Any) -> None:
    twice = one("A", "AN  - WOS:000123456700001\n") + one("B", "AN  - WOS:000123456700001\n")
    browser, page = preview(owen, twice)
    shown = text(browser.get(page))
    assert "1 record has a number that stands in the file before" in shown
    assert "Line 7 as line 1:" in shown
    browser.post(page + "confirm/")
    work()
    assert Record.objects.count() == Citation.objects.count() == 2


def test_an_earlier_import_is_a_reason_to_stop(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, one("A"))
    browser.post(page + "confirm/")
    _, again = preview(owen, one("A"))
    shown = browser.get(again)
    assert "Do not import it again" in text(shown)
    browser.post(f"{again}{shown.context['files'][0]['upload'].pk}/drop/")
    assert Run.objects.count() == 1
    assert AuditEvent.objects.filter(kind="run.started").count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (one("A") + b"TY  - JOUR\nTI  - Half a rec", "The file ends inside this record"),
        (b'{"nextPageToken": "abc", "studies": [{"protocolSection": {"identificationModule": '
         b'{"nctId": "NCT00000001", "briefTitle": "Trial"}}}]}', "more studies than this file"),
        (b"<?xml version='1.0'?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID>"
         b"<Article><ArticleTitle>A</ArticleTitle></Article></MedlineCitation></PubmedArticle><PubmedArticle>"
         b"<MedlineCitation><PMID>2</PMID><Arti", "cut off"),
    ],
)  # fmt: skip
def test_a_part_of_an_export_is_called_one(
    owen: Member, clean_files: Any, content: bytes, sentence: str
) -> None:
    browser, page = preview(owen, content)
    shown = text(browser.get(page))
    assert "This seems to be a part of the export." in shown
    assert sentence in shown
