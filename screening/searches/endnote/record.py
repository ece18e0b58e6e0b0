"""What a record of EndNote says. Elements: EndNote's RSXML.dtd."""

from __future__ import annotations

import re

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.accessions import accession_ids
from screening.records.dates import year_in
from screening.records.description import Description
from screening.records.retraction import is_retracted
from screening.searches.block import Block, first_found
from screening.searches.endnote.names import person
from screening.searches.rows import EMPTY

_ABOUT_THE_LIBRARY = frozenset({"database", "source-app", "rec-number", "foreign-keys/key", "ref-type"})
_READ = _ABOUT_THE_LIBRARY | frozenset(
    """
    titles/title titles/secondary-title titles/translated-title contributors/authors/author
    periodical/full-title periodical/abbr-1 dates/year dates/pub-dates/date pages volume number issue isbn publisher
    abstract language electronic-resource-num keywords/keyword urls/related-urls/url urls/web-urls/url custom2
    work-type
    """.split()  # noqa: SIM905
)
_MEDLINE = re.compile(r"medline|pubmed|\bnlm\b", re.IGNORECASE)


def describe(block: Block) -> tuple[Description | None, list[str]]:
    """Of the elements' paths and lines. The accession number is a PMID only where the database is MEDLINE."""
    if block.is_empty(*_ABOUT_THE_LIBRARY):
        return None, [EMPTY]
    title = block.first("titles/title")
    types = (*block.values("ref-type"), *block.listed("work-type"))
    numbers = " ".join(block.values("isbn"))
    links = block.listed("urls/related-urls/url", "urls/web-urls/url")
    dois = [*block.values("electronic-resource-num"), *(link for link in links if "doi.org/" in link)]
    accession = block.first("accession-num")
    description = Description(
        title=title,
        vernacular_title=block.first("titles/translated-title"),
        authors=tuple(a for v in block.values("contributors/authors/author") if (a := person(v))),
        year=year_in(block.first("dates/year")),
        date=" ".join(block.values("dates/pub-dates/date", "dates/year")),
        journal=block.first("periodical/full-title", "titles/secondary-title", "titles/alt-title"),
        journal_abbreviation=block.first("periodical/abbr-1", "titles/alt-title"),
        volume=block.first("volume"),
        issue=block.first("number", "issue"),
        pages=block.first("pages"),
        doi=first_found(identifiers.doi, dois),
        pmid=_pmid(block, links),
        pmcid=identifiers.pmcid(" ".join(block.values("custom2", "accession-num"))),
        nct=first_found(identifiers.nct, [accession, *(v for v in links if "clinicaltrials.gov" in v)]),
        issn=identifiers.issns(numbers),
        isbn=identifiers.isbns(numbers),
        abstract=sections(block.prose("abstract")),
        keywords=block.listed("keywords/keyword"),
        languages=block.listed("language"),
        types=types,
        url=next((link for link in links if link.startswith(("http://", "https://"))), ""),
        publisher=block.first("publisher"),
        retracted=is_retracted(title, types),
        ids=accession_ids(accession),
        extra=block.others(_READ),
    )
    return description, []


def _pmid(block: Block, links: tuple[str, ...]) -> str:
    numbers = block.listed("accession-num")
    marked = [value for value in numbers if value.lower().startswith("pm")]
    database = " ".join(block.values("remote-database-name", "remote-database-provider"))
    own = numbers if _MEDLINE.search(database) else ()
    return first_found(identifiers.pmid, [*marked, *own, *(link for link in links if "pubmed" in link)])
