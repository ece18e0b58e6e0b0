"""PubMed's links between records, through ELink (https://www.ncbi.nlm.nih.gov/books/NBK25499/, names of links:
https://eutils.ncbi.nlm.nih.gov/entrez/query/static/entrezlinks.html).

References and citing records are those of articles in PubMed Central, so both lists have gaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from screening.searches.chaser import CHASERS, Links, SeedIds
from screening.searches.connector import Context
from screening.searches.connectors.pubmed import PubMed

PORTION = 100  # seeds of one request


class PubMedLinks:
    """One kind of link, by its name at NCBI."""

    connector: ClassVar[str] = "pubmed"
    link: ClassVar[str]

    def __init__(self, connector: PubMed) -> None:
        self._connector = connector

    def can(self, seed: SeedIds) -> bool:
        return bool(seed.pmid)

    def count(self, seeds: Sequence[SeedIds], context: Context) -> Iterator[Links]:
        return self.follow(seeds, context)  # it costs the same

    def follow(self, seeds: Sequence[SeedIds], context: Context) -> Iterator[Links]:
        able = [seed for seed in seeds if self.can(seed)]
        for start in range(0, len(able), PORTION):
            some = able[start : start + PORTION]
            linked = self._connector.linked(_pmids(some), self.link, context)
            for passed_over in sorted(set(_pmids(some)) - linked.keys()):
                linked |= self._connector.linked([passed_over], self.link, context)
            yield from (_links(seed, linked.get(seed.pmid)) for seed in some)


def _pmids(seeds: Sequence[SeedIds]) -> list[str]:
    return list(dict.fromkeys(seed.pmid for seed in seeds))


def _links(seed: SeedIds, found: tuple[str, ...] | None) -> Links:
    return Links(seed, known=False) if found is None else Links(seed, len(found), found)


@CHASERS.register
class Similar(PubMedLinks):
    key: ClassVar[str] = "pubmed_similar"
    label: ClassVar[str] = "PubMed: similar articles"
    finds: ClassVar[str] = "records whose words are most like the seed's, as PubMed reckons"
    link = "pubmed_pubmed"


@CHASERS.register
class CitedBy(PubMedLinks):
    key: ClassVar[str] = "pubmed_cited_by"
    label: ClassVar[str] = "PubMed: cited by"
    finds: ClassVar[str] = "articles in PubMed Central that cite the seed"
    link = "pubmed_pubmed_citedin"


@CHASERS.register
class References(PubMedLinks):
    key: ClassVar[str] = "pubmed_references"
    label: ClassVar[str] = "PubMed: references"
    finds: ClassVar[str] = "what the seed cites, if PubMed Central has the seed"
    link = "pubmed_pubmed_refs"
