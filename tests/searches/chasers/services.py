"""How Europe PMC and OpenAlex answer about links, in the shapes of their documentation; titles are invented."""

from __future__ import annotations

import re
from typing import Any

from screening.demo.corpus.links import CITED_IN, REFERENCES, SIMILAR
from tests.searches.chasing import CITED_BY_SEED, CITING_SEED, SEED, SIMILAR_TO_SEED
from tests.searches.connectors.stand_in import Parameters, StandIn

OTHER = 20000001


class Literature:
    """Two seeds that are known, with a DOI each (``10.1000/s.<pmid>``), and what they are linked to, by PMIDs."""

    def __init__(self) -> None:
        self.links = {
            SIMILAR: {str(SEED): [*map(str, SIMILAR_TO_SEED)], str(OTHER): ["7"]},
            CITED_IN: {str(SEED): [*map(str, CITING_SEED)], str(OTHER): ["7", str(CITING_SEED[0])]},
            REFERENCES: {str(SEED): [*map(str, CITED_BY_SEED)], str(OTHER): ["8", "9"]},
        }
        self.unmatched = 0  # references that the service has no record of
        self.seeds = [str(SEED), str(OTHER)]


def europepmc(known: Literature, service: StandIn, asked: Parameters) -> Any:
    path = service.paths[-1].split("/api/")[1]
    if path == "searchPOST":
        named = [pmid for pmid in known.seeds if f'EXT_ID:"{pmid}"' in asked["query"]]
        named += [pmid for pmid in known.seeds if f'DOI:"10.1000/s.{pmid}"' in asked["query"]]
        results = [{"id": pmid, "source": "MED", "pmid": pmid, "doi": f"10.1000/S.{pmid}"} for pmid in named]
        return {"hitCount": len(results), "request": {}, "resultList": {"result": results}}
    part, pmid, module = path.split("/")
    assert part == "MED"
    name, outer, inner = {
        "citations": (CITED_IN, "citationList", "citation"),
        "references": (REFERENCES, "referenceList", "reference"),
    }[module]
    rows: list[dict[str, Any]] = [
        {"id": found, "source": "MED", "citationType": "JOURNAL ARTICLE", "title": f"Report {found}"}
        for found in known.links[name][pmid]
    ]
    rows += [{"unstructuredInformation": "Lee A. A book. 1999.", "match": "N"}] * known.unmatched
    size = min(int(asked["pageSize"]), 2)  # so that few records make several pages
    start = (int(asked["page"]) - 1) * size
    return {
        "version": "6.9",
        "hitCount": len(rows),
        "request": {},
        outer: {inner: rows[start : start + size]},
    }


def openalex(known: Literature, service: StandIn, asked: Parameters) -> Any:
    field, _, wanted = asked["filter"].partition(":")
    if field == "cites":
        citing = known.links[CITED_IN][wanted.removeprefix("W")]
        start = 0 if asked["cursor"] == "*" else int(asked["cursor"])
        works: list[dict[str, Any]] = [
            {"id": f"https://openalex.org/W{n}"} for n in citing[start : start + 2]
        ]
        following = str(start + 2) if start + 2 < len(citing) else None
        return {"meta": {"count": len(citing), "next_cursor": following}, "results": works}
    prefix = {"doi": "10.1000/s.", "ids.pmid": ""}[field]
    assert re.fullmatch(rf"{re.escape(prefix)}\d+(\|{re.escape(prefix)}\d+)*", wanted), "no sign of a filter"
    found = [pmid for pmid in known.seeds if f"{prefix}{pmid}" in wanted.split("|")]
    return {"meta": {"count": len(found)}, "results": [_work(known, pmid) for pmid in found]}


def _work(known: Literature, pmid: str) -> dict[str, Any]:
    cited = [f"https://openalex.org/W{n}" for n in known.links[REFERENCES][pmid]]
    return {
        "id": f"https://openalex.org/W{pmid}",
        "doi": f"https://doi.org/10.1000/S.{pmid}",
        "ids": {"pmid": f"https://pubmed.ncbi.nlm.nih.gov/{pmid}"},
        "cited_by_count": len(known.links[CITED_IN][pmid]),
        "referenced_works": cited,
        "referenced_works_count": len(cited),
    }


REPLIES = {"europepmc": europepmc, "openalex": openalex}
