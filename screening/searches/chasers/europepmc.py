"""Europe PMC's citations and references (https://europepmc.org/RestfulWebService): pages of 1,000 at most.

Of a reference that Europe PMC has no record of, the list gives the text only; such ones are counted, not named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

from screening.lib.identifiers import doi
from screening.searches.chaser import CHASERS, SeedIds
from screening.searches.connector import Context
from screening.searches.connectors.europepmc import EuropePmc
from screening.searches.json_chase import JsonChase
from screening.searches.json_search import Parameters
from screening.searches.json_values import text, value

PAGE = 1_000


class EuropePmcLists(JsonChase[EuropePmc]):
    connector: ClassVar[str] = "europepmc"
    module: ClassVar[str]  # of the service
    rows: ClassVar[tuple[str, str]]

    def can(self, seed: SeedIds) -> bool:
        return bool(seed.pmid or seed.doi)

    def lookups(self, seeds: Sequence[SeedIds]) -> Iterator[Parameters]:
        query = " OR ".join(_clause(seed) for seed in seeds)
        asked = {
            "query": query,
            "resultType": "lite",
            "pageSize": str(5 * len(seeds)),
        }  # a DOI may have versions
        yield asked | {"format": "json", "synonym": "false"}

    def is_of(self, entry: Any, seed: SeedIds) -> bool:
        if seed.pmid:
            return text(entry, "source") == "MED" and text(entry, "id") == seed.pmid
        return doi(text(entry, "doi")) == seed.doi

    def counted(self, entry: Any, context: Context) -> int:
        return self._page(entry, 1, 1, context)[0]

    def named(self, entry: Any, context: Context) -> tuple[int, Sequence[str]]:
        hits, some = self._page(entry, 1, PAGE, context)
        rows, page = some, 1
        while some and len(rows) < hits:
            page += 1
            some = self._page(entry, page, PAGE, context)[1]
            rows = rows + some
        return hits, [self._connector.accession(row) for row in rows]

    def _page(self, entry: Any, page: int, size: int, context: Context) -> tuple[int, list[Any]]:
        asked = {"page": str(page), "pageSize": str(size), "format": "json"}
        path = f"{text(entry, 'source')}/{text(entry, 'id')}/{self.module}"
        return self._connector.answer(asked, context, partial(_list, self.rows), path)

    def entries(self, answer: Any) -> list[Any]:
        found = value(answer, "resultList", "result")
        if not isinstance(found, list):
            raise ValueError("no page of results")
        return found


def _list(names: tuple[str, str], answer: Any) -> tuple[int, list[Any]]:
    hits, rows = value(answer, "hitCount"), value(answer, *names)
    if not isinstance(hits, int) or (hits and not isinstance(rows, list)):
        raise ValueError("no list")
    return hits, rows or []


def _clause(seed: SeedIds) -> str:
    if seed.pmid:
        return f'(EXT_ID:"{seed.pmid}" AND SRC:"MED")'
    bare = seed.doi.replace('"', "").replace("\\", "")
    return f'DOI:"{bare}"'


@CHASERS.register
class CitedBy(EuropePmcLists):
    key: ClassVar[str] = "europepmc_cited_by"
    label: ClassVar[str] = "Europe PMC: cited by"
    finds: ClassVar[str] = "publications in Europe PMC that cite the seed"
    module = "citations"
    rows = ("citationList", "citation")


@CHASERS.register
class References(EuropePmcLists):
    key: ClassVar[str] = "europepmc_references"
    label: ClassVar[str] = "Europe PMC: references"
    finds: ClassVar[str] = "what the seed cites, as far as Europe PMC has its reference list"
    module = "references"
    rows = ("referenceList", "reference")
