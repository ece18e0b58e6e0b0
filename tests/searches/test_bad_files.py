"""Bad files on their way in: a clear sentence, and either every record or nothing at all."""

from __future__ import annotations

import html
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from screening.records.models import Citation, Record
from screening.reports import prisma
from screening.reviews.models import Member
from screening.searches import importing as importing_operations
from screening.searches.models import Run, Source
from tests.casting import signed_in
from tests.searches import importing
from tests.searches.bad_files import READ, REFUSED, RIS
from tests.searches.importing import kept, preview, upload, work
from tests.searches.test_views import text

clean_files = importing.clean_files


def nothing_is_left(settings: Any) -> bool:
    rows = [model.objects.exists() for model in (Run, Record, Citation, Source)]
    return not any(rows) and kept(settings) == []


@pytest.fixture
def looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However large they are."""
    monkeypatch.setattr(importing_operations, "LOOKED_AT_ONCE", 10**9)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(owen: Member, clean_files: Any, looked_at_once: None, name: str) -> None:
    content, sentence = REFUSED[name]
    response = upload(signed_in(owen), None, content, name="Embase", strategy="exosom*")
    (error,) = response.context["form"].errors["file"]
    assert sentence in error
    assert error.endswith("Nothing was kept.")
    assert "exosom*" in text(response), "nothing typed is lost"
    assert nothing_is_left(clean_files)


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_the_background(
    owen: Member, clean_files: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(importing_operations, "LOOKED_AT_ONCE", -1)
    content, sentence = REFUSED[name]
    browser, page = preview(owen, content)
    work()
    shown = html.unescape(text(browser.get(page)))
    assert "1 file was not kept" in shown
    assert sentence in shown
    browser.post(page + "cancel/")
    assert kept(clean_files) == []
    assert not Run.objects.exists()


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_the_command(owen: Member, clean_files: Any, tmp_path: Path, name: str) -> None:
    content, sentence = REFUSED[name]
    clean_files.MEDIA_ROOT = tmp_path / "data"
    (tmp_path / "export.ris").write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        call_command(
            "import_records", "exosomes", str(tmp_path / "export.ris"), "--source=embase", "--name=Embase",
            stdout=StringIO(),
        )  # fmt: skip
    assert sentence in str(refusal.value)
    assert nothing_is_left(clean_files)


@pytest.mark.parametrize("name", READ)
def test_read(owen: Member, clean_files: Any, name: str) -> None:
    content, records, sentence = READ[name]
    browser, page = preview(owen, content, file_name="scan.pdf")
    shown = html.unescape(text(browser.get(page)))
    assert f"{records} record" in shown
    assert sentence in shown
    assert "root:" not in shown, "what an external entity would bring"
    browser.post(page + "confirm/")
    (run,) = work()
    assert (run.state, run.received, Record.objects.count()) == ("complete", records, records)
    told = prisma.as_json(review=owen.review)
    assert [one["sentence"] for one in told["identities"] if not one["holds"]] == []
    assert told["recount"]["differing"] == []


def test_a_good_file_among_bad_ones(owen: Member, clean_files: Any) -> None:
    browser, page = preview(owen, RIS, *(content for content, _ in list(REFUSED.values())[:5]))
    assert "5 files were not kept" in text(browser.get(page))
    browser.post(page + "confirm/")
    assert [run.received for run in work()] == [1]


def test_too_many_files(owen: Member, clean_files: Any) -> None:
    response = upload(signed_in(owen), None, *[RIS] * 51, name="Embase")
    assert "50 files are the most at once" in str(response.context["form"].errors["file"])
    assert nothing_is_left(clean_files)


def test_no_file(owen: Member, clean_files: Any) -> None:
    response = upload(signed_in(owen), None, name="Embase")
    assert "Choose at least one file." in str(response.context["form"].errors["file"])
