"""RIS: what a parser that is not ours finds in it, and its form."""

from __future__ import annotations

import re

import rispy

from screening.exports.writing.ris import ris
from screening.records.description import Author, Description
from tests.exports.writing import ALL, RICH, back, entries, plain


def written(found: tuple[Description, ...] | list[Description]) -> str:
    return "".join(ris(entries(found)))


def test_numbers_and_types_come_back() -> None:
    found = back(written([RICH]).encode(), "ris")[0]
    assert found.ids == RICH.ids
    assert set(RICH.types) < set(found.types)
    assert (found.journal_abbreviation, found.url, found.date) == ("J Walk Sit", RICH.url, RICH.date)


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
