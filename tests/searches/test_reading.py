import io
from pathlib import Path

import pytest

from screening.searches import reading, summarising, tagged
from screening.searches.fileformat import FileRefused
from tests.searches.formats.samples import SAMPLES


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf \r\n\t\n", "The file is empty"),
        (b"%PDF-1.7", "This is a PDF. Export the records"),
        (b"PK\x03\x04", "This is a zip archive or an office document"),
        (b"\x89PNG", "This is an image"),
        (bytes(range(256)) * 20, "This is a binary file"),
        (b"<!DOCTYPE html><title>Sign in</title>", "This is a web page, not an export"),
        (b"Dear colleague,\nT1 - weighted images are attached.\n", "begins with: “Dear colleague,”"),
        (b'"Colour","Size"\n"red",3\n', "We do not know this kind of file; we read BibTeX, "),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(head: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        reading.recognise(head)
    with pytest.raises(FileRefused):
        reading.read(io.BytesIO(head))
    with pytest.raises(FileRefused):
        summarising.summarise(io.BytesIO(head))


def test_the_content_decides_not_the_name_and_a_person_may_overrule() -> None:
    data = SAMPLES["nbib"].encode()
    assert reading.recognise(data).key == "nbib"
    assert len(list(reading.read(io.BytesIO(data)))) == 2
    assert next(iter(reading.read(io.BytesIO(data), "ris"))).problem.startswith(
        "It does not begin with a TY line"
    )
    with pytest.raises(FileRefused, match="no format “word”"):
        reading.read(io.BytesIO(data), "word")
    with pytest.raises(FileRefused, match="This is a PDF"):
        reading.read(io.BytesIO(b"%PDF-1.7"), "ris")


def test_a_half_ris_file_that_has_lost_its_beginning_is_still_ris() -> None:
    assert reading.recognise(b"mood.\nPY  - 2021\nVL  - 3\nSP  - 1\nER  - \n").key == "ris"


def test_a_summary_shows_a_file_before_it_is_imported() -> None:
    broken = "TY  - JOUR\nER  -\nTY  - JOUR\nAU  - Lee, D\nPY  - 10 15\nER  -\n"
    data = (SAMPLES["ris"] * 6 + broken).encode("utf-8-sig")
    summary = summarising.summarise(io.BytesIO(data))
    assert (summary.format_key, summary.format_label) == ("ris", "RIS")
    assert summary.encoding == "UTF-8 with byte order mark"
    assert (summary.records, summary.unreadable, summary.problem_count) == (14, 1, 2)
    assert [one.title for one in summary.first][:2] == [
        "Walking and mood in adults: a randomised trial",
        "Sitting and mood: a cohort study",
    ]
    assert len(summary.first) == 10
    assert summary.missing == {"title": 1, "abstract": 1, "year": 1, "doi": 1, "authors": 0}
    empty, untitled = summary.problems
    start = (SAMPLES["ris"] * 6).count("\n")
    assert (empty.line, empty.sentence) == (start + 1, "It is empty.")
    assert untitled.line == start + 3
    assert untitled.sentence == "The year “10 15” could not be read. It has no title."


def test_problems_shown_are_few_and_counted_all() -> None:
    summary = summarising.summarise(io.BytesIO(b"TY  - JOUR\nER  -\n" * 200), limit=3)
    assert (summary.problem_count, len(summary.problems), summary.first) == (200, 50, ())


def test_a_file_without_a_record_is_refused() -> None:
    with pytest.raises(FileRefused, match="no record in this file, read as PubMed NBIB"):
        summarising.summarise(io.BytesIO(b"Walking and mood\n"), format_key="nbib")


def test_a_record_that_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagged, "LONGEST_RECORD", 10_000)
    found = reading.read(io.BytesIO(SAMPLES["ris"].encode() + b"TY  - JOUR\n" + b"x" * 20_000))
    with pytest.raises(FileRefused, match="What begins at line 24 is no record"):
        list(found)


class Repeated(io.RawIOBase):
    """A file of ``copies`` times ``unit``, made while it is read."""

    def __init__(self, unit: bytes, copies: int) -> None:
        self._unit, self.size, self._at = unit, len(unit) * copies, 0

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        size = min(size, self.size - self._at)
        start = self._at % len(self._unit)
        self._at += max(size, 0)
        return (self._unit * (size // len(self._unit) + 2))[start : start + size] if size > 0 else b""


def test_a_file_of_300_mb_is_read_as_it_comes() -> None:
    abstract = b"AB  - " + b"walk " * 5_000 + b"\n"
    stream = Repeated(SAMPLES["ris"].encode() + b"TY  - JOUR\nTI  - Long\n" + abstract + b"ER  - \n", 12_000)
    assert stream.size > 300_000_000
    before = _resident_kb()
    found = reading.read(stream)  # type: ignore[arg-type]
    count = sum(1 for _, one in zip(range(3_000), found, strict=False) if one.description)
    assert count == 3_000
    assert stream.tell() < 0.1 * stream.size
    assert _resident_kb() - before < 50_000


def _resident_kb() -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("no /proc here to measure memory with")
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))
