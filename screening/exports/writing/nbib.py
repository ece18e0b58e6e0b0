"""PubMed's NBIB, one tag a line. Tags: https://www.nlm.nih.gov/bsd/mms/medlineelements.html"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from screening.exports.writing.entry import Entry, inverted, one_line
from screening.exports.writing.kinds import types_of
from screening.records.dates import year_in
from screening.records.description import Author, Description, Relation
from screening.searches.formats.nbib import RELATIONS

_TAGS = {kind: tag for tag, kind in RELATIONS.items()}
_INITIAL = re.compile(r"\b\w")


def nbib(entries: Iterable[Entry]) -> Iterator[str]:
    """Record by record."""
    for entry in entries:
        tagged = ((tag, one_line(value)) for tag, value in _tagged(entry.description))
        lines = [f"{tag:<4}- {text}" for tag, text in tagged if text]
        yield "\n".join([*lines, "", ""])


def _tagged(d: Description) -> Iterator[tuple[str, object]]:
    """PMID first: with it a record begins; for one that has none, OWN says that it is not the NLM's."""
    yield ("PMID", d.pmid) if d.pmid else ("OWN", "NOTNLM")
    yield from (("IS", number) for number in d.issn)
    yield from (("ISBN", number) for number in d.isbn)
    yield "VI", d.volume
    yield "IP", d.issue
    yield "DP", _published(d)
    yield "TI", d.title
    yield "PG", d.pages
    yield "LID", f"{d.doi} [doi]" if d.doi else ""
    yield "AID", f"{d.ids['pii']} [pii]" if "pii" in d.ids else ""
    yield "AB", d.abstract_text
    for author in d.authors:
        yield from _author(author)
    yield from (("LA", language) for language in d.languages)
    yield "SI", f"ClinicalTrials.gov/{d.nct}" if d.nct else ""
    yield from (("PT", kind) for kind in types_of(d))
    yield "TT", d.vernacular_title
    yield "PB", d.publisher
    yield "TA", d.journal_abbreviation
    yield "JT", d.journal
    yield from ((_TAGS[r.kind], _other(r)) for r in d.relations if r.kind in _TAGS)
    yield from (("MH", subject) for subject in d.subjects)
    yield from (("OT", word) for word in d.keywords)
    yield "PMC", d.pmcid
    yield "SO", _source(d)


def _published(d: Description) -> str:
    """``2021 Jan 5``; a date that does not tell the year stands behind it."""
    if d.year is None or year_in(d.date) == d.year:
        return d.date
    return f"{d.year} {d.date}".strip()


def _author(author: Author) -> Iterator[tuple[str, str]]:
    if author.literal or not author.given:
        yield "CN", inverted(author)
        return
    yield "FAU", inverted(author)
    yield "AU", f"{author.family} {''.join(_INITIAL.findall(author.given)).upper()}"


def _other(relation: Relation) -> str:
    marked = f"PMID: {relation.pmid}"
    return f"{relation.text} {marked}" if relation.pmid and marked not in relation.text else relation.text


def _source(d: Description) -> str:
    """The last line of every record of PubMed's: where it is missing, a file was cut off."""
    number = f"{d.volume}({d.issue})" if d.issue else d.volume
    return f"{d.journal_abbreviation or d.journal or 'Not in a journal'}. {_published(d)};{number}:{d.pages}."
