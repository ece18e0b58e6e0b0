"""BibTeX in UTF-8: what has a meaning to TeX is escaped, accents stay letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from screening.exports.writing.entry import Entry, inverted, one_line
from screening.exports.writing.kinds import Kind, kind_of, types_of
from screening.records.description import Author, Description

_ENTRIES = {
    Kind.ARTICLE: "article",
    Kind.BOOK: "book",
    Kind.CHAPTER: "incollection",
    Kind.CONFERENCE: "inproceedings",
    Kind.THESIS: "phdthesis",
    Kind.REPORT: "techreport",
    Kind.OTHER: "misc",
}
_PUBLISHER = {Kind.THESIS: "school", Kind.REPORT: "institution"}
_ESCAPES = {character: f"\\{character}" for character in "&%$#_"} | {
    "{": "\\ensuremath{\\lbrace}",  # a brace with a backslash before it still counts as a brace
    "}": "\\ensuremath{\\rbrace}",
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
}
_TABLE = str.maketrans(_ESCAPES)
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=`)(?=`)|(?<=')(?=')")
_STRAY = re.compile(r"[{}\\$]")


def bibtex(entries: Iterable[Entry]) -> Iterator[str]:
    """Entry by entry; the number in the key makes it unique."""
    for entry in entries:
        kind = kind_of(entry.description)
        # the title even if there is none: bibtexparser passes over entries without any field
        written = [(n, value) for n, value in _fields(entry.description, kind) if value or n == "title"]
        fields = [f"  {name} = {{{value}}},\n" for name, value in written]
        yield f"@{_ENTRIES[kind]}{{{_key(entry)},\n{''.join(fields)}}}\n\n"


def _key(entry: Entry) -> str:
    first = entry.description.authors[0] if entry.description.authors else Author()
    bare = unicodedata.normalize("NFKD", first.family or first.literal)
    name = re.sub(r"[^A-Za-z]", "", bare)[:20].lower() or "citation"
    return f"{name}{entry.description.year or ''}-{entry.number}"


def _fields(d: Description, kind: Kind) -> Iterator[tuple[str, str]]:
    yield "title", _escaped(d.title)
    yield "author", " and ".join(filter(None, map(_name, d.authors)))
    yield "booktitle" if kind in (Kind.CHAPTER, Kind.CONFERENCE) else "journal", _escaped(d.journal)
    yield "shortjournal", _escaped(d.journal_abbreviation)
    yield "year", str(d.year or "")
    yield "volume", _escaped(d.volume)
    yield "number", _escaped(d.issue)
    yield "pages", _escaped(d.pages).replace("-", "--")
    yield _PUBLISHER.get(kind, "publisher"), _escaped(d.publisher)
    yield "doi", _escaped(d.doi) if _STRAY.search(d.doi) else one_line(d.doi)
    yield "issn", "; ".join(d.issn)
    yield "isbn", "; ".join(d.isbn)
    yield "pmid", d.pmid
    yield "pmcid", d.pmcid
    yield "nct", d.nct
    yield "unique-id", _escaped(d.ids.get("wos", ""))
    yield "url", _STRAY.sub(lambda found: quote(found[0]), one_line(d.url))
    yield "language", _escaped("; ".join(d.languages))
    yield "type", _escaped("; ".join(name for name in types_of(d) if name != _ENTRIES[kind]))
    yield "keywords", _terms((*d.keywords, *d.subjects))
    yield "abstract", _escaped(d.abstract_text)


def _name(author: Author) -> str:
    """Braces around what is not to be taken apart."""
    name = _escaped(inverted(author))
    whole = author.literal or not author.given or name.count(",") > 2 or " and " in name.lower()
    return f"{{{name}}}" if whole and name else name


def _terms(words: tuple[str, ...]) -> str:
    """Between semicolons; one more behind a single one with a comma, which would be two."""
    text = _escaped("; ".join(words))
    return f"{text};" if "," in text and ";" not in text else text


def _escaped(text: str) -> str:
    """Also parts what TeX would join: two hyphens, two quotation marks."""
    return _LIGATURE.sub("{}", one_line(text).translate(_TABLE))
