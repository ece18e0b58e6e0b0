"""The sources that are asked about citations, and how each is asked: by identifiers in bulk, else by title."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from screening.metadata.matching import Match, Wanted, only_one
from screening.records.description import Description, Received
from screening.searches.connector import Connector, Context
from screening.searches.connectors.openalex import OpenAlex

CANDIDATES = 5  # records a source gives for one title
MOST_WORDS = 25  # of a title, in a query

Matches = dict[int, Match]  # by the citation's id
Find = Callable[[Connector, Sequence[Wanted], Context], Matches]


@dataclass(frozen=True, slots=True)
class Finder:
    """A connector's key and name, the fields it may give, and how it is asked about up to fifty citations.

    ``find`` raises what a connector raises.
    """

    key: str
    label: str
    gives: frozenset[str]
    find: Find


def _pubmed(connector: Connector, wanted: Sequence[Wanted], context: Context) -> Matches:
    matches = _by(wanted, "pmid", _fetched(connector, [one.pmid for one in wanted if one.pmid], context))
    rest = _without(wanted, matches)
    dois = [one.doi for one in rest if one.doi and '"' not in one.doi]
    if dois:
        _, pmids = connector.plan(" OR ".join(f'"{doi}"[doi]' for doi in dois), context)
        matches |= _by(rest, "doi", _fetched(connector, pmids, context))
    return matches | _by_title(connector, _without(wanted, matches), context, _pubmed_query)


def _crossref(connector: Connector, wanted: Sequence[Wanted], context: Context) -> Matches:
    matches = _by(wanted, "doi", _fetched(connector, [one.doi for one in wanted if one.doi], context))
    return matches | _by_title(connector, _without(wanted, matches), context, _crossref_query)


def _openalex(connector: Connector, wanted: Sequence[Wanted], context: Context) -> Matches:
    assert isinstance(connector, OpenAlex)  # noqa: S101 - no other connector is registered under its key
    matches: Matches = {}
    for kind in ("pmid", "doi"):
        rest = _without(wanted, matches)
        named = [value for one in rest if (value := getattr(one, kind))]
        matches |= _by(rest, kind, connector.identified(kind, named, context))
    return matches | _by_title(connector, _without(wanted, matches), context, _plain_query)


FINDERS = {
    finder.key: finder
    for finder in (
        Finder("pubmed", "PubMed", frozenset({"abstract", "doi", "year", "pmid"}), _pubmed),
        Finder("crossref", "Crossref", frozenset({"abstract", "doi", "year"}), _crossref),
        Finder("openalex", "OpenAlex", frozenset({"abstract", "doi", "year", "pmid"}), _openalex),
    )
}


def _fetched(connector: Connector, accessions: Iterable[str], context: Context) -> list[Received]:
    named = list(dict.fromkeys(accessions))
    return (
        [received for batch in connector.fetch(named, context) for received in batch.records] if named else []
    )


def _by(wanted: Sequence[Wanted], kind: str, received: Iterable[Received]) -> Matches:
    """Those that say the identifier they were asked for, once: an answer to another question is no match."""
    found: dict[str, list[tuple[str, Description]]] = {}
    for record in received:
        if record.description and (value := getattr(record.description, kind)):
            found.setdefault(value, []).append((record.accession, record.description))
    told = {one.citation: found.get(getattr(one, kind) or "-", []) for one in wanted}
    return {citation: Match(kind, *some[0]) for citation, some in told.items() if len(some) == 1}


def _by_title(
    connector: Connector, wanted: Sequence[Wanted], context: Context, query: Callable[[Wanted], str]
) -> Matches:
    named: dict[int, list[str]] = {}
    for one in wanted:
        if asked := query(one):
            named[one.citation] = connector.plan(asked, context, CANDIDATES)[1]
    received = _fetched(connector, [accession for some in named.values() for accession in some], context)
    by_accession = {record.accession: record for record in received}
    return _titled(wanted, named, by_accession)


def _titled(
    wanted: Sequence[Wanted], named: Mapping[int, list[str]], received: Mapping[str, Received]
) -> Matches:
    matches = {}
    for one in wanted:
        candidates = [
            received[accession] for accession in named.get(one.citation, ()) if accession in received
        ]
        described = {id(c.description): c.accession for c in candidates}
        if same := only_one(one, [c.description for c in candidates if c.description]):
            matches[one.citation] = Match("title", described[id(same)], same)
    return matches


def _without(wanted: Sequence[Wanted], matches: Matches) -> list[Wanted]:
    return [one for one in wanted if one.citation not in matches]


def _words(title: str, shortest: int = 1) -> list[str]:
    return [word for word in re.findall(r"\w+", title) if len(word) >= shortest][:MOST_WORDS]


def _pubmed_query(wanted: Wanted) -> str:
    """Short words are left out: PubMed does not look for “of”."""
    words = [f"{word}[ti]" for word in _words(wanted.title, shortest=4)]
    year = [f"{wanted.year}[dp]"] if wanted.year else []
    return " AND ".join(words + year) if len(words) > 1 else ""


def _crossref_query(wanted: Wanted) -> str:
    return " ".join([*_words(wanted.title), *_words(wanted.first_author)]) if wanted.title else ""


def _plain_query(wanted: Wanted) -> str:
    """In small letters, for OpenAlex takes AND, OR and NOT for operators."""
    return " ".join(_words(wanted.title)).lower()
