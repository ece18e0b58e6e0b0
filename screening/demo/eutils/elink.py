"""ELink between PubMed records: one set of links for each ``id`` field, one for all ids of a comma list."""

from __future__ import annotations

import re
from collections.abc import Iterable

from screening.demo.corpus.links import CITED_IN, REFERENCES, SIMILAR, Links
from screening.demo.eutils.answer import Answer, error, result
from screening.demo.eutils.request import Request, is_number

NAMES = (SIMILAR, CITED_IN, REFERENCES)


def elink(request: Request, links: Links) -> Answer:
    asked = [re.split(r"[,\s]+", value) for value in request.fields.get("id", []) if value]
    if request.get("dbfrom") != "pubmed" or request.get("cmd", "neighbor") != "neighbor" or not asked:
        return error("elink", "Empty result - nothing todo", status=400)
    names = [name for name in NAMES if request.get("linkname", name) == name]
    return result("elink", "".join(_set(ids, names, links) for ids in asked))


def _set(ids: list[str], names: list[str], links: Links) -> str:
    linked = {name: [p for i in ids if is_number(i) for p in links.of(name, int(i))] for name in names}
    found = "".join(
        f"<LinkSetDb><DbTo>pubmed</DbTo><LinkName>{name}</LinkName>{_each(pmids)}</LinkSetDb>"
        for name, pmids in linked.items()
        if pmids
    )
    listed = "".join(f"<Id>{i}</Id>" for i in ids if is_number(i))
    return f"<LinkSet><DbFrom>pubmed</DbFrom><IdList>{listed}</IdList>{found}</LinkSet>"


def _each(pmids: Iterable[int]) -> str:
    return "".join(f"<Link><Id>{pmid}</Id></Link>" for pmid in dict.fromkeys(pmids))
