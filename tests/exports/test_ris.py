"""RIS: back into our own import, and into a parser that is not ours."""

from __future__ import annotations

import re

import rispy
from hypothesis import given
from hypothesis import strategies as st

from screening.exports.writing.ris import ris
from screening.records.description import Author, Description
from tests.exports.writing import ALL, RICH, back, descriptions, entries, plain, told


def written(found: tuple[Description, ...] | list[Description]) -> str:
    return "".join(ris(entries(found)))


def test_everything_comes_back() -> None:
    found = back(written(ALL).encode(), "ris")
    assert [told(d) for d in found] == [told(d) for d in ALL]
    assert found[0].ids == RICH.ids
    assert set(RICH.types) < set(found[0].types)
    assert (found[0].journal_abbreviation, found[0].url, found[0].date) == ("J Walk Sit", RICH.url, RICH.date)


@given(st.lists(descriptions, min_size=1, max_size=3))
def test_anything_comes_back(some: list[Description]) -> None:
    assert [told(d) for d in back(written(some).encode(), "ris")] == [told(d) for d in some]


@given(st.lists(descriptions, min_size=1, max_size=3))
def test_a_second_export_is_the_first(some: list[Description]) -> None:
    first = back(written(some).encode(), "ris")
    assert told(back(written(first).encode(), "ris")[0]) == told(first[0])


def test_a_parser_that_is_not_ours_finds_the_same() -> None:
    found = rispy.loads(written(ALL))
    assert [one["title"] for one in found] == [plain(d.title) for d in ALL]
    first = found[0]
    assert first["authors"] == ["Müller, Jörg K", "van der Berg, Ann", "Walking Study Group"]
    assert (first["year"], first["doi"], first["secondary_title"]) == ("2021", RICH.doi, RICH.journal)
    assert (first["start_page"], first["end_page"]) == ("101", "110")


def test_every_line_is_one_tag_and_every_record_is_closed() -> None:
    lines = written(ALL).split("\r\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines if line)
    assert lines.count("ER  - ") == len(ALL) == sum(line.startswith("TY  - ") for line in lines)


def test_what_zotero_and_endnote_name_an_article() -> None:
    assert written([RICH]).startswith("TY  - JOUR\r\nTI  - ")
    book = Description(title="A book", types=("Book",), authors=(Author(literal="WHO"),))
    assert written([book]).startswith("TY  - BOOK\r\n")
    assert written([Description(title="x", types=("ELEC", "Web page"))]).startswith("TY  - ELEC\r\n")
