"""What a program that stands on rispy does next: its records, and their values brought to the form that ours have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import rispy

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.dates import year_in
from screening.records.description import Description
from screening.records.names import author
from screening.records.pages import page_range
from screening.records.retraction import is_retracted
from screening.searches.block import one_line


def read(path: Path) -> list[Description]:
    with path.open(encoding="utf-8-sig") as file:
        return list(map(_description, rispy.load(file)))


def _description(entry: dict[str, Any]) -> Description:
    def text(name: str) -> str:
        return one_line(entry.get(name) or "")

    title, types = text("title"), (text("type_of_reference"), text("type_of_work"))
    names = entry.get("authors") or entry.get("first_authors") or ()
    return Description(
        title=title,
        authors=tuple(found for name in names if (found := author(one_line(name)))),
        year=year_in(entry.get("year") or ""),
        date=text("year"),
        journal=text("secondary_title"),
        journal_abbreviation=text("alternate_title2"),
        volume=text("volume"),
        issue=text("number"),
        pages=page_range(text("start_page"), text("end_page")),
        doi=identifiers.doi(text("doi")),
        pmid=identifiers.pmid(text("accession_number")),
        nct=identifiers.nct(text("accession_number")),
        issn=identifiers.issns(text("issn")),
        abstract=sections(text("abstract")),
        keywords=tuple(map(one_line, entry.get("keywords") or ())),
        languages=(text("language"),),
        types=types,
        url=next(iter(entry.get("urls") or ()), ""),
        publisher=text("publisher"),
        retracted=is_retracted(title, types),
        ids={"accession": text("accession_number")},
        extra={
            name: [one_line(value) for value in entry.get(name) or ()] for name in ("notes", "author_address")
        },
    )
