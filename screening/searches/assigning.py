"""Which column holds which field, as a person says it: the fields to choose from, and which tables are alike."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from screening.searches.fileformat import Sample

MOST_COLUMNS = 200  # that a person can be asked about; those behind stay in the record as they are

FIELDS = {
    "The report": {
        "title": "Title",
        "authors": "Authors",
        "year": "Year",
        "date": "Date",
        "journal": "Journal or book",
        "abstract": "Abstract",
        "doi": "DOI",
        "pmid": "PMID",
        "keywords": "Keywords",
        "types": "Type of publication",
        "languages": "Language",
        "url": "Link",
    },
    "Where in the journal": {
        "volume": "Volume",
        "issue": "Issue",
        "pages": "Pages",
        "first_page": "First page",
        "last_page": "Last page",
        "article_number": "Article number",
        "journal_abbreviation": "Journal, abbreviated",
        "citation": "Journal, year, volume and pages in one line",
        "issn": "ISSN",
        "isbn": "ISBN",
        "publisher": "Publisher",
    },
    "Other": {
        "vernacular_title": "Title in the original language",
        "subjects": "Subject headings (MeSH, Emtree …)",
        "retracted": "Retracted (yes or no)",
    },
    "Numbers": {
        "pmcid": "PMCID",
        "nct": "ClinicalTrials.gov number",
        "wos": "Web of Science number",
        "scopus": "Scopus number (EID)",
        "embase": "Embase number",
        "central": "CENTRAL number",
        "lens": "Lens number",
        "openalex": "OpenAlex number",
        "dimensions": "Dimensions number",
        "accession": "Number in another database",
    },
}
LABELS = {field: label for group in FIELDS.values() for field, label in group.items()}
TELLING = ("title", "doi", "pmid", "nct")
"""A table without any of these says of no report which it is."""


def fingerprint(columns: Sequence[str]) -> str:
    """The same for tables with the same set of column names, in whatever order; ``""`` without names."""
    names = "\n".join(sorted(set(columns)))
    return hashlib.sha256(names.encode(errors="replace")).hexdigest() if names else ""


def unexplained(found: Sample) -> str:
    """Why a table cannot be read yet."""
    names = ", ".join(f"“{name[:60]}”" for name in found.columns[:6])
    more = " …" if len(found.columns) > 6 else ""
    return f"This is a table, but the names of its columns do not tell us what they hold: {names}{more}."


def is_table(found: Sample) -> bool:
    """Whether this is a table at all: every row has as many cells as there are columns, and that is not one."""
    width = len(found.columns)
    return width > 1 and bool(found.rows) and all(len(row) == width for row in found.rows)


def without_names(found: Sample) -> dict[str, str]:
    """A mapping under which the first row is no row of names: columns are ``column 1``, ``column 2`` … then."""
    return {f"column {number}": "title" for number in range(1, len(found.columns) + 1)}
