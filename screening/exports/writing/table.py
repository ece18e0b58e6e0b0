"""Citations as rows of a table, whose columns our own import reads again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from screening.exports.writing.entry import Entry, inverted
from screening.exports.writing.kinds import types_of

HEAD = tuple(
    """
    citation title authors year date journal journal_abbreviation volume issue pages doi pmid pmcid nct issn isbn
    accession scopus embase language type keywords url publisher vernacular_title retracted sources route removed
    title_abstract full_text abstract
    """.split()  # noqa: SIM905
)


def rows(entries: Iterable[Entry]) -> Iterator[list[object]]:
    """A row for each, in the columns of ``HEAD``; several values in a cell stand between semicolons."""
    for entry in entries:
        d = entry.description
        cells: dict[str, object] = {
            "citation": entry.number,
            **{name: getattr(d, name) for name in HEAD if hasattr(d, name)},
            **entry.standing,
            "authors": _several(map(inverted, d.authors)),
            "issn": _several(d.issn),
            "isbn": _several(d.isbn),
            "accession": next((d.ids[n] for n in ("accession", "wos", "central") if d.ids.get(n)), ""),
            "scopus": d.ids.get("scopus"),
            "embase": d.ids.get("embase"),
            "language": _several(d.languages),
            "type": _several(types_of(d)),
            "keywords": _several((*d.keywords, *d.subjects)),
            "sources": _several(entry.sources),
            "abstract": d.abstract_text,
        }
        yield [cells.get(name, "") for name in HEAD]


def _several(values: Iterable[str]) -> str:
    return "; ".join(values)
