"""Which known items a strategy for PubMed would find, asked before anything is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.reviews.models import Member
from screening.searches.asking import LONGEST_PREVIEW, after, connector_of, context_for
from screening.searches.connector import (
    Connector,
    Context,
    SearchCancelled,
    SearchInterrupted,
    SearchRefused,
)
from screening.searches.known_item_models import KnownItem
from screening.searches.known_items import known_items
from screening.searches.models import Source
from screening.searches.pubmed.query import balanced

KEY = "pubmed"
AT_ONCE = 200  # PMIDs of one query
DOIS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Known items that a strategy finds, misses, and that PubMed does not hold; or why it could not be asked."""

    found: list[KnownItem]
    missed: list[tuple[KnownItem, str]]  # with the PMID
    unknown: list[KnownItem]
    problem: str = ""

    @property
    def total(self) -> int:
        return len(self.found) + len(self.missed) + len(self.unknown)


def foreseen(*, member: Member, source: Source, query: str) -> Foreseen | None:
    """Ask PubMed; ``None`` for other sources, and where the review has no known items."""
    items = list(known_items(review=member.review)) if source.connector == KEY else []
    if not items:
        return None
    if not balanced(query):
        return Foreseen([], [], [], "Known items are looked for once the parentheses match.")
    context = context_for(member, source, cancelled=after(LONGEST_PREVIEW))
    try:
        return _foreseen(connector_of(source), context, query.strip(), items)
    except SearchCancelled:
        return Foreseen([], [], [], f"{source} did not say in time which known items the strategy finds.")
    except (SearchRefused, SearchInterrupted) as trouble:
        return Foreseen([], [], [], f"Known items could not be looked for. {trouble}")


def _foreseen(pubmed: Connector, context: Context, query: str, items: Sequence[KnownItem]) -> Foreseen:
    pmids = _pmids(pubmed, context, items)
    every = sorted({pmid for pmid in pmids.values() if pmid}, key=int)
    there = set(_among(pubmed, context, every))
    finds = set(_among(pubmed, context, sorted(there, key=int), f"({query}) AND "))
    found, missed, unknown = [], [], []
    for item in items:
        pmid = pmids[item.pk]
        if pmid in finds:
            found.append(item)
        elif pmid in there:
            missed.append((item, pmid))
        else:
            unknown.append(item)
    return Foreseen(found, missed, unknown)


def _among(pubmed: Connector, context: Context, pmids: Sequence[str], before: str = "") -> Iterator[str]:
    """Those of the PMIDs that PubMed finds with ``before`` in front of them."""
    for start in range(0, len(pmids), AT_ONCE):
        some = pmids[start : start + AT_ONCE]
        either = " OR ".join(f"{pmid}[uid]" for pmid in some)
        yield from pubmed.plan(f"{before}({either})", context)[1]


def _pmids(pubmed: Connector, context: Context, items: Sequence[KnownItem]) -> dict[int, str]:
    """Each item's PMID; ``""`` where PubMed has no record with its DOI, or more than one."""
    by_doi: dict[str, list[str]] = {}
    dois = [item.doi for item in items if not item.pmid and '"' not in item.doi]
    for start in range(0, len(dois), DOIS_AT_ONCE):
        either = " OR ".join(f'"{doi}"[doi]' for doi in dois[start : start + DOIS_AT_ONCE])
        named = pubmed.plan(either, context, 2 * DOIS_AT_ONCE)[1]
        for batch in pubmed.fetch(named, context) if named else ():
            for record in batch.records:
                if record.description and record.description.doi:
                    by_doi.setdefault(record.description.doi, []).append(record.accession)
    only = {doi: pmids[0] for doi, pmids in by_doi.items() if len(pmids) == 1}
    return {item.pk: item.pmid or only.get(item.doi, "") for item in items}
