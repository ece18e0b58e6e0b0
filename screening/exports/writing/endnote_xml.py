"""EndNote's XML, in the order of its RSXML.dtd."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from screening.exports.writing.entry import Entry, inverted, one_line
from screening.exports.writing.kinds import Kind, kind_of, types_of
from screening.records.description import Author, Description

_TYPES = {
    Kind.ARTICLE: ("Journal Article", 17),
    Kind.BOOK: ("Book", 6),
    Kind.CHAPTER: ("Book Section", 5),
    Kind.CONFERENCE: ("Conference Paper", 47),
    Kind.THESIS: ("Thesis", 32),
    Kind.REPORT: ("Report", 27),
    Kind.OTHER: ("Generic", 13),
}


def endnote_xml(entries: Iterable[Entry]) -> Iterator[str]:
    """The opening, record by record, the end."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n'
    for entry in entries:
        yield f"<record>{''.join(_elements(entry))}</record>\n"
    yield "</records></xml>\n"


def _elements(entry: Entry) -> Iterator[str]:
    d = entry.description
    kind = kind_of(d)
    name, number = _TYPES[kind]
    yield _element("rec-number", entry.number)
    yield f"<ref-type name={quoteattr(name)}>{number}</ref-type>"
    yield _group("contributors", _group("authors", *(_element("author", _name(a)) for a in d.authors)))
    yield _group(
        "titles",
        _element("title", d.title),
        _element("secondary-title", d.journal),
        _element("translated-title", d.vernacular_title),
    )
    yield _group("periodical", _element("full-title", d.journal), _element("abbr-1", d.journal_abbreviation))
    yield _element("pages", d.pages)
    yield _element("volume", d.volume)
    yield _element("number", d.issue)
    yield _group("keywords", *(_element("keyword", word) for word in (*d.keywords, *d.subjects)))
    date = _element("date", d.date if d.date != str(d.year) else "")
    yield _group("dates", _element("year", d.year), _group("pub-dates", date))
    yield _element("publisher", d.publisher)
    yield _element("isbn", "; ".join((*d.issn, *d.isbn)))
    yield from _numbers(d)
    yield _element("abstract", d.abstract_text)
    yield _element("notes", f"Found in: {'; '.join(entry.sources)}" if entry.sources else "")
    yield _element("work-type", "; ".join(kind for kind in types_of(d) if kind != name))
    yield _element("remote-database-name", "PubMed" if _is_pubmed(d) else "")
    yield _element("language", "; ".join(d.languages))
    yield _group("urls", _group("related-urls", *(_element("url", url) for url in _addresses(d))))
    yield _element("custom2", d.pmcid)


def _numbers(d: Description) -> Iterator[str]:
    """EndNote has one accession number; a PMID beside another one goes out as PubMed's address."""
    yield _element("accession-num", d.pmid if _is_pubmed(d) else _accession(d))
    yield _element("electronic-resource-num", d.doi)


def _accession(d: Description) -> str:
    return next((d.ids[name] for name in ("accession", "wos", "central", "scopus") if d.ids.get(name)), "")


def _is_pubmed(d: Description) -> bool:
    return bool(d.pmid) and _accession(d) in ("", d.pmid)


def _addresses(d: Description) -> Iterator[str]:
    yield d.url
    if d.pmid and not _is_pubmed(d):
        yield f"https://pubmed.ncbi.nlm.nih.gov/{d.pmid}/"
    if d.nct:
        yield f"https://clinicaltrials.gov/study/{d.nct}"


def _name(author: Author) -> str:
    """EndNote takes a name for a group's, in one piece, where a comma ends it."""
    return f"{author.literal}," if author.literal and "," not in author.literal else inverted(author)


def _element(name: str, value: object) -> str:
    text = escape(one_line(value))
    return f"<{name}>{text}</{name}>" if text else ""


def _group(name: str, *elements: str) -> str:
    inside = "".join(elements)
    return f"<{name}>{inside}</{name}>" if inside else ""
