"""EFetch: the records of PMIDs or of a history set, in the order asked; what does not exist is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from screening.demo.corpus.collection import Collection
from screening.demo.corpus.medline import medline_text
from screening.demo.corpus.pubmed_article import article_set
from screening.demo.eutils.answer import Answer, error, plain, xml
from screening.demo.eutils.history import History, HistoryLost
from screening.demo.eutils.request import Request, is_number

LIMIT: Final = 9_999
MOST: Final = 10_000  # records of one answer
Reshape = Callable[[Sequence[int], list[str]], list[str]]


def efetch(
    request: Request,
    collection: Collection,
    history: History,
    reshape: Reshape | None = None,
    dtd_year: int = 2025,
    element_of: Callable[[int], str | None] | None = None,
) -> Answer:
    """``reshape`` lets a fault change the record elements of an XML answer; ``element_of`` gives revised ones."""
    start, wanted = request.number("retstart", 0), min(request.number("retmax", MOST), MOST)
    try:
        pmids = _asked(request, history, start, wanted)
    except (HistoryLost, ValueError) as problem:
        return error("efetch", str(problem), status=400)
    if request.get("rettype") == "uilist":
        return plain("\n".join(map(str, pmids)) + "\n")
    if request.get("retmode", "xml") != "xml" or request.get("rettype") == "medline":
        return plain("\n".join(_text(collection, pmid) for pmid in pmids))
    element_of = element_of or collection.element
    known = [(pmid, element) for pmid in pmids if (element := element_of(pmid))]
    elements = [element for _, element in known]
    if reshape:
        elements = reshape([pmid for pmid, _ in known], elements)
    return xml(article_set(elements, dtd_year))


def _asked(request: Request, history: History, start: int, wanted: int) -> Sequence[int]:
    if request.get("WebEnv"):
        if start >= LIMIT:
            raise ValueError(
                "Search backend cannot retrieve history data. Reason: Exception: "
                "'retstart' cannot be larger than 9998."
            )
        kept = history.pmids(request.get("WebEnv"), request.number("query_key", 1))
        return kept[start : min(start + wanted, LIMIT)]
    ids = [int(i) for i in request.ids if is_number(i)]
    if not ids:
        raise ValueError("ID list is empty! Possibly it has no correct IDs.")
    return ids[start : start + wanted]


def _text(collection: Collection, pmid: int) -> str:
    article = collection.article(pmid)
    if article is None:
        return f"id: {pmid} Error occurred: The following PMID is not available: {pmid}\n"
    return medline_text(article)
