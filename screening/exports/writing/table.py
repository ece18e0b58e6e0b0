"""Citations as rows of a table, in columns whose names our own import knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from screening.exports.writing.entry import Entry, inverted, one_line
from screening.exports.writing.kinds import types_of

HEAD = tuple(
    """
    citation_id title authors year date journal journal_abbreviation volume issue pages doi pmid pmcid nct_id issn
    isbn accession_number wos_id scopus_id embase_id central_id language type keywords url publisher vernacular_title
    retracted sources found_from route removed title_abstract full_text abstract
    """.split()  # noqa: SIM905
)
_AS_THEY_ARE = tuple(
    """
    title year date journal journal_abbreviation volume issue pages doi pmid pmcid url publisher vernacular_title
    """.split()  # noqa: SIM905
)


def rows(entries: Iterable[Entry]) -> Iterator[list[str]]:
    """A row for each, in the columns of ``HEAD``; several values in a cell stand between semicolons."""
    for entry in entries:
        d = entry.description
        cells = {
            "citation_id": str(entry.number),
            **{name: one_line(getattr(d, name)) for name in _AS_THEY_ARE},
            **entry.standing,
            "authors": _several(map(inverted, d.authors)),
            "nct_id": d.nct,
            "issn": _several(d.issn),
            "isbn": _several(d.isbn),
            "accession_number": one_line(d.ids.get("accession", "")),
            **{
                f"{name}_id": one_line(d.ids.get(name, "")) for name in ("wos", "scopus", "embase", "central")
            },
            "language": _several(d.languages),
            "type": _several(types_of(d)),
            "keywords": _several((*d.keywords, *d.subjects)),
            "retracted": "yes" if d.retracted else "",
            "sources": _several(entry.sources),
            "abstract": "\n\n".join(one_line(section) for section in d.abstract),
        }
        yield [cells.get(name, "") for name in HEAD]


def _several(values: Iterable[str]) -> str:
    return "; ".join(map(one_line, values))
