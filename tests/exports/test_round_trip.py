"""Every format on its way out and in again: nothing that it can say is lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from itertools import islice
from operator import itemgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.exports.exporters.citations_csv import CitationsCsv
from screening.exports.writing.bibtex import bibtex
from screening.exports.writing.csl_json import csl_json
from screening.exports.writing.endnote_xml import endnote_xml
from screening.exports.writing.entry import Entry
from screening.exports.writing.nbib import nbib
from screening.exports.writing.ris import ris
from screening.exports.writing.workbook import xlsx
from screening.records.description import Description
from screening.searches import reading, summarising
from screening.searches.fileformat import FORMATS, FileRefused
from tests.exports.writing import ALL, back, descriptions, entries, told
from tests.shared import SHARED, needs_shared

Write = Callable[[Iterable[Entry]], Iterator[str] | Iterator[bytes]]
WRITERS: dict[str, Write] = {
    "ris": ris,
    "nbib": nbib,
    "endnote_xml": endnote_xml,
    "bibtex": bibtex,
    "csv": CitationsCsv.text,
    "csl_json": csl_json,
    "xlsx": xlsx,
}
each_format = pytest.mark.parametrize("key", [key for key in WRITERS if key in FORMATS])


def written(key: str, found: Iterable[Description]) -> bytes:
    pieces = WRITERS[key](entries(found))
    return b"".join(piece.encode() if isinstance(piece, str) else piece for piece in pieces)


@each_format
def test_everything_comes_back(key: str) -> None:
    assert list(map(told, back(written(key, ALL), key))) == list(map(told, ALL))


@each_format
@settings(max_examples=15, deadline=None)
@given(some=st.lists(descriptions, min_size=1, max_size=2))
def test_anything_comes_back_and_goes_out_the_same_again(key: str, some: list[Description]) -> None:
    found = back(written(key, some), key)
    assert list(map(told, found)) == list(map(told, some))
    assert list(map(told, back(written(key, found), key))) == list(map(told, found))


@each_format
def test_import_knows_the_format_by_itself(key: str) -> None:
    with BytesIO(written(key, ALL)) as file:
        assert len(list(reading.read(file))) == len(ALL)
        file.seek(0)
        assert summarising.summarise(file).format_key == key


@pytest.fixture(scope="module")
def of_others() -> list[Description]:
    """The first records of every file in the development data that can be read."""
    found: list[Description] = []
    for path in sorted((SHARED / "imports").glob("*/*/expected.json")):
        with (path.parent / json.loads(path.read_text())["input"]).open("rb") as file, suppress(FileRefused):
            found += [one.description for one in islice(reading.read(file), 4) if one.description]
    return found


@needs_shared("imports")
@each_format
def test_records_of_other_programs_come_back(key: str, of_others: list[Description]) -> None:
    """All numbers and years; of the rest, 29 records in 30 to the letter: some hold marks that a format gives a
    meaning of its own (a cell ``null``, HTML in a title, a group's name in one cell with people's)."""
    before, after = (list(map(told, found)) for found in (of_others, back(written(key, of_others), key)))
    numbers = itemgetter("year", "doi", "pmid", "pmcid", "nct")
    assert list(map(numbers, after)) == list(map(numbers, before))
    changed = sum(one != other for one, other in zip(before, after, strict=True))
    assert len(before) > 300
    assert changed <= len(before) / 30
