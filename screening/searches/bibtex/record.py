"""What a BibTeX or BibLaTeX entry says, with the field names of those who write them.

Standard fields: the manuals of BibTeX ("BibTeXing", 1988) and of biblatex. Scopus, Web of Science, EBSCO,
IEEE, Mendeley and Zotero add their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.accessions import accession_ids
from screening.records.dates import year_in
from screening.records.description import Description
from screening.records.retraction import is_retracted
from screening.searches.bibtex import latex
from screening.searches.bibtex.people import authors
from screening.searches.block import first_found, one_line

_HYPHENS = re.compile(r"\s*-+\s*")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_SCOPUS = re.compile(r"\beid=(2-s2\.0-\d+)")
_KEYWORDS = ("keywords", "keyword", "author_keywords", "author-keywords", "key words")
_SUBJECTS = ("keywords-plus", "index_keywords", "mesh-terms")
_NUMBERS = ("issn", "eissn", "e-issn", "isbn", "eisbn")
_TYPES = ("type", "document_type", "document-type", "entrysubtype")
_ARTICLE_NUMBER = ("article-number", "art_number", "articleno", "article_number", "eid")
_PUBLISHER = ("publisher", "institution", "school", "organization")
_ABBREVIATION = ("shortjournal", "journal-iso", "abbrev_source_title", "journal_abbreviation")
_LINKS = ("url", "ee", "link")
_KEPT_TOO = frozenset(
    {"eprint", "eprinttype", "archiveprefix", "note", "annote", "ee", "link"}
)  # in ``extra``
_READ = _KEPT_TOO | frozenset(
    """
    title subtitle author journal journaltitle booktitle year date month volume number issue pages doi pmid
    pmcid nct url abstract language langid unique-id
    """.split()  # noqa: SIM905
).union(_KEYWORDS, _SUBJECTS, _NUMBERS, _TYPES, _ARTICLE_NUMBER, _PUBLISHER, _ABBREVIATION)


class Fields(dict[str, str]):
    """What is read of an entry, by the names of the fields; of one given twice, the first."""

    def raw(self, *names: str) -> str:
        """The first of these that is not empty, on one line."""
        for name in names:
            if name in self and (value := one_line(self[name])):
                return value
        return ""

    def plain(self, *names: str) -> str:
        text = self.raw(*names)
        return latex.plain(text) if text else ""

    def prose(self, *names: str) -> str:
        return latex.prose(self.raw(*names))

    def all(self, names: Iterable[str]) -> list[str]:
        return [value for name in names if name in self and (value := self.plain(name))]

    def terms(self, names: Iterable[str]) -> tuple[str, ...]:
        """Between semicolons, or commas where there is no semicolon."""
        lists = (latex.prose(self.raw(name)) for name in names if name in self)
        terms = (term.strip() for text in lists for term in text.split(";" if ";" in text else ","))
        return tuple(dict.fromkeys(term for term in terms if term))


def describe(kind: str, key: str, fields: list[tuple[str, str]]) -> Description | None:
    """Of a kind of entry, its citation key and fields as written; ``None`` where it has no field."""
    said, extra = _sorted(fields)
    if not said and not extra:
        return None
    title, subtitle = said.prose("title"), said.prose("subtitle")
    types = (kind, *(part.strip() for text in said.all(_TYPES) for part in text.split(";") if part.strip()))
    numbers = " ".join(said.all(_NUMBERS))
    links = said.all(_LINKS)
    return Description(
        title=f"{title}: {subtitle}" if title and subtitle else title or subtitle,
        authors=tuple(authors(said.raw("author"))),
        year=year_in(said.plain("year", "date")),
        date=said.plain("date") or f"{said.plain('month')} {said.plain('year')}".strip(),
        journal=said.prose("journal", "journaltitle", "booktitle"),
        journal_abbreviation=said.prose(*_ABBREVIATION),
        volume=said.plain("volume"),
        issue=said.plain("number", "issue"),
        pages=_HYPHENS.sub("-", said.plain("pages")) or said.plain(*_ARTICLE_NUMBER),
        doi=first_found(identifiers.doi, said.all(("doi",)) + [link for link in links if "doi.org/" in link]),
        pmid=_pmid(said),
        pmcid=identifiers.pmcid(said.plain("pmcid")),
        nct=identifiers.nct(said.plain("nct")),
        issn=identifiers.issns(numbers),
        isbn=identifiers.isbns(numbers),
        abstract=sections(_abstract(said)),
        keywords=said.terms(_KEYWORDS),
        subjects=said.terms(_SUBJECTS),
        languages=tuple(one.strip() for text in said.all(("language", "langid")) for one in text.split(";")),
        types=types,
        url=next((link for link in links if link.startswith(("http://", "https://"))), ""),
        publisher=said.prose(*_PUBLISHER),
        retracted=is_retracted(title, types),
        ids=_ids(said.plain("unique-id"), key, links),
        extra=extra | {"citation key": [key]} if key else extra,
    )


def _sorted(fields: list[tuple[str, str]]) -> tuple[Fields, dict[str, list[str]]]:
    """What is read, and all the rest with what is read in part only; empty values are neither."""
    said, extra = Fields(), dict[str, list[str]]()
    for name, value in fields:
        known = name in _READ and name not in said and bool(value.strip("{} \n"))
        if known:
            said[name] = value
        if (not known or name in _KEPT_TOO) and (text := one_line(value)):
            extra.setdefault(name, []).append(text)
    return said, extra


def _abstract(said: Fields) -> str:
    """Its paragraphs, parted by empty lines."""
    if not _EMPTY_LINE.search(said.get("abstract", "")):
        return said.prose("abstract")
    paragraphs = (latex.prose(one_line(text)) for text in _EMPTY_LINE.split(said["abstract"]))
    return "\n\n".join(filter(None, paragraphs))


def _pmid(said: Fields) -> str:
    """Its own field, BibLaTeX's ``eprint`` of that type, or a note that says so."""
    own = said.all(("pmid",))
    if said.plain("eprinttype", "archiveprefix").lower() in ("pmid", "pubmed"):
        own.append(said.plain("eprint"))
    own += [note for note in said.all(("note", "annote")) if "pmid" in note.lower()]
    return first_found(identifiers.pmid, own)


def _ids(unique: str, key: str, links: list[str]) -> dict[str, str]:
    """Web of Science names its number in the key, too; Scopus hides it in the address."""
    found = accession_ids(next((name for name in (unique, key) if name.startswith(("WOS:", "ISI:"))), ""))
    scopus = _SCOPUS.search(" ".join(links))
    return found | ({"scopus": scopus[1]} if scopus else {})
