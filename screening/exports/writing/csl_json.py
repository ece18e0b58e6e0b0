"""CSL-JSON 1.0.2, which Zotero, pandoc and citeproc read. https://docs.citationstyles.org/en/stable/specification.html"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from screening.exports.writing.entry import Entry, one_line
from screening.exports.writing.kinds import Kind, kind_of, types_of
from screening.records.description import Author, Description

_TYPES = {
    Kind.ARTICLE: "article-journal",
    Kind.BOOK: "book",
    Kind.CHAPTER: "chapter",
    Kind.CONFERENCE: "paper-conference",
    Kind.THESIS: "thesis",
    Kind.REPORT: "report",
    Kind.OTHER: "document",
}


def csl_json(entries: Iterable[Entry]) -> Iterator[str]:
    """A JSON array, an item a line."""
    between = "[\n"
    for entry in entries:
        yield between + json.dumps(_item(entry), ensure_ascii=False)
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def _item(entry: Entry) -> dict[str, Any]:
    """What CSL has no name for stands under ``custom``, as its schema allows."""
    d = entry.description
    kind = _TYPES[kind_of(d)]
    item: dict[str, Any] = {
        "id": str(entry.number),
        "type": kind,
        "title": one_line(d.title),
        "author": [_name(author) for author in d.authors],
        "issued": {"date-parts": [[d.year]]} if d.year else None,
        "container-title": one_line(d.journal),
        "container-title-short": one_line(d.journal_abbreviation),
        "volume": one_line(d.volume),
        "issue": one_line(d.issue),
        "page": one_line(d.pages),
        "DOI": d.doi,
        "PMID": d.pmid,
        "PMCID": d.pmcid,
        "ISSN": ", ".join(d.issn),
        "ISBN": ", ".join(d.isbn),
        "abstract": one_line(d.abstract_text),
        "keyword": "; ".join(map(one_line, (*d.keywords, *d.subjects))),
        "language": ", ".join(map(one_line, d.languages)),
        "URL": one_line(d.url),
        "publisher": one_line(d.publisher),
        "genre": "; ".join(one_line(name) for name in types_of(d) if name != kind),
        "custom": _custom(d, entry),
    }
    return {name: value for name, value in item.items() if value}


def _name(author: Author) -> dict[str, str]:
    if author.literal or not author.given:
        return {"literal": one_line(author)}
    return {"family": one_line(author.family), "given": one_line(author.given)}


def _custom(d: Description, entry: Entry) -> dict[str, Any]:
    own = {"date": d.date, "nct": d.nct, "ids": d.ids, "sources": list(entry.sources)}
    return {name: value for name, value in own.items() if value}
