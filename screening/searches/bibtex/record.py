"""What a BibTeX or BibLaTeX entry says, with the field names of those who write them.

Standard fields: the manuals of BibTeX ("BibTeXing", 1988) and of biblatex. Scopus, Web of Science, EBSCO,
IEEE, Mendeley and Zotero add their own.
"""

from __future__ import annotations

import re

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.accessions import accession_ids
from screening.records.dates import year_in
from screening.records.description import Description
from screening.records.retraction import is_retracted
from screening.searches.bibtex import latex
from screening.searches.bibtex.people import authors
from screening.searches.rows import EMPTY
from screening.searches.tagged import Block, first_found

KEY = "citation key"

_SCOPUS = re.compile(r"\beid=(2-s2\.0-\d+)")
_KEYWORDS = ("keywords", "keyword", "author_keywords", "author-keywords", "key words")
_SUBJECTS = ("keywords-plus", "index_keywords", "mesh-terms")
_NUMBERS = ("issn", "eissn", "e-issn", "isbn", "eisbn")
_TYPES = ("type", "document_type", "document-type", "entrysubtype")
_ARTICLE_NUMBER = ("article-number", "art_number", "articleno", "article_number", "eid")
_PUBLISHER = ("publisher", "institution", "school", "organization")
_ABBREVIATION = ("shortjournal", "journal-iso", "abbrev_source_title", "journal_abbreviation")
_READ = frozenset(
    """
    title subtitle author journal journaltitle booktitle year date month volume number issue pages doi pmid
    pmcid nct url abstract language langid unique-id
    """.split()  # noqa: SIM905
).union(_KEYWORDS, _SUBJECTS, _NUMBERS, _TYPES, _ARTICLE_NUMBER, _PUBLISHER, _ABBREVIATION)


def describe(block: Block) -> tuple[Description | None, list[str]]:
    """Of an entry's fields; ``block.opening`` is the kind of entry. Of a field given twice the first counts."""
    if not any(found.value for found in block.fields if found.tag != KEY):
        return None, [EMPTY]
    title, subtitle = _prose(block, "title"), _prose(block, "subtitle")
    kinds = (block.opening, *(_plain(block, tag) for tag in _TYPES))
    types = tuple(part.strip() for kind in kinds for part in kind.split(";") if part.strip())
    numbers = " ".join(map(latex.plain, block.values(*_NUMBERS)))
    links = [latex.plain(value) for value in block.values("url", "ee", "link")]
    dois = [latex.plain(value) for value in block.values("doi")] + [
        link for link in links if "doi.org/" in link
    ]
    description = Description(
        title=f"{title}: {subtitle}" if title and subtitle else title or subtitle,
        authors=tuple(authors(block.first("author"))),
        year=year_in(_plain(block, "year", "date")),
        date=_plain(block, "date") or f"{_plain(block, 'month')} {_plain(block, 'year')}".strip(),
        journal=_prose(block, "journal", "journaltitle", "booktitle"),
        journal_abbreviation=_prose(block, *_ABBREVIATION),
        volume=_plain(block, "volume"),
        issue=_plain(block, "number", "issue"),
        pages=re.sub(r"\s*-+\s*", "-", _plain(block, "pages")) or _plain(block, *_ARTICLE_NUMBER),
        doi=first_found(identifiers.doi, dois),
        pmid=_pmid(block),
        pmcid=identifiers.pmcid(_plain(block, "pmcid")),
        nct=identifiers.nct(_plain(block, "nct")),
        issn=identifiers.issns(numbers),
        isbn=identifiers.isbns(numbers),
        abstract=sections(latex.prose(block.prose("abstract"))),
        keywords=_terms(block, _KEYWORDS),
        subjects=_terms(block, _SUBJECTS),
        languages=tuple(map(latex.plain, block.items("language", "langid"))),
        types=types,
        url=next((link for link in links if link.startswith(("http://", "https://"))), ""),
        publisher=_prose(block, *_PUBLISHER),
        retracted=is_retracted(title, types),
        ids=_ids(block, links),
        extra=block.others(_READ),
    )
    return description, []


def _plain(block: Block, *tags: str) -> str:
    return latex.plain(block.first(*tags))


def _prose(block: Block, *tags: str) -> str:
    return latex.prose(block.first(*tags))


def _terms(block: Block, tags: tuple[str, ...]) -> tuple[str, ...]:
    """Between semicolons, or commas where there is no semicolon."""
    lists = (latex.prose(value) for value in block.values(*tags))
    terms = (term.strip() for text in lists for term in text.split(";" if ";" in text else ","))
    return tuple(dict.fromkeys(term for term in terms if term))


def _pmid(block: Block) -> str:
    """Its own field, BibLaTeX's ``eprint`` of that type, or a note that says so."""
    own = [*block.values("pmid")]
    if _plain(block, "eprinttype", "archiveprefix").lower() in ("pmid", "pubmed"):
        own += block.values("eprint")
    own += [value for value in block.values("note", "annote") if "pmid" in value.lower()]
    return first_found(identifiers.pmid, map(latex.plain, own))


def _ids(block: Block, links: list[str]) -> dict[str, str]:
    """Web of Science names its number in the key, too; Scopus hides it in the address."""
    names = (_plain(block, tag) for tag in ("unique-id", KEY))
    found = accession_ids(next((name for name in names if name.startswith(("WOS:", "ISI:"))), ""))
    scopus = _SCOPUS.search(" ".join(links))
    return found | ({"scopus": scopus[1]} if scopus else {})
