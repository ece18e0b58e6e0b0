import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from screening.fulltexts.pdf import check_pdf, location, store
from tests.fulltexts.rows import PDF, pdf


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\r\n \t"])
def test_a_pdf_is_known_by_its_first_bytes(before: bytes) -> None:
    file = pdf(content=before + PDF)
    check_pdf(file)
    assert file.read() == before + PDF


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n", b"<html>%PDF-", b"%PD", b"PK\x03\x04", b"\0" * 64]
)
def test_whatever_its_name_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError, match="not a PDF"):
        check_pdf(SimpleUploadedFile("paper.pdf", content))


def test_a_file_of_300_mb_is_refused_before_it_is_read() -> None:
    file = pdf()
    file.size = 300_000_000
    with pytest.raises(ValidationError, match="300 MB and the limit is 200 MB"):
        check_pdf(file)


def test_a_file_is_kept_under_its_checksum_whatever_it_was_called(folder: Path) -> None:
    sha256 = hashlib.sha256(PDF).hexdigest()
    for name in ("../../../etc/passwd.pdf", "wilson.pdf", "x" * 100_000):
        stored = store(pdf(name), review_id=7)
        assert (stored.path, stored.sha256, stored.size) == (f"7/{sha256}.pdf", sha256, len(PDF))
    assert [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()] == [Path(stored.path)]
    assert location(stored.path).read_bytes() == PDF


@pytest.mark.parametrize("path", ["../outside.pdf", "7/../../outside.pdf", "/etc/passwd"])
def test_no_stored_path_leads_out_of_the_data_folder(path: str) -> None:
    with pytest.raises(ValueError, match="out of the data folder"):
        location(path)


def test_a_file_that_breaks_off_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(size: int | None = None) -> Iterator[bytes]:
        yield PDF
        raise OSError("No space left on device")

    file = pdf()
    monkeypatch.setattr(file, "chunks", break_off)
    with pytest.raises(OSError, match="No space left"):
        store(file, review_id=7)
    assert [path for path in folder.rglob("*") if path.is_file()] == []
