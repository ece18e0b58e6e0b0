"""Exports in zip and gzip: each file in its own format, bombs not at all."""

import gzip
import io
import zipfile
from collections.abc import Mapping

import pytest

from screening.searches import archives, reading, summarising, unpacking
from screening.searches.fileformat import FileRefused
from tests.searches.formats.samples import sample


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def records(data: bytes, format_key: str | None = None) -> int:
    return sum(bool(one.description) for one in reading.read(io.BytesIO(data), format_key))


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        records(data)
    return str(refused.value)


MIXED = {
    "folder/records.ris": sample("ris"),
    "trials.json": sample("ctgov_json"),
    "table.xlsx": sample("xlsx"),
    "pubmed.xml.gz": gzip.compress(sample("pubmed_xml")),
    "__MACOSX/._records.ris": b"\0\5",
    ".DS_Store": b"\0",
    "folder/Thumbs.db": b"\0",
}


def test_each_file_is_read_as_its_own_format() -> None:
    assert records(zipped(MIXED)) == 8
    assert records(zipped({"a.txt": sample("nbib")}, zipfile.ZIP_STORED)) == 2
    assert records(gzip.compress(sample("csv"))) == 2
    assert records(gzip.compress(sample("ris")) + gzip.compress(sample("ris"))) == 4


def test_a_person_may_say_the_format_of_all() -> None:
    data = zipped({"a": sample("nbib"), "b": sample("nbib")})
    assert records(data, "nbib") == 4
    assert records(data, "zip") == 4


def test_a_summary_names_the_formats() -> None:
    summary = summarising.summarise(io.BytesIO(zipped(MIXED)))
    assert summary.format_key == "zip"
    assert summary.format_label == "RIS, ClinicalTrials.gov JSON, Excel workbook, PubMed XML in a zip archive"
    assert (summary.encoding, summary.records) == ("UTF-8", 8)
    single = summarising.summarise(io.BytesIO(gzip.compress(sample("ris").decode().encode("utf-16"))))
    assert (single.format_key, single.format_label) == ("gzip", "RIS in a gzip file")
    assert single.encoding == "UTF-16"


def test_problems_and_refusals_say_in_which_file() -> None:
    two = {"good.ris": sample("ris"), "bad/cut.ris": sample("ris")[:-20]}
    problems = [one.problem for one in reading.read(io.BytesIO(zipped(two))) if one.problem]
    assert problems == ["In “cut.ris”: The file ends inside this record: the download may be incomplete."]
    (alone,) = (
        one.problem for one in reading.read(io.BytesIO(zipped({"x": two["bad/cut.ris"]}))) if one.problem
    )
    assert alone.startswith("The file ends")
    assert refusal(zipped(two | {"notes.pdf": b"%PDF-1.7"})).startswith("In “notes.pdf”: This is a PDF.")
    assert refusal(zipped(two | {"table.xlsx": zipped({"xl/a": b""})})).startswith(
        "In “table.xlsx”: This workbook"
    )


def test_a_workbook_is_no_archive_of_files() -> None:
    assert summarising.summarise(io.BytesIO(sample("xlsx"))).format_key == "xlsx"


def test_nesting_ends_somewhere() -> None:
    once = zipped({"a.ris": sample("ris")})
    assert records(zipped({"a.zip": once})) == 2
    assert refusal(zipped({"a.zip": zipped({"b.zip": once})})).startswith("This archive holds an archive")
    thrice = gzip.compress(gzip.compress(gzip.compress(sample("ris"))))
    assert refusal(thrice).startswith("This archive holds an archive")


def test_what_cannot_be_unpacked_is_refused_with_a_sentence() -> None:
    assert refusal(zipped(MIXED)[:-200]) == "This archive is damaged or incomplete: download it again."
    assert refusal(gzip.compress(sample("ris") * 50)[:-20]).startswith("This file is damaged or incomplete")
    assert refusal(gzip.compress(sample("ris")) + b"junk").startswith("This file is damaged or incomplete")
    assert refusal(zipped({"folder/": b"", ".hidden": b"x"})) == "There is no file in this archive."
    broken = bytearray(zipped({"a.ris": sample("ris"), "b.ris": sample("ris")}, zipfile.ZIP_STORED))
    broken[60] ^= 0xFF
    assert refusal(bytes(broken)) == "“a.ris” in this archive is damaged or incomplete: download it again."
    secret = zipped({"a.ris": sample("ris")}).replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )
    assert refusal(secret) == "This archive has a password: unpack it and import the files in it."


def test_bombs_are_refused_before_or_while_they_unfold(monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = b"0" * 40 * 1024**2
    assert refusal(zipped({"a.ris": zeros})).startswith("Unpacked, this archive would have 40 MB")
    assert refusal(gzip.compress(zeros)).startswith("Unpacked, this file would be larger")
    monkeypatch.setattr(unpacking, "MOST_FILES", 3)
    assert refusal(zipped({str(number): b"x" for number in range(4)})).startswith("There are 4 files")
    monkeypatch.setattr(unpacking, "LARGEST", 3_000)
    several = {f"{number}.ris.gz": gzip.compress(sample("ris") * 3) for number in range(3)}
    assert refusal(zipped(several)).startswith("Unpacked, this archive has more than")


def test_what_is_an_archive() -> None:
    assert archives.kind(zipped(MIXED)) == "zip"
    assert archives.kind(gzip.compress(b"x")) == "gzip"
    assert archives.kind(sample("xlsx")) == archives.kind(sample("ris")) == ""
