"""What one row of a table says about a report."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.accessions import accession_ids
from screening.records.bylines import authors
from screening.records.dates import year_in
from screening.records.description import Description
from screening.records.pages import page_range
from screening.records.retraction import is_retracted
from screening.searches.tables import cells
from screening.searches.tables.citation_lines import parts
from screening.searches.tables.columns import Layout

_NO_ABSTRACT = re.compile(
    r"\[?no abstract(?: is)?(?: available)?\.?\]?|abstract (?:not|un)available\.?", re.IGNORECASE
)
_PARAGRAPHS = re.compile(r"\n\s*\n")
_SCOPUS_ID = re.compile(r"\beid=(2-s2\.0-\d+)")
_DATABASES = ("wos", "scopus", "embase", "central", "accession", "lens", "openalex", "dimensions")


def describe(layout: Layout, row: Sequence[str]) -> tuple[Description, list[str]]:
    """The row's description, and sentences on what in it could not be read."""
    taken = _Taken(layout, [cells.clean(cell) if cell else "" for cell in row])
    problems: list[str] = []
    line = parts(taken.beside("citation"))
    title = cells.joined(taken.first("title"))
    types = cells.listed(taken.first("types"))
    year = _year(taken, line, problems)
    description = Description(
        title=title,
        authors=authors(taken.first("authors"), layout.names_style),
        year=year,
        date=_date(taken, year),
        journal=cells.joined(taken.first("journal")) or line.get("journal", ""),
        journal_abbreviation=cells.joined(taken.first("journal_abbreviation")),
        volume=cells.number(taken.first("volume")) or line.get("volume", ""),
        issue=cells.number(taken.first("issue")) or line.get("issue", ""),
        pages=_pages(taken, problems) or line.get("pages", ""),
        doi=_doi(taken),
        pmid=_pmid(taken, problems),
        pmcid=identifiers.pmcid(taken.first("pmcid")),
        nct=identifiers.nct(taken.first("nct")),
        issn=identifiers.issns(" ".join(taken.every("issn"))),
        isbn=identifiers.isbns(" ".join(taken.every("isbn"))),
        abstract=sections(_abstract(taken)),
        keywords=_words(taken, "keywords"),
        subjects=_words(taken, "subjects"),
        languages=cells.listed(taken.first("languages"), commas=True),
        types=types,
        vernacular_title=cells.joined(taken.first("vernacular_title")),
        url=next((v.split()[0] for v in taken.every("url") if v.startswith(("http://", "https://"))), ""),
        publisher=cells.joined(taken.first("publisher")),
        retracted=is_retracted(title, types) or taken.first("retracted").casefold() in ("true", "yes", "1"),
        ids=_ids(taken),
        extra=taken.rest(),
    )
    return description, problems


class _Taken:
    """A row's cells by field, and which of them were asked for."""

    def __init__(self, layout: Layout, row: Sequence[str]) -> None:
        self._layout, self._row = layout, row
        self._used: set[int] = set()

    def every(self, field: str) -> list[str]:
        """All that is filled."""
        filled = [number for number in self._layout.fields.get(field, ()) if self._cell(number)]
        self._used.update(filled)
        return [self._row[number] for number in filled]

    def first(self, field: str) -> str:
        for number in self._layout.fields.get(field, ()):
            if cell := self._cell(number):
                self._used.add(number)
                return cells.shown(cell)
        return ""

    def beside(self, field: str) -> str:
        """The first that is filled; it stays among the ``rest``."""
        return next(
            (cell for number in self._layout.fields.get(field, ()) if (cell := self._cell(number))), ""
        )

    def looked_through(self, field: str, reading: Callable[[str], str]) -> str:
        """What ``reading`` makes of the first cell that it can read."""
        for number in self._layout.fields.get(field, ()):
            if found := reading(self._cell(number)):
                self._used.add(number)
                return found
        return ""

    def rest(self) -> dict[str, list[str]]:
        """What nobody asked for, by the column's name."""
        found: dict[str, list[str]] = {}
        names = self._layout.names
        for number, cell in enumerate(self._row):
            if cell and number not in self._used:
                name = names[number] if number < len(names) else f"column {number + 1}"
                found.setdefault(name, []).append(cell)
        return found

    def _cell(self, number: int) -> str:
        return self._row[number] if number < len(self._row) else ""


def _year(taken: _Taken, line: dict[str, str], problems: list[str]) -> int | None:
    """The year's column; else that of a date, the first that has one; else the citation's."""
    written = taken.first("year")
    dates = (taken.looked_through("date", lambda text: text if year_in(text) else ""), line.get("year", ""))
    year = next((found for text in (written, *dates) if (found := year_in(text))), None)
    if year is None and any(character.isdigit() for character in written):
        problems.append(f"The year \u201c{written[:40]}\u201d could not be read.")
    return year


def _date(taken: _Taken, year: int | None) -> str:
    """As written; Web of Science gives the month and the year in two columns."""
    written = cells.joined(taken.first("date"))
    return f"{written} {year}" if written and year and year_in(written) is None else written


def _pages(taken: _Taken, problems: list[str]) -> str:
    pages, problem = cells.pages(taken.first("pages"))
    problems += [problem] * bool(problem)
    return (
        pages
        or page_range(taken.first("first_page"), taken.first("last_page"))
        or taken.first("article_number")
    )


def _doi(taken: _Taken) -> str:
    """Its own column; else the article's address, but only if it says that it is a DOI's."""
    found = taken.looked_through("doi", cells.doi)
    return found or next((identifiers.doi(link) for link in taken.every("url") if "doi.org/" in link), "")


def _pmid(taken: _Taken, problems: list[str]) -> str:
    sentences: list[str] = []

    def reading(text: str) -> str:
        found, problem = cells.pmid(text)
        sentences.extend([problem] * bool(problem))
        return found

    found = taken.looked_through("pmid", reading)
    problems += [] if found else sentences
    return found


def _abstract(taken: _Taken) -> str:
    paragraphs = (cells.joined(part) for part in _PARAGRAPHS.split(taken.first("abstract")))
    text = "\n\n".join(part for part in paragraphs if part)
    return "" if _NO_ABSTRACT.fullmatch(text) else text


def _words(taken: _Taken, field: str) -> tuple[str, ...]:
    found = (word for value in taken.every(field) for word in cells.listed(value, commas=True))
    return tuple(dict.fromkeys(found))


def _ids(taken: _Taken) -> dict[str, str]:
    found = {name: cells.joined(taken.first(name)) for name in _DATABASES}
    if not found["scopus"] and (linked := _SCOPUS_ID.search(" ".join(taken.every("url")))):
        found["scopus"] = linked[1]
    found = accession_ids(found["accession"]) | {name: value for name, value in found.items() if value}
    found["embase"] = found.get("embase", "").removeprefix("EMBASE ")  # as CENTRAL has it
    return {name: value for name, value in found.items() if value}
