"""OpenAlex's citations: the filter ``cites`` and each work's ``referenced_works``
(https://developers.openalex.org/api-reference/works). A work knows only those references that are works there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

from screening.lib.identifiers import doi, pmid
from screening.searches.chaser import CHASERS, SeedIds
from screening.searches.connector import Context
from screening.searches.connectors.openalex import OpenAlex
from screening.searches.json_chase import JsonChase
from screening.searches.json_search import Parameters
from screening.searches.json_values import text, texts, value
from screening.searches.openalex.work import short_id

SEEN = "id,doi,ids,cited_by_count,referenced_works,referenced_works_count"
_SIGNS = frozenset(",|")  # which mean AND and OR inside a filter


class OpenAlexLinks(JsonChase[OpenAlex]):
    connector: ClassVar[str] = "openalex"

    def can(self, seed: SeedIds) -> bool:
        return bool(seed.pmid or _askable(seed.doi))

    def lookups(self, seeds: Sequence[SeedIds]) -> Iterator[Parameters]:
        """By both: OpenAlex knows some works by their DOI alone, some by their PMID."""
        dois = [seed.doi for seed in seeds if _askable(seed.doi)]
        pmids = [seed.pmid for seed in seeds if seed.pmid]
        for name, wanted in (("doi", dois), ("ids.pmid", pmids)):
            if wanted:
                size = str(self._connector.page)
                yield {"filter": f"{name}:{'|'.join(wanted)}", "select": SEEN, "per_page": size}

    def is_of(self, entry: Any, seed: SeedIds) -> bool:
        by_doi = bool(seed.doi) and doi(text(entry, "doi")) == seed.doi
        return by_doi or (bool(seed.pmid) and pmid(short_id(text(entry, "ids", "pmid"))) == seed.pmid)

    def entries(self, answer: Any) -> list[Any]:
        found = value(answer, "results")
        if not isinstance(found, list):
            raise ValueError("no page of works")
        return found


def _askable(identifier: str) -> bool:
    return bool(identifier) and not _SIGNS & set(identifier)


@CHASERS.register
class CitedBy(OpenAlexLinks):
    key: ClassVar[str] = "openalex_cited_by"
    label: ClassVar[str] = "OpenAlex: cited by"
    finds: ClassVar[str] = "works in OpenAlex that cite the seed"

    def counted(self, entry: Any, context: Context) -> int:
        return int(text(entry, "cited_by_count") or 0)

    def named(self, entry: Any, context: Context) -> tuple[int, Sequence[str]]:
        asked = {"filter": f"cites:{short_id(text(entry, 'id'))}", "select": "id"}
        asked["per_page"] = str(self._connector.page)
        found: list[str] = []
        hits, cursor, passed = 0, "*", {""}
        while cursor not in passed:
            passed.add(cursor)
            look = partial(self._connector.found, first=True)
            page = self._connector.answer(asked | {"cursor": cursor}, context, look)
            hits, cursor = page.hits, page.cursor
            found += page.accessions
        return hits, found


@CHASERS.register
class References(OpenAlexLinks):
    key: ClassVar[str] = "openalex_references"
    label: ClassVar[str] = "OpenAlex: references"
    finds: ClassVar[str] = "what the seed cites, as far as OpenAlex has its works"

    def counted(self, entry: Any, context: Context) -> int:
        return len(texts(entry, "referenced_works"))

    def named(self, entry: Any, context: Context) -> tuple[int, Sequence[str]]:
        found = [short_id(work) for work in texts(entry, "referenced_works")]
        return len(found), found
