"""Rows of a CSV file as descriptions, for files that benchmarks of duplicates use. Plain values, no database.

Columns, any of them missing: ID, source, ENTRYTYPE, author, title, year, journal, volume, number, pages, doi, pmid,
isbn, abstract. A row without an ID is named by its number, from 1.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping

from screening.lib import identifiers
from screening.records import bylines
from screening.records.description import Author, Description, Section

_LONGEST = 10_000_000  # letters of one cell


def rows(lines: Iterable[str]) -> Iterator[tuple[str, Description]]:
    """The ID of each row and what it says. Raises ``csv.Error``."""
    csv.field_size_limit(_LONGEST)
    for number, row in enumerate(csv.DictReader(lines, strict=True), 1):
        said = {name: value.strip() for name, value in row.items() if name and isinstance(value, str)}
        yield said.get("ID") or str(number), described(said)


def described(row: Mapping[str, str]) -> Description:
    year = re.search(r"\d{4}", row.get("year", ""))
    text = row.get("abstract", "")
    entry = row.get("ENTRYTYPE", "")
    return Description(
        title=row.get("title", ""),
        authors=_authors(row.get("author", "")),
        year=int(year[0]) if year else None,
        journal=row.get("journal", ""),
        volume=row.get("volume", ""),
        issue=row.get("number", ""),
        pages=row.get("pages", ""),
        doi=identifiers.doi(row.get("doi", "")),
        pmid=identifiers.pmid(row.get("pmid", "")),
        issn=identifiers.issns(row.get("isbn", "")),
        abstract=(Section(text),) if text else (),
        types=(entry,) if entry else (),
    )


def _authors(text: str) -> tuple[Author, ...]:
    names = [name for name in text.split(" and ") if name.strip()]
    if len(names) < 2:
        return bylines.authors(text)
    return tuple(author for name in names if (author := bylines.one(name)))
