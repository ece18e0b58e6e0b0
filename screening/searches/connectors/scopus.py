"""Scopus through Elsevier's Scopus Search API, with the key of a subscriber.

Parameters: https://dev.elsevier.com/documentation/ScopusSearchAPI.wadl; quotas and page sizes (25 entries of the view
COMPLETE, 200 of STANDARD; 20,000 requests a week, 9 a second): https://dev.elsevier.com/api_key_settings.html. Without
``cursor``, which is for subscribers, an offset ends at 5,000 (pybliometrics, ``superclasses/base.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from screening.lib.polite_http import NotServed, Reply
from screening.records.description import Description
from screening.searches.connector import CONNECTORS, Context
from screening.searches.elsevier import api
from screening.searches.elsevier.entry import describe
from screening.searches.json_search import JsonSearch, Page, Parameters
from screening.searches.json_values import text, value

COMPLETE, STANDARD = "COMPLETE", "STANDARD"
_OFFSET = "start:"  # how a place in the result is written where there are no cursors
_FARTHEST = 5_000


@CONNECTORS.register
class Scopus(JsonSearch):
    """Accessions are EIDs, ``2-s2.0-85068268027``.

    ``view`` STANDARD is for keys that may not read abstracts. It is never chosen silently: a run would lose them.
    """

    key: ClassVar[str] = "scopus"
    label: ClassVar[str] = "Scopus"
    services: ClassVar[tuple[str, ...]] = ("elsevier", "elsevier_token")
    needs_key: ClassVar[bool] = True
    home = "https://api.elsevier.com/content/search/"
    path = "scopus"
    setting = "SCOPUS_BASE_URL"
    per_second = 6.0
    page = 200
    portion = 25
    rows = "entry"
    longest = 6_000

    def __init__(self, *args: Any, view: str = COMPLETE, **options: Any) -> None:
        super().__init__(*args, **options)
        if view not in (COMPLETE, STANDARD):
            raise ValueError(f"SCOPUS_VIEW is {COMPLETE} or {STANDARD}")
        self._view = view

    @property
    def reach(self) -> int:
        return self.most if self._view == COMPLETE else _FARTHEST

    def search(self, query: str, cursor: str, size: int) -> Parameters:
        asked = {"query": query, "count": str(size), "suppressNavLinks": "true"}
        if size == 1 and not cursor:  # a preview: let Elsevier say at once whether the key may read this view
            return asked | {"view": self._view}
        if self._view == STANDARD:
            start = int(cursor.removeprefix(_OFFSET) or 0)
            size = min(size, self.portion, _FARTHEST - start)
            return asked | {"field": "eid", "start": str(start), "count": str(size)}
        return asked | {"field": "eid", "cursor": cursor or "*"}

    def found(self, answer: Any, first: bool) -> Page:
        results = value(answer, "search-results")
        hits, entries = text(results, "opensearch:totalResults"), value(results, "entry")
        if not hits.isdecimal() or not isinstance(entries, list):
            raise ValueError("no page of entries")
        cursor = text(results, "cursor", "@next")
        if self._view == STANDARD:
            end = int(text(results, "opensearch:startIndex") or 0) + len(entries)
            cursor = f"{_OFFSET}{end}" if end < min(int(hits), _FARTHEST) else ""
        return Page(int(hits), tuple(map(self.accession, entries)), cursor)

    def lookup(self, accessions: list[str]) -> Parameters:
        named = " OR ".join(f"EID({accession})" for accession in accessions)
        return {
            "query": named,
            "count": str(len(accessions)),
            "view": self._view,
            "suppressNavLinks": "true",
        }

    def accession(self, record: Any) -> str:
        return text(record, "eid")

    def describe(self, record: Any) -> Description:
        return describe(record)

    def cautions(self, query: str) -> Iterator[str]:
        yield from super().cautions(query)
        if self._view == STANDARD:
            yield (
                "Records come without abstract and with the first author only: this installation asks Scopus for its"
                " view STANDARD. Export from Scopus' website and import the file to have them."
            )

    def secrets(self, context: Context) -> Parameters:
        return api.headers(context, self.label)

    def failure(self, reply: Reply) -> NotServed:
        return api.failure(reply, self.label, _NOT_ENTITLED) or super().failure(reply)


_NOT_ENTITLED = (
    "The key may not read abstracts in Scopus from here: store your institution's token with it, or run this server in"
    " the institution's network. Where neither is to be had, an administrator sets SCOPUS_VIEW=STANDARD: records then"
    " come without abstracts, 5,000 of a search at most."
)
