"""RIS in its plainest form is read a record at once: the same must come out as line by line."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from screening.lib import decoding
from screening.searches import ris, tagged
from screening.searches.formats import ris as ris_format
from tests.searches.formats.samples import SAMPLES

PLAIN = ris_format._DIALECT
BY_LINE = replace(PLAIN, ending=b"")

lines = st.sampled_from(
    [
        "TY  - JOUR",
        "TY  - ",
        "TI  - Walking & mood: β",
        "AU  - Smith, Ann",
        "A1  - Lee, Bo",
        "AB  - One line.",
        "and one that continues it",
        "      indented",
        "T1 - careless",
        "ER  - ",
        "ER  -",
        "ER  - x",
        "ER",
        "",
        " ",
        "1.",
        "PY  - 2020///",
        "KW  - a; b",
        "DO  - 10.1000/x",
        "\ufeffTY  - JOUR",
        "AU  -\tTab",
        "AB  - lone\rreturn",
        "AB  - nul \0 inside",
        "AB  - U+2028 \u2028 and \x85 and \x0c",
        "PMID- 12",
        "PMID  - 31",
        "TI  -  two  blanks ",
        "T2  - no-break\u00a0space \u2013 dash",
        "JF  - A &amp; B",
        "UR  - https://example.org/?a=1&amp;b=PMC123456",
        "AN  - NCT01234567",
        "C5  - 35322978",
        "DB  - Embase",
        "Xy  - small",
    ]
)


def read(data: bytes, dialect: tagged.Dialect) -> list[tuple[object, ...]]:
    return [
        (one.raw, one.description, one.problem, one.line)
        for one in tagged.received(io.BytesIO(data), dialect, ris.describe)
    ]


@given(
    st.lists(lines, max_size=40),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.integers(0, 9),
)
@example(["TY  - JOUR", "ER  -", "ER  - ", "TY  - JOUR"], "\n", "utf-8", 0)
@example(["TY  - JOUR", "TI  - A", "ER  - ", " ", "TY  - JOUR", "TI  - B", "ER  - "], "\n", "utf-8", 0)
@example(["TY  - JOUR", "TI  - A", "ER  - ", " ", "TY  - JOUR", "TI  - B", "ER  - "], "\r\n", "utf-8", 0)
@example(["TY  - JOUR", "PMID  - 31", "KW  - a", "KW  - ", "TI  - A ", "ER  - "], "\n", "utf-8", 0)
def test_whatever_the_file_holds(text: list[str], end: str, encoding: str, cut: int) -> None:
    data = end.join(text).encode(encoding, "replace")
    data = data[: len(data) - cut]
    found = read(data, PLAIN)
    assert found == read(data, BY_LINE)
    assert not found or b"".join(raw for raw, *_ in found) == data  # type: ignore[misc]


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 50])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_records_that_fall_between_two_portions_of_the_file(
    monkeypatch: pytest.MonkeyPatch, chunk: int, end: str
) -> None:
    data = (SAMPLES["ris"] * 3).replace("\n", end).encode("utf-8-sig")
    whole = read(data, BY_LINE)
    monkeypatch.setattr(decoding, "HEAD", 40)
    monkeypatch.setattr(decoding, "_CHUNK", chunk)
    assert read(data, PLAIN) == whole


def test_an_empty_line_that_ends_otherwise_is_only_empty() -> None:
    """IEEE Xplore writes LF, LF, CR between the records of a file with CRLF."""
    record = b"TY  - JOUR\r\nTI  - A\r\nER  - \r\n"
    found = read(record + b"\n\r" + record, PLAIN)
    assert found == read(record + b"\n\r" + record, BY_LINE)
    assert [(problem, line) for _, _, problem, line in found] == [("", 1), ("", 6)]


def test_a_plain_record_comes_in_one_piece_with_its_line() -> None:
    data = b"TY  - JOUR\r\nTI  - A\r\nER  - \r\n\r\nTY  - JOUR\r\nTI  - B\r\nER  - \r\n"
    first, second = decoding.lines(io.BytesIO(data), b"ER  - ")
    assert (first.number, first.text) == (1, "TY  - JOUR\nTI  - A\nER  - ")
    assert (second.number, second.text) == (5, "TY  - JOUR\nTI  - B\nER  - ")
    assert [line.number for line in decoding.taken_apart(second)] == [5, 6, 7]
    assert first.raw + second.raw == data
